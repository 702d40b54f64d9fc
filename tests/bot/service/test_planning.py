"""Which question comes next in each channel, one ahead and by the league's present rules."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from adapters.playground.records import Spot
from bot.db.engine import Database
from bot.db.queries import leagues as queries
from bot.db.tables import Channel, League, Post, Round
from bot.quiz.league import Schedule
from bot.service import leagues
from bot.service.holidays import is_free, name_of, public_holidays
from bot.service.planning import plan, replan, unplan
from bot.service.settings_form import NewSchedule
from tests.games import HERE, HOUR, MINUTE, MONDAY, THERE, Game, game, playing

NINE, DAY = MONDAY + HOUR, timedelta(days=1)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


async def planned(here: Game) -> list[tuple[int, str]]:
    """(channel, due) of what is still to be posted."""
    posts = await here.posts(Post.message_id.is_(None), Post.wake_at.is_not(None))
    return sorted((post.channel_id, f"{post.due_at:%a %d %H:%M}") for post in posts)


async def plan_again(here: Game) -> None:
    async with here.database.write() as session:
        await plan(session, await queries.league(session, 1), here.now)


async def test_one_question_is_planned_ahead_in_each_channel(here: Game) -> None:
    await here.join(await here.start(), zone="Asia/Tokyo")
    assert await planned(here) == [(1, "Mon 23 09:00"), (2, "Tue 24 00:00")]
    await here.ask()
    assert await planned(here) == [(1, "Tue 24 09:00"), (2, "Tue 24 00:00")]


async def test_planning_twice_plans_once(here: Game) -> None:
    await here.start()
    before = await planned(here)
    await asyncio.gather(*(plan_again(here) for _ in range(6)))
    assert await planned(here) == before


async def test_channels_that_plan_at_once_share_their_round(here: Game) -> None:
    await here.join(await here.start())
    async with here.database.write() as session:
        await unplan(session, await queries.channels(session, 1))
    assert await here.rounds() == []
    await asyncio.gather(*(plan_again(here) for _ in range(6)))
    assert await planned(here) == [(1, "Mon 23 09:00"), (2, "Mon 23 09:00")]
    assert len(await here.rounds()) == 1


async def test_a_paused_league_plans_nothing(here: Game) -> None:
    await here.start()
    async with here.database.write() as session:
        await unplan(session, await queries.channels(session, 1))
        await session.execute(update(League).values(paused_at=here.now))
    await plan_again(here)
    assert await planned(here) == []


async def test_a_lost_channel_is_planned_around(here: Game) -> None:
    await here.join(await here.start())
    async with here.database.write() as session:
        await unplan(session, await queries.channels(session, 1))
        await session.execute(update(Channel).where(Channel.id == 2).values(lost_at=here.now))
    await plan_again(here)
    assert await planned(here) == [(1, "Mon 23 09:00")]


async def test_new_rules_move_what_is_planned(here: Game) -> None:
    present = await here.start()
    later = NewSchedule(replace(present.settings.schedule, at=NINE.time().replace(hour=11)), "UTC")
    await leagues.change(here.means, Spot(HERE).place, later, here.now)
    assert await planned(here) == [(1, "Mon 23 11:00")]
    assert len(await here.rounds()) == 1


async def test_new_rules_ask_nothing_twice_on_a_day(here: Game) -> None:
    present = await here.start()
    await here.ask()
    later = NewSchedule(replace(present.settings.schedule, at=NINE.time().replace(hour=11)), "UTC")
    await leagues.change(here.means, Spot(HERE).place, later, here.now)
    assert await planned(here) == [(1, "Tue 24 11:00")]


async def test_what_is_overdue_stays_when_rules_change(here: Game) -> None:
    await here.start()
    here.sleep_until(NINE + MINUTE)
    async with here.database.write() as session:
        await replan(session, await queries.league(session, 1), here.now)
    assert await planned(here) == [(1, "Mon 23 09:00")]


async def test_what_is_being_posted_just_now_is_not_taken_back(here: Game) -> None:
    await here.start()
    async with here.database.write() as session:
        await session.execute(update(Post).values(lease_until=2**40))
        assert await unplan(session, await queries.channels(session, 1)) == []
    assert len(await here.posts()) == 1


async def test_a_round_that_others_were_asked_is_finished_when_the_last_is_taken_back(
    here: Game,
) -> None:
    await here.join(await here.start(), zone="Pacific/Honolulu")
    await here.ask()
    await here.press("grace", "B")
    await here.finish()
    assert "Answer to question 1: B" not in here.summaries()
    async with here.database.write() as session:
        await session.execute(update(Channel).where(Channel.id == 2).values(lost_at=here.now))
        await replan(session, await queries.league(session, 1), here.now)
    await here.dispatcher.run_due()
    assert here.summaries()[-1] == "Answer to question 1: B"
    assert await here.differences() == []


async def test_a_channel_that_joins_after_the_answer_was_shown_begins_tomorrow(here: Game) -> None:
    present = await here.start()
    await here.ask()
    await here.finish()
    await here.join(present, zone="Pacific/Honolulu")
    assert (2, "Tue 24 19:00") in await planned(here)
    assert len(await here.posts(Post.channel_id == 2)) == 1


async def test_holidays_days_off_and_weekdays_are_left_out(here: Game) -> None:
    settings = playing()
    schedule = Schedule(
        weekdays=frozenset({1, 2, 4}), country="US", days_off=frozenset({NINE.date() + DAY})
    )
    await here.start(replace(settings, schedule=schedule))
    days = []
    for _ in range(3):
        await here.ask()
        await here.finish()
        days.append((await here.errand()).round.day.day)
    # Tuesday is a day off, Thursday is Thanksgiving.
    assert days == [23, 30, 1]


async def test_a_schedule_without_any_day_plans_nothing(here: Game) -> None:
    settings = playing()
    every = frozenset(date(2026, 11, 1) + timedelta(days=n) for n in range(500))
    await here.start(replace(settings, schedule=replace(settings.schedule, days_off=every)))
    assert await planned(here) == []
    await here.go(HOUR)
    async with here.database.read() as session:
        assert (await session.scalars(select(Round))).all() == []


def test_holidays_have_names_in_english() -> None:
    german = Schedule(country="DE", days_off=frozenset({date(2026, 11, 24)}))
    assert is_free(german)(date(2026, 12, 25))
    assert name_of(german, date(2026, 12, 25)) == "Christmas Day"
    assert name_of(german, date(2026, 11, 24)) == "day off"
    assert name_of(Schedule(), date(2026, 11, 24)) == "day off"
    assert not is_free(Schedule())(date(2026, 12, 25))


def test_a_part_of_a_country_has_its_own_days() -> None:
    bavaria, berlin = (is_free(Schedule(country=f"DE-{part}")) for part in ("BY", "BE"))
    assert (bavaria(date(2026, 1, 6)), berlin(date(2026, 1, 6))) == (True, False)


@pytest.mark.parametrize("country", ["XX", "DE-XX", "", "-"])
def test_an_unknown_country_is_told_with_the_remedy(country: str) -> None:
    with pytest.raises(ValueError, match="Use a code such as DE, FR or US-CA"):
        public_holidays(country)


async def test_two_leagues_know_nothing_of_each_other(here: Game) -> None:
    await here.start()
    await here.start(channel=THERE, zone="Asia/Tokyo")
    assert len(await here.rounds()) == 2
    await here.playground.people.say("ada", HERE, "/quiz pause")
    assert await planned(here) == [(2, "Tue 24 00:00")]
