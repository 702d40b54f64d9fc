"""A language model rules before people are asked, and people may say otherwise."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from structlog.testing import capture_logs

from bot.db.engine import Database
from bot.grading.result import Grade, Verdict
from bot.jurors import language_model
from bot.quiz.question import Question
from bot.quiz.rulings import Word
from bot.service.dispatch import Dispatcher
from bot.service.rulings import Ballot, Voted, vote
from tests.endpoint import Stub, listening
from tests.fakes import Fault, down_after, down_before, throttled
from tests.games import HERE, HOUR, Game, game
from tests.ruling import (
    ANSWER,
    FREE,
    HALF,
    OTHER,
    SAME,
    OneQuestion,
    agree,
    cases,
    doubt,
    doubts,
    own,
    play,
    points,
    press,
    regrades,
    restart,
    rulings,
    said,
)

__all__ = ["doubts"]
pytestmark = pytest.mark.usefixtures("doubts")


@dataclass(slots=True)
class Fixed:
    """A juror that says the same of everything."""

    grade_: Grade | None
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[datetime], Awaitable[None]] | None = None

    async def grade(self, question: Question, answer: str, now: datetime) -> Grade | None:
        self.asked.append(answer)
        if self.meanwhile is not None:
            await self.meanwhile(now)
        return self.grade_


def judging(here: Game, verdict: Verdict | None, score: float = 0.0) -> Fixed:
    """From now on such a juror is asked."""
    juror = Fixed(Grade(verdict, score) if verdict else None)
    here.means = replace(here.means, juror=juror)
    here.dispatcher = Dispatcher(here.means, here.intake)
    return juror


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database, OneQuestion()) as opened:
        await opened.start(FREE)
        yield opened


async def test_what_it_is_sure_of_counts_and_nobody_is_asked(here: Game) -> None:
    juror = judging(here, Verdict.CORRECT, 1.0)
    await play(here, grace=ANSWER, alan=SAME, barbara=HALF)
    assert cases(here) == []
    assert len(juror.asked) == 1, "what reads the same is asked about once"
    assert await points(here) == {"grace": 100, "alan": 100, "barbara": 60}
    assert "✅ Ruled **right** by a language model: “" in said(here)
    assert "**2 of 3** got it right." in said(here)
    assert {trace.by for trace in await regrades(here)} == {"model"}
    assert len(await regrades(here)) == 2
    assert "ruled by a language model" in await own(here, "grace")
    assert await here.differences() == []


async def test_it_holds_for_later_answers_that_read_the_same(here: Game) -> None:
    juror = judging(here, Verdict.PARTLY, 0.5)
    await play(here, grace=ANSWER)
    await play(here, alan=SAME)
    assert await here.answers(2) == {"alan": (SAME, "partly")}
    assert len(juror.asked) == 1
    assert len(await rulings(here)) == 1


async def test_an_appeal_brings_people_who_overrule_it(here: Game) -> None:
    juror = judging(here, Verdict.INCORRECT)
    await play(here, grace=ANSWER)
    assert await points(here) == {"grace": 0}
    assert "counted anew. Whoever gave it can appeal" in said(here)
    await own(here, "grace")
    assert "on its way" in await press(here, "grace", "appeal:")
    await here.dispatcher.run_due()
    assert len(cases(here, ANSWER)) == 1
    assert len(juror.asked) == 1, "an appeal is for people"
    await agree(here, "right", "barbara", "alan")
    assert await points(here) == {"grace": 100}
    assert [(trace.by, trace.new_verdict) for trace in await regrades(here)] == [
        ("model", "incorrect"),
        ("peers", "correct"),
    ]
    assert await here.differences() == []


@pytest.mark.parametrize("verdict", [None, Verdict.UNSURE])
async def test_where_it_cannot_tell_people_are_asked(here: Game, verdict: Verdict | None) -> None:
    juror = judging(here, verdict)
    await play(here, grace=ANSWER)
    assert len(juror.asked) == 1
    assert len(cases(here, ANSWER)) == 1
    assert await here.answers() == {"grace": (ANSWER, "unsure")}
    await agree(here, "right", "barbara", "alan")
    assert await points(here) == {"grace": 100}


@pytest.mark.parametrize("fault", [throttled(60), down_before(), down_after()])
@pytest.mark.parametrize("call", ["thread", "post"])
async def test_a_chat_that_keeps_us_waiting_costs_no_second_call(
    here: Game, call: str, fault: Fault
) -> None:
    juror = judging(here, None)
    await here.ask()
    await here.fill("grace", ANSWER)
    here.chat.fail(call, *([None] if call == "post" else []), fault, fault)
    await here.finish()
    await here.go(HOUR)
    assert len(cases(here, ANSWER)) == 1
    assert juror.asked == [ANSWER]


async def test_what_is_sure_is_none_of_its_business(here: Game) -> None:
    juror = judging(here, Verdict.CORRECT, 1.0)
    await play(here, grace=HALF)
    assert juror.asked == []


async def test_where_people_begin_to_rule_meanwhile_they_are_asked(here: Game) -> None:
    juror = judging(here, Verdict.CORRECT, 1.0)

    async def say_wrong(now: datetime) -> None:
        [case] = await rulings(here)
        place = (await here.errand()).place
        async with here.database.write() as session:
            ballot = Ballot(case.id, Word.WRONG, now)
            outcome = await vote(session, here.person("barbara"), place, ballot, now)
            assert isinstance(outcome, Voted)

    juror.meanwhile = say_wrong
    await play(here, grace=ANSWER)
    assert len(cases(here, ANSWER)) == 1
    assert await here.answers() == {"grace": (ANSWER, "unsure")}


async def test_another_process_asks_no_second_time(here: Game) -> None:
    juror = judging(here, Verdict.CORRECT, 1.0)
    await play(here, grace=ANSWER, alan=OTHER)
    await asyncio.gather(here.dispatcher.run_due(), restart(here))
    assert sorted(juror.asked) == sorted([ANSWER, OTHER])
    assert len(await regrades(here)) == 2


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    async with listening() as open_:
        yield open_


async def test_a_real_one_rules_from_what_it_quotes(
    here: Game, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsure(question: Question, answer: str) -> Grade:
        return replace(doubt(question, answer), findings=doubt(question, answer).findings[:1])

    monkeypatch.setattr(language_model, "grade", unsure)
    stub.judge(("1", "hit", "spread gets smaller"))
    async with language_model.opened(stub.endpoint(), here.database) as juror:
        here.means = replace(here.means, juror=juror)
        here.dispatcher = Dispatcher(here.means, here.intake)
        with capture_logs() as lines:
            await play(here, grace=ANSWER)
    assert [line for line in lines if line["log_level"] != "info"] == []
    assert await here.answers() == {"grace": (ANSWER, "correct")}
    assert "Grace" not in stub.asked
    assert HERE not in stub.asked
