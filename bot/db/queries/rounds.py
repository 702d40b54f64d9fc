"""Rounds: made once a day and slot, numbered when asked, settled once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries.inserting import insert
from bot.db.tables import QuestionRating, Round
from bot.quiz.league import Play
from bot.quiz.question import Question
from bot.quiz.selection import Asked


async def get_or_make(session: AsyncSession, league_id: int, day: date, slot: int) -> Round:
    """The league's round of that day and slot; made if it is not there, by however many at once."""
    await session.execute(
        insert(session, Round)
        .values(league_id=league_id, day=day, slot=slot, excused=False, unsettled=False)
        .on_conflict_do_nothing()
    )
    same = select(Round).where(Round.league_id == league_id, Round.day == day, Round.slot == slot)
    return (await session.scalars(same)).one()


async def make(session: AsyncSession, days: Sequence[tuple[int, date]]) -> None:
    """The same for the scheduled rounds of these (league, day), which `scheduled` tells."""
    row = {"slot": 0, "excused": False, "unsettled": False}
    rows = [{"league_id": league_id, "day": day, **row} for league_id, day in days]
    await session.execute(insert(session, Round).on_conflict_do_nothing(), rows)


async def scheduled(
    session: AsyncSession, days: Sequence[tuple[int, date]]
) -> dict[tuple[int, date], int]:
    """The ids of the scheduled rounds of these (league, day)."""
    found = select(Round.league_id, Round.day, Round.id).where(
        Round.league_id.in_({league_id for league_id, _ in days}),
        Round.day.in_({day for _, day in days}),
        Round.slot == 0,
    )
    return {(league_id, day): id_ for league_id, day, id_ in await session.execute(found)}


async def next_slot(session: AsyncSession, league_id: int, day: date) -> int:
    """The next free bonus slot of a day: 1, 2, …"""
    taken = select(func.max(Round.slot)).where(Round.league_id == league_id, Round.day == day)
    return (await session.scalar(taken) or 0) + 1


async def locked(session: AsyncSession, round_id: int) -> Round:
    """The round, held against every other writer until this transaction ends."""
    held = (
        select(Round)
        .where(Round.id == round_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(held)).one()


def ask(round_: Round, number: int, question: Question, play: Play) -> None:
    """Give the round its question, as a snapshot."""
    round_.number = number
    round_.question_id = question.id
    round_.concept = question.concept
    round_.topic = question.face.topic
    round_.difficulty = question.face.difficulty
    round_.snapshot = question.to_json()
    round_.play = play.to_data()


async def asked(session: AsyncSession, league_ids: Iterable[int]) -> dict[int, list[Asked]]:
    """What each of these leagues was asked before, oldest first."""
    before = (
        select(Round.league_id, Round.question_id, Round.concept, Round.topic, Round.number)
        .where(Round.league_id.in_(list(league_ids)), Round.number.is_not(None))
        .order_by(Round.league_id, Round.number)
    )
    history: dict[int, list[Asked]] = defaultdict(list)
    for league_id, question_id, concept, topic, number in await session.execute(before):
        if question_id is not None and number is not None:
            history[league_id].append(Asked(question_id, concept or "", topic or "", number))
    return history


async def ratings(session: AsyncSession) -> dict[str, float]:
    """Each rated question's difficulty in logits (its newest version)."""
    rows = await session.execute(
        select(QuestionRating.question_id, QuestionRating.difficulty).order_by(
            QuestionRating.version
        )
    )
    return dict(rows.all())


async def mark_settled(session: AsyncSession, round_id: int, now: datetime) -> bool:
    """Settle the round for this transaction alone; False if it was settled before.

    This takes the round's row: an answer recorded meanwhile is read by the settling, or flags
    the round again.
    """
    first = (
        update(Round)
        .where(Round.id == round_id, Round.settled_at.is_(None))
        .values(settled_at=now)
        .returning(Round.id)
    )
    return (await session.scalar(first)) is not None


async def last_settling(session: AsyncSession, league_id: int, but: int) -> datetime | None:
    """When the league's latest round was settled, of all but one."""
    latest = select(func.max(Round.settled_at)).where(Round.league_id == league_id, Round.id != but)
    return await session.scalar(latest)


async def unsettled(session: AsyncSession) -> list[tuple[int, int]]:
    """(league, round) of the rounds that got an answer after they were settled."""
    rows = await session.execute(select(Round.league_id, Round.id).where(Round.unsettled))
    return [(league_id, round_id) for league_id, round_id in rows]


async def unsettled_in(session: AsyncSession, league_id: int) -> list[int]:
    """The rounds of one league among those."""
    of_league = select(Round.id).where(Round.league_id == league_id, Round.unsettled)
    return list(await session.scalars(of_league))


async def history(session: AsyncSession, league_id: int) -> list[Round]:
    """The settled rounds of a league in the order in which running totals took them in."""
    done = (
        select(Round)
        .where(Round.league_id == league_id, Round.settled_at.is_not(None))
        .order_by(Round.settled_at, Round.id)
    )
    return list(await session.scalars(done))


async def excuse(session: AsyncSession, round_id: int) -> None:
    await session.execute(update(Round).where(Round.id == round_id).values(excused=True))


def play_of(round_: Round) -> Play:
    """How a round that was asked is played."""
    assert round_.play is not None, "the round was not asked yet"
    return Play.from_data(round_.play)
