"""Whether a league's ways to answer work in its channels."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Place
from bot.db.queries import leagues
from bot.db.queries.posts import place_of
from bot.quiz.league import Door
from bot.service.means import Means


async def trouble(means: Means, place: Place, doors: frozenset[Door]) -> str | None:
    """What keeps us from working in a channel with these doors, as `Chat.check` says it."""
    reactions, threads = Door.REACTIONS in doors, Door.THREAD in doors
    chat = means.chat(place)
    return await chat.check(place.channel, reactions=reactions, threads=threads)


async def first_trouble(
    means: Means, places: Iterable[Place], doors: frozenset[Door]
) -> tuple[Place, str] | None:
    """The first of these channels where something is in the way, and what."""
    for place in places:
        if found := await trouble(means, place, doors):
            return place, found
    return None


async def places_of(session: AsyncSession, league_id: int) -> list[Place]:
    """The channels of a league that we can post to, as far as we know."""
    found = await leagues.channels_with_workspaces(session, league_id)
    return [place_of(workspace, channel) for channel, workspace in found if not channel.lost_at]
