"""In which leagues somebody plays, and which one they mean where none runs."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Person, Place
from bot.chat.port import ChatError
from bot.db.queries import leagues, members, people, personal
from bot.db.queries.posts import place_of
from bot.db.tables import Account
from bot.service.means import Means
from bot.service.profiles import Member


async def meant(means: Means, person: Person, place: Place) -> tuple[Person, Place]:
    """Who somebody is in the league that they ask about, and its place.

    That is where they ask; but in the conversation that they have alone with us it is the one
    channel of their workspace in which they play, if there is just one. A conversation outside any
    workspace is about all workspaces of the platform.
    """
    async with means.database.read() as session:
        if await leagues.channel_at(session, place):
            return person, place
        only = await _only(session, person)
    if only is None or not await _is_direct(means, person, place):
        return person, place
    return replace(person, workspace=only.workspace), only


async def everywhere(means: Means, person: Person, place: Place) -> list[tuple[Person, Place]]:
    """The same, of everything that somebody rules on.

    Alone with us that is each league in which they play, or whose channel is theirs.
    """
    async with means.database.read() as session:
        if await leagues.channel_at(session, place):
            return [(person, place)]
        found = await _all(session, person)
    if not found or not await _is_direct(means, person, place):
        return [(person, place)]
    return [(replace(person, workspace=one.workspace), one) for one in found.values()]


async def in_league(
    means: Means, person: Person, place: Place, league_id: int
) -> tuple[Person, Place]:
    """The same, of one league: who somebody is there, and where, if they rule on anything in it."""
    async with means.database.read() as session:
        there = await leagues.channel_at(session, place)
        found = None if there else (await _all(session, person)).get(league_id)
    if found is None or not await _is_direct(means, person, place):
        return person, place
    return replace(person, workspace=found.workspace), found


async def _all(session: AsyncSession, person: Person) -> dict[int, Place]:
    """A channel of each league in which somebody plays or has a channel, in their workspace."""
    found: dict[int, Place] = {}
    for account, workspace in await members.accounts(session, person):
        own = await leagues.administered(session, account.id)
        for channel in [*(one.channel for one in await plays(session, account)), *own]:
            if channel.workspace_id == workspace.id:
                found.setdefault(channel.league_id, place_of(workspace, channel))
    return found


async def _only(session: AsyncSession, person: Person) -> Place | None:
    places = {
        place_of(workspace, member.channel)
        for account, workspace in await members.accounts(session, person)
        for member in await plays(session, account)
        if member.channel.workspace_id == workspace.id
    }
    return places.pop() if len(places) == 1 else None


async def _is_direct(means: Means, person: Person, place: Place) -> bool:
    with suppress(ChatError):
        return await means.chat(place).direct(person) == place.channel
    return False


async def plays(session: AsyncSession, account: Account) -> Sequence[Member]:
    """Where a person plays or has answered, by league."""
    ids = [one.id for one in await members.accounts_of(session, account.linked_to or account.id)]
    return [
        member
        for league_id in await personal.leagues_of(session, ids)
        if (member := await member_of(session, account, league_id))
    ]


async def member_of(session: AsyncSession, account: Account, league_id: int) -> Member | None:
    """The person in a league; before their first round is settled, where they answered."""
    person_id = account.linked_to or account.id
    player = await people.player(session, league_id, person_id)
    channel_id = (
        player.channel_id if player else await members.given_in(session, league_id, person_id)
    )
    if channel_id is None:
        return None
    channel = await members.channel(session, channel_id)
    return Member(channel, await leagues.league(session, league_id), account, player)
