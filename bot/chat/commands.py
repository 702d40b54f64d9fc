"""The slash command `/quiz`: its subcommands, described once for every platform.

Discord registers the list; Slack and the playground split the text and `parse` it. A typed Discord
option arrives as a word of its own, so that all of them give the same `Call`.
"""

import difflib
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Option:
    """A word after the subcommand. `choices` empty: any word."""

    name: str
    says: str
    choices: tuple[str, ...] = ()
    whole: bool = False
    """Takes the whole rest of the text, spaces included."""


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    says: str
    options: tuple[Option, ...] = ()
    admin: bool = False
    """Only for those who may manage the channel."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry of the menu that a platform shows on any message."""

    name: str
    label: str


PRACTISE_LATER = Shortcut("practise-later", "Practise this later")
SHORTCUTS = (PRACTISE_LATER,)


@dataclass(frozen=True, slots=True)
class Call:
    """A subcommand that was understood; options that were left out are absent."""

    command: str
    arguments: Mapping[str, str] = field(default_factory=dict)


class Misunderstood(ValueError):
    """The words name no command, or no option of one; says what would be right."""

    def __init__(self, word: str, after: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{after} does not know {word!r}")
        self.word = word
        self.after = after
        self.known = known
        near = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.5)
        self.nearest = near[0] if near else None


WINDOWS = ("day", "week", "month", "season", "all")

COMMANDS = (
    Command("help", "What I can do"),
    Command(
        "practice",
        "Practise now, in private",
        (Option("topic", "a topic"), Option("count", "how many questions")),
    ),
    Command(
        "leaderboard",
        "Who is ahead",
        (
            Option("window", "over what time", WINDOWS),
            Option("of", "players or teams", ("players", "teams")),
        ),
    ),
    Command("streak", "Your streak and your team's", (Option("why", "day by day", ("why",)),)),
    Command("me", "Your answers, points and streak"),
    Command(
        "team",
        "See, make, join or leave a team",
        (
            Option("deed", "what to do", ("list", "create", "join", "leave")),
            Option("name", "the team's name", whole=True),
        ),
    ),
    Command(
        "away",
        "Take days off, your streak waits",
        (Option("until", "a date (2027-01-31), days (5) or back", whole=True),),
    ),
    Command(
        "hide", "Leave or rejoin the leaderboards", (Option("switch", "on or off", ("on", "off")),)
    ),
    Command(
        "link",
        "Make two accounts one player",
        (Option("code", "the code that the other account got"),),
    ),
    Command("forget", "Delete what I know of you", (Option("me", "to be sure", ("me",)),)),
    Command("export", "Get what I know of you", (Option("me", "you", ("me",)),)),
    Command(
        "report",
        "Something is wrong with a question",
        (Option("text", "what is wrong", whole=True),),
    ),
    Command("suggest", "Propose a question for the bank"),
    Command("rulings", "Answers that wait for your word"),
    Command("next", "The next fourteen questions' times"),
    Command("setup", "Start a daily question here", admin=True),
    Command("settings", "See and change this league", admin=True),
    Command("pause", "Stop posting until you resume", admin=True),
    Command("resume", "Post again", admin=True),
    Command("skip", "Leave out the next question", admin=True),
    Command("now", "Post a question now", admin=True),
    Command("review", "Questions that members suggested or reported", admin=True),
    Command(
        "join",
        "Bring this channel into another's league",
        (Option("code", "the league's code"),),
        admin=True,
    ),
)

ADMINS_ONLY = frozenset(command.name for command in COMMANDS if command.admin)

_BY_NAME = {command.name: command for command in COMMANDS}


def split(text: str) -> tuple[str, ...]:
    """The words of a slash command's text; quotes keep words together, a stray one is a sign."""
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())


def parse(words: tuple[str, ...]) -> Call:
    """The call that `words` make; no words ask for help.

    Raises `Misunderstood` with the nearest thing that exists.
    """
    if not words:
        return Call("help")
    command = _BY_NAME.get(words[0].lower())
    if command is None:
        raise Misunderstood(words[0], "/quiz", tuple(_BY_NAME))
    return Call(command.name, _arguments(command, words[1:]))


def _arguments(command: Command, words: tuple[str, ...]) -> dict[str, str]:
    arguments: dict[str, str] = {}
    left = list(command.options)
    rest = list(words)
    while rest:
        option = _taker(command, left, rest[0])
        left.remove(option)
        word = " ".join(rest) if option.whole else rest[0]
        rest = [] if option.whole else rest[1:]
        arguments[option.name] = word.lower() if option.choices else word
    return arguments


def _taker(command: Command, left: list[Option], word: str) -> Option:
    for option in left:
        if not option.choices or word.lower() in option.choices:
            return option
    known = tuple(choice for option in left for choice in option.choices)
    raise Misunderstood(word, f"/quiz {command.name}", known)
