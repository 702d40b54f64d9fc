"""What hangs on a person: to be moved to another account, handed out, or deleted."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.db.queries import suggestions
from bot.db.tables import (
    Account,
    Answer,
    Card,
    Given,
    LinkCode,
    Membership,
    Player,
    Post,
    Practice,
    Report,
    Round,
)


async def new_code(session: AsyncSession, account_id: int, code: str, expires_at: datetime) -> None:
    """Give an account a code; what it had before is void."""
    await session.execute(delete(LinkCode).where(LinkCode.account_id == account_id))
    session.add(LinkCode(code=code, account_id=account_id, expires_at=expires_at))
    await session.flush()


async def locked_code(session: AsyncSession, code: str) -> LinkCode | None:
    """The code, held so that it is used once."""
    held = select(LinkCode).where(LinkCode.code == code).with_for_update()
    return (await session.scalars(held)).one_or_none()


async def drop_code(session: AsyncSession, code: str) -> None:
    await session.execute(delete(LinkCode).where(LinkCode.code == code))


async def lock_accounts(session: AsyncSession, account_ids: Iterable[int]) -> None:
    """Hold accounts against being linked by somebody else at once."""
    held = select(Account).where(Account.id.in_(list(account_ids))).order_by(Account.id)
    await session.scalars(held.with_for_update().execution_options(populate_existing=True))


async def leagues_of(session: AsyncSession, account_ids: Sequence[int]) -> list[int]:
    """The leagues in which these accounts play or have given anything, by id."""
    played = select(Player.league_id).where(Player.person_id.in_(account_ids))
    given = (
        select(Round.league_id)
        .join(Given, Given.round_id == Round.id)
        .where(Given.account_id.in_(account_ids))
    )
    return sorted(await session.scalars(played.union(given)))


async def speak_for(session: AsyncSession, person_id: int, other_id: int) -> None:
    """Make one account speak for another and for all for which that one spoke."""
    await session.execute(
        update(Account)
        .where(or_(Account.id == other_id, Account.linked_to == other_id))
        .values(linked_to=person_id)
    )


async def settled_rounds_of(
    session: AsyncSession, league_id: int, account_ids: Sequence[int], player_id: int
) -> set[int]:
    """The settled rounds of a league in which somebody gave anything or has an answer."""
    given = select(Given.round_id).where(Given.account_id.in_(account_ids))
    answered = select(Answer.round_id).where(Answer.player_id == player_id)
    settled = select(Round.id).where(
        Round.league_id == league_id,
        Round.settled_at.is_not(None),
        or_(Round.id.in_(given), Round.id.in_(answered)),
    )
    return set(await session.scalars(settled))


async def round_row(session: AsyncSession, round_id: int) -> Round:
    return (await session.scalars(select(Round).where(Round.id == round_id))).one()


async def hand_over_answers(
    session: AsyncSession, player_id: int, other_id: int, but: Iterable[int]
) -> None:
    """Make another player's answers this one's; those of the rounds in `but` are dropped."""
    await session.execute(
        delete(Answer).where(Answer.player_id == other_id, Answer.round_id.in_(list(but)))
    )
    await session.execute(
        update(Answer).where(Answer.player_id == other_id).values(player_id=player_id)
    )


async def hand_over_cards(session: AsyncSession, person_id: int, other_id: int) -> None:
    """Make another's cards this person's; of two for one question their own stays."""
    own = select(Card.question_id).where(Card.person_id == person_id)
    await session.execute(delete(Card).where(Card.person_id == other_id, Card.question_id.in_(own)))
    await session.execute(
        update(Card).where(Card.person_id == other_id).values(person_id=person_id)
    )


async def drop_player(session: AsyncSession, player: Player) -> None:
    """Remove a player who has no answers and no days off any more."""
    await session.execute(delete(Membership).where(Membership.player_id == player.id))
    await session.delete(player)
    await session.flush()


async def erase(
    session: AsyncSession, account_ids: Sequence[int], player_ids: Sequence[int]
) -> None:
    """Delete what these accounts gave, learned and wrote; results keep their scores."""
    for table in (Practice, LinkCode, Given):
        await session.execute(delete(table).where(table.account_id.in_(account_ids)))
    await session.execute(delete(Card).where(Card.person_id.in_(account_ids)))
    await session.execute(
        update(Report).where(Report.account_id.in_(account_ids)).values(account_id=None)
    )
    await suggestions.erase(session, account_ids)
    await session.execute(update(Answer).where(Answer.player_id.in_(player_ids)).values(text=""))


async def answers(session: AsyncSession, player_id: int) -> Sequence[tuple[Answer, Round]]:
    """A player's answers of record with their rounds, newest first."""
    own = (
        select(Answer, Round)
        .join(Round, Answer.round_id == Round.id)
        .where(Answer.player_id == player_id)
        .order_by(Round.number.desc())
        .options(defer(Round.snapshot))
    )
    return [(answer, round_) for answer, round_ in await session.execute(own)]


async def given(session: AsyncSession, account_ids: Sequence[int]) -> Sequence[Given]:
    """All deeds of these accounts, newest first."""
    own = select(Given).where(Given.account_id.in_(account_ids)).order_by(Given.at.desc())
    return (await session.scalars(own)).all()


async def reports(session: AsyncSession, account_ids: Sequence[int]) -> Sequence[Report]:
    own = select(Report).where(Report.account_id.in_(account_ids)).order_by(Report.at.desc())
    return (await session.scalars(own)).all()


async def practices(session: AsyncSession, account_ids: Sequence[int]) -> Sequence[Practice]:
    own = select(Practice).where(Practice.account_id.in_(account_ids))
    return (await session.scalars(own)).all()


async def cards(session: AsyncSession, person_id: int) -> Sequence[Card]:
    own = select(Card).where(Card.person_id == person_id).order_by(Card.due_at.desc())
    return (await session.scalars(own)).all()


async def latest_asked(session: AsyncSession, channel_id: int) -> tuple[int, str | None] | None:
    """(post, question) of what was posted last in a channel."""
    newest = (
        select(Post.id, Round.question_id)
        .join(Round, Post.round_id == Round.id)
        .where(Post.channel_id == channel_id, Post.message_id.is_not(None))
        .order_by(Post.posted_at.desc(), Post.id.desc())
        .limit(1)
    )
    row = (await session.execute(newest)).one_or_none()
    return (row[0], row[1]) if row else None


async def question_of_post(session: AsyncSession, post_id: int, channel_id: int) -> str | None:
    """The question that a channel's post asked."""
    asked = (
        select(Round.question_id)
        .join(Post, Post.round_id == Round.id)
        .where(Post.id == post_id, Post.channel_id == channel_id, Post.message_id.is_not(None))
    )
    return await session.scalar(asked)


async def add_report(session: AsyncSession, report: Report) -> None:
    session.add(report)
    await session.flush()
