"""What a member reads about teams. Their names are strangers' words."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.content import Content, Fact, Facts, Name, Plain, Small, Text, Title
from bot.messages import words

_SHOWN = 20
_LONGEST = 60
_NEXT = "It counts from the next question on."


@dataclass(frozen=True, slots=True)
class TeamLine:
    name: str
    size: int
    streak: int
    own: bool


def listing(teams: Sequence[TeamLine]) -> Content:
    """`/quiz team`."""
    more = len(teams) - _SHOWN
    return Content(
        f"{words.count(len(teams), 'team')} here.",
        Title("Teams"),
        Facts(tuple(map(_line, teams[:_SHOWN]))),
        *((Small(f"and {words.count(more, 'more team')}"),) if more > 0 else ()),
        Small("`/quiz team join NAME`, `/quiz team create NAME`, `/quiz team leave`"),
    )


def _line(team: TeamLine) -> Fact:
    streak = f" · 🔥 {words.count(team.streak, 'day')}" if team.streak else ""
    own = " · you are here" if team.own else ""
    return Fact(Text(Name(team.name)), Text(f"{words.count(team.size, 'player')}{streak}{own}"))


def moved(team: str, made: bool) -> Content:
    lead = "You made and joined" if made else "You are now on"
    return Content("Your team.", Text(f"{lead} ", Name(team), f". {_NEXT}"))


def there(team: str) -> Content:
    return Content("Your team.", Text("You are on ", Name(team), " already."))


def no_such(name: str, nearest: str | None) -> Content:
    """There is no team of that name."""
    remedy = (
        [" Did you mean ", Name(nearest), "?"]
        if nearest
        else [" `/quiz team list` shows all, `/quiz team create NAME` makes one."]
    )
    return Content(
        "No such team.", Text("There is no team “", Plain(name[:_LONGEST]), "”.", *remedy)
    )


def taken(name: str) -> Content:
    return Content(
        "That name is taken.",
        Text(
            "There is a team ", Name(name), " already. `/quiz team join` and its name gets you in."
        ),
    )


def bad_name() -> Content:
    return Content(
        "That name does not work.",
        Text("A team's name has 2 to 40 characters, all of them visible. Choose another."),
    )


def enough() -> Content:
    return Content(
        "Enough teams.",
        Text(
            "This league has as many teams as it may have. Join one of those in `/quiz team list`."
        ),
    )


def which() -> Content:
    """A name was missing, or what to do with it."""
    return Content(
        "Which team?",
        Text("Say it like this: `/quiz team join Team Blue` or `/quiz team create Team Blue`."),
    )
