"""Practice: the session that waits, and what somebody remembers of each question."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Account, Answer, Card, Channel, Player, Practice, Round


async def session_of(session: AsyncSession, account_id: int) -> Practice | None:
    """The account's practice, held against its own second thoughts."""
    own = select(Practice).where(Practice.account_id == account_id).with_for_update()
    return (await session.scalars(own)).one_or_none()


async def add(session: AsyncSession, practice: Practice) -> None:
    session.add(practice)
    await session.flush()


async def cards(
    session: AsyncSession, question_id: str, person_ids: Iterable[int]
) -> dict[int, Card]:
    """What these people remember of one question, by person."""
    of_question = select(Card).where(
        Card.question_id == question_id, Card.person_id.in_(list(person_ids))
    )
    return {card.person_id: card for card in await session.scalars(of_question)}


async def put_cards(session: AsyncSession, cards: Iterable[Card]) -> None:
    session.add_all(cards)
    await session.flush()


async def due_dates(session: AsyncSession, person_id: int) -> dict[str, datetime]:
    """When each question that somebody knows is due again."""
    rows = await session.execute(
        select(Card.question_id, Card.due_at).where(Card.person_id == person_id)
    )
    return dict(rows.all())


async def leagues_near(session: AsyncSession, person_id: int) -> Sequence[int]:
    """The leagues in which a person plays, and those whose questions they can read."""
    plays = select(Player.league_id).where(Player.person_id == person_id)
    reads = (
        select(Channel.league_id)
        .join(Account, Account.workspace_id == Channel.workspace_id)
        .where(or_(Account.id == person_id, Account.linked_to == person_id))
    )
    return (await session.scalars(plays.union(reads))).all()


async def asked_in(session: AsyncSession, league_ids: Iterable[int]) -> Mapping[str, bool]:
    """Each question that these leagues were asked, and whether it is open in one of them now."""
    rows = await session.execute(
        select(Round.question_id, Round.settled_at, Round.excused).where(
            Round.league_id.in_(list(league_ids)), Round.question_id.is_not(None)
        )
    )
    found: dict[str, bool] = {}
    for question_id, settled_at, excused in rows:
        if question_id is not None:
            found[question_id] = found.get(question_id, False) or not (settled_at or excused)
    return found


async def shares_right(session: AsyncSession, person_id: int) -> dict[str, float]:
    """By topic, how well a person's judged answers of daily rounds did, 0 to 1."""
    rows = await session.execute(
        select(Round.topic, func.avg(Answer.score))
        .join(Answer, Answer.round_id == Round.id)
        .join(Player, Answer.player_id == Player.id)
        .where(
            Player.person_id == person_id,
            Answer.verdict.in_(("correct", "partly", "incorrect")),
            Round.topic.is_not(None),
        )
        .group_by(Round.topic)
    )
    return {topic: float(share) for topic, share in rows if topic is not None}


async def missed_in(session: AsyncSession, round_id: int) -> Sequence[tuple[int, str]]:
    """(person, verdict) of those whose answer of record was wrong or partly right."""
    rows = await session.execute(
        select(Player.person_id, Answer.verdict)
        .join(Player, Answer.player_id == Player.id)
        .where(Answer.round_id == round_id, Answer.verdict.in_(("partly", "incorrect")))
        .order_by(Player.person_id)
    )
    return [(person_id, verdict) for person_id, verdict in rows]


async def question_of(session: AsyncSession, round_id: int) -> tuple[str, str] | None:
    """(question, topic) of an asked round."""
    asked = select(Round.question_id, Round.topic).where(Round.id == round_id)
    row = (await session.execute(asked)).one_or_none()
    if row is None or row[0] is None:
        return None
    return row[0], row[1] or ""
