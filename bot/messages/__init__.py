"""Every sentence the bot says, as neutral content: one function a message."""
