"""People: one folder for each chat platform, each an implementation of `bot.chat.port`."""
