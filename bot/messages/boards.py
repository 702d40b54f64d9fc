"""A leaderboard: for its reader alone, or shared with the channel."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.commands import WINDOWS
from bot.chat.content import Action, Block, Button, Buttons, Content, Name, Small, Text, Title
from bot.messages.digests import lines
from bot.quiz.standings import Ranked

SHOW, SHARE = "board", "share"
PLAYERS, TEAMS = "players", "teams"
_TITLES = {
    "day": "today",
    "week": "this week",
    "month": "this month",
    "season": "this season",
    "all": "all time",
}
_LABELS = {"day": "Day", "week": "Week", "month": "Month", "season": "Season", "all": "All time"}


@dataclass(frozen=True, slots=True)
class Board:
    window: str
    """One of `bot.chat.commands.WINDOWS`."""
    of: str
    """"players" or "teams"."""
    page: Sequence[Ranked]
    own: Ranked | None
    """The reader's own line, if the page does not have it."""
    hidden: bool = False
    """The reader hides from the players' boards."""


def board(shown: Board) -> Content:
    """What the reader alone sees."""
    return Content(
        f"Leaderboard of {shown.of}, {_TITLES[shown.window]}.",
        Title(_title(shown)),
        *_table(shown),
        *_own(shown),
        *_buttons(shown),
        *(
            (Small("You are hidden here; `/quiz hide off` shows you again."),)
            if shown.hidden
            else ()
        ),
    )


def shared(shown: Board, by: str) -> Content:
    """The same for the whole channel."""
    return Content(
        f"Leaderboard of {shown.of}, {_TITLES[shown.window]}.",
        Title(_title(shown)),
        *_table(shown),
        Small("Shared by ", Name(by or "someone"), ". `/quiz leaderboard` shows yours."),
    )


def was_shared() -> Content:
    return Content("Shared.", Text("Shared with the channel."))


def cannot_share() -> Content:
    """We may not post in the channel."""
    return Content(
        "I could not share it.",
        Text("I may not post in this channel. Invite me to it and press Share again."),
    )


def _title(shown: Board) -> str:
    return f"{shown.of.capitalize()}, {_TITLES[shown.window]}"


def _table(shown: Board) -> list[Block]:
    if not shown.page:
        return [Text("Nothing to rank yet: points appear here when a question is settled.")]
    return [lines(shown.page)]


def _own(shown: Board) -> list[Block]:
    if shown.own is None:
        return []
    return [Text("**You**" if shown.of == PLAYERS else "**Your team**"), lines([shown.own])]


def _buttons(shown: Board) -> list[Block]:
    other = TEAMS if shown.of == PLAYERS else PLAYERS
    switch = Button(other.capitalize(), Action(SHOW, (shown.window, other)))
    share = Button("Share", Action(SHARE, (shown.window, shown.of)))
    return [
        Buttons(tuple(_window(shown, window) for window in WINDOWS)),
        Buttons((switch, share) if shown.page else (switch,)),
    ]


def _window(shown: Board, window: str) -> Button:
    does = Action(SHOW, (window, shown.of))
    return Button(_LABELS[window], does, primary=window == shown.window)
