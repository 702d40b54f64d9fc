"""What an admin reads about a league: setting it up, its settings, what became of a command."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat.content import (
    Action,
    Block,
    Button,
    Buttons,
    Content,
    Fact,
    Facts,
    Form,
    Name,
    Piece,
    Plain,
    Small,
    Text,
    Title,
    When,
)
from bot.messages import settings_forms as forms
from bot.messages import words
from bot.quiz.cadence import Due
from bot.quiz.league import Door, LeagueSettings, Play, Schedule

SETTINGS = "settings"
"""The verb of the button that shows the settings."""

_SHOWN_DAYS_OFF = 6
_SHOWN_FREE = 5


@dataclass(frozen=True, slots=True)
class Present:
    """A league as one of its channels sees it."""

    settings: LeagueSettings
    zone: ZoneInfo
    code: str
    team: str
    channels: int
    next_at: datetime | None
    paused: bool
    lost: bool


def setup_card(trouble: str | None, zone: str) -> Content:
    """What will happen in this channel, what is in the way, and the form that starts it.

    The form proposes `zone`.
    """
    form = forms.setup_form(forms.setup_values(zone))
    return Content(
        "Start a daily question here.",
        Title("A daily question for this channel"),
        *_first(trouble),
        Text(
            "I post one machine-learning interview question here on each of your days, take"
            " answers until it closes, then show the answer and whose streak goes on."
        ),
        Text(
            "**Buttons and forms are private. Reactions and thread replies are seen by all**, so"
            " others may follow them: you can turn them off in the form."
        ),
        Buttons((Button("Set up…", form, primary=True),)),
    )


def _first(trouble: str | None) -> tuple[Block, ...]:
    return (Text("**First of all:** ", Plain(trouble)),) if trouble else ()


def cannot_post(trouble: str, again: Form | None = None, *, elsewhere: bool = False) -> Content:
    """The chat keeps us out; nothing was changed. `again` holds what was sent.

    `elsewhere`: of another channel of the same league.
    """
    where = "in another channel of this league" if elsewhere else "in this channel yet"
    return Content(
        f"I can't work like that {where}." if again else f"I can't work {where}.",
        Text(f"I can't work {'like that ' if again else ''}{where}: ", Plain(trouble)),
        Text("Once that is done, do the same again. Nothing was changed so far."),
        *((Buttons((Button("Try again…", again, primary=True),)),) if again else ()),
    )


def already_here() -> Content:
    return Content(
        "A daily question comes here already.",
        Text("A daily question comes to this channel already. You can change how."),
        _settings_button("Settings…"),
    )


def started(of: Present) -> Content:
    """The league runs."""
    return Content(
        "The daily question is set up.",
        Text("Done! ", *_next(of, "The first question")),
        Text("Who answers here plays for ", Name(of.team), "."),
        _code(of.code),
        _settings_button("More settings…"),
    )


def _code(code: str) -> Text:
    return Text(
        f"To bring another channel into this league, give `/quiz join {code}` there."
        " It may be in another workspace: whoever has the code can join."
    )


def _settings_button(label: str) -> Buttons:
    return Buttons((Button(label, Action(SETTINGS)),))


def _next(of: Present, what: str = "The next question") -> list[Piece]:
    if of.paused:
        return ["This league is paused: `/quiz resume` makes it go on."]
    if of.lost:
        return ["I could not post here any more: invite me again, then give `/quiz resume`."]
    return _coming(of.next_at, of.zone, what)


def _coming(at: datetime | None, zone: ZoneInfo, what: str = "The next question") -> list[Piece]:
    if at is None:
        return ["No day is left for a question: look at the days and days off in `/quiz settings`."]
    local = f"{words.day(at, zone)}, {words.clock(at, zone)} in {zone.key}"
    return [f"{what} comes ", When(at), f" ({local})."]


def settings_card(of: Present, topics: Sequence[str]) -> Content:
    """The present settings, and the forms that change them."""
    schedule, play = of.settings.schedule, of.settings.play
    changing = forms.change_buttons(schedule, of.zone.key, play, topics)
    team_name = Button("Team name…", forms.team_form({forms.TEAM_NAME: of.team}))
    return Content(
        "The settings of this league.",
        Title("Settings"),
        Text(*_next(of)),
        Facts((*_schedule(schedule, of.zone), *_play(play), *_where(of))),
        _code(of.code),
        Buttons((*changing, team_name)),
        Small("An open question keeps its times. Changes count from the next one."),
    )


def _fact(label: str, *value: Piece) -> Fact:
    return Fact(Text(label), Text(*value))


def _schedule(schedule: Schedule, zone: ZoneInfo) -> list[Fact]:
    days = [forms.DAYS[day - 1] for day in sorted(schedule.weekdays)]
    at = f"{schedule.at:%H:%M} in {zone.key}"
    return [
        _fact("Time", at),
        _fact("Days", "every day" if len(days) == len(forms.DAYS) else words.listing(days)),
        _fact("Open for", forms.window(schedule.window)),
        _fact("No question on", _free_days(schedule)),
    ]


def _free_days(schedule: Schedule) -> str:
    days = [day.isoformat() for day in sorted(schedule.days_off)]
    hidden = len(days) - _SHOWN_DAYS_OFF
    shown = [*days[:_SHOWN_DAYS_OFF], *([f"{hidden} more days"] if hidden > 0 else [])]
    public = [f"the public holidays of {schedule.country}"] if schedule.country else []
    return words.listing([*public, *shown]) if public or shown else "(no days off are set)"


def _play(play: Play) -> list[Fact]:
    topics = [words.topic(topic) for topic in sorted(play.topics)]
    easiest, hardest = play.difficulty
    level = f"level {easiest}" if easiest == hardest else f"levels {easiest} to {hardest}"
    return [
        _fact("Topics", ", ".join(topics) or "all"),
        _fact("Difficulty", f"{level} of 5"),
        _fact("Ways to answer", ", ".join(door.value for door in Door if door in play.doors)),
        _fact("Rules", forms.rules(play.reveal, play.policy)),
        _fact("Team streak", f"kept by {words.count(play.quorum, 'answer')}"),
        _fact("Rulings", forms.judges(play.rulings)),
    ]


def _where(of: Present) -> list[Fact]:
    return [
        _fact("Team of this channel", Name(of.team)),
        _fact("Channels in this league", str(of.channels)),
    ]


def changed(of: Present) -> Content:
    """New settings are saved."""
    return Content("Saved.", Text("Saved. ", *_next(of)), _settings_button("Settings…"))


def team_renamed(name: str) -> Content:
    return Content("Saved.", Text("Saved. Who answers here plays for ", Name(name), "."))


def code_wanted() -> Content:
    return Content(
        "Which league?",
        Text(
            "Tell me which league: `/quiz join CODE`. `/quiz settings` in a channel of that league"
            " shows its code."
        ),
    )


def joined(of: Present) -> Content:
    """The channel plays in another channel's league."""
    return Content(
        "This channel has joined the league.",
        Text("Welcome! ", *_next(of, "The first question here")),
        Text("Who answers here plays for ", Name(of.team), "."),
        Text(
            f"This league has {words.count(of.channels, 'channel')} now. Its settings are shared;"
            " the time zone and the team's name are this channel's own."
        ),
        _settings_button("Settings…"),
    )


def unknown_code(code: str) -> Content:
    return Content(
        "No league has this code.",
        Text(
            "No league has the code “",
            Plain(code[:40]),
            "”. `/quiz settings` in one of its channels shows the right one.",
        ),
    )


def same_league() -> Content:
    return Content("Nothing to do.", Text("This channel plays in that league already."))


def has_history(code: str) -> Content:
    """The channel's own league was played: its scores must not be lost."""
    return Content(
        "This channel has a league of its own.",
        Text(
            "This channel has a league of its own with scores and streaks, which would be lost."
            f" Bring the other channel in here instead: give `/quiz join {code}` there. Or give"
            " your command in a new channel."
        ),
    )


def paused(already: bool) -> Content:
    said = "was paused already" if already else "is paused now"
    return Content(
        f"This league {said}.",
        Text(
            f"This league {said}: I post no question until `/quiz resume`. Days without a question"
            " break no streak. An open question still ends as usual."
        ),
    )


def resumed(already: bool, at: datetime | None, zone: ZoneInfo) -> Content:
    said = "Nothing was paused." if already else "Here we go again!"
    return Content(said, Text(f"{said} ", *_coming(at, zone)))


def skipped(day: date, next_at: datetime | None, zone: ZoneInfo) -> Content:
    """The question of a day is left out."""
    return Content(
        f"The question of {_date(day)} is left out.",
        Text(f"The question of **{_date(day)}** is left out, in all channels of this league."),
        Text("The day counts for nobody: streaks stay as they are. ", *_coming(next_at, zone)),
    )


def nothing_planned() -> Content:
    return Content(
        "No question is planned.",
        Text("No question is planned: look at the days and days off in `/quiz settings`."),
    )


def being_posted() -> Content:
    return Content(
        "It is being posted right now.",
        Text("That question is being posted at this very moment, so nothing was changed."),
    )


def is_paused() -> Content:
    return Content(
        "This league is paused.",
        Text("This league is paused. Give `/quiz resume` first, then the same again."),
    )


def is_lost() -> Content:
    return Content(
        "I could not post here.",
        Text("I could not post here any more. Give `/quiz resume` first, then the same again."),
    )


def asked_now(bonus: bool, channels: int, closes_at: datetime) -> Content:
    """A question is on its way."""
    where = "" if channels == 1 else f" to {channels} channels"
    what = "A bonus question" if bonus else "Today's question"
    note = " It gives points, but keeps or breaks no streak." if bonus else ""
    return Content(
        f"{what} is on its way.",
        Text(f"{what} is on its way{where}, open until ", When(closes_at), f".{note}"),
    )


def enough_today(bonus_a_day: int) -> Content:
    return Content(
        "Enough for today.",
        Text(
            f"This league had {words.count(bonus_a_day, 'bonus question')} today, and that is the"
            " most. `/quiz practice` has more for whoever likes."
        ),
    )


@dataclass(frozen=True, slots=True)
class Coming:
    """One question to come. `shift`: how far clocks were put since the one before."""

    due: Due
    shift: timedelta


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next questions of a channel; if it is paused or lost, as they would be."""

    zone: ZoneInfo
    coming: tuple[Coming, ...]
    free: tuple[tuple[date, str], ...]
    """Days between them that would have a question but for a holiday, with its name."""
    paused: bool
    lost: bool


def outlook(of: Outlook) -> Content:
    """The times of the next questions, in the channel's own zone."""
    rows = tuple(_row(one, of.zone) for one in of.coming)
    return Content(
        f"The next {words.count(len(rows), 'question')}.",
        Title("The next questions"),
        *_hindrance(of),
        *((Facts(rows),) if rows else (Text(*_coming(None, of.zone)),)),
        *((Small(*_free(of.free)),) if of.free else ()),
        Small(f"Times in {of.zone.key}, the zone of this channel."),
    )


def _hindrance(of: Outlook) -> tuple[Block, ...]:
    if of.paused:
        return (Text("**Paused:** this is what would come if an admin gave `/quiz resume` now."),)
    if of.lost:
        said = "**I could not post here any more:** this is what would come after `/quiz resume`."
        return (Text(said),)
    return ()


def _row(one: Coming, zone: ZoneInfo) -> Fact:
    at = one.due.due_at
    notes = _clock_notes(one)
    return _fact(words.day(at, zone), f"{words.clock(at, zone)}{notes and f' · {notes}'}")


def _clock_notes(one: Coming) -> str:
    notes = []
    if one.shift:
        way = "forward" if one.shift > timedelta() else "back"
        notes.append(f"clocks change: {forms.window(abs(one.shift))} {way}")
    if one.due.moved:
        notes.append("the usual time does not exist on this day")
    if one.due.repeated:
        notes.append("this time happens twice, it is the first")
    return ", ".join(notes)


def _free(free: Sequence[tuple[date, str]]) -> list[Piece]:
    named = [f"{_date(day)} ({name[:36]})" for day, name in free[:_SHOWN_FREE]]
    hidden = len(free) - _SHOWN_FREE
    more = [f"{words.count(hidden, 'more day')}"] if hidden > 0 else []
    return [f"No question on {words.listing([*named, *more])}."]


def _date(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
