"""What a member does: look, move, rest, hide."""

from bot.handlers.desk import OnButton, OnCommand, OnForm

COMMANDS: dict[str, OnCommand] = {}
BUTTONS: dict[str, OnButton] = {}
FORMS: dict[str, OnForm] = {}
