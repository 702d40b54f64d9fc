"""The week's and the season's summaries: once a channel, and never an empty one."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from adapters.playground.reading import words
from bot.db.claims import ClaimLost, claim, take_over
from bot.db.engine import Database
from bot.db.queries import digests
from bot.db.tables import Digest, Player, SubjectKind, Total
from bot.messages.digests import summary
from bot.quiz.standings import Ranked, Row
from bot.service.digests import _season_end
from bot.service.dispatch import Dispatcher
from tests.fakes import down_after, throttled
from tests.games import HERE, HOUR, MINUTE, MONDAY, THERE, Game, game
from tests.limits import faults_of, text_of

WEEK = timedelta(days=7)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


async def played(here: Game) -> None:
    """One answered question on Monday."""
    await here.start()
    await here.ask()
    await here.press("grace", "B")
    await here.finish()


def weeks(here: Game, channel: str = HERE) -> list[str]:
    return [one for one in here.summaries(channel) if one.startswith("Week")]


async def test_a_week_s_summary_comes_before_the_next_week_s_question(here: Game) -> None:
    await played(here)
    await here.go_to(MONDAY + WEEK + HOUR / 4)
    assert weeks(here) == []
    await here.go_to(MONDAY + WEEK + HOUR / 2)
    assert weeks(here) == ["Week 48 of 2026: the standings"]
    said = words(here.public()[-1])
    assert "🥇 Grace: **10** points · 1 of 7 answered" in said
    assert "Teams" not in said


async def test_a_summary_is_posted_once_also_after_a_restart(here: Game) -> None:
    await played(here)
    here.sleep_until(MONDAY + WEEK + HOUR / 2)
    for _ in range(3):
        await Dispatcher(here.means, here.intake).run_due()
    assert len(weeks(here)) == 1


async def test_a_lost_reply_makes_no_second_summary(here: Game) -> None:
    await played(here)
    await here.go_to(MONDAY + WEEK)
    here.chat.fail("post", down_after())
    await here.go(HOUR)
    assert len(weeks(here)) == 1


async def test_a_refused_summary_is_not_looked_for_and_a_doubtful_one_is(here: Game) -> None:
    await played(here)
    await here.go_to(MONDAY + WEEK)
    before = len(here.chat.calls)
    here.chat.fail("post", throttled(60), down_after())
    here.chat.fail("find", throttled(60))
    await here.go(HOUR / 2 + 10 * MINUTE)
    assert here.chat.calls[before:] == ["post", "post", "find", "find"]
    assert len(weeks(here)) == 1


async def test_who_lost_a_summary_s_claim_records_nothing(here: Game) -> None:
    await played(here)
    here.sleep_until(MONDAY + WEEK + HOUR / 2)
    async with here.database.write() as session:
        [stale] = await claim(session, Digest, here.now, 10, 60)
    async with here.database.write() as session:
        await take_over(session, "playground")
        [present] = await claim(session, Digest, here.now, 10, 60)
    async with here.database.write() as session:
        with pytest.raises(ClaimLost):
            await digests.done(session, stale)
        with pytest.raises(ClaimLost):
            await digests.retry(session, stale, here.now)
        await digests.done(session, present)


async def test_a_week_without_answers_has_no_summary(here: Game) -> None:
    await here.start()
    await here.go_to(MONDAY + 2 * WEEK + HOUR)
    assert weeks(here) == []
    async with here.database.read() as session:
        due = select(Digest).where(Digest.wake_at <= here.now)
        assert (await session.scalars(due)).all() == []


async def test_every_channel_gets_its_own_and_sees_the_teams(here: Game) -> None:
    await here.join(await here.start())
    await here.ask()
    await here.press("grace", "B", HERE)
    await here.press("alan", "C", THERE)
    await here.finish()
    await here.go_to(MONDAY + WEEK + HOUR)
    for channel in (HERE, THERE):
        assert len(weeks(here, channel)) == 1
        [said] = [words(m) for m in here.public(channel) if m["summary"].startswith("Week")]
        assert "**Teams**" in said
        assert "🥈 Alan" in said


async def test_who_hides_is_not_in_it(here: Game) -> None:
    await played(here)
    async with here.database.write() as session:
        await session.execute(update(Player).values(hidden=True))
    await here.go_to(MONDAY + WEEK + HOUR)
    assert weeks(here) == []


async def test_a_lost_channel_gets_none(here: Game) -> None:
    await played(here)
    await here.playground.people.archive("ada", HERE)
    await here.go_to(MONDAY + WEEK + HOUR)
    assert weeks(here) == []


async def test_a_channel_lost_unheard_holds_nothing_up(here: Game) -> None:
    await played(here)
    await here.playground.people.say("ada", HERE, "/quiz pause")
    here.playground.store.lose(HERE, lost=True)
    await here.go_to(MONDAY + WEEK + HOUR)
    async with here.database.read() as session:
        due = select(Digest).where(Digest.wake_at <= here.now)
        assert (await session.scalars(due)).all() == []


async def test_the_season_ends_with_its_quarter(database: Database) -> None:
    async with game(database, start=datetime(2026, 12, 30, 8, tzinfo=UTC)) as here:
        await played(here)
        await here.go_to(datetime(2027, 1, 1, 8, 29, tzinfo=UTC))
        assert not [one for one in here.summaries() if one.startswith("Season")]
        await here.go_to(datetime(2027, 1, 1, 8, 31, tzinfo=UTC))
        assert here.summaries()[-1] == "Season 4 of 2026: the standings"


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 3, 31), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 11, 23), date(2026, 12, 31)),
    ],
)
def test_a_season_is_a_quarter(day: date, end: date) -> None:
    assert _season_end(day) == end


async def test_many_who_tie_make_no_message_too_long(here: Game) -> None:
    await played(here)
    people = [here.playground.people.add(f"Person {n}") for n in range(40)]
    await here.ask()
    for person in people:
        await here.press(person, "B")
    await here.finish()
    async with here.database.write() as session:
        players = update(Total).where(Total.kind == SubjectKind.PLAYER)
        await session.execute(players.values(points=100))
    await here.go_to(MONDAY + WEEK + HOUR)
    [said] = [words(m) for m in here.public() if m["summary"].startswith("Week")]
    assert said.count("🥇") == 10


def test_a_long_name_fits_and_stays_a_name() -> None:
    row = Row(1, "*bold* <@U1> " + "x" * 60, 125, 3, 4)
    content = summary("season:2026-Q4", [Ranked(1, row)] * 10, [Ranked(4, row)] * 10)
    assert faults_of(content) == []
    assert "4. *bold*" in text_of(content)
    assert "12.5" in text_of(content)
