"""The forms in which an admin decides about a league: their fields, presets and faults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.chat.content import (
    CHOICES_LIMIT,
    ENTRY_LIMIT,
    Action,
    Button,
    Buttons,
    Choice,
    Choices,
    Content,
    Entry,
    Form,
    Plain,
    Text,
)
from bot.messages import words
from bot.quiz.league import Door, LeagueSettings, Play, Policy, Reveal, Rulings, Schedule

SETUP, SCHEDULE, PLAY, TEAM = "setup", "settings-schedule", "settings-play", "settings-team"
JUDGES = "settings-rulings"
"""The verbs under which the forms come back."""

AT, WEEKDAYS, ZONE, WINDOW, FREE = "at", "weekdays", "zone", "window", "free"
TOPICS, DIFFICULTY, DOORS, RULES, QUORUM = "topics", "difficulty", "doors", "rules", "quorum"
TEAM_NAME = "team"
RULINGS = "rulings"

TEAM_NAME_LIMIT = 40
HOME_TEAM = "Home team"

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_FREE_LIMIT = 1000
_SHOWN_FAULT = 300

_LABELS = {
    AT: "Time of the question",
    WEEKDAYS: "On these days",
    ZONE: "Time zone of this channel",
    WINDOW: "How long one may answer",
    FREE: "Holidays and days off",
    TOPICS: "Topics (none: all)",
    DIFFICULTY: "Difficulty, from 1 to 5",
    DOORS: "Ways to answer",
    RULES: "Reveal, and which answer counts",
    QUORUM: "Answers that keep a team's streak",
    TEAM_NAME: "Team name of this channel",
    RULINGS: "Who rules on an unsure answer",
}
_HINTS = {
    AT: "Such as 09:00",
    ZONE: "Such as Europe/Berlin or America/New_York",
    WINDOW: "Such as 8h, 90m or 1h 30m; from 10m to 23h",
    FREE: "A country code and dates, such as DE, 2026-12-24, 2026-12-31",
    DIFFICULTY: "One number or a range, such as 2-4",
    QUORUM: "From 1 to 50; the best so many also make the team's points",
    TEAM_NAME: "Who answers here plays for this team",
}
_DOOR_SAYS = {
    Door.BUTTONS: "Buttons and forms (private)",
    Door.REACTIONS: "Reactions on the question (seen by all)",
    Door.THREAD: "Replies in its thread (seen by all)",
}
_REVEAL_SAYS = {
    Reveal.TOGETHER: "Reveal when all channels have closed",
    Reveal.EACH: "Reveal in each channel when it closes",
}
_POLICY_SAYS = {
    Policy.LAST: "the last answer counts",
    Policy.FIRST: "the first answer counts",
}


_RULINGS_SAY = {
    Rulings.THREAD: "Everybody, in the question's thread",
    Rulings.ADMINS: "Only admins: I ask the one who set the channel up",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a field cannot be taken as it is, and what would be right."""

    field: str
    says: str


Values = Mapping[str, str]


def setup_values(zone: str = "UTC") -> dict[str, str]:
    """What the set-up form suggests."""
    fresh = LeagueSettings()
    return {
        **schedule_values(fresh.schedule, zone),
        **play_values(fresh.play),
        TEAM_NAME: HOME_TEAM,
    }


def schedule_values(schedule: Schedule, zone: str) -> dict[str, str]:
    """The schedule as its form shows it."""
    days_off = [day.isoformat() for day in sorted(schedule.days_off)]
    return {
        AT: schedule.at.isoformat("minutes"),
        WEEKDAYS: " ".join(map(str, sorted(schedule.weekdays))),
        ZONE: zone,
        WINDOW: window(schedule.window),
        FREE: ", ".join([*([schedule.country] if schedule.country else []), *days_off]),
    }


def play_values(play: Play) -> dict[str, str]:
    """The way of playing as its form shows it."""
    easiest, hardest = play.difficulty
    return {
        TOPICS: " ".join(sorted(play.topics)),
        DIFFICULTY: f"{easiest}-{hardest}",
        DOORS: " ".join(door.value for door in Door if door in play.doors),
        RULES: f"{play.reveal.value}-{play.policy.value}",
        QUORUM: str(play.quorum),
    }


def window(length: timedelta) -> str:
    """How long one may answer, as one would type it: "8h", "1h 30m"."""
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return " ".join([*([f"{hours}h"] if hours else []), *([f"{minutes}m"] if minutes else [])])


def doors(chosen: frozenset[Door]) -> str:
    """The ways to answer, one a line."""
    return "\n".join(_DOOR_SAYS[door] for door in Door if door in chosen)


def rules(reveal: Reveal, policy: Policy) -> str:
    """When the answer is shown, and which one counts."""
    return f"{_REVEAL_SAYS[reveal]}; {_POLICY_SAYS[policy]}"


def judges(rulings: Rulings) -> str:
    """Who rules on an answer that I can't judge."""
    return _RULINGS_SAY[rulings]


def change_buttons(
    schedule: Schedule, zone: str, play: Play, topics: Sequence[str]
) -> list[Button]:
    """What opens the forms for the schedule, the play and the rulings, as they are now."""
    return [
        Button("Schedule…", schedule_form(schedule_values(schedule, zone))),
        Button("Play…", play_form(play_values(play), topics)),
        Button("Rulings…", rulings_form({RULINGS: play.rulings.value})),
    ]


def setup_form(values: Values) -> Form:
    fields = (
        _entry(AT, values, 20),
        _days(values),
        _entry(ZONE, values, 60),
        _doors(values),
        _entry(TEAM_NAME, values, TEAM_NAME_LIMIT),
    )
    return Form(Action(SETUP), "Daily question", fields, submit="Start")


def schedule_form(values: Values) -> Form:
    fields = (
        _entry(AT, values, 20),
        _days(values),
        _entry(ZONE, values, 60),
        _entry(WINDOW, values, 20),
        _entry(FREE, values, _FREE_LIMIT, required=False),
    )
    return Form(Action(SCHEDULE), "Schedule", fields, submit="Save")


def play_form(values: Values, topics: Sequence[str]) -> Form:
    fields = (
        _topics(values, topics),
        _entry(DIFFICULTY, values, 20),
        _doors(values),
        _rules(values),
        _entry(QUORUM, values, 10),
    )
    return Form(Action(PLAY), "Play", fields, submit="Save")


def rulings_form(values: Values) -> Form:
    choices = [Choice(one.value, _RULINGS_SAY[one]) for one in Rulings]
    fields = (_picks(RULINGS, values, choices, many=False),)
    return Form(Action(JUDGES), "Rulings", fields, submit="Save")


def team_form(values: Values) -> Form:
    fields = (_entry(TEAM_NAME, values, TEAM_NAME_LIMIT),)
    return Form(Action(TEAM), "Team name", fields, submit="Save")


def faults(found: Sequence[Fault], again: Form) -> Content:
    """Everything that is wrong with what was sent; `again` holds it still."""
    return Content(
        "Nothing was saved yet.",
        Text("Nothing was saved yet:"),
        *(
            Text(f"**{_LABELS[fault.field]}:** ", Plain(words.cut(fault.says, _SHOWN_FAULT)))
            for fault in found
        ),
        Buttons((Button("Try again…", again, primary=True),)),
    )


def _entry(name: str, values: Values, limit: int, *, required: bool = True) -> Entry:
    assert limit <= ENTRY_LIMIT
    value = values.get(name, "")[:limit]
    lines = 3 if limit == _FREE_LIMIT else 1
    hint = _HINTS[name]
    return Entry(name, _LABELS[name], value, hint, lines, limit, required)


def _picks(
    name: str,
    values: Values,
    choices: Sequence[Choice],
    *,
    many: bool = True,
    required: bool = True,
) -> Choices:
    known = {choice.value for choice in choices}
    value = tuple(pick for pick in values.get(name, "").split() if pick in known)
    return Choices(name, _LABELS[name], tuple(choices), value, many=many, required=required)


def _days(values: Values) -> Choices:
    return _picks(WEEKDAYS, values, [Choice(str(n), day) for n, day in enumerate(DAYS, 1)])


def _doors(values: Values) -> Choices:
    return _picks(DOORS, values, [Choice(door.value, _DOOR_SAYS[door]) for door in Door])


def _topics(values: Values, topics: Sequence[str]) -> Choices:
    choices = [Choice(topic, words.topic(topic)) for topic in topics[:CHOICES_LIMIT]]
    return _picks(TOPICS, values, choices, required=False)


def _rules(values: Values) -> Choices:
    choices = [
        Choice(f"{reveal.value}-{policy.value}", rules(reveal, policy))
        for reveal in Reveal
        for policy in Policy
    ]
    return _picks(RULES, values, choices, many=False)
