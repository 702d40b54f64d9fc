"""What went wrong in other quizzes, and must not go wrong in this one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.playground.reading import words
from bot.chat.content import Content, Facts, Name
from bot.chat.places import MessageRef, Place
from bot.db.engine import Database
from bot.db.tables import Channel, Post, SubjectKind, Total
from bot.messages.digests import summary
from bot.quiz.standings import Ranked, Row
from tests.fakes import down_before
from tests.games import HERE, HOUR, MINUTE, MONDAY, THERE, Game, assembled, game, playing
from tests.nine_forms import NineForms
from tests.patience import PATIENCE

NINE, DAY = MONDAY + HOUR, timedelta(days=1)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


async def restarted(here: Game) -> Game:
    """Another process over the same database and chat; the first one is gone."""
    await here.go_deaf()
    again = assembled(here.database, here.playground, here.intake, NineForms())
    await again.hear()
    here.line = again.line
    return again


async def points(here: Game, window: str) -> list[int]:
    async with here.database.read() as session:
        own = select(Total.points).where(Total.window == window, Total.kind == SubjectKind.PLAYER)
        return list(await session.scalars(own))


async def test_a_day_and_a_week_turn_though_nobody_was_awake_at_midnight(here: Game) -> None:
    await here.start()
    await here.ask()
    await here.press("grace", "B")
    await here.finish()
    here.sleep_until(MONDAY + timedelta(days=6, hours=12))
    await here.dispatcher.run_due()
    here.sleep_until(MONDAY + timedelta(days=7))
    await here.ask()
    await here.press("grace", "B")
    await here.finish()
    assert await points(here, "day:2026-11-23") == [100]
    assert await points(here, "day:2026-11-30") == [100]
    assert await points(here, "week:2026-W48") == [100]
    assert await points(here, "week:2026-W49") == [100]
    assert await points(here, "all") == [200]


async def test_one_error_does_not_end_the_broadcast(here: Game) -> None:
    rooms = [here.open_room(f"room-{n}").id for n in range(8)]
    for room in rooms:
        await here.start(channel=room)
    here.chat.fail("post", down_before(), None, None, down_before())
    await here.ask()
    assert [len(here.summaries(room)) for room in rooms] == [1] * 8


async def test_a_failed_send_is_not_marked_as_sent(here: Game) -> None:
    await here.start()
    here.chat.fail("post", down_before())
    await here.go_to(NINE)
    [post] = await here.posts()
    assert (post.message_id, post.posted_at) == (None, None)
    await here.go(MINUTE)
    assert len(here.summaries()) == 1


async def test_channels_are_not_sent_to_one_after_the_other(here: Game) -> None:
    for n in range(12):
        await here.start(channel=here.open_room(f"room-{n}").id)
    real, at_once = here.playground.post, asyncio.Barrier(4)

    async def post(place: Place, content: Content, key: str) -> MessageRef:
        # No call ends before three others are under way.
        await asyncio.wait_for(at_once.wait(), PATIENCE)
        return await real(place, content, key)

    here.playground.post = post  # type: ignore[method-assign]  # it takes its time
    await here.go_to(NINE)
    assert [len(here.summaries(f"room-{n}")) for n in range(12)] == [1] * 12


async def test_an_outage_during_the_posting_hour_does_not_cost_the_day(here: Game) -> None:
    await here.start()
    here.sleep_until(NINE + 2 * HOUR)
    await here.dispatcher.run_due()
    assert len(here.summaries()) == 1


async def test_what_failed_for_good_is_told_to_somebody(here: Game) -> None:
    await here.start()
    here.sleep_until(NINE + 7 * HOUR)
    await here.go(2 * HOUR)
    assert len(here.told()) == 1


async def test_a_channel_out_of_reach_keeps_its_schedule(here: Game) -> None:
    await here.start()
    here.chat.fail("post", *[down_before()] * 50)
    await here.go_to(NINE + 3 * HOUR)
    async with here.database.read() as session:
        assert (await session.scalars(select(Channel.lost_at))).all() == [None]
    here.chat._script["post"].clear()
    await here.go(15 * MINUTE)
    assert len(here.summaries()) == 1
    await here.ask()
    await here.finish()
    assert len(await here.posts(Post.message_id.is_(None))) == 1


async def test_the_winner_is_announced_with_the_points_that_won(here: Game) -> None:
    await here.start()
    await here.ask()
    await here.press("grace", "B")
    await here.press("alan", "C")
    await here.finish()
    await here.go_to(MONDAY + timedelta(days=7, minutes=45))
    [said] = [words(one) for one in here.public() if one["summary"].startswith("Week")]
    assert "🥇 Grace: **10** points" in said
    assert "🥈 Alan: **0** points" in said


async def test_one_channel_s_limits_are_not_another_s(here: Game) -> None:
    settings = playing()
    short = replace(settings, schedule=replace(settings.schedule, window=HOUR))
    await here.start(short)
    await here.start(channel=THERE)
    await here.ask()
    await here.go_to(NINE + HOUR + MINUTE)
    assert here.summaries()[-1].startswith("Answer")
    assert not here.summaries(THERE)[-1].startswith("Answer")
    assert "noted" in await here.press("grace", "B", THERE)
    await here.playground.people.say("ada", HERE, "/quiz pause")
    await here.go_to(NINE + DAY + MINUTE)
    assert (len(here.summaries(HERE)), len(here.summaries(THERE))) == (2, 3)


async def test_leaderboards_outlive_a_restart(here: Game) -> None:
    await here.start()
    await here.ask()
    await here.press("grace", "B")
    await here.finish()
    await here.playground.people.say("grace", HERE, "/quiz leaderboard")
    before = here.last_said("grace")
    again = await restarted(here)
    await again.playground.people.say("grace", HERE, "/quiz leaderboard")
    assert again.last_said("grace") == before
    assert "Grace" in before


async def test_an_open_question_outlives_a_restart(here: Game) -> None:
    await here.start()
    await here.ask()
    await here.press("grace", "B")
    again = await restarted(here)
    await again.press("alan", "B")
    await again.finish()
    assert set(await again.answers()) == {"grace", "alan"}
    assert again.summaries().count("Answer to question 1: B") == 1


@pytest.mark.parametrize(
    "text",
    ["B A C D", "A B C D", "precision recall accuracy coverage", "a, b, c or d", "ABCD"],
)
async def test_naming_everything_answers_nothing(here: Game, text: str) -> None:
    await here.start()
    await here.ask()
    await here.reply("grace", text)
    await here.finish()
    assert await here.answers() == {}


@pytest.mark.parametrize("text", ["precision.", "Precision", " B. ", "b)", "**B**", ":b:", "🇧"])
async def test_a_right_answer_is_right_however_it_is_dressed(here: Game, text: str) -> None:
    await here.start()
    await here.ask()
    await here.reply("grace", text)
    await here.finish()
    assert await here.answers() == {"grace": ("B", "correct")}


NAMES = ("__import__('os').system('id')", "{row.name}", "%s%n", "**x** @everyone <!channel>")


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_only_a_name(here: Game, name: str) -> None:
    await here.start()
    person = here.playground.people.add(name[:40])
    await here.ask()
    await here.press(person, "B")
    await here.finish()
    await here.go_to(MONDAY + timedelta(days=7, minutes=45))
    [said] = [one for one in here.public() if one["summary"].startswith("Week")]
    tables = [block for block in said["blocks"] if block["kind"] == "facts"]
    assert {"name": name[:40]} in tables[0]["rows"][0]["label"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_standings_stands_apart_from_our_markup(name: str) -> None:
    content = summary("week:2026-W48", [Ranked(1, Row(1, name, 100, 1, 1))], [])
    [table] = [block for block in content.blocks if isinstance(block, Facts)]
    pieces = [*table.rows[0].label.pieces, *table.rows[0].value.pieces]
    assert Name(name) in pieces
    assert not [piece for piece in pieces if isinstance(piece, str) and name in piece]


async def test_a_day_is_the_channel_s_day_and_not_only_utc_s(here: Game) -> None:
    await here.start(zone="Asia/Kolkata")
    [post] = await here.posts()
    assert post.due_at == MONDAY.replace(hour=3, minute=30) + DAY
    await here.go_to(post.due_at)
    assert len(here.summaries()) == 1
    assert (await here.rounds())[0].day.isoformat() == "2026-11-24"


async def test_the_clocks_going_back_ask_no_question_twice(database: Database) -> None:
    start = MONDAY.replace(month=10, day=24, hour=20)
    async with game(database, start=start) as here:
        settings = playing()
        night = replace(settings.schedule, at=settings.schedule.at.replace(hour=2, minute=30))
        await here.start(replace(settings, schedule=night), zone="Europe/Berlin")
        await here.go(DAY)
        assert [one for one in here.summaries() if one.startswith("Answer")] == [
            "Answer to question 1: B"
        ]
        assert len(await here.posts(Post.message_id.is_not(None))) == 1
