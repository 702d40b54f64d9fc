"""Players, their teams and their days off."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.tables import Account, Away, Membership, Player, Post, Round, Team

NOBODY = "someone"
"""What somebody is called who was forgotten, or whose name no platform has told yet."""


async def players(session: AsyncSession, league_id: int) -> dict[int, Player]:
    """A league's players by person."""
    rows = await session.scalars(select(Player).where(Player.league_id == league_id))
    return {player.person_id: player for player in rows}


async def player(session: AsyncSession, league_id: int, person_id: int) -> Player | None:
    same = select(Player).where(Player.league_id == league_id, Player.person_id == person_id)
    return (await session.scalars(same)).one_or_none()


async def join(
    session: AsyncSession, league_id: int, person_id: int, channel_id: int, number: int
) -> Player:
    """A new player on the channel's team, from round `number` on."""
    made = Player(
        league_id=league_id, person_id=person_id, channel_id=channel_id, joined_number=number
    )
    session.add(made)
    await session.flush()
    team = (await session.scalars(select(Team).where(Team.channel_id == channel_id))).one()
    session.add(Membership(player_id=made.id, since_number=number, team_id=team.id))
    await session.flush()
    return made


async def memberships(session: AsyncSession, league_id: int) -> Sequence[Membership]:
    """All memberships of a league's players, by player, oldest first."""
    of_league = (
        select(Membership)
        .join(Player, Membership.player_id == Player.id)
        .where(Player.league_id == league_id)
        .order_by(Membership.player_id, Membership.since_number)
    )
    return (await session.scalars(of_league)).all()


async def aways(session: AsyncSession, league_id: int) -> Sequence[Away]:
    of_league = (
        select(Away).join(Player, Away.player_id == Player.id).where(Player.league_id == league_id)
    )
    return (await session.scalars(of_league)).all()


async def teams(session: AsyncSession, league_id: int) -> dict[int, Team]:
    """A league's teams by id."""
    rows = await session.scalars(select(Team).where(Team.league_id == league_id).order_by(Team.id))
    return {team.id: team for team in rows}


async def names(session: AsyncSession, player_ids: Iterable[int]) -> dict[int, str]:
    """What the players are called, as their platform last showed it."""
    rows = await session.execute(
        select(Player.id, Account.name)
        .join(Account, Player.person_id == Account.id)
        .where(Player.id.in_(list(player_ids)))
    )
    return {id_: name or NOBODY for id_, name in rows}


async def nameless(session: AsyncSession, workspace_id: int) -> set[str]:
    """The ids on the platform of those whose name it has not told yet."""
    rows = await session.scalars(
        select(Account.external_id).where(Account.workspace_id == workspace_id, Account.name == "")
    )
    return set(rows)


async def name(session: AsyncSession, workspace_id: int, external_id: str, name: str) -> None:
    """Keep the name of somebody who has none."""
    same = (
        Account.workspace_id == workspace_id,
        Account.external_id == external_id,
        Account.name == "",
    )
    await session.execute(update(Account).where(*same).values(name=name))


async def unposted_channels(session: AsyncSession, league_id: int) -> set[tuple[int, int]]:
    """(round, channel) of the posts of a league that were left out."""
    rows = await session.execute(
        select(Post.round_id, Post.channel_id)
        .join(Round, Post.round_id == Round.id)
        .where(Round.league_id == league_id, Post.skipped.is_not(None))
    )
    return {(round_id, channel_id) for round_id, channel_id in rows}


async def person_of(session: AsyncSession, account_id: int) -> int:
    """The account that speaks for the person behind this one."""
    found = await session.scalar(
        select(func.coalesce(Account.linked_to, Account.id)).where(Account.id == account_id)
    )
    assert found is not None
    return found


async def shown_names(session: AsyncSession, player_ids: Iterable[int]) -> dict[int, str]:
    """The names of those among the players who did not hide from standings."""
    rows = await session.execute(
        select(Player.id, Account.name)
        .join(Account, Player.person_id == Account.id)
        .where(Player.id.in_(list(player_ids)), Player.hidden.is_(False))
    )
    return {id_: name or NOBODY for id_, name in rows}
