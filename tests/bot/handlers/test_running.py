"""Stopping, skipping, asking now and asking what comes; and who may not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.chat import commands
from bot.chat.commands import ADMINS_ONLY
from bot.chat.content import Action
from bot.chat.events import ButtonPressed, CommandGiven
from bot.chat.places import MessageRef
from bot.db.engine import Database
from bot.db.tables import Post, Round
from bot.handlers import leagues, router
from bot.handlers.router import Handlers
from bot.messages import settings_forms as forms
from tests.bot.handlers.admins import (
    COMMANDS,
    DAY,
    NEEDING_A_LEAGUE,
    NINE,
    code_of,
    give,
    planned,
    send,
    set_up,
)
from tests.builders import MONDAY, FakeReply, Scene, scene
from tests.limits import faults_of, text_of


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Scene]:
    async with scene(database) as opened:
        yield opened


# Pausing and resuming


async def test_pausing_and_resuming_say_what_was_so_already(stage: Scene) -> None:
    await set_up(stage)
    assert "Nothing was paused" in await give(stage, "resume")
    assert "is paused now" in await give(stage, "pause")
    assert await planned(stage) == []
    assert "was paused already" in await give(stage, "pause")
    assert "2026-11-23 09:00" in await give(stage, "resume")
    assert await planned(stage) == [NINE]


async def test_nothing_is_posted_while_paused(stage: Scene) -> None:
    await set_up(stage)
    await give(stage, "pause")
    assert "paused" in await give(stage, "now")
    assert "paused" in await give(stage, "skip")
    await send(stage, forms.SCHEDULE, {**forms.setup_values(), forms.AT: "10:00"})
    await stage.wait(3 * DAY)
    assert stage.sees(stage.grace, stage.place) == []


async def test_resuming_finds_a_lost_channel_again_if_we_may_post(stage: Scene) -> None:
    await set_up(stage)
    stage.archive(stage.place)
    await stage.wait_until(NINE)
    assert "could not post here" in await give(stage, "now")
    assert "Nothing was changed" in await give(stage, "resume")
    assert await planned(stage) == []
    stage.archive(stage.place, lost=False)
    assert "Tue 24 Nov" in await give(stage, "resume")
    assert await planned(stage) == [NINE + DAY]


# Skipping and asking now


async def test_skip_leaves_out_the_next_question_in_all_channels(stage: Scene) -> None:
    await set_up(stage)
    await give(stage, f"join {await code_of(stage)}", stage.other)
    assert "Mon 23 Nov" in await give(stage, "skip")
    assert await planned(stage) == [NINE + DAY, NINE + DAY]
    async with stage.means.database.read() as session:
        assert (await session.scalars(select(Round.excused).order_by(Round.day))).all() == [
            *(True, False),
        ]
        skipped = (await session.scalars(select(Post.skipped).order_by(Post.due_at))).all()
    assert skipped == ["An admin skipped it."] * 2 + [None] * 2
    assert "Tue 24 Nov" in await give(stage, "skip")


async def test_a_skipped_day_stays_skipped_when_settings_change(stage: Scene) -> None:
    await set_up(stage)
    await give(stage, "skip")
    await send(stage, forms.SCHEDULE, {**forms.setup_values(), forms.AT: "12:00"})
    assert await planned(stage) == [NINE + DAY + timedelta(hours=3)]


async def test_now_asks_today_s_question_early(stage: Scene) -> None:
    await set_up(stage)
    assert "Today's question is on its way, open until 2026-11-23 16:00" in await give(stage, "now")
    await stage.wait(timedelta(seconds=1))
    assert len(stage.sees(stage.grace, stage.place)) == 1
    assert await planned(stage) == [NINE + DAY]


async def test_now_asks_bonus_questions_in_all_channels_at_most_three_a_day(stage: Scene) -> None:
    await set_up(stage)
    await give(stage, f"join {await code_of(stage)}", stage.other)
    await stage.wait_until(NINE)
    for number in (2, 3, 4):
        said = await give(stage, "now", stage.other)
        assert "A bonus question is on its way to 2 channels" in said
        await stage.wait(timedelta(seconds=1))
        assert len(stage.sees(stage.grace, stage.place)) == number
    assert "that is the most" in await give(stage, "now")
    await stage.wait_until(MONDAY + DAY)
    assert "Today's question" in await give(stage, "now")


async def test_what_is_being_posted_is_left_alone(stage: Scene) -> None:
    await set_up(stage)
    async with stage.means.database.write() as session:
        post = (await session.scalars(select(Post))).one()
        post.lease_until = 2**40
    assert "at this very moment" in await give(stage, "skip")
    assert "at this very moment" in await give(stage, "now")
    assert await planned(stage) == [NINE]


# Asking


@pytest.mark.parametrize("command", NEEDING_A_LEAGUE)
async def test_without_a_league_every_command_says_how_to_start(stage: Scene, command: str) -> None:
    assert "`/quiz setup` starts one" in await give(stage, command)


async def test_who_may_not_start_is_told_whom_to_ask(stage: Scene) -> None:
    content = await stage.command(COMMANDS, "next", person=stage.grace)
    assert "ask someone who manages it" in text_of(content)


async def test_next_shows_fourteen_times_without_holidays(stage: Scene) -> None:
    await set_up(stage, zone="Europe/Berlin")
    values = {**forms.setup_values(), forms.ZONE: "Europe/Berlin", forms.FREE: "DE, 2026-11-25"}
    await send(stage, forms.SCHEDULE, values)
    said = await give(stage, "next")
    assert said.count(": 09:00") == 14
    assert "Tue 24 Nov: 09:00" in said
    assert "No question on Wed 25 Nov (day off)" in said
    assert "Europe/Berlin" in said


async def test_next_tells_when_clocks_change(stage: Scene) -> None:
    stage.clock.instant = datetime(2027, 3, 25, 12, tzinfo=UTC)
    await set_up(stage, zone="Europe/Berlin", weekdays="5 6 7", at="02:30")
    rows = (await give(stage, "next")).splitlines()
    changed = [row for row in rows if "clocks" in row]
    assert changed == [
        "Sun 28 Mar: 03:00 · clocks change: 1h forward, the usual time does not exist on this day"
    ]


async def test_next_leaves_out_what_was_skipped_and_says_when_paused(stage: Scene) -> None:
    await set_up(stage)
    await give(stage, "skip")
    assert "Mon 23 Nov" not in await give(stage, "next")
    await give(stage, "pause")
    said = await give(stage, "next")
    assert "Paused" in said
    assert said.count(": 09:00") == 14


async def test_help_shows_admins_commands_to_admins_only(stage: Scene) -> None:
    assert "/quiz settings" in await give(stage, "help")
    everybody_s = text_of(await stage.command(COMMANDS, "help", person=stage.grace))
    assert "/quiz settings" not in everybody_s
    assert "/quiz practice" in everybody_s


# Through the router


async def told(stage: Scene, event: CommandGiven | ButtonPressed) -> str:
    await Handlers(stage.desk).receive(event)
    assert isinstance(event.reply, FakeReply)
    assert faults_of(event.reply.only) == []
    return text_of(event.reply.only)


@pytest.mark.parametrize("command", sorted(ADMINS_ONLY))
async def test_members_may_not_give_admins_commands(stage: Scene, command: str) -> None:
    await set_up(stage)
    event = CommandGiven(MONDAY, stage.grace, stage.place, (command,), FakeReply())
    assert "those who manage this channel" in await told(stage, event)
    assert await planned(stage) == [NINE]


async def test_a_misspelt_command_changes_nothing_and_says_the_nearest(stage: Scene) -> None:
    await set_up(stage)
    event = CommandGiven(MONDAY, stage.ada, stage.place, ("puase",), FakeReply())
    assert "Did you mean `/quiz pause`?" in await told(stage, event)
    assert await planned(stage) == [NINE]


async def test_a_button_of_an_earlier_version_is_too_old(stage: Scene) -> None:
    message = MessageRef(stage.place, "1")
    event = ButtonPressed(MONDAY, stage.ada, message, Action("gone"), FakeReply())
    assert "too old" in await told(stage, event)


def test_the_handlers_of_admins_are_the_router_s() -> None:
    assert leagues.COMMANDS.items() <= router.COMMANDS.items()
    assert leagues.FORMS.items() <= router.FORMS.items()
    assert router.COMMANDS.keys() == {command.name for command in commands.COMMANDS}
