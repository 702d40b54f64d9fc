"""Removing what a workspace left behind, in pieces that a small transaction can hold."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.db.queries import rulings
from bot.db.queries.leagues import GONE
from bot.db.queries.members import FORGOTTEN
from bot.db.tables import (
    Account,
    Answer,
    Away,
    Card,
    Channel,
    Digest,
    Given,
    League,
    Membership,
    Player,
    Post,
    Report,
    Round,
    Streak,
    Suggestion,
    Team,
    TeamResult,
    Total,
    Workspace,
)


async def is_due(session: AsyncSession, left_before: datetime) -> bool:
    """Whether there is a workspace to purge."""
    left = select(Workspace.id).where(Workspace.left_at <= left_before).limit(1)
    return await session.scalar(left) is not None


async def due(session: AsyncSession, left_before: datetime) -> Workspace | None:
    """The workspace that left first of those to purge, held against another purge."""
    first = (
        select(Workspace)
        .where(Workspace.left_at <= left_before)
        .order_by(Workspace.left_at, Workspace.id)
        .limit(1)
        # People and channels of it may be read and named meanwhile.
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(first)).one_or_none()


async def lonely_league(session: AsyncSession, workspace_id: int) -> int | None:
    """A league of the workspace's that runs in no workspace which is still with us."""
    other = aliased(Channel)
    alive = (
        select(other.id)
        .join(Workspace, other.workspace_id == Workspace.id)
        .where(
            other.league_id == Channel.league_id,
            other.workspace_id != workspace_id,
            Workspace.external_id.not_like(f"{GONE}%"),
        )
    )
    lonely = select(Channel.league_id).where(Channel.workspace_id == workspace_id, ~alive.exists())
    return await session.scalar(lonely.order_by(Channel.league_id).limit(1))


async def drop_rounds(session: AsyncSession, league_id: int, limit: int) -> int:
    """Remove some rounds with all that was given and posted; how many those were."""
    of_league = select(Round.id).where(Round.league_id == league_id).order_by(Round.id).limit(limit)
    ids = (await session.scalars(of_league)).all()
    if ids:
        await rulings.drop_rounds(session, ids)
        for table in (Given, Answer, TeamResult, Post):
            await session.execute(delete(table).where(table.round_id.in_(ids)))
        await session.execute(delete(Round).where(Round.id.in_(ids)))
    return len(ids)


async def drop_players(session: AsyncSession, league_id: int, limit: int) -> int:
    """Remove some players of a league without rounds; how many those were."""
    of_league = (
        select(Player.id).where(Player.league_id == league_id).order_by(Player.id).limit(limit)
    )
    ids = (await session.scalars(of_league)).all()
    if ids:
        for table in (Membership, Away):
            await session.execute(delete(table).where(table.player_id.in_(ids)))
        await session.execute(delete(Player).where(Player.id.in_(ids)))
    return len(ids)


async def drop_league(session: AsyncSession, league_id: int, left_at: datetime) -> None:
    """Remove a league that has neither rounds nor players any more.

    Workspaces that only waited for it are made due again, as of `left_at`.
    """
    channels = select(Channel.id).where(Channel.league_id == league_id)
    workspaces = select(Channel.workspace_id).where(Channel.league_id == league_id)
    await session.execute(
        update(Workspace)
        .where(
            Workspace.id.in_(workspaces),
            Workspace.external_id.like(f"{GONE}%"),
            Workspace.left_at.is_(None),
        )
        .values(left_at=left_at)
    )
    await session.execute(delete(Digest).where(Digest.channel_id.in_(channels)))
    for table in (Total, Streak, Report, Suggestion, Team, Channel):
        await session.execute(delete(table).where(table.league_id == league_id))
    await session.execute(delete(League).where(League.id == league_id))


async def drop_posts(session: AsyncSession, workspace_id: int, limit: int) -> int:
    """Remove some messages' records of the workspace's channels; how many those were.

    A post that was left out stays: it says why a day was excused.
    """
    of_channels = (
        select(Post.id)
        .join(Channel, Post.channel_id == Channel.id)
        .where(Channel.workspace_id == workspace_id, Post.skipped.is_(None))
        .order_by(Post.id)
        .limit(limit)
    )
    ids = (await session.scalars(of_channels)).all()
    if ids:
        await session.execute(delete(Post).where(Post.id.in_(ids)))
    return len(ids)


async def named_accounts(session: AsyncSession, workspace_id: int, limit: int) -> Sequence[Account]:
    """Some people of the workspace who are not anonymous yet."""
    named = (
        select(Account)
        .where(Account.workspace_id == workspace_id, Account.external_id.not_like(f"{FORGOTTEN}%"))
        .order_by(Account.id)
        .limit(limit)
    )
    return (await session.scalars(named)).all()


async def make_heir(session: AsyncSession, account_id: int, heir_id: int) -> None:
    """Let a linked account speak for the person from now on."""
    for table in (Player, Card):
        await session.execute(
            update(table).where(table.person_id == account_id).values(person_id=heir_id)
        )
    await session.execute(
        update(Account).where(Account.linked_to == account_id).values(linked_to=heir_id)
    )
    await session.execute(update(Account).where(Account.id == heir_id).values(linked_to=None))


async def drop_accounts(session: AsyncSession, workspace_id: int) -> None:
    """Remove the workspace's accounts on which nothing hangs; all are anonymous by now."""
    own = select(Account.id).where(Account.workspace_id == workspace_id)
    await session.execute(update(Account).where(Account.linked_to.in_(own)).values(linked_to=None))
    await session.execute(
        delete(Account).where(
            Account.workspace_id == workspace_id,
            *(~_hangs(column).exists() for column in (Player.person_id, Channel.admin_id)),
        )
    )


def _hangs(column: object) -> Select[int]:
    return select(1).where(column == Account.id)


async def channels(session: AsyncSession, workspace_id: int) -> Sequence[Channel]:
    there = select(Channel).where(Channel.workspace_id == workspace_id).order_by(Channel.id)
    return (await session.scalars(there)).all()


async def drop_digests(session: AsyncSession, workspace_id: int) -> None:
    there = select(Channel.id).where(Channel.workspace_id == workspace_id)
    await session.execute(delete(Digest).where(Digest.channel_id.in_(there)))


async def drop_channel(session: AsyncSession, channel: Channel) -> None:
    """Remove a channel and its team, on which no score hangs."""
    await session.execute(delete(Team).where(Team.channel_id == channel.id))
    await session.delete(channel)
    await session.flush()


async def drop_workspace(session: AsyncSession, workspace: Workspace) -> bool:
    """Remove a workspace of which nothing is left; False if something is."""
    for column in (Channel.workspace_id, Account.workspace_id):
        if await session.scalar(select(1).where(column == workspace.id).limit(1)):
            return False
    await session.delete(workspace)
    await session.flush()
    return True
