"""What a handler has at hand, and the shapes that handlers have."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat.commands import Call
from bot.chat.events import ButtonPressed, CommandGiven, FormSubmitted, ShortcutUsed
from bot.service.answers import Answers
from bot.service.intake import Intake
from bot.service.means import Means


@dataclass(frozen=True, slots=True)
class Desk:
    means: Means
    answers: Answers
    intake: Intake
    ring: Callable[[], None]
    """Wakes the dispatcher: something may be due sooner than it knows."""


OnCommand = Callable[[Desk, CommandGiven, Call], Awaitable[None]]
OnButton = Callable[[Desk, ButtonPressed], Awaitable[None]]
OnForm = Callable[[Desk, FormSubmitted], Awaitable[None]]
OnShortcut = Callable[[Desk, ShortcutUsed], Awaitable[None]]
