"""Other programs' files of questions: read, written, and what each of them can hold."""
