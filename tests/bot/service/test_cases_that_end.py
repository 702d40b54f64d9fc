"""Cases that are too many, that wait too long, or whose answer is there no more."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot.chat.places import MessageRef, Place
from bot.db.engine import Database
from bot.db.tables import Post, Ruling
from bot.service import cases as service
from bot.service.intake import Deed
from bot.service.settling import resettle
from tests.games import HERE, HOUR, MINUTE, Game, game
from tests.ruling import (
    ANSWER,
    FREE,
    HALF,
    OTHER,
    OneQuestion,
    agree,
    ask,
    cases,
    doubts,
    own,
    play,
    points,
    press,
    regrades,
    rule,
    rulings,
    said,
)

__all__ = ["doubts"]
pytestmark = pytest.mark.usefixtures("doubts")

THIRD = "It is a matter of taste."
NOT_ASKED = "1 more answer to rule on: `/quiz rulings` lists what waits."


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database, OneQuestion()) as opened:
        await opened.start(FREE)
        yield opened


async def test_a_thread_is_asked_about_a_few_and_the_rest_is_listed(
    here: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "ASKED_AT_ONCE", 2)
    await play(here, grace=ANSWER, alan=OTHER, barbara=THIRD)
    assert len(cases(here)) == 2
    assert said(here).count(NOT_ASKED) == 1
    await ask(here, "ada", "rulings")
    listed = here.messages(person="ada")[-1]
    for action in ("rule:1:right", "rule:2:right", "rule:3:right"):
        await here.playground.people.press("ada", listed["id"], action)
    await here.dispatcher.run_due()
    assert await points(here) == {"grace": 100, "alan": 100, "barbara": 100}
    assert said(here).count("Ruled **right** by an admin: “") == 2
    assert "**3 of 3** got it right." in said(here)


async def test_after_a_month_a_case_ends_without_points(here: Game) -> None:
    await play(here, grace=ANSWER)
    here.sleep_until(here.now + service.WAITS_FOR - timedelta(hours=2))
    await here.dispatcher.run_due()
    assert cases(here)
    await here.go(timedelta(hours=4))
    await here.go(MINUTE)
    assert not cases(here, ANSWER)
    assert "Nobody decided on this answer in time" in said(here)
    assert [one.open for one in await rulings(here)] == [False]
    assert await points(here) == {"grace": 0}


async def test_what_nobody_decided_can_be_appealed_and_is_not_asked_by_itself(here: Game) -> None:
    await play(here, grace=ANSWER)
    here.sleep_until(here.now + service.WAITS_FOR)
    await here.dispatcher.run_due()
    await here.dispatcher.run_due()
    async with here.database.write() as session:
        league_id = await session.scalar(select(Ruling.league_id))
        assert league_id is not None
        await resettle(session, league_id, [1])
    assert [one.open for one in await rulings(here)] == [False]
    assert "nobody ruled on it in time" in await own(here, "grace")
    assert "on its way" in await press(here, "grace", "appeal:")
    await here.dispatcher.run_due()
    await agree(here, "right", "barbara", "alan")
    assert await points(here) == {"grace": 100}


async def test_a_round_that_was_ruled_on_meanwhile_is_judged_before_it_is_told(here: Game) -> None:
    await play(here, grace=ANSWER)
    for person in ("barbara", "alan"):
        await rule(here, person, "right")
    async with here.database.write() as session:
        league_id = await session.scalar(select(Ruling.league_id))
        assert league_id is not None
        # Who judges looked for rounds just before the word was said.
        await resettle(session, league_id, [])
    await here.dispatcher.run_due()
    assert "1 answer counted anew" in said(here)
    assert "**1 of 1** got it right." in said(here)


async def test_equal_answers_of_earlier_and_later_rounds_are_judged_alike(here: Game) -> None:
    for person in ("grace", "alan", "barbara"):
        await play(here, **{person: HALF})
    assert await points(here) == {"grace": 60, "alan": 60, "barbara": 60}
    await own(here, "barbara")
    await press(here, "barbara", "appeal:")
    await here.dispatcher.run_due()
    assert "an answer of yours" in await rule(here, "grace", "right")
    await agree(here, "right", "ada")
    assert await points(here) == {"grace": 100, "alan": 100, "barbara": 100}
    assert {trace.round_id for trace in await regrades(here)} == {1, 2, 3}
    assert await here.differences() == []


async def test_a_case_ends_with_the_answer_that_it_was_about(here: Game) -> None:
    await here.ask()
    await here.fill("grace", ANSWER)
    errand = await here.errand()
    await here.finish()
    workspace, at = errand.workspace.id, errand.post.closes_at - MINUTE
    late = Deed(1, errand.channel.id, workspace, "grace", "Grace", "form", at, HALF)
    await here.intake.record(late)
    await here.dispatcher.run_due()
    assert await here.answers() == {"grace": (HALF, "partly")}
    assert [one.open for one in await rulings(here)] == [False]
    assert not cases(here, ANSWER)
    assert await regrades(here) == []


async def forget(here: Game, person: str) -> None:
    await ask(here, person, "forget me")
    button = here.messages(HERE, person)[-1]
    await here.playground.people.press(person, button["id"], "forget")


async def test_nobody_is_asked_about_an_answer_whose_words_are_forgotten(here: Game) -> None:
    await play(here, grace=ANSWER, alan=OTHER)
    await forget(here, "grace")
    await agree(here, "right", "barbara", "ada", case=cases(here, OTHER)[0])
    await here.go(MINUTE)
    assert cases(here) == []
    assert len(await rulings(here)) == 2
    assert "No answer waits" in await ask(here, "barbara", "rulings")


async def test_a_case_that_is_dropped_while_the_chat_keeps_us_waiting_is_not_posted(
    here: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = here.chat.thread

    async def slow(message: MessageRef, title: str) -> Place:
        await forget(here, "grace")
        return await thread(message, title)

    await here.ask()
    await here.fill("grace", ANSWER)
    errand = await here.errand()
    await here.go_to(errand.post.closes_at)
    monkeypatch.setattr(here.chat, "thread", slow)
    await here.go(HOUR)
    assert "nothing to rule on" not in said(here), "it was posted and had to be mended"
    assert [one.open for one in await rulings(here)] == [False]


async def test_a_case_whose_question_was_removed_rests(here: Game) -> None:
    await play(here, grace=ANSWER)
    for person in ("barbara", "alan"):
        await rule(here, person, "right")
    async with here.database.write() as session:
        await session.execute(delete(Post).where(Post.message_id.is_not(None)))
    await here.dispatcher.run_due()
    [case] = await rulings(here)
    assert (case.step, case.wake_at, case.lease_until) == (None, None, 0)
