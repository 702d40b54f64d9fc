"""What people rule on an answer: counted once, and in every number afterwards."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from adapters.playground.records import Spot
from bot.chat.events import WorkspaceLeft
from bot.db.engine import Database
from bot.db.tables import Appeal, Card, Regrade, Ruling, TeamResult, Vote
from bot.quiz.rulings import Word
from bot.service import rulings as service
from bot.service.purging import KEPT, purge_left
from bot.service.rulings import Ballot, Decided, Over, Voted
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
    play,
    points,
    regrades,
    restart,
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


async def test_two_who_agree_change_scores_standings_and_what_was_shown(here: Game) -> None:
    await play(here, grace=ANSWER, alan=OTHER)
    assert "**0 of 2** got it right. 2 not judged." in said(here)
    case = cases(here, ANSWER)[0]
    assert "Noted: you say **right**" in await rule(here, "barbara", "right", case)
    await here.dispatcher.run_due()
    assert await points(here) == {"grace": 0, "alan": 0}
    assert "That decides it: **right**" in await rule(here, "alan", "right", case)
    await here.dispatcher.run_due()
    assert await here.answers() == {"grace": (ANSWER, "correct"), "alan": (OTHER, "unsure")}
    assert await points(here) == {"grace": 100, "alan": 0}
    assert "🥇 Grace: **10** points" in await ask(here, "barbara", "leaderboard")
    assert "**1 of 2** got it right. 1 not judged." in said(here)
    assert "10 points from 2 answers" in said(here)
    assert "✅ Ruled **right** by people here: “" in said(here)
    assert cases(here, ANSWER) == []
    assert await here.differences() == []


async def test_a_changed_verdict_leaves_a_trace(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "partly", "barbara", "alan")
    [trace] = await regrades(here)
    assert (trace.old_verdict, trace.old_score) == ("unsure", 0.0)
    assert (trace.new_verdict, trace.new_score) == ("partly", 0.5)
    assert (trace.by, trace.admin_id, trace.appealed) == ("peers", None, False)
    assert trace.at == here.now
    assert await points(here) == {"grace": 50}


async def test_team_points_follow(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    async with here.database.read() as session:
        [result] = await session.scalars(select(TeamResult))
    assert (result.points, result.answered, result.kept) == (100, 1, True)


async def test_what_was_ruled_wrong_becomes_a_card(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "wrong", "barbara", "alan")
    async with here.database.read() as session:
        assert [card.question_id for card in await session.scalars(select(Card))] == ["free-text-1"]


async def test_a_split_stays_unsure_and_earns_nothing(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara")
    await agree(here, "wrong", "alan")
    assert (await rulings(here))[0].open
    assert await here.answers() == {"grace": (ANSWER, "unsure")}
    assert await points(here) == {"grace": 0}
    assert await regrades(here) == []


async def test_one_person_is_one_vote_and_the_last_counts(here: Game) -> None:
    await play(here, grace=ANSWER)
    for word in ("right", "right", "wrong"):
        await agree(here, word, "barbara")
    assert (await rulings(here))[0].open
    await agree(here, "wrong", "alan")
    assert await here.answers() == {"grace": (ANSWER, "incorrect")}


async def test_linked_accounts_are_one_vote(here: Game) -> None:
    await play(here, grace=ANSWER)
    code = (await ask(here, "barbara", "link")).partition("**")[2][:9]
    await ask(here, "alan", f"link {code}")
    await agree(here, "right", "barbara", "alan")
    assert (await rulings(here))[0].open


async def test_nobody_rules_on_their_own_answer(here: Game) -> None:
    await play(here, grace=ANSWER, ada=SAME)
    for person in ("grace", "ada"):
        assert "an answer of yours" in await rule(here, person, "right")
    assert (await rulings(here))[0].open


async def test_an_admin_decides_alone(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "ada")
    assert await here.answers() == {"grace": (ANSWER, "correct")}
    [trace] = await regrades(here)
    assert trace.by == "admin"
    assert trace.admin_id is not None
    assert "Ruled **right** by an admin" in said(here)


async def test_answers_that_read_the_same_are_one_case(here: Game) -> None:
    await play(here, grace=ANSWER, alan=SAME, barbara=OTHER)
    assert len(cases(here)) == 2
    await agree(here, "right", "barbara", "ada", case=cases(here, "gets smaller")[0])
    assert [verdict for _, verdict in (await here.answers()).values()].count("correct") == 2
    assert len(await regrades(here)) == 2
    assert "2 answers counted anew" in said(here)


async def test_a_later_answer_that_reads_the_same_is_judged_at_once(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "partly", "barbara", "alan")
    await play(here, alan=SAME)
    assert await here.answers(2) == {"alan": (SAME, "partly")}
    assert await points(here) == {"grace": 50, "alan": 50}
    assert cases(here) == []
    assert len(await regrades(here)) == 1
    assert await here.differences() == []


async def test_an_open_case_takes_in_a_later_answer(here: Game) -> None:
    await play(here, grace=ANSWER)
    await play(here, alan=SAME)
    assert len(cases(here)) == 1
    await agree(here, "right", "barbara", "ada")
    assert await points(here) == {"grace": 100, "alan": 100}
    assert {trace.round_id for trace in await regrades(here)} == {1, 2}
    assert said(here).count("**1 of 1** got it right") == 2
    assert await here.differences() == []


async def test_another_league_is_not_bound_by_it(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    await here.start(FREE, "data-team")
    await here.ask()
    await here.fill("barbara", ANSWER, "data-team")
    await here.finish()
    assert len(cases(here, ANSWER, "data-team")) == 1


async def test_a_case_of_another_league_cannot_be_ruled_on(here: Game) -> None:
    await play(here, grace=ANSWER)
    await here.start(FREE, "data-team")
    alan = here.person("alan")
    async with here.database.write() as session:
        ballot = Ballot(1, Word.RIGHT, here.now)
        outcome = await service.vote(session, alan, Spot("data-team").place, ballot, here.now)
    assert outcome == service.NoCase()


async def test_two_votes_at_once_both_count_and_decide_once(here: Game) -> None:
    await play(here, grace=ANSWER)

    async def vote(name: str) -> service.Outcome:
        async with here.database.write() as session:
            ballot = Ballot(1, Word.RIGHT, here.now)
            place = Spot(HERE).place
            return await service.vote(session, here.person(name), place, ballot, here.now)

    outcomes = await asyncio.gather(vote("barbara"), vote("alan"))
    assert {type(one) for one in outcomes} == {Voted, Decided}
    await asyncio.gather(here.dispatcher.run_due(), restart(here))
    assert len(await regrades(here)) == 1
    assert said(here).count("Ruled **right** by people here: “") == 1


async def test_a_vote_delivered_again_or_too_late_changes_nothing(here: Game) -> None:
    await play(here, grace=ANSWER)
    place, alan, barbara = Spot(HERE).place, here.person("alan"), here.person("barbara")
    async with here.database.write() as session:
        for word, at in [(Word.WRONG, here.now), (Word.RIGHT, here.now - MINUTE)]:
            await service.vote(session, alan, place, Ballot(1, word, at), here.now)
        [vote] = await session.scalars(select(Vote))
        assert vote.word == "wrong"
        ballot = Ballot(1, Word.WRONG, here.now)
        decided = await service.vote(session, barbara, place, ballot, here.now)
        assert decided == Decided(Word.WRONG)
        again = await service.vote(session, barbara, place, ballot, here.now)
        assert again == Over(Word.WRONG)


async def test_a_crash_between_ruling_and_regrading_is_mended_at_the_next_start(
    here: Game,
) -> None:
    await play(here, grace=ANSWER)
    await rule(here, "barbara", "right")
    await rule(here, "alan", "right")
    assert await here.answers() == {"grace": (ANSWER, "unsure")}
    assert (await rulings(here))[0].word == "right"
    await restart(here)
    assert await here.answers() == {"grace": (ANSWER, "correct")}
    assert "Ruled **right** by people here: “" in said(here)
    await restart(here)
    assert len(await regrades(here)) == 1
    assert await here.differences() == []


async def test_judging_again_leaves_standing_verdicts_alone(here: Game) -> None:
    await play(here, grace=ANSWER, alan=OTHER)
    await agree(here, "right", "barbara", "ada", case=cases(here, ANSWER)[0])
    await agree(here, "wrong", "barbara", "ada", case=cases(here, OTHER)[0])
    assert await here.answers() == {"grace": (ANSWER, "correct"), "alan": (OTHER, "incorrect")}
    assert len(await regrades(here)) == 2


async def test_who_is_forgotten_leaves_no_words_and_no_votes(here: Game) -> None:
    await play(here, grace=ANSWER, alan=OTHER)
    await agree(here, "right", "barbara", case=cases(here, ANSWER)[0])
    await rule(here, "grace", "wrong", cases(here, OTHER)[0])
    await ask(here, "grace", "forget me")
    button = here.messages(HERE, "grace")[-1]
    await here.playground.people.press("grace", button["id"], "forget")
    await here.dispatcher.run_due()
    assert "spread" not in await everything(here)
    async with here.database.read() as session:
        assert [vote.word for vote in await session.scalars(select(Vote))] == ["right"]
    assert cases(here, ANSWER) == []
    assert "nothing to rule on any more" in said(here)
    assert [one.open for one in await rulings(here)] == [False, True]
    assert await here.differences() == []


async def test_what_was_ruled_outlives_who_gave_the_answer(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    await ask(here, "grace", "forget me")
    button = here.messages(HERE, "grace")[-1]
    await here.playground.people.press("grace", button["id"], "forget")
    await play(here, alan=SAME)
    assert await here.answers(2) == {"alan": (SAME, "correct")}
    assert [trace.person_id for trace in await regrades(here)] == [None]


async def test_one_gets_what_is_kept_of_ones_rulings(here: Game) -> None:
    await play(here, grace=ANSWER)
    await agree(here, "right", "barbara", "alan")
    assert '"kind": "vote"' in await ask(here, "barbara", "export me")
    mine = await ask(here, "grace", "export me")
    assert '"kind": "case"' in mine
    assert '"kind": "regrade"' in mine
    assert '"kind": "vote"' not in mine


async def test_a_workspace_that_left_leaves_nothing_behind(here: Game) -> None:
    await play(here, grace=ANSWER, alan=OTHER)
    await agree(here, "right", "barbara", "ada", case=cases(here, ANSWER)[0])
    await here.handlers.receive(WorkspaceLeft(here.now, Spot(HERE).place.workspace))
    assert await purge_left(here.database, here.now + KEPT)
    async with here.database.read() as session:
        for table in (Ruling, Vote, Appeal, Regrade):
            assert (await session.scalars(select(table))).all() == []
