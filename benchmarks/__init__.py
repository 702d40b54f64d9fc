"""How much of what the bare database driver can do is left when the bot does it."""
