"""Practice: a question, an answer, what to make of it, the next."""

from bot.handlers.desk import OnButton, OnCommand, OnForm

COMMANDS: dict[str, OnCommand] = {}
BUTTONS: dict[str, OnButton] = {}
FORMS: dict[str, OnForm] = {}
