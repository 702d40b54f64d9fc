"""How did I do, appeals, and what waits for one's word: from the button to the answer."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from adapters.playground.reading import actions, words
from bot.chat.content import Action
from bot.chat.events import ButtonPressed
from bot.db.engine import Database
from bot.db.tables import Appeal, Ruling
from bot.messages import rulings as messages
from bot.messages.docket import PAGE
from bot.messages.rounds import MINE
from tests.builders import FakeReply
from tests.games import Game, game, playing
from tests.limits import faults_of, text_of
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


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database, OneQuestion()) as opened:
        await opened.start(FREE)
        yield opened


async def test_one_learns_in_private_what_one_hit_and_missed(here: Game) -> None:
    await play(here, grace=HALF)
    told = await own(here, "grace")
    assert "Partly right" in told
    assert "Score: **60%**" in told
    assert "You said it: The spread shrinks." in told
    assert "Missing: The errors are **independent**." in told
    assert "Only you see this" in told
    assert "Only you see this" not in said(here)


async def test_who_did_not_answer_has_no_verdict(here: Game) -> None:
    await play(here, grace=HALF)
    assert "no answer of yours" in await own(here, "alan")


async def test_of_an_unsure_answer_one_learns_that_people_are_asked(here: Game) -> None:
    await play(here, grace=ANSWER)
    told = await own(here, "grace")
    assert "people are asked to rule on it" in told
    assert "Appeal" not in told
    await agree(here, "right", "barbara", "alan")
    assert "Score: **100%**, ruled by people here." in await own(here, "grace")


async def test_an_appeal_asks_the_people_and_leaves_a_trace(here: Game) -> None:
    await play(here, grace=HALF)
    assert cases(here) == []
    await own(here, "grace")
    assert "on its way" in await press(here, "grace", "appeal:")
    await here.dispatcher.run_due()
    [case] = cases(here, HALF)
    assert "Somebody answered, and appealed" in words(case)
    assert await points(here) == {"grace": 60}
    await agree(here, "right", "barbara", "alan")
    assert await points(here) == {"grace": 100}
    [trace] = await regrades(here)
    assert (trace.old_verdict, trace.new_verdict, trace.appealed) == ("partly", "correct", True)
    assert await here.differences() == []


async def test_one_appeals_once_a_question(here: Game) -> None:
    await play(here, grace=HALF)
    await own(here, "grace")
    await press(here, "grace", "appeal:")
    assert "waits for a ruling already" in await press(here, "grace", "appeal:")
    await here.dispatcher.run_due()
    await agree(here, "wrong", "barbara", "alan")
    assert "Appeal" not in (await own(here, "grace")).replace("appealed", "")
    assert "appealed on this question already" in await press(here, "grace", "appeal:")
    async with here.database.read() as session:
        assert len((await session.scalars(select(Appeal))).all()) == 1


async def test_what_peers_ruled_can_be_appealed_and_holds_meanwhile(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "wrong", "barbara", "alan")
    await own(here, "grace")
    await press(here, "grace", "appeal:")
    await here.dispatcher.run_due()
    assert await here.answers() == {"grace": (ANSWER, "incorrect")}
    assert len(cases(here, ANSWER)) == 1
    await agree(here, "right", "ada")
    assert await here.answers() == {"grace": (ANSWER, "correct")}
    assert [trace.by for trace in await regrades(here)] == ["peers", "admin"]
    assert await here.differences() == []


async def test_votes_from_before_an_appeal_count_no_more(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "wrong", "barbara", "alan")
    await own(here, "grace")
    await press(here, "grace", "appeal:")
    await here.dispatcher.run_due()
    await agree(here, "right", "barbara")
    assert (await rulings(here))[0].open
    await agree(here, "right", "alan")
    assert await here.answers() == {"grace": (ANSWER, "correct")}


async def test_an_admins_ruling_is_the_last_word(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "wrong", "ada")
    assert "Appeal" not in await own(here, "grace")
    appeal = Action(messages.APPEAL, ("1",))
    assert "last word" in await pressed(here, "grace", appeal)


async def test_equal_answers_share_an_appeal(here: Game) -> None:
    await play(here, grace=HALF, alan=HALF.lower())
    await own(here, "grace")
    await press(here, "grace", "appeal:")
    await here.dispatcher.run_due()
    assert "an answer of yours" in await rule(here, "alan", "right")
    await agree(here, "right", "barbara", "ada")
    assert await points(here) == {"grace": 100, "alan": 100}


async def pressed(here: Game, person: str, action: Action) -> str:
    """Press a button with any action; what the person is told."""
    reply = FakeReply()
    event = ButtonPressed(here.now, here.person(person), await here.question(), action, reply)
    await here.handlers.receive(event)
    assert faults_of(reply.only) == []
    return text_of(reply.only)


IDS = [(), ("",), ("x",), ("9" * 30,), ("99",), ("-1",), ("٣",)]


@pytest.mark.parametrize("ids", IDS)
@pytest.mark.parametrize("verb", [MINE, PAGE, messages.APPEAL, messages.TAKE_BACK, messages.RULE])
async def test_forged_ids_find_nothing(here: Game, verb: str, ids: tuple[str, ...]) -> None:
    await play(here, grace=ANSWER)
    given = (*ids, "right") if verb == messages.RULE else ids
    told = await pressed(here, "barbara", Action(verb, given))
    assert any(said in told for said in ("too old", "no answer", "no verdict", "Nothing was"))


@pytest.mark.parametrize("ids", [("0",), ("99",), ("9" * 18,)])
async def test_who_is_no_admin_turns_no_page(here: Game, ids: tuple[str, ...]) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "ada")
    assert ANSWER not in await pressed(here, "barbara", Action(PAGE, ids))
    assert (ANSWER in await pressed(here, "ada", Action(PAGE, ids))) is (ids == ("0",))


async def test_a_word_that_there_is_not_is_refused(here: Game) -> None:
    await play(here, grace=ANSWER)
    assert "too old" in await pressed(here, "ada", Action(messages.RULE, ("1", "brilliant")))
    assert await regrades(here) == []


async def test_the_list_has_what_one_may_rule_on(here: Game) -> None:
    await play(here, grace=ANSWER, alan=OTHER)
    for person, seen in [
        ("barbara", {ANSWER, OTHER}),
        ("grace", {OTHER}),
        ("ada", {ANSWER, OTHER}),
    ]:
        told = await ask(here, person, "rulings")
        assert {text for text in (ANSWER, OTHER) if text in told} == seen
        assert "Alan" not in told


async def test_the_list_begins_with_what_one_did_not_vote_on(here: Game) -> None:
    texts = {name: f"{ANSWER} Number {name}." for name in ("grace", "alan", "ada")}
    await play(here, **texts)
    await play(here, alan=OTHER, ada="Something else entirely.")
    first = await ask(here, "barbara", "rulings")
    assert "and 2 more answers" in first
    [seen] = [text for text in texts.values() if text in first]
    for text in ("Something else", OTHER, seen):
        await rule(here, "barbara", "right", cases(here, text)[0])
    then = await ask(here, "barbara", "rulings")
    assert {text for text in texts.values() if text in then} >= set(texts.values()) - {seen}


async def test_one_rules_from_the_list(here: Game) -> None:
    await play(here, grace=ANSWER)
    await ask(here, "ada", "rulings")
    assert "That decides it" in await press(here, "ada", "rule:1:partly")
    assert "was decided already: **partly**" in await press(here, "barbara", "rule:1:")


async def test_an_admin_reads_what_authors_could_learn(here: Game) -> None:
    await play(here, grace=ANSWER, alan=OTHER)
    await agree(here, "right", "ada", case=cases(here, ANSWER)[0])
    await agree(here, "wrong", "ada", case=cases(here, OTHER)[0])
    told = await ask(here, "ada", "rulings")
    _, _, learned = told.partition("New phrasings, for the authors")
    assert f"✅ `free-text-1` “{ANSWER}”" in learned
    assert OTHER not in learned
    assert "free-text-1" not in await ask(here, "barbara", "rulings")


async def test_asked_too_early_one_hears_to_wait(here: Game) -> None:
    await here.ask()
    await here.fill("grace", HALF)
    told = await pressed(here, "grace", Action(MINE, ("1",)))
    assert "Ask again once it has closed" in told


async def test_choices_have_no_such_button(database: Database) -> None:
    async with game(database) as here:
        await here.start(playing())
        await here.ask()
        await here.press("grace", "B")
        await here.finish()
        assert not any(did.startswith("mine:") for one in here.public() for did in actions(one))
        async with here.database.read() as session:
            assert (await session.scalars(select(Ruling))).all() == []
