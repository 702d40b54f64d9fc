"""One member: accounts, moves between teams, days off, and what they did."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVarTuple

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from bot.chat.places import DIRECT, Person
from bot.db.queries.answers import PERSON, deed
from bot.db.tables import (
    Account,
    Answer,
    Away,
    Channel,
    Given,
    Membership,
    Player,
    Post,
    Round,
    Streak,
    SubjectKind,
    Team,
    Total,
    Workspace,
)
from bot.quiz.answers import Given as Deed

Found = TypeVarTuple("Found")

FORGOTTEN = "forgotten:"
"""How the `external_id` of an account begins whose person asked to be forgotten."""


async def account(session: AsyncSession, person: Person) -> Account | None:
    """The person's account, if they were seen before."""
    same = (
        select(Account)
        .join(Workspace, Account.workspace_id == Workspace.id)
        .where(
            Workspace.platform == person.workspace.platform,
            Workspace.external_id == person.workspace.id,
            Account.external_id == person.id,
        )
    )
    return (await session.scalars(same)).one_or_none()


async def accounts(session: AsyncSession, person: Person) -> list[tuple[Account, Workspace]]:
    """The person's account and its workspace, if they were seen before.

    Outside any workspace it is who they are in each workspace of the platform.
    """
    found = await session.execute(_mine(select(Account, Workspace), person))
    return [(account, workspace) for account, workspace in found]


async def persons(session: AsyncSession, person: Person) -> list[int]:
    """The accounts that speak for a person, by id; none if they were never seen.

    Outside any workspace it is who they are in each workspace of the platform.
    """
    mine = _mine(select(func.coalesce(Account.linked_to, Account.id)), person)
    return sorted(set(await session.scalars(mine)))


def _mine(chosen: Select[*Found], person: Person) -> Select[*Found]:
    mine = chosen.join(Workspace, Account.workspace_id == Workspace.id).where(
        Workspace.platform == person.workspace.platform,
        Account.external_id == person.id,
    )
    if person.workspace.id == DIRECT:
        return mine.order_by(Account.id)
    return mine.where(Workspace.external_id == person.workspace.id)


async def accounts_of(session: AsyncSession, person_id: int) -> Sequence[Account]:
    """All accounts of a person."""
    linked = select(Account).where((Account.id == person_id) | (Account.linked_to == person_id))
    return (await session.scalars(linked.order_by(Account.id))).all()


async def players_of(session: AsyncSession, person_id: int) -> Sequence[Player]:
    """A person in all their leagues, by league."""
    everywhere = select(Player).where(Player.person_id == person_id).order_by(Player.league_id)
    return (await session.scalars(everywhere)).all()


async def moves(session: AsyncSession, player_id: int) -> Sequence[Membership]:
    """A player's moves, oldest first."""
    own = select(Membership).where(Membership.player_id == player_id)
    return (await session.scalars(own.order_by(Membership.since_number))).all()


async def team_of(session: AsyncSession, player_id: int, number: int) -> Team | None:
    """The team on which a player is in round `number`."""
    latest = (
        select(Team)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.player_id == player_id, Membership.since_number <= number)
        .order_by(Membership.since_number.desc())
        .limit(1)
    )
    return (await session.scalars(latest)).one_or_none()


async def move(session: AsyncSession, player_id: int, number: int, team_id: int) -> None:
    """Put a player on a team from round `number` on, whatever was planned for it before."""
    await session.execute(
        delete(Membership).where(
            Membership.player_id == player_id, Membership.since_number >= number
        )
    )
    session.add(Membership(player_id=player_id, since_number=number, team_id=team_id))
    await session.flush()


async def given_in(session: AsyncSession, league_id: int, person_id: int) -> int | None:
    """The channel of a league where a person first gave anything; None if they never did."""
    first = (
        select(Given.channel_id)
        .join(Account, Given.account_id == Account.id)
        .join(Round, Given.round_id == Round.id)
        .where(
            (Account.id == person_id) | (Account.linked_to == person_id),
            Round.league_id == league_id,
        )
        .order_by(Given.at)
        .limit(1)
    )
    return await session.scalar(first)


async def team_sizes(session: AsyncSession, league_id: int, number: int) -> dict[int, int]:
    """How many players each team has in round `number`; those who were forgotten don't count."""
    latest = (
        select(Membership.player_id, func.max(Membership.since_number).label("since"))
        .join(Player, Membership.player_id == Player.id)
        .join(Account, Player.person_id == Account.id)
        .where(
            Player.league_id == league_id,
            Membership.since_number <= number,
            Account.external_id.not_like(f"{FORGOTTEN}%"),
        )
        .group_by(Membership.player_id)
        .subquery()
    )
    sizes = (
        select(Membership.team_id, func.count())
        .join(
            latest,
            (Membership.player_id == latest.c.player_id)
            & (Membership.since_number == latest.c.since),
        )
        .group_by(Membership.team_id)
    )
    return dict((await session.execute(sizes)).all())


async def aways(session: AsyncSession, player_id: int) -> Sequence[Away]:
    """A player's days off, oldest first."""
    own = select(Away).where(Away.player_id == player_id).order_by(Away.first_day)
    return (await session.scalars(own)).all()


async def replace_aways(
    session: AsyncSession, player_id: int, spans: Iterable[tuple[date, date]]
) -> None:
    """Give a player exactly these days off."""
    await session.execute(delete(Away).where(Away.player_id == player_id))
    session.add_all(
        Away(player_id=player_id, first_day=first, last_day=last) for first, last in spans
    )
    await session.flush()


async def last_settled_day(session: AsyncSession, league_id: int) -> date | None:
    """The last day of a league that is history."""
    settled = select(func.max(Round.day)).where(
        Round.league_id == league_id, Round.settled_at.is_not(None)
    )
    return await session.scalar(settled)


async def open_number(session: AsyncSession, league_id: int) -> int | None:
    """The number of the league's earliest round that one may still answer."""
    waiting = select(func.min(Round.number)).where(
        Round.league_id == league_id,
        Round.number.is_not(None),
        Round.settled_at.is_(None),
        Round.excused.is_(False),
    )
    return await session.scalar(waiting)


async def streak(
    session: AsyncSession, league_id: int, kind: SubjectKind, subject_id: int
) -> Streak | None:
    return await session.get(Streak, (league_id, kind, subject_id))


async def total(
    session: AsyncSession, league_id: int, window: str, kind: SubjectKind, subject_id: int
) -> Total | None:
    return await session.get(Total, (league_id, window, kind, subject_id))


async def verdicts(session: AsyncSession, player_id: int) -> dict[str, int]:
    """How many of a player's answers got each verdict."""
    counted = (
        select(Answer.verdict, func.count())
        .where(Answer.player_id == player_id)
        .group_by(Answer.verdict)
    )
    return dict((await session.execute(counted)).all())


async def open_rounds(
    session: AsyncSession, channel_id: int, now: datetime
) -> list[tuple[Post, Round]]:
    """What one can answer in a channel now."""
    standing = (
        select(Post, Round)
        .join(Round, Post.round_id == Round.id)
        .where(
            Post.channel_id == channel_id,
            Post.message_id.is_not(None),
            Post.closes_at > now,
            Post.closed_at.is_(None),
        )
        .order_by(Round.number)
    )
    return [(post, round_) for post, round_ in await session.execute(standing)]


async def deeds(session: AsyncSession, round_id: int, person_id: int) -> list[Deed]:
    """What a person did in time in a round, with any of their accounts."""
    in_time = (
        select(Given)
        .join(Account, Given.account_id == Account.id)
        .join(Post, (Post.round_id == Given.round_id) & (Post.channel_id == Given.channel_id))
        .where(Given.round_id == round_id, PERSON.in_((person_id,)), Given.at < Post.closes_at)
    )
    return [deed(row) for row in await session.scalars(in_time)]


async def streak_rounds(session: AsyncSession, league_id: int) -> Sequence[Round]:
    """The league's daily rounds that are history, in the order in which they were settled."""
    done = (
        select(Round)
        .where(Round.league_id == league_id, Round.settled_at.is_not(None), Round.slot == 0)
        .order_by(Round.settled_at, Round.id)
        .options(defer(Round.snapshot))
    )
    return (await session.scalars(done)).all()


async def left_out_days(session: AsyncSession, league_id: int) -> Sequence[Round]:
    """The days whose question was posted nowhere, oldest first."""
    excused = (
        select(Round)
        .where(
            Round.league_id == league_id,
            Round.excused,
            Round.settled_at.is_(None),
            Round.slot == 0,
        )
        .order_by(Round.day)
        .options(defer(Round.snapshot))
    )
    return (await session.scalars(excused)).all()


async def reasons(session: AsyncSession, league_id: int, channel_id: int) -> dict[int, str]:
    """For each round that was not posted in a channel: why."""
    rows = await session.execute(
        select(Post.round_id, Post.skipped)
        .join(Round, Post.round_id == Round.id)
        .where(
            Round.league_id == league_id,
            Post.channel_id == channel_id,
            Post.skipped.is_not(None),
        )
    )
    return {round_id: reason or "" for round_id, reason in rows}


async def scores(session: AsyncSession, player_id: int) -> dict[int, float]:
    """A player's score in each round they answered."""
    rows = await session.execute(
        select(Answer.round_id, Answer.score).where(Answer.player_id == player_id)
    )
    return dict(rows.all())


async def add_earlier_moves(session: AsyncSession, player_id: int, other_id: int) -> None:
    """Give a player the moves that another made before the player's own first."""
    first = (await moves(session, player_id))[0].since_number
    session.add_all(
        Membership(player_id=player_id, since_number=one.since_number, team_id=one.team_id)
        for one in await moves(session, other_id)
        if one.since_number < first
    )
    await session.flush()


async def channel(session: AsyncSession, channel_id: int) -> Channel:
    return (await session.scalars(select(Channel).where(Channel.id == channel_id))).one()
