"""What a member reads about themselves: streak, points, days off."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.chat.content import (
    Block,
    Content,
    Fact,
    Facts,
    Name,
    Piece,
    Plain,
    Small,
    Text,
    Title,
    When,
)
from bot.messages import words
from bot.quiz.streaks import Streak

_DAYS_SHOWN = 30
_DAYS_IN_BLOCK = 10
_LONGEST_REASON = 120
_LONGEST_ANSWER = 100
_WINDOWS = {"week": "This week", "month": "This month", "all": "All time"}
_MARKS = {"kept": "✅ kept", "missed": "➖ missed", "frozen": "❄️ frozen", "excused": "💤 excused"}


@dataclass(frozen=True, slots=True)
class Window:
    """Kept totals; `points` are tenths of a point."""

    kind: str
    points: int = 0
    answered: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True)
class TeamStreak:
    name: str
    streak: Streak


@dataclass(frozen=True, slots=True)
class Streaks:
    own: Streak
    team: TeamStreak | None


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """An answer to a question that is still open; several `texts`: nobody can tell which."""

    number: int
    texts: tuple[str, ...]
    closes_at: datetime
    changeable: bool


@dataclass(frozen=True, slots=True)
class Profile:
    windows: Sequence[Window]
    right: int
    judged: int
    streaks: Streaks
    open: Sequence[OpenAnswer]
    hidden: bool


@dataclass(frozen=True, slots=True)
class StreakDay:
    """A quiz day of one player; `streak` is the one after it."""

    day: date
    outcome: str
    """kept, missed, frozen or excused"""
    streak: int
    reason: str = ""
    earned: bool = False

    def after(self, streak: int) -> "StreakDay":
        return replace(self, streak=streak)


def profile(mine: Profile) -> Content:
    """`/quiz me`."""
    right = (
        f"{mine.right} of {mine.judged} ({_percent(mine)} %)"
        if mine.judged
        else "no answer judged yet"
    )
    return Content(
        "Your quiz so far.",
        Title("You"),
        Facts(
            (
                *map(_window, mine.windows),
                Fact(Text("Right"), Text(right)),
                *streak_facts(mine.streaks),
                *map(_open, mine.open),
            )
        ),
        Small(
            "Only you see this." + (" You are hidden from the leaderboards." if mine.hidden else "")
        ),
    )


def _percent(mine: Profile) -> int:
    return round(100 * mine.right / mine.judged)


def _window(window: Window) -> Fact:
    answered = f"{window.answered} of {window.received} answered"
    points = f"**{words.points(window.points)}** points"
    return Fact(Text(_WINDOWS[window.kind]), Text(f"{points} · {answered}"))


def _open(answer: OpenAnswer) -> Fact:
    return Fact(Text(f"Question {answer.number}"), Text(*_answered(answer)))


def _answered(answer: OpenAnswer) -> list[Piece]:
    if not answer.texts:
        return ["no answer yet, open until ", When(answer.closes_at)]
    if len(answer.texts) > 1:
        return ["more than one of your reactions stands; leave only the one you mean"]
    text = answer.texts[0]
    shown = Plain(text if len(text) <= _LONGEST_ANSWER else text[: _LONGEST_ANSWER - 1] + "…")
    if not answer.changeable:
        return ["**", shown, "**, and the first answer counts"]
    return ["**", shown, "**, changeable until ", When(answer.closes_at)]


def streak_facts(both: Streaks) -> list[Fact]:
    """A player's own streak, and their team's."""
    facts = [Fact(Text("Your streak"), Text(_streak(both.own)))]
    if both.team:
        facts.append(
            Fact(Text("Your team"), Text(Name(both.team.name), f": {_streak(both.team.streak)}"))
        )
    return facts


def _streak(streak: Streak) -> str:
    lead = f"🔥 **{words.count(streak.current, 'day')}**" if streak.current else "none right now"
    return f"{lead} · best {streak.best} · {words.count(streak.freezes, 'freeze')} left"


def streaks(both: Streaks) -> Content:
    """`/quiz streak`."""
    return Content(
        f"Your streak: {words.count(both.own.current, 'day')}.",
        Title("Streaks"),
        Facts(tuple(streak_facts(both))),
        Small(
            "Every 7th day kept earns a freeze, you hold at most 2; a freeze saves a missed day. "
            "`/quiz streak why` goes through it day by day."
        ),
    )


def streak_days(days: Sequence[StreakDay]) -> Content:
    """`/quiz streak why`: the newest days, in order, and how many came before."""
    if not days:
        return Content(
            "No streak yet.",
            Text("You have no quiz day yet: answer the next question, and your streak begins."),
        )
    shown, before = days[-_DAYS_SHOWN:], len(days) - _DAYS_SHOWN
    lines = [_day(one) for one in shown]
    earlier = [Small(f"and {words.count(before, 'day')} before")] if before > 0 else []
    return Content(
        f"Your streak, day by day: {words.count(days[-1].streak, 'day')} now.",
        Title("Your streak, day by day"),
        *earlier,
        *_blocks(lines),
        Small("The number is the streak after the day. Days without a question change nothing."),
    )


def _blocks(lines: Sequence[list[Piece]]) -> list[Block]:
    starts = range(0, len(lines), _DAYS_IN_BLOCK)
    return [Text(*_joined(lines[start : start + _DAYS_IN_BLOCK])) for start in starts]


def _joined(lines: Sequence[list[Piece]]) -> list[Piece]:
    pieces: list[Piece] = []
    for line in lines:
        pieces += ["\n", *line] if pieces else line
    return pieces


def _day(one: StreakDay) -> list[Piece]:
    pieces: list[Piece] = [f"{date_words(one.day)} · {_MARKS[one.outcome]} · **{one.streak}**"]
    if one.earned:
        pieces.append(" · earned a freeze")
    if one.reason:
        pieces += [" · ", Plain(one.reason[:_LONGEST_REASON])]
    return pieces


def date_words(day: date) -> str:
    """A date as people read it: "Mon 23 Nov 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def hidden(on: bool) -> Content:
    """`/quiz hide`."""
    if on:
        return Content(
            "You are hidden.",
            Text("You are off the leaderboards. Your points still count for your team."),
            Small("`/quiz hide off` shows you again."),
        )
    return Content("You are shown.", Text("You are on the leaderboards again."))


def not_playing() -> Content:
    """They asked about play before they ever played."""
    return Content(
        "You have not played yet.",
        Text("You have not played here yet: answer the next question, and you are in."),
    )


def away(spans: Sequence[tuple[date, date]]) -> Content:
    """The days off that are ahead."""
    if not spans:
        return Content(
            "No days off.",
            Text("You have no days off. Your streak waits for you with one of these:"),
            Text("`/quiz away 5` for five days from today\n`/quiz away 2027-01-31` until that day"),
        )
    return Content(
        "Your days off.",
        Text("Your streak waits, and your team's quorum does without you:"),
        Text("\n".join(_span(*span) for span in spans[:_DAYS_SHOWN])),
        Small("`/quiz away back` ends it. An answer you give while away still counts."),
    )


def _span(first: date, last: date) -> str:
    if first == last:
        return f"**{date_words(first)}**"
    return f"**{date_words(first)}** to **{date_words(last)}**"


def back(ended: bool) -> Content:
    if not ended:
        return Content("You were not away.", Text("You have no days off to end."))
    return Content(
        "Welcome back!", Text("Welcome back! From the next question on you are in again.")
    )


def misdated(sentence: str) -> Content:
    """A date that cannot be taken; `sentence` is ours and says the remedy."""
    return Content("That date does not work.", Text(sentence))
