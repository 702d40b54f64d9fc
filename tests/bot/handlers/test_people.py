"""What a member reads and does in a league, from the command to the answer, on both databases."""

from collections.abc import AsyncIterator

import pytest

from bot.chat.content import Action, Plain, Text
from bot.chat.events import ButtonPressed
from bot.chat.places import MessageRef, Person, Place
from bot.db.engine import Database
from bot.handlers import leagues, people
from bot.messages.boards import SHARE, SHOW
from tests.builders import FakeReply, Scene, scene
from tests.limits import buttons, faults_of, text_of
from tests.playing import RIGHT, WRONG, answer, close, open_post, play, set_up, somebody

IN_A_LEAGUE = ("leaderboard", "streak", "streak why", "me", "team", "away 3", "hide", "report x")


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Scene]:
    async with scene(database) as opened:
        await set_up(opened)
        yield opened


async def give(
    stage: Scene, text: str, person: Person | None = None, place: Place | None = None
) -> str:
    """What a command is answered with; it fits every platform."""
    content = await stage.command(people.COMMANDS, text, person, place)
    assert faults_of(content) == []
    return text_of(content)


@pytest.mark.parametrize("command", IN_A_LEAGUE)
async def test_without_a_league_one_reads_how_to_start(stage: Scene, command: str) -> None:
    assert "/quiz setup" in await give(stage, command, place=stage.other)


@pytest.mark.parametrize("command", ["away 3", "hide on"])
async def test_who_never_played_has_nothing_to_rest_or_hide(stage: Scene, command: str) -> None:
    assert "not played here yet" in await give(stage, command)


@pytest.mark.parametrize("command", ["leaderboard", "streak", "streak why", "me", "team", "away"])
async def test_a_newcomer_may_look_at_everything(stage: Scene, command: str) -> None:
    assert await give(stage, command)


# Leaderboard


async def test_an_empty_window_says_so_kindly(stage: Scene) -> None:
    content = await stage.command(people.COMMANDS, "leaderboard day teams")
    assert "Nothing to rank yet" in text_of(content)
    assert "Share" not in buttons(content)


async def test_equal_points_share_a_rank_and_the_next_is_third(stage: Scene) -> None:
    first, second, third = (somebody(stage, name) for name in ("Ann", "Bob", "Cid"))
    await play(stage, {first: RIGHT, second: RIGHT, third: WRONG})
    said = await give(stage, "leaderboard")
    assert "🥇 Ann: **10** points · 1 of 1 answered" in said
    assert "🥇 Bob" in said
    assert "🥉 Cid: **0** points" in said


async def test_the_reader_finds_their_own_line_below_the_page(stage: Scene) -> None:
    best = {somebody(stage, f"Best {n}"): RIGHT for n in range(10)}
    await play(stage, {**best, stage.grace: WRONG})
    said = await give(stage, "leaderboard", stage.grace)
    assert f"**You**\n11. {stage.grace.name}: **0** points" in said
    assert "**You**" not in await give(stage, "leaderboard", next(iter(best)))


async def test_who_hides_is_on_no_board_and_pushes_nobody_down(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT, stage.grace: WRONG})
    assert "You are off the leaderboards" in await give(stage, "hide")
    said = await give(stage, "leaderboard", stage.grace)
    assert stage.ada.name not in said
    assert f"🥇 {stage.grace.name}" in said
    assert "You are hidden here" in await give(stage, "leaderboard")
    await give(stage, "hide off")
    assert f"🥇 {stage.ada.name}" in await give(stage, "leaderboard")


async def test_who_joined_late_is_ranked_on_what_they_received(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT}, {stage.ada: WRONG, stage.grace: RIGHT})
    said = await give(stage, "leaderboard")
    assert f"{stage.grace.name}: **10** points · 1 of 1 answered" in said
    assert f"{stage.ada.name}: **10** points · 2 of 2 answered" in said


async def test_teams_have_a_board_of_their_own(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    said = await give(stage, "leaderboard all teams")
    assert "Teams, all time" in said
    assert "**10** points" in said


async def test_a_button_switches_the_window(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    content = await stage.command(people.COMMANDS, "leaderboard")
    for label in ("Day", "Month", "Season", "All time", "Teams"):
        does = buttons(content)[label]
        assert isinstance(does, Action)
        assert faults_of(await stage.press(people.BUTTONS, does)) == []


@pytest.mark.parametrize("ids", [(), ("week",), ("year", "players"), ("week", "cats")])
@pytest.mark.parametrize("verb", [SHOW, SHARE])
async def test_a_forged_board_is_refused(stage: Scene, verb: str, ids: tuple[str, ...]) -> None:
    said = text_of(await stage.press(people.BUTTONS, Action(verb, ids)))
    assert "too old" in said


async def test_a_board_shared_twice_is_said_once(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    before = len(stage.sees(stage.grace, stage.place))
    for _ in range(2):
        content = await stage.press(people.BUTTONS, Action(SHARE, ("week", "players")))
        assert "Shared with the channel" in text_of(content)
    assert len(stage.sees(stage.grace, stage.place)) == before + 1


async def test_who_cannot_share_learns_why(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    stage.archive(stage.place)
    content = await stage.press(people.BUTTONS, Action(SHARE, ("week", "players")))
    assert "Invite me" in text_of(content)


async def test_a_name_on_a_board_is_no_markup(stage: Scene) -> None:
    await play(stage, {somebody(stage, "**<!channel>**"): RIGHT})
    content = await stage.command(people.COMMANDS, "leaderboard")
    facts = [str(block) for block in content.blocks if "channel" in str(block)]
    assert facts
    assert all("Name(person='**<!channel>**')" in fact for fact in facts)


# Me and my streak


async def test_me_shows_points_streak_team_and_the_open_answer(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT}, {stage.ada: WRONG})
    await open_post(stage)
    assert "Question 3: no answer yet, open until" in await give(stage, "me")
    await answer(stage, stage.ada, "B")
    said = await give(stage, "me")
    assert "This week: **10** points · 2 of 2 answered" in said
    assert "Right: 1 of 2 (50 %)" in said
    assert "Your streak: 🔥 **2 days** · best 2 · 0 freezes left" in said
    assert "Question 3: **B**, changeable until" in said


async def test_my_answer_is_shown_to_nobody_else(stage: Scene) -> None:
    await answer(stage, stage.ada, "B")
    assert "no answer yet" in await give(stage, "me", stage.grace)


async def test_an_answer_is_shown_as_it_was_typed(stage: Scene) -> None:
    await answer(stage, stage.ada, "A")
    content = await stage.command(people.COMMANDS, "me")
    texts = [row.value for block in content.blocks for row in getattr(block, "rows", ())]
    pieces = [text.pieces for text in texts if isinstance(text, Text)]
    assert any(Plain("A") in one for one in pieces)


async def test_the_streak_day_by_day_ends_at_the_kept_number(stage: Scene) -> None:
    me = {stage.ada: RIGHT}
    await play(stage, me, me, {stage.grace: RIGHT}, *[me] * 7)
    await give(stage, "away 2")
    await play(stage, {}, {}, me)
    said = await give(stage, "streak why")
    assert "🔥 **8 days**" in await give(stage, "streak")
    lines = [line for line in said.split("\n") if "·" in line]
    assert lines[0].startswith("Mon 23 Nov 2026 · ✅ kept · **1**")
    assert lines[2].endswith("➖ missed · **0**")
    assert lines[9].endswith("✅ kept · **7** · earned a freeze")
    assert lines[10].endswith("💤 excused · **7** · you were away")
    assert lines[11].endswith("❄️ frozen · **7**")
    assert lines[12].endswith("✅ kept · **8**")


async def test_a_day_that_an_admin_left_out_is_explained(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT})
    await stage.command(leagues.COMMANDS, "skip")
    await play(stage, {stage.ada: RIGHT})
    said = await give(stage, "streak why")
    assert "Tue 24 Nov 2026 · 💤 excused · **1** · An admin skipped it." in said
    assert "Wed 25 Nov 2026 · ✅ kept · **2**" in said


async def test_a_long_history_shows_the_last_thirty_days(stage: Scene) -> None:
    await play(stage, *[{stage.ada: RIGHT}] * 33)
    said = await give(stage, "streak why")
    assert "and 3 days before" in said
    assert said.count("✅ kept") == 30
    assert "🔥 **33 days**" in await give(stage, "streak")


async def test_a_question_answered_today_counts_when_it_is_settled(stage: Scene) -> None:
    await answer(stage, stage.ada, RIGHT)
    assert "none right now" in await give(stage, "streak")
    await close(stage)
    assert "🔥 **1 day**" in await give(stage, "streak")


async def test_sharing_names_who_shared_and_nothing_private(stage: Scene) -> None:
    await play(stage, {stage.grace: RIGHT})
    reply = FakeReply()
    message = MessageRef(stage.place, "card")
    action = Action(SHARE, ("week", "players"))
    event = ButtonPressed(stage.clock.instant, stage.grace, message, action, reply)
    await people.BUTTONS[SHARE](stage.desk, event)
    seen = stage.playground.people.messages(stage.ada.id, stage.place.id)
    assert "You" not in str(seen[-1]["summary"])
    assert stage.grace.name in str(seen[-1])
