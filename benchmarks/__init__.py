"""How much of what the database driver and the chats' libraries can do is left with the bot."""
