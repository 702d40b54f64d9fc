"""Two accounts become one person: the code, and what becomes of two players."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat.places import Person
from bot.db.engine import Database
from bot.db.tables import Account, Answer, Player
from bot.handlers import people
from tests.builders import Scene, scene
from tests.limits import faults_of, text_of
from tests.playing import (
    RIGHT,
    WRONG,
    answer,
    close,
    differences,
    open_post,
    play,
    player_of,
    set_up,
    somebody,
)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Scene]:
    async with scene(database) as opened:
        await set_up(opened)
        yield opened


async def give(stage: Scene, text: str, person: Person) -> str:
    content = await stage.command(people.COMMANDS, text, person)
    assert faults_of(content) == []
    return text_of(content)


async def code_for(stage: Scene, person: Person) -> str:
    found = re.search(r"\*\*([A-Z0-9]{4}-[A-Z0-9]{4})\*\*", await give(stage, "link", person))
    assert found
    return found[1]


async def link(stage: Scene, giver: Person, taker: Person) -> str:
    return await give(stage, f"link {await code_for(stage, giver)}", taker)


async def answers(stage: Scene) -> list[tuple[int, int, str]]:
    async with stage.means.database.read() as session:
        rows = await session.scalars(select(Answer).order_by(Answer.round_id, Answer.player_id))
        return [(row.round_id, row.player_id, row.text) for row in rows]


async def players(stage: Scene) -> list[Player]:
    async with stage.means.database.read() as session:
        return list(await session.scalars(select(Player).order_by(Player.id)))


async def test_two_accounts_become_one_player(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT}, {stage.grace: RIGHT}, {stage.ada: RIGHT})
    assert "one player now" in await link(stage, stage.ada, stage.grace)
    [player] = await players(stage)
    assert await answers(stage) == [(n, player.id, "B") for n in (1, 2, 3)]
    assert "🔥 **3 days**" in await give(stage, "streak", stage.grace)
    assert await give(stage, "me", stage.grace) == await give(stage, "me", stage.ada)
    assert await differences(stage) == []


async def test_where_both_answered_the_later_answer_counts(stage: Scene) -> None:
    await open_post(stage)
    await answer(stage, stage.ada, RIGHT)
    stage.clock.instant += timedelta(minutes=1)
    await answer(stage, stage.grace, WRONG)
    await close(stage)
    await link(stage, stage.ada, stage.grace)
    assert [text for _, _, text in await answers(stage)] == ["A"]
    assert "**0** points · 1 of 1 answered" in await give(stage, "me", stage.ada)
    assert await differences(stage) == []


async def test_linked_accounts_give_one_answer_in_an_open_round(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    await link(stage, stage.ada, stage.grace)
    await open_post(stage)
    await answer(stage, stage.grace, RIGHT)
    assert "**B**, changeable" in await give(stage, "me", stage.ada)
    await close(stage)
    assert len(await players(stage)) == 1
    assert "🔥 **2 days**" in await give(stage, "streak", stage.ada)


async def test_who_answered_only_elsewhere_brings_the_player_along(stage: Scene) -> None:
    await play(stage, {stage.grace: RIGHT})
    await link(stage, stage.ada, stage.grace)
    assert "🔥 **1 day**" in await give(stage, "streak", stage.ada)
    assert await differences(stage) == []


async def test_the_team_of_the_account_that_gave_the_code_stays(stage: Scene) -> None:
    await play(stage, {stage.grace: RIGHT})
    await give(stage, "team create Blue", stage.ada)
    await give(stage, "team create Red", stage.grace)
    await play(stage, {stage.ada: RIGHT, stage.grace: RIGHT})
    await link(stage, stage.ada, stage.grace)
    assert "Blue: 1 player · 🔥 1 day · you are here" in await give(stage, "team", stage.grace)
    player = await player_of(stage, stage.ada)
    assert player
    assert player.joined_number == 1
    assert await differences(stage) == []


async def test_days_off_of_both_are_the_persons(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT, stage.grace: RIGHT})
    await open_post(stage)
    await give(stage, "away 2", stage.ada)
    await give(stage, "away 4", stage.grace)
    await link(stage, stage.ada, stage.grace)
    said = await give(stage, "away", stage.ada)
    assert "**Tue 24 Nov 2026** to **Fri 27 Nov 2026**" in said


async def test_chains_are_flat(stage: Scene) -> None:
    third = somebody(stage, "Third")
    await play(stage, {stage.ada: RIGHT}, {stage.grace: RIGHT}, {third: RIGHT})
    await link(stage, stage.grace, third)
    await link(stage, stage.ada, third)
    async with stage.means.database.read() as session:
        accounts = (await session.scalars(select(Account).order_by(Account.id))).all()
    roots = {one.external_id: one.linked_to for one in accounts}
    ada = next(one.id for one in accounts if one.external_id == stage.ada.id)
    assert (roots[stage.grace.id], roots[third.id], roots[stage.ada.id]) == (ada, ada, None)
    assert "🔥 **3 days**" in await give(stage, "streak", third)
    assert await differences(stage) == []


async def test_linking_twice_changes_nothing(stage: Scene) -> None:
    await link(stage, stage.ada, stage.grace)
    assert "one player already" in await link(stage, stage.grace, stage.ada)


async def test_a_code_works_once(stage: Scene) -> None:
    code = await code_for(stage, stage.ada)
    assert "one player now" in await give(stage, f"link {code}", stage.grace)
    assert "don't know that code" in await give(stage, f"link {code}", somebody(stage, "Eve"))


async def test_a_code_is_good_for_ten_minutes(stage: Scene) -> None:
    code = await code_for(stage, stage.ada)
    stage.clock.instant += timedelta(minutes=10)
    assert "older than ten minutes" in await give(stage, f"link {code}", stage.grace)


async def test_a_new_code_voids_the_old(stage: Scene) -> None:
    old, new = await code_for(stage, stage.ada), await code_for(stage, stage.ada)
    assert "don't know that code" in await give(stage, f"link {old}", stage.grace)
    assert "one player now" in await give(stage, f"link {new.lower()}", stage.grace)


async def test_ones_own_code_is_refused_and_stays_good(stage: Scene) -> None:
    code = await code_for(stage, stage.ada)
    assert "this account's own" in await give(stage, f"link {code}", stage.ada)
    assert "one player now" in await give(stage, f"link {code}", stage.grace)


@pytest.mark.parametrize("code", ["x", "AAAA-AAAA", "' OR 1=1", "A" * 300])
async def test_a_guess_links_nobody(stage: Scene, code: str) -> None:
    await code_for(stage, stage.ada)
    assert "don't know that code" in await give(stage, f'link "{code}"', stage.grace)
