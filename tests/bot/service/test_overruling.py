"""An admin puts another word in place of one that was ruled: in every number, and written down."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from adapters.playground.records import Spot
from bot.chat.events import WorkspaceLeft
from bot.db.engine import Database
from bot.db.tables import Card, Overruling, QuestionRating, Ruling
from bot.quiz.rulings import Word
from bot.service import privacy
from bot.service import rulings as service
from bot.service.purging import KEPT, purge_left
from bot.service.rulings import Ballot, Over
from tests.games import HERE, MINUTE, Game, game
from tests.ruling import (
    ANSWER,
    FREE,
    OTHER,
    SAME,
    OneQuestion,
    agree,
    ask,
    cases,
    doubts,
    everything,
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


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database, OneQuestion()) as opened:
        await opened.start(FREE)
        yield opened


async def overrule(here: Game, word: str, case: int = 1) -> str:
    """The admin presses a button of the list; what they are told, before anything follows."""
    await listed(here)
    return await press(here, "ada", f"rule:{case}:{word}")


async def listed(here: Game, page: int = 0) -> str:
    """A page of what the admin may overrule."""
    if page == 0:
        await ask(here, "ada", "rulings")
    await press(here, "ada", f"ruled-before:{page}")
    return here.last_said("ada")


async def overrulings(here: Game) -> Sequence[Overruling]:
    async with here.database.read() as session:
        return (await session.scalars(select(Overruling).order_by(Overruling.id))).all()


async def vote(here: Game, person: str, ballot: Ballot) -> service.Outcome:
    place = (await here.errand()).place
    async with here.database.write() as session:
        return await service.vote(session, here.person(person), place, ballot, here.now)


async def test_an_admin_overrules_peers_and_every_number_follows_both_ways(here: Game) -> None:
    await play(here, grace=ANSWER, alan=SAME)
    await agree(here, "right", "barbara", "edsger")
    assert await points(here) == {"grace": 100, "alan": 100}
    for word, count in (("wrong", 0), ("right", 100)):
        await here.go(MINUTE)
        assert f"That decides it: **{word}**" in await overrule(here, word)
        await here.dispatcher.run_due()
        assert await points(here) == {"grace": count, "alan": count}
        assert await here.differences() == []
    assert "**2 of 2** got it right." in said(here)


async def test_it_is_written_down_who_overruled_whom(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    for word in ("wrong", "partly"):
        await here.go(MINUTE)
        await overrule(here, word)
        await here.dispatcher.run_due()
    first, second = await overrulings(here)
    assert (first.old_word, first.old_by, first.old_admin_id) == ("right", "peers", None)
    assert (first.new_word, first.new_by) == ("wrong", "admin")
    assert first.new_admin_id == second.old_admin_id == second.new_admin_id
    assert first.new_admin_id is not None
    assert (second.old_word, second.new_word) == ("wrong", "partly")
    assert [(one.old_verdict, one.new_verdict, one.by) for one in await regrades(here)] == [
        ("unsure", "correct", "peers"),
        ("correct", "incorrect", "admin"),
        ("incorrect", "partly", "admin"),
    ]


async def test_the_thread_hears_what_gave_way_and_the_case_shows_what_holds(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    # Within the same second: yet it is told.
    await overrule(here, "wrong")
    await here.go(MINUTE)
    assert "❌ Ruled **wrong** by an admin, no longer **right**: “" in said(here)
    assert "❌ Ruled **wrong** by an admin." in said(here)
    assert "✅ Ruled **right** by people here." not in said(here)
    assert "1 answer counted anew" in said(here)


async def test_overruled_before_it_was_told_only_the_last_word_is_told(here: Game) -> None:
    await play(here, grace=ANSWER)
    case = cases(here)[-1]["id"]
    for person in ("barbara", "alan"):
        await here.playground.people.press(person, case, "rule:1:right")
    await overrule(here, "wrong")
    await here.go(MINUTE)
    assert await here.answers() == {"grace": (ANSWER, "incorrect")}
    assert "Ruled **right** by people here: “" not in said(here)
    assert [(one.old_by, one.new_by) for one in await overrulings(here)] == [("peers", "admin")]


async def test_the_same_word_again_is_no_news(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    assert await vote(here, "ada", Ballot(1, Word.RIGHT, here.now)) == Over(Word.RIGHT)
    assert await overrulings(here) == []
    assert [one.by for one in await rulings(here)] == ["peers"]


async def test_an_admins_click_that_is_delivered_again_overrules_nothing(here: Game) -> None:
    await play(here, grace=ANSWER)
    first = Ballot(1, Word.WRONG, here.now)
    await vote(here, "ada", first)
    await here.go(MINUTE)
    await vote(here, "ada", Ballot(1, Word.RIGHT, here.now))
    assert await vote(here, "ada", first) == Over(Word.RIGHT)
    assert len(await overrulings(here)) == 1


@pytest.mark.parametrize("person", ["barbara", "alan"])
async def test_nobody_else_overrules(here: Game, person: str) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    assert await vote(here, person, Ballot(1, Word.WRONG, here.now)) == Over(Word.RIGHT)
    assert "Ruled before" not in await ask(here, person, "rulings")


async def test_an_admins_reaction_overrules_nothing(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    ballot = Ballot(1, Word.WRONG, here.now, reacted=True)
    assert await vote(here, "ada", ballot) == Over(Word.RIGHT)


async def test_an_admin_does_not_overrule_what_was_ruled_on_their_own_answer(here: Game) -> None:
    await play(here, ada=ANSWER, grace=OTHER)
    await agree(here, "wrong", "barbara", "alan", case=cases(here, "spread gets")[0])
    assert "Ruled before" not in await ask(here, "ada", "rulings")
    ballot = Ballot((await rulings(here))[0].id, Word.RIGHT, here.now)
    assert await vote(here, "ada", ballot) == service.OwnAnswer()


async def test_what_nobody_decided_in_time_an_admin_may_still_decide(here: Game) -> None:
    await play(here, grace=ANSWER)
    async with here.database.write() as session:
        [case] = await session.scalars(select(Ruling))
        case.open = False
    await vote(here, "ada", Ballot(1, Word.RIGHT, here.now))
    await here.dispatcher.run_due()
    assert await points(here) == {"grace": 100}
    assert await overrulings(here) == []


async def test_an_overruling_is_the_last_word_for_who_would_appeal(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    await overrule(here, "wrong")
    await here.go(MINUTE)
    assert "Appeal" not in await own(here, "grace")


async def test_who_lost_the_points_practises_the_question(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    await overrule(here, "wrong")
    await here.go(MINUTE)
    async with here.database.read() as session:
        assert [card.question_id for card in await session.scalars(select(Card))] == ["free-text-1"]


async def test_the_list_goes_back_page_by_page(here: Game) -> None:
    texts = [f"{ANSWER} Number {count}." for count in range(4)]
    people = ("grace", "alan", "barbara", "edsger")
    await play(here, **dict(zip(people, texts, strict=True)))
    for text in texts:
        await agree(here, "right", "ada", case=cases(here, text)[0])
        await here.go(MINUTE)
    first, second = await listed(here), await listed(here, 1)
    assert [text in first for text in texts] == [False, True, True, True]
    assert [text in second for text in texts] == [True, False, False, False]
    await press(here, "ada", f"rule:{(await rulings(here))[0].id}:")
    await here.dispatcher.run_due()
    assert len(await overrulings(here)) == 1


async def test_the_audit_forgets_an_admin_who_asks_for_it(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    for word in ("wrong", "right"):
        await overrule(here, word)
        await here.go(MINUTE)
    await ask(here, "ada", "forget me")
    button = here.messages(HERE, "ada")[-1]
    await here.playground.people.press("ada", button["id"], "forget")
    assert [(one.old_admin_id, one.new_admin_id) for one in await overrulings(here)] == [
        (None, None)
    ] * 2


async def test_two_admins_at_once_leave_one_word_and_true_numbers(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    place = (await here.errand()).place

    async def say(name: str, word: Word) -> service.Outcome:
        admin = replace(here.person(name), may_manage=True)
        async with here.database.write() as session:
            ballot = Ballot(1, word, here.now)
            return await service.vote(session, admin, place, ballot, here.now)

    await asyncio.gather(say("ada", Word.PARTLY), say("edsger", Word.WRONG))
    await asyncio.gather(here.dispatcher.run_due(), restart(here))
    await here.go(MINUTE)
    assert await here.answers() == {"grace": (ANSWER, "incorrect")}
    assert said(here).count("Ruled **wrong** by an admin, no longer") == 1
    assert await here.differences() == []


async def test_an_overruling_while_the_author_is_forgotten_leaves_no_words(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    grace = here.person("grace")

    async def forget() -> None:
        async with here.database.write() as session:
            await privacy.forget(session, grace, here.now)

    await asyncio.gather(vote(here, "ada", Ballot(1, Word.WRONG, here.now)), forget())
    await here.go(MINUTE)
    assert "spread" not in await everything(here)
    assert "Ruled **wrong** by an admin, no longer" not in said(here)
    assert await here.differences() == []


async def test_a_workspace_that_left_takes_its_audit_along(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    await overrule(here, "wrong")
    await here.handlers.receive(WorkspaceLeft(here.now, Spot(HERE).place.workspace))
    assert await purge_left(here.database, here.now + KEPT)
    assert await overrulings(here) == []


async def test_an_answer_teaches_the_ratings_once_when_it_is_first_judged(here: Game) -> None:
    await play(here, grace=ANSWER)
    assert await rated(here) == []
    await agree(here, "right", "barbara", "alan")
    [taught] = await rated(here)
    assert taught[0] == 1
    await overrule(here, "wrong")
    await here.go(MINUTE)
    assert await rated(here) == [taught]


async def rated(here: Game) -> list[tuple[int, float]]:
    """How often each question was rated, and how hard it is found."""
    async with here.database.read() as session:
        rows = await session.scalars(select(QuestionRating))
        return [(row.rated, row.difficulty) for row in rows if row.rated]
