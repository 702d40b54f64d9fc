"""Leagues, their channels and workspaces."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Person, Place
from bot.chat.places import Workspace as ChatWorkspace
from bot.db.queries.inserting import insert
from bot.db.tables import (
    Account,
    Channel,
    League,
    Membership,
    Player,
    Post,
    Report,
    Round,
    Ruling,
    Suggestion,
    Team,
    Workspace,
)

GONE = "gone:"
"""How the `external_id` of a workspace or channel begins that is purged."""


async def channels(session: AsyncSession, league_id: int) -> Sequence[Channel]:
    """A league's channels, in the order in which they joined."""
    of_league = select(Channel).where(Channel.league_id == league_id).order_by(Channel.id)
    return (await session.scalars(of_league)).all()


async def channels_of(session: AsyncSession, league_ids: Iterable[int]) -> Sequence[Channel]:
    """These leagues' channels, in the order in which they joined."""
    theirs = select(Channel).where(Channel.league_id.in_(list(league_ids))).order_by(Channel.id)
    return (await session.scalars(theirs)).all()


async def workspaces_of(session: AsyncSession, channel_ids: Iterable[int]) -> dict[int, int]:
    """The workspace of each of these channels."""
    found = select(Channel.id, Channel.workspace_id).where(Channel.id.in_(list(channel_ids)))
    return dict((await session.execute(found)).all())


async def workspace(session: AsyncSession, of: ChatWorkspace) -> Workspace | None:
    same = select(Workspace).where(
        Workspace.platform == of.platform, Workspace.external_id == of.id
    )
    return (await session.scalars(same)).one_or_none()


async def join_workspace(session: AsyncSession, of: ChatWorkspace, now: datetime) -> Workspace:
    """The workspace's row; made, or marked as there again."""
    there = insert(session, Workspace).values(
        platform=of.platform, external_id=of.id, joined_at=now
    )
    await session.execute(
        there.on_conflict_do_update(
            index_elements=["platform", "external_id"], set_={"left_at": None}
        )
    )
    row = await workspace(session, of)
    assert row is not None
    return row


async def account(session: AsyncSession, person: Person, workspace_id: int) -> Account:
    """The person's account; made, or brought up to the name just seen, if one was told."""
    seen = insert(session, Account).values(
        workspace_id=workspace_id, external_id=person.id, name=person.name
    )
    known = {"name": person.name} if person.name else {"name": Account.name}
    await session.execute(
        seen.on_conflict_do_update(index_elements=["workspace_id", "external_id"], set_=known)
    )
    same = select(Account).where(
        Account.workspace_id == workspace_id, Account.external_id == person.id
    )
    return (await session.scalars(same.execution_options(populate_existing=True))).one()


async def channel_at(session: AsyncSession, place: Place) -> tuple[Channel, League] | None:
    """The channel that `place` is or hangs in, with its league, if a league runs there."""
    channel = place.channel
    found = (
        select(Channel, League)
        .join(League, Channel.league_id == League.id)
        .join(Workspace, Channel.workspace_id == Workspace.id)
        .where(
            Workspace.platform == channel.workspace.platform,
            Workspace.external_id == channel.workspace.id,
            Channel.external_id == channel.id,
        )
    )
    row = (await session.execute(found)).one_or_none()
    return (row[0], row[1]) if row else None


async def every_channel(session: AsyncSession) -> list[tuple[Channel, Workspace]]:
    """All leagues' channels, each with its workspace, without those that are purged."""
    found = (
        select(Channel, Workspace)
        .join(Workspace, Channel.workspace_id == Workspace.id)
        .where(Workspace.external_id.not_like(f"{GONE}%"))
        .order_by(Channel.id)
    )
    return [(channel, workspace) for channel, workspace in await session.execute(found)]


async def channels_with_workspaces(
    session: AsyncSession, league_id: int
) -> list[tuple[Channel, Workspace]]:
    """A league's channels, each with its workspace."""
    found = (
        select(Channel, Workspace)
        .join(Workspace, Channel.workspace_id == Workspace.id)
        .where(Channel.league_id == league_id)
        .order_by(Channel.id)
    )
    return [(channel, workspace) for channel, workspace in await session.execute(found)]


async def league(session: AsyncSession, league_id: int) -> League:
    return (await session.scalars(select(League).where(League.id == league_id))).one()


async def locked(session: AsyncSession, league_id: int) -> League:
    """The league, held against every other writer until this transaction ends."""
    held = (
        select(League)
        .where(League.id == league_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(held)).one()


async def held(session: AsyncSession, league_ids: Iterable[int]) -> Sequence[League]:
    """Those of these leagues that nobody else holds, held like that."""
    free = (
        select(League)
        .where(League.id.in_(list(league_ids)))
        .order_by(League.id)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(free)).all()


async def all_leagues(session: AsyncSession) -> Sequence[League]:
    return (await session.scalars(select(League).order_by(League.id))).all()


async def by_code(session: AsyncSession, code: str) -> League | None:
    return (await session.scalars(select(League).where(League.code == code))).one_or_none()


async def lose_channel(session: AsyncSession, channel_id: int, now: datetime) -> None:
    """Remember that we cannot post there."""
    await session.execute(update(Channel).where(Channel.id == channel_id).values(lost_at=now))


async def admin_of(session: AsyncSession, channel: Channel) -> Account:
    return (await session.scalars(select(Account).where(Account.id == channel.admin_id))).one()


async def admins(session: AsyncSession, league_id: int) -> frozenset[int]:
    """The people whose channels a league runs in."""
    own = (
        select(func.coalesce(Account.linked_to, Account.id))
        .join(Channel, Channel.admin_id == Account.id)
        .where(Channel.league_id == league_id)
    )
    return frozenset(await session.scalars(own))


async def administered(session: AsyncSession, account_id: int) -> Sequence[Channel]:
    """The channels that are an account's own."""
    own = select(Channel).where(Channel.admin_id == account_id).order_by(Channel.id)
    return (await session.scalars(own)).all()


async def leave_workspace(
    session: AsyncSession, of: ChatWorkspace, now: datetime
) -> Sequence[Channel]:
    """Mark a workspace as left and its channels as lost; gives those channels."""
    row = await workspace(session, of)
    if row is None:
        return ()
    row.left_at = now
    there = (await session.scalars(select(Channel).where(Channel.workspace_id == row.id))).all()
    for channel in there:
        channel.lost_at = channel.lost_at or now
    await session.flush()
    return there


async def add(session: AsyncSession, row: Channel | League | Team) -> None:
    """Keep a new row; it has its id afterwards."""
    session.add(row)
    await session.flush()


async def find_channel_again(session: AsyncSession, channel_id: int) -> None:
    """Remember that we can post there again."""
    await session.execute(update(Channel).where(Channel.id == channel_id).values(lost_at=None))


async def channel_team(session: AsyncSession, channel_id: int) -> Team:
    """The team of those who answer in the channel and chose no other."""
    return (await session.scalars(select(Team).where(Team.channel_id == channel_id))).one()


async def team_names(session: AsyncSession, league_id: int) -> Sequence[str]:
    return (await session.scalars(select(Team.name).where(Team.league_id == league_id))).all()


async def has_history(session: AsyncSession, channel: Channel) -> bool:
    """Whether scores hang on the channel's league: a post, a player, a team's member, a ruling."""
    team = select(Team.id).where(Team.channel_id == channel.id)
    kinds = (
        select(func.count()).select_from(Post).where(Post.channel_id == channel.id),
        select(func.count()).select_from(Player).where(Player.channel_id == channel.id),
        select(func.count()).select_from(Membership).where(Membership.team_id.in_(team)),
        select(func.count()).select_from(Ruling).where(Ruling.channel_id == channel.id),
    )
    return any([await session.scalar(kind) for kind in kinds])


async def drop_if_empty(session: AsyncSession, league_id: int) -> None:
    """Remove a league in which nothing is left."""
    await session.execute(
        delete(League).where(
            League.id == league_id,
            *(
                ~select(table.id).where(table.league_id == league_id).exists()
                for table in (Channel, Team, Player, Round, Report, Suggestion)
            ),
        )
    )
