"""Coming and going: workspaces, channels, and our own connection."""

from bot.chat.events import PlaceLost, Reconnected, WorkspaceJoined, WorkspaceLeft
from bot.db.queries import cases, leagues
from bot.handlers.desk import Desk
from bot.service.cases import READ_FOR
from bot.service.catching_up import catch_up
from bot.service.planning import unplan
from bot.service.settling import finish


async def reconnected(desk: Desk, event: Reconnected) -> None:
    """Read back what stands open on the platform; raises if some of it could not be read."""
    try:
        now = await desk.means.clock.now()
        async with desk.means.database.write() as session:
            await cases.wake_reading(session, event.platform, now - READ_FOR, now)
        await catch_up(desk.means, desk.intake, event)
    finally:
        desk.ring()


async def joined(desk: Desk, event: WorkspaceJoined) -> None:
    async with desk.means.database.write() as session:
        await leagues.join_workspace(session, event.workspace, event.at)


async def left(desk: Desk, event: WorkspaceLeft) -> None:
    """Stop posting there; what belongs to the workspace stays until it is purged or we are back."""
    async with desk.means.database.write() as session:
        gone = await leagues.leave_workspace(session, event.workspace, event.at)
        await finish(session, await unplan(session, gone), event.at)
    desk.ring()


async def place_lost(desk: Desk, event: PlaceLost) -> None:
    """Stop posting in a channel that is gone."""
    async with desk.means.database.write() as session:
        found = await leagues.channel_at(session, event.place)
        if found and event.place.parent is None:
            channel, _ = found
            await leagues.lose_channel(session, channel.id, event.at)
            await finish(session, await unplan(session, [channel]), event.at)
    desk.ring()
