"""What a round was for players and teams, once and the same however it came about."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from adapters.playground.reading import words
from adapters.playground.records import Spot
from bot.db.engine import Database
from bot.db.tables import (
    Account,
    Answer,
    Away,
    League,
    Player,
    Post,
    Round,
    Streak,
    SubjectKind,
    TeamResult,
    Total,
)
from bot.quiz.league import Door, Play, Policy
from bot.quiz.question import Form
from bot.service.dispatch import Dispatcher
from bot.service.leagues import change
from bot.service.settling import finish, settle
from tests.games import HERE, HOUR, MINUTE, MONDAY, THERE, Game, game, playing
from tests.nine_forms import RIGHT

NINE, DAY = MONDAY + HOUR, timedelta(days=1)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


async def play(here: Game, *days: dict[str, str]) -> None:
    for given in days:
        await here.ask()
        for person, letter in given.items():
            await here.press(person, letter)
        await here.finish()


async def team(here: Game) -> list[TeamResult]:
    async with here.database.read() as session:
        found = select(TeamResult).order_by(TeamResult.round_id)
        return list(await session.scalars(found))


async def test_points_streaks_and_totals_follow_from_the_answers(here: Game) -> None:
    await here.start(playing(play=Play(quorum=2)))
    await play(here, {"grace": "B", "alan": "C"}, {"grace": "B"}, {"grace": "B", "alan": "B"})
    first, second, third = await team(here)
    # Nobody was active before the first round: one answer was enough.
    assert (first.points, first.answered, first.kept, first.streak) == (100, 2, True, 1)
    assert (second.points, second.answered, second.kept, second.streak) == (50, 1, False, 0)
    assert (third.points, third.kept, third.streak) == (100, True, 1)
    async with here.database.read() as session:
        everything = select(Total).where(Total.window == "all", Total.kind == SubjectKind.PLAYER)
        rows = (await session.scalars(everything.order_by(Total.subject_id))).all()
    assert [(row.points, row.answered, row.received) for row in rows] == [(300, 3, 3), (100, 2, 3)]
    assert await here.differences() == []


async def test_a_freeze_saves_the_streak_and_the_reveal_says_so(here: Game) -> None:
    await here.start()
    await play(here, *[{"grace": "B"}] * 7)
    assert "🔥 7-day streak" in words(here.public()[-1])
    await play(here, {})
    assert "❄️ A freeze saved the 7-day streak" in words(here.public()[-1])
    await play(here, {})
    assert "The 7-day streak ended: it took 1 answer to keep it." in words(here.public()[-1])
    assert await here.differences() == []


async def test_a_question_without_answers_settles_too(here: Game) -> None:
    await here.start()
    await play(here, {})
    assert "Nobody answered this one." in words(here.public()[-1])
    assert (await here.rounds())[0].settled_at is not None


async def test_two_closings_at_once_settle_once(here: Game) -> None:
    await here.join(await here.start())
    await here.ask()
    await here.press("grace", "B")
    await here.press("alan", "B", THERE)
    here.sleep_until(NINE + 8 * HOUR + MINUTE)
    others = [Dispatcher(here.means, here.intake) for _ in range(4)]
    await asyncio.gather(*(one.run_due() for one in others))
    await asyncio.gather(*(one.run_due() for one in others))
    for channel in (HERE, THERE):
        assert here.summaries(channel).count("Answer to question 1: B") == 1
    async with here.database.read() as session:
        points = select(func.sum(Total.points)).where(
            Total.window == "all", Total.kind == SubjectKind.PLAYER
        )
        assert await session.scalar(points) == 200
    assert await here.differences() == []


async def test_settling_again_changes_nothing(here: Game) -> None:
    await here.start()
    await play(here, {"grace": "B"})
    async with here.database.write() as session:
        assert not await settle(session, 1, here.now)
        await finish(session, [1], here.now)
    assert await here.differences() == []
    assert len(await here.posts(Post.revealed_at.is_not(None))) == 1


async def test_a_bonus_question_scores_and_touches_no_streak(here: Game) -> None:
    await here.start()
    await play(here, {"grace": "B"})
    await here.playground.people.say("ada", HERE, "/quiz now")
    await play(here, {"grace": "B", "alan": "B"})
    assert "bonus question 2" in words(here.public()[-1])
    async with here.database.read() as session:
        rows = select(Streak).where(Streak.kind == SubjectKind.PLAYER).order_by(Streak.subject_id)
        assert [(row.current, row.answered) for row in await session.scalars(rows)] == [
            *((1, 2), (0, 1)),
        ]
    assert await here.differences() == []


async def test_who_answers_a_later_question_that_closes_first_is_in_the_earlier_one_too(
    here: Game,
) -> None:
    await here.start()
    await here.ask()
    daily = await here.question()
    await here.playground.people.say("ada", HERE, "/quiz now")
    async with here.database.write() as session:
        # The admin made the window shorter meanwhile.
        await session.execute(update(Post).where(Post.id == 3).values(closes_at=NINE + HOUR))
    await here.go(MINUTE)
    [bonus] = await here.posts(Post.message_id.is_not(None), Post.message_id != daily.id)
    await here.playground.people.press("grace", str(bonus.message_id), f"answer:{bonus.id}:B")
    await here.playground.people.press("grace", daily.id, "answer:1:B")
    await here.go_to(NINE + 9 * HOUR)
    assert await here.answers(1) == {"grace": ("B", "correct")}
    assert await here.answers(2) == {"grace": ("B", "correct")}
    assert len(await team(here)) == 2
    assert await here.differences() == []


async def test_on_the_twenty_ninth_of_february_a_round_settles_as_on_any_day(
    database: Database,
) -> None:
    async with game(database, start=datetime(2028, 2, 29, 8, tzinfo=UTC)) as here:
        await here.start()
        await play(here, {"grace": "B"})
        assert await here.answers() == {"grace": ("B", "correct")}


async def test_linked_accounts_are_one_player(here: Game) -> None:
    await here.start()
    await here.ask()
    await here.press("grace", "B")
    await here.press("alan", "B")
    async with here.database.write() as session:
        names = select(Account.id).where(Account.name == "Grace").scalar_subquery()
        alan = update(Account).where(Account.name == "Alan").values(linked_to=names)
        await session.execute(alan)
    await here.finish()
    assert await here.answers() == {"grace": ("B", "correct")}
    assert "**1 of 1** got it right" in words(here.public()[-1])


async def test_answers_of_the_forgotten_stay_when_a_round_is_judged_again(here: Game) -> None:
    await here.start()
    await play(here, {"grace": "B", "alan": "C"})
    await here.playground.people.say("grace", HERE, "/quiz forget me")
    receipt = [one for one in here.messages(HERE, "grace") if one["private"]][-1]
    buttons = [
        b for block in receipt["blocks"] if block["kind"] == "buttons" for b in block["buttons"]
    ]
    for button in buttons:
        if "action" in button and "forget" in button["action"]:
            await here.playground.people.press("grace", receipt["id"], button["action"])
    async with here.database.write() as session:
        before = await session.scalar(select(func.count()).select_from(Answer))
        await session.execute(update(Round).where(Round.id == 1).values(unsettled=True))
    await here.dispatcher.run_due()
    async with here.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Answer)) == before == 2
    assert await here.differences() == []


async def test_a_rebuild_finds_what_was_tampered_with_and_mends_it(here: Game) -> None:
    await here.start()
    await play(here, {"grace": "B"})
    async with here.database.write() as session:
        await session.execute(update(Streak).values(current=99))
        await session.execute(update(Total).where(Total.window == "all").values(points=1))
    found = await here.differences()
    assert next(one.what for one in found).startswith("player ")
    assert len(found) == 4
    assert all(one.kept != one.history for one in found)
    assert await here.differences() == []


async def test_away_days_are_excused_and_leave_the_quorum(here: Game) -> None:
    await here.start(playing(play=Play(quorum=2)))
    await play(here, {"grace": "B", "alan": "B"})
    async with here.database.write() as session:
        [alan] = await session.scalars(
            select(Player)
            .join(Account, Player.person_id == Account.id)
            .where(Account.name == "Alan")
        )
        first = NINE.date() + DAY
        session.add(Away(player_id=alan.id, first_day=first, last_day=first))
    await play(here, {"grace": "B"})
    assert (await team(here))[-1].kept
    assert sorted((await here.streaks()).values()) == [1, 2, 2]
    assert await here.differences() == []


async def test_who_joins_by_a_command_starts_no_earlier_than_now(here: Game) -> None:
    await here.start()
    here.playground.store.lose(HERE, lost=True)
    await here.go_to(NINE + MINUTE)
    # The first question got its number and was posted nowhere.
    here.playground.store.lose(HERE, lost=False)
    await here.playground.people.say("ada", HERE, "/quiz resume")
    await play(here, {"grace": "B"}, {"grace": "B"})
    await here.playground.people.say("alan", HERE, "/quiz team create Blue")
    async with here.database.read() as session:
        alan = select(Player.joined_number).order_by(Player.id.desc())
        assert (await session.scalars(alan)).first() == 4
    assert await here.differences() == []


async def test_no_two_rounds_of_a_league_settle_in_one_instant(here: Game) -> None:
    await here.start()
    await here.ask()
    await here.playground.people.say("ada", HERE, "/quiz now")
    async with here.database.write() as session:
        await session.execute(update(Post).values(closes_at=NINE + 8 * HOUR))
    await here.go_to(NINE + 9 * HOUR)
    settled = [one.settled_at for one in await here.rounds() if one.settled_at]
    assert len(set(settled)) == len(settled) == 2


@pytest.mark.parametrize("form", list(Form))
async def test_every_form_settles_and_reveals(here: Game, form: Form) -> None:
    await here.start(playing(form))
    await here.ask()
    await here.reply("grace", RIGHT[form][0])
    await here.finish()
    said = words(here.public()[-1])
    assert "The long explanation." in said
    assert "**1 of 1** got it right" in said
    assert ("Grace" in said) is (form is Form.FREE_TEXT)
    async with here.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(League)) == 1


async def test_changed_settings_do_not_reach_into_an_open_round(here: Game) -> None:
    present = await here.start(playing(play=Play(quorum=1)))
    await here.ask()
    await here.press("grace", "A")
    stricter = playing(play=Play(policy=Policy.FIRST, doors=frozenset({Door.THREAD}), quorum=9))
    await change(here.means, Spot(HERE).place, stricter.play, here.now)
    await here.press("grace", "B")
    await here.react("alan", "B")
    await here.finish()
    assert present.settings.play.policy is Policy.LAST
    assert await here.answers() == {"grace": ("B", "correct"), "alan": ("B", "correct")}
    assert [result.kept for result in await team(here)] == [True]
    assert await here.differences() == []


async def test_the_reveal_says_which_streak_ended_and_what_it_would_have_taken(
    here: Game,
) -> None:
    await here.start(playing(play=Play(quorum=2)))
    await play(here, {"grace": "B", "alan": "B"}, {"grace": "B", "alan": "B"}, {"grace": "B"})
    assert [result.ended for result in await team(here)] == [0, 0, 2]
    assert "The 2-day streak ended: it took 2 answers to keep it." in words(here.public()[-1])
