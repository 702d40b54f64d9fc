"""The page that somebody has alone with us: today's questions, their streaks, who is ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.content import (
    Action,
    Block,
    Button,
    Buttons,
    Content,
    Facts,
    Piece,
    Plain,
    Small,
    Text,
    Title,
    When,
)
from bot.messages import practice, questions, words
from bot.messages.digests import lines
from bot.messages.people import OpenAnswer, Streaks, streak_facts
from bot.quiz.question import Face
from bot.quiz.standings import Ranked

ANSWER, FORM, WITHDRAW = "home-answer", "home-form", "home-withdraw"
_LONGEST_ANSWER = 100


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that stands open in the reader's channel, with what they answered so far."""

    face: Face
    post_id: int
    bonus: bool
    answer: OpenAnswer
    answerable: bool
    """By buttons, on this page."""


@dataclass(frozen=True, slots=True)
class LeagueView:
    """A league as one of its players sees it."""

    name: str
    questions: Sequence[OpenQuestion]
    next_at: datetime | None
    paused: bool
    lost: bool
    streaks: Streaks
    week: Sequence[Ranked]
    """The top of the week, and the reader's own line."""


@dataclass(frozen=True, slots=True)
class Home:
    leagues: Sequence[LeagueView]
    hidden: int
    """Leagues that found no room."""
    due: int
    """Questions that are due again in practice."""


def page(home: Home) -> Content:
    """The whole page."""
    leagues = [
        block for number, one in enumerate(home.leagues, 1) for block in _league(one, number)
    ]
    more = words.count(home.hidden, "more league")
    return Content(
        "Your daily questions.",
        *(leagues or _beginning()),
        *((Small(f"and {more}: look into their channels."),) if home.hidden else ()),
        *_practice(home.due),
    )


def _beginning() -> list[Block]:
    return [
        Title("Quizstreak"),
        Text(
            "I ask one machine-learning interview question a day in a channel, and show the answer"
            " when it closes. Answer there to keep your own streak and your team's alive: then you"
            " find today's question here too."
        ),
        Text(
            "**No daily question in your channels yet?** Give `/quiz setup` in one that you manage,"
            " or ask somebody who does. `/quiz help` shows everything that I can do."
        ),
    ]


def _practice(due: int) -> list[Block]:
    said = "Practise whenever you like: nobody else sees it."
    if due:
        verb = "is" if due == 1 else "are"
        said = f"**{words.count(due, 'question')}** {verb} due again: practise before you forget."
    # The verb that starts a session; no topic is every topic.
    start = Action(practice.AGAIN, ("",))
    return [Title("Practice"), Text(said), Buttons((Button("Practise", start, primary=bool(due)),))]


def _league(view: LeagueView, number: int) -> list[Block]:
    return [
        Title(view.name if number == 1 else f"{view.name} ({number})"),
        *(block for one in view.questions for block in _question(one)),
        *(() if view.questions else (Text(*_waiting(view)),)),
        Facts(tuple(streak_facts(view.streaks))),
        *_week(view.week),
    ]


def _waiting(view: LeagueView) -> list[Piece]:
    if view.lost:
        return ["I cannot post in your channel any more: its admin can invite me again."]
    if view.paused:
        return ["This league is paused."]
    if view.next_at is None:
        return ["No question is open, and none is planned."]
    return ["No question is open. The next one comes ", When(view.next_at), "."]


def _question(one: OpenQuestion) -> list[Block]:
    what = "Bonus question" if one.bonus else "Question"
    ids = (str(one.post_id),)
    buttons = questions.answer_buttons(one.face, Action(ANSWER, ids), Action(FORM, ids))
    return [
        Text(f"**{what} {one.answer.number} · {words.topic(one.face.topic)}**"),
        *questions.body(one.face),
        *((buttons,) if one.answerable else ()),
        Text(*_answered(one.answer)),
        *(_take_back(one) if one.answerable else [Small("Answer it in its channel.")]),
    ]


def _take_back(one: OpenQuestion) -> list[Block]:
    if not one.answer.texts or not one.answer.changeable:
        return []
    return [Buttons((Button("Take it back", Action(WITHDRAW, (str(one.post_id),))),))]


def _answered(answer: OpenAnswer) -> list[Piece]:
    if not answer.texts:
        return ["You have not answered yet. Open until ", When(answer.closes_at), "."]
    if len(answer.texts) > 1:
        return ["More than one of your reactions stands: leave only the one that you mean."]
    text = answer.texts[0]
    shown = Plain(text if len(text) <= _LONGEST_ANSWER else text[: _LONGEST_ANSWER - 1] + "…")
    if not answer.changeable:
        return ["You answered **", shown, "**. The first answer counts."]
    return ["You answered **", shown, "**, you can change it until ", When(answer.closes_at), "."]


def _week(week: Sequence[Ranked]) -> list[Block]:
    if not week:
        return []
    return [Text("**This week**"), lines(week)]
