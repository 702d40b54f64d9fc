"""What happened in a chat -> which use-case -> which message back."""
