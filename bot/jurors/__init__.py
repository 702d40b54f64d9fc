"""Optional second opinions on free text, off unless an operator sets them up."""
