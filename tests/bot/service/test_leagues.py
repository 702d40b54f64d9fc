"""Starting, joining and stopping leagues: when two do it at once, and across zones."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.db.engine import Database
from bot.db.tables import Channel, Post, Round, Team
from bot.messages import settings_forms as forms
from bot.messages.leagues import Present
from bot.quiz.league import Door, Play, Schedule
from bot.service import leagues, running
from bot.service.leagues import AlreadyHere, UnknownCode, new_code, read_code
from bot.service.running import AskedNow, EnoughToday, NothingPlanned, Skipped
from bot.service.settings_form import NewSchedule, SetUp
from tests.builders import MONDAY, Scene, scene

USUAL = SetUp(Schedule(), Play(), "UTC", forms.HOME_TEAM)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Scene]:
    async with scene(database) as opened:
        yield opened


async def start(stage: Scene, wanted: SetUp = USUAL) -> Present:
    outcome = await leagues.set_up(stage.means, stage.ada, stage.place, wanted, MONDAY)
    assert isinstance(outcome, Present)
    return outcome


async def test_two_admins_who_set_up_at_once_start_one_league(stage: Scene) -> None:
    outcomes = await asyncio.gather(
        *(leagues.set_up(stage.means, stage.ada, stage.place, USUAL, MONDAY) for _ in range(4))
    )
    assert Counter(map(type, outcomes)) == {Present: 1, AlreadyHere: 3}
    async with stage.means.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Post)) == 1


async def test_two_bonus_questions_at_once_are_two(stage: Scene) -> None:
    await start(stage, SetUp(Schedule(weekdays=frozenset({7})), Play(), "UTC", "Owls"))
    outcomes = await asyncio.gather(
        *(running.ask_now(stage.means, stage.place, MONDAY) for _ in range(5))
    )
    assert Counter(map(type, outcomes)) == {AskedNow: 3, EnoughToday: 2}
    async with stage.means.database.read() as session:
        bonus = select(Round.slot).where(Round.slot > 0).order_by(Round.slot)
        assert (await session.scalars(bonus)).all() == [1, 2, 3]


async def test_two_skips_at_once_leave_out_two_days_or_one(stage: Scene) -> None:
    await start(stage)
    await asyncio.gather(*(running.skip(stage.means, stage.place, MONDAY) for _ in range(2)))
    async with stage.means.database.read() as session:
        waiting = select(func.count()).where(Post.wake_at.is_not(None))
        assert await session.scalar(waiting) == 1


async def test_a_skip_where_another_zone_was_asked_already_excuses_only_this_one(
    stage: Scene,
) -> None:
    present = await start(stage)
    await leagues.join(stage.means, stage.ada, stage.other, present.code, MONDAY)
    west = NewSchedule(Schedule(), "America/New_York")
    await leagues.change(stage.means, stage.other, west, MONDAY)
    await stage.wait(timedelta(hours=2))
    now = stage.clock.instant
    outcome = await running.skip(stage.means, stage.other, now)
    assert isinstance(outcome, Skipped)
    assert outcome.day == MONDAY.date()
    async with stage.means.database.read() as session:
        posts = select(Post.skipped.is_not(None), Post.message_id.is_not(None)).join(Round)
        monday = posts.where(Round.day == MONDAY.date()).order_by(Post.channel_id)
        assert [tuple(row) for row in await session.execute(monday)] == [
            *((False, True), (True, False)),
        ]
        excused = select(Round.excused).where(Round.day == MONDAY.date())
        assert await session.scalar(excused) is False


async def test_a_skipped_question_is_told_to_nobody_and_posted_nowhere(stage: Scene) -> None:
    await start(stage)
    await running.skip(stage.means, stage.place, MONDAY)
    await stage.wait(timedelta(hours=20))
    assert stage.sees(stage.grace, stage.place) == []
    assert stage.sees(stage.ada, await stage.playground.direct(stage.ada)) == []
    await stage.wait(timedelta(hours=12))
    assert len(stage.sees(stage.grace, stage.place)) == 1


async def test_without_a_day_to_come_there_is_nothing_to_skip(stage: Scene) -> None:
    days_off = frozenset(MONDAY.date() + timedelta(days=n) for n in range(500))
    present = await start(stage, SetUp(Schedule(days_off=days_off), Play(), "UTC", "Owls"))
    assert present.next_at is None
    outcome = await running.skip(stage.means, stage.place, MONDAY)
    assert isinstance(outcome, NothingPlanned)


async def test_changing_how_to_play_leaves_the_schedule_alone(stage: Scene) -> None:
    await start(stage, SetUp(Schedule(window=timedelta(hours=2)), Play(), "UTC", "Owls"))
    play = Play(doors=frozenset({Door.BUTTONS}), quorum=5)
    present = await leagues.change(stage.means, stage.place, play, MONDAY)
    assert isinstance(present, Present)
    assert present.settings.play == play
    assert present.settings.schedule == Schedule(window=timedelta(hours=2))


async def test_one_channel_s_zone_is_its_own(stage: Scene) -> None:
    present = await start(stage)
    await leagues.join(stage.means, stage.ada, stage.other, present.code, MONDAY)
    tokyo = NewSchedule(Schedule(), "Asia/Tokyo")
    await leagues.change(stage.means, stage.other, tokyo, MONDAY)
    async with stage.means.database.read() as session:
        zones = (await session.scalars(select(Channel.zone).order_by(Channel.id))).all()
    assert zones == ["UTC", "Asia/Tokyo"]


async def test_every_channel_has_a_team_of_its_own(stage: Scene) -> None:
    present = await start(stage)
    joined = await leagues.join(stage.means, stage.ada, stage.other, present.code, MONDAY)
    assert isinstance(joined, Present)
    assert joined.channels == 2
    async with stage.means.database.read() as session:
        teams = (await session.scalars(select(Team.name).order_by(Team.channel_id))).all()
    assert teams == [forms.HOME_TEAM, "Team 2"]


async def test_a_guessed_code_opens_nothing(stage: Scene) -> None:
    await start(stage)
    for guess in ("", "-", "%", "' OR 1=1 --", "AAAA-AAAA", "x" * 5000):
        outcome = await leagues.join(stage.means, stage.ada, stage.other, guess, MONDAY)
        assert isinstance(outcome, UnknownCode)


def test_codes_are_long_enough_and_easy_to_read_out() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"[A-HJKMNP-Z2-9]{4}-[A-HJKMNP-Z2-9]{4}", code) for code in codes)


def test_a_code_is_read_however_it_is_typed() -> None:
    for typed in ("k7qm-3xwt", "K7QM3XWT", " k7qm 3xwt. ", "“K7QM–3XWT”"):
        assert read_code(typed) == "K7QM-3XWT"
