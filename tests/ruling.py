"""Ruling on a game: answers nobody can judge, cases, and who says what."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from adapters.playground.reading import actions, words
from adapters.playground.wire import MessageJSON
from bot.db.tables import Account, Player, Regrade, Ruling, SubjectKind, Table, Total
from bot.grading.result import Finding, Grade, State, Verdict
from bot.quiz.question import Entry, Form, Question
from bot.service import appeals, docket, precedents
from bot.service.dispatch import Dispatcher
from tests.games import HERE, Game, playing
from tests.nine_forms import NineForms

ANSWER = "The spread gets smaller when you average many of them."
SAME = "the spread gets  smaller, when you average many of them"
OTHER = "I would rather not say."
HALF = "Half of it is the variance."
FREE = playing(Form.FREE_TEXT)


class OneQuestion(NineForms):
    """A bank that asks the same thing every day."""

    def entries(self) -> tuple[Entry, ...]:
        return tuple(one for one in super().entries() if one.id == "free-text-1")


def doubt(question: Question, answer: str) -> Grade:
    """A grader that is sure of nothing but halves."""
    hit = Finding("spread", "The spread shrinks.", "", State.HIT, answer[:20])
    missed = Finding("errors", "The errors are **independent**.", "", State.MISSED)
    if answer.casefold().startswith("half"):
        return Grade(Verdict.PARTLY, 0.6, findings=(hit, missed))
    draft = Verdict.PARTLY
    return Grade(Verdict.UNSURE, 0.5, "", (hit, missed), confidence=0.1, draft=draft)


@pytest.fixture
def doubts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sure changes with every improvement of the grader: here it is fixed."""
    for module in (appeals, docket, precedents):
        monkeypatch.setattr(module, "grade", doubt)


async def play(here: Game, **given: str) -> None:
    """One question with these answers, given in private; closed and revealed."""
    await here.ask()
    for person, text in given.items():
        await here.fill(person, text)
    await here.finish()


def cases(here: Game, text: str = "", channel: str = HERE) -> list[MessageJSON]:
    """The messages that ask for a ruling on an answer."""
    shown = [one for one in here.public(channel) if any("rule:" in did for did in actions(one))]
    return [one for one in shown if text in words(one)]


def said(here: Game, channel: str = HERE) -> str:
    """Everything that all can see of us."""
    return "\n".join(map(words, here.public(channel)))


async def rule(here: Game, person: str, word: str, case: MessageJSON | None = None) -> str:
    """Press a case's button; what the person is told. Nobody does what follows yet."""
    shown = case or cases(here)[-1]
    [action] = [one for one in actions(shown) if one.endswith(f":{word}")]
    await here.playground.people.press(person, shown["id"], action)
    return here.last_said(person)


async def agree(here: Game, word: str, *people: str, case: MessageJSON | None = None) -> None:
    """These people say the same, and what follows is done."""
    shown = case or cases(here)[-1]
    for person in people:
        await rule(here, person, word, shown)
    await here.dispatcher.run_due()


async def own(here: Game, person: str) -> str:
    """Ask how one's own answer did; what the person is told."""
    return await press(here, person, "mine:")


async def press(here: Game, person: str, verb: str) -> str:
    """Press the newest button of this verb that the person sees; what they are told."""
    seen = [one for one in here.messages(HERE, person) if any(verb in did for did in actions(one))]
    [action, *_] = [did for did in actions(seen[-1]) if verb in did]
    await here.playground.people.press(person, seen[-1]["id"], action)
    return here.last_said(person)


async def ask(here: Game, person: str, command: str) -> str:
    """Give a command; what the person is told."""
    await here.playground.people.say(person, HERE, f"/quiz {command}")
    return here.last_said(person)


async def restart(here: Game) -> None:
    """Another process begins, and does what is due."""
    await Dispatcher(here.means, here.intake).run_due()


async def rulings(here: Game) -> Sequence[Ruling]:
    async with here.database.read() as session:
        return (await session.scalars(select(Ruling).order_by(Ruling.id))).all()


async def regrades(here: Game) -> Sequence[Regrade]:
    async with here.database.read() as session:
        return (await session.scalars(select(Regrade).order_by(Regrade.id))).all()


async def points(here: Game) -> dict[str, int]:
    """Everybody's points of all time, by name, in tenths."""
    async with here.database.read() as session:
        rows = await session.execute(
            select(Account.name, Total.points)
            .join(Player, Player.person_id == Account.id)
            .join(Total, Total.subject_id == Player.id)
            .where(Total.window == "all", Total.kind == SubjectKind.PLAYER)
        )
        return {name.lower(): number for name, number in rows}


async def everything(here: Game) -> str:
    """The whole database as text."""
    async with here.database.read() as session:
        rows = [
            str(row._asdict())
            for table in Table.metadata.sorted_tables
            for row in await session.execute(table.select())
        ]
    return "\n".join(rows)
