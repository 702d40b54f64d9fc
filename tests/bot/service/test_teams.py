"""Teams of one's own choice: when a move counts, and what a name may be."""

from collections.abc import AsyncIterator

import pytest

from bot.chat.places import Person
from bot.db.engine import Database
from bot.db.queries import members
from bot.handlers import people
from bot.service.teams import is_name, tidy
from tests.builders import Scene, scene
from tests.limits import faults_of, text_of
from tests.playing import (
    RIGHT,
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
        await set_up(opened, team="Home")
        yield opened


async def give(stage: Scene, text: str, person: Person | None = None) -> str:
    content = await stage.command(people.COMMANDS, text, person)
    assert faults_of(content) == []
    return text_of(content)


async def team_in(stage: Scene, person: Person, number: int) -> str:
    """The name of the team on which somebody is in a round."""
    player = await player_of(stage, person)
    assert player is not None
    async with stage.means.database.read() as session:
        team = await members.team_of(session, player.id, number)
    return team.name if team else ""


async def test_a_move_counts_from_the_next_round(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    await open_post(stage)
    assert "You made and joined Blue" in await give(stage, "team create Blue")
    await answer(stage, stage.ada, RIGHT)
    await close(stage)
    await play(stage, {stage.ada: RIGHT})
    assert [await team_in(stage, stage.ada, n) for n in (1, 2, 3)] == ["Home", "Home", "Blue"]
    board = text_of(await stage.command(people.COMMANDS, "leaderboard all teams"))
    assert "🥇 Home: **20** points" in board
    assert "🥈 Blue: **10** points" in board
    assert await differences(stage) == []


async def test_the_last_of_several_moves_before_a_round_counts(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    await give(stage, "team create Blue")
    await give(stage, "team create Red")
    await give(stage, "team join blue")
    assert await team_in(stage, stage.ada, 2) == "Blue"
    assert "You are on Blue already" in await give(stage, "team join BLUE")


async def test_leaving_leads_back_to_the_channels_team(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    await give(stage, "team create Blue")
    assert "You are now on Home" in await give(stage, "team leave")
    assert "You are on Home already" in await give(stage, "team leave")


async def test_who_never_answered_becomes_a_player_by_joining(stage: Scene) -> None:
    await give(stage, "team create Blue", stage.grace)
    assert await team_in(stage, stage.grace, 1) == "Blue"
    await play(stage, {stage.grace: RIGHT})
    assert "Blue: **10** points" in await give(stage, "leaderboard all teams")


async def test_who_joins_a_team_and_answers_the_open_round_plays_it_for_the_channel(
    stage: Scene,
) -> None:
    await open_post(stage)
    await give(stage, "team create Blue", stage.grace)
    await answer(stage, stage.grace, RIGHT)
    await close(stage)
    assert await team_in(stage, stage.grace, 1) == "Home"
    assert await team_in(stage, stage.grace, 2) == "Blue"
    assert await differences(stage) == []


@pytest.mark.parametrize("again", ["blue team", "BLUE  TEAM", "Ｂlue Team"])
async def test_a_name_stands_once_in_a_league(stage: Scene, again: str) -> None:
    await give(stage, "team create Blue Team")
    assert "There is a team Blue Team already" in await give(stage, f"team create {again}")


async def test_an_unknown_team_brings_the_nearest(stage: Scene) -> None:
    await give(stage, "team create Gradients")
    assert "Did you mean Gradients?" in await give(stage, "team join Gradient")
    assert "makes one" in await give(stage, "team join Zebras")


@pytest.mark.parametrize("words", ["team create", "team join", "team Blue"])
async def test_half_a_sentence_is_answered_with_the_whole(stage: Scene, words: str) -> None:
    assert "Say it like this" in await give(stage, words)


async def test_the_list_says_how_many_play_and_where_one_is(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT, stage.grace: RIGHT, somebody(stage, "Cid"): RIGHT})
    await give(stage, "team create Blue")
    said = await give(stage, "team list")
    assert "Home: 2 players · 🔥 1 day" in said
    assert "Blue: 1 player · you are here" in said


async def test_many_teams_fit_into_the_list(stage: Scene) -> None:
    for n in range(30):
        await give(stage, f"team create Team number {n}")
    said = await give(stage, "team")
    assert "and 11 more teams" in said


@pytest.mark.parametrize("name", ["x", "y" * 41, "a\u200bb", "bell\x07", "\u202eevil", " a "])
async def test_a_bad_name_is_refused(stage: Scene, name: str) -> None:
    assert "has 2 to 40 characters" in await give(stage, f'team create "{name}"')


@pytest.mark.parametrize("name", ["ab", "z" * 40, "Équipe 7", "数据组", "🦊🦊"])
def test_a_name_that_can_be_seen_is_taken(name: str) -> None:
    assert is_name(tidy(name))
