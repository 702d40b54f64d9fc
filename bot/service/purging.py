"""Removing what a workspace left behind, a month after it left, a small transaction at a time.

Leagues that ran only there go whole. A league that others play keeps its scores: there the people
of the workspace become nobody, and whoever has an account elsewhere goes on with that.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.engine import Database
from bot.db.queries import cases, leagues, members, personal, purge, rulings
from bot.db.tables import Account, Workspace
from bot.service import privacy

KEPT = timedelta(days=30)
STEPS = 100
"""Transactions of one round of purging."""
_ROUNDS, _PLAYERS, _POSTS, _PEOPLE = 20, 200, 200, 20
"""How many of them one transaction takes."""


async def purge_left(database: Database, now: datetime) -> int:
    """Take at most `STEPS` steps; how many were taken, 0 where nothing is to be removed.

    Whatever ends it in between, the next round goes on from there.
    """
    for taken in range(STEPS):
        # Looking first is cheaper than opening a transaction that writes nothing.
        async with database.read() as session:
            if not await purge.is_due(session, now - KEPT):
                return taken
        async with database.write() as session:
            workspace = await purge.due(session, now - KEPT)
            if workspace is not None:
                await _step(session, workspace, now)
    return STEPS


async def _step(session: AsyncSession, workspace: Workspace, now: datetime) -> None:
    """Do the next thing that is to be done."""
    if not workspace.external_id.startswith(leagues.GONE):
        # Who comes back from now on starts anew: half a league is of no use to anybody.
        workspace.external_id = _gone()
    elif (league_id := await purge.lonely_league(session, workspace.id)) is not None:
        await _shrink(session, league_id, now)
    elif not (
        await purge.drop_posts(session, workspace.id, _POSTS)
        or await _leave_alone(session, workspace, now)
    ):
        await _close(session, workspace)


def _gone() -> str:
    return leagues.GONE + secrets.token_hex(8)


async def _shrink(session: AsyncSession, league_id: int, now: datetime) -> None:
    """Remove a piece of a league; in the end the league."""
    await leagues.locked(session, league_id)
    if not (
        await purge.drop_rounds(session, league_id, _ROUNDS)
        or await purge.drop_players(session, league_id, _PLAYERS)
    ):
        await purge.drop_league(session, league_id, now - KEPT)


async def _leave_alone(session: AsyncSession, workspace: Workspace, now: datetime) -> int:
    """Make some of the workspace's people nobody; how many those were."""
    left = 0
    for account in await purge.named_accounts(session, workspace.id, _PEOPLE):
        left += 1
        person_id = account.linked_to or account.id
        everywhere = await members.accounts_of(session, person_id)
        elsewhere = [one for one in everywhere if one.workspace_id != workspace.id]
        if elsewhere:
            await _part(session, account, elsewhere[0])
        else:
            await privacy.forget_person(session, person_id, now)
    return left


async def _part(session: AsyncSession, account: Account, heir: Account) -> None:
    """Take one account from a person who has another elsewhere, and keeps their scores."""
    if account.linked_to is None:
        await purge.make_heir(session, account.id, heir.id)
    await rulings.erase(session, [account.id], [])
    await personal.erase(session, [account.id], [])
    account.linked_to = None
    await privacy.anonymise(session, account)


async def _close(session: AsyncSession, workspace: Workspace) -> None:
    """Remove the workspace, or what is left of it but the names on which old scores hang."""
    await purge.drop_digests(session, workspace.id)
    await cases.quiet(session, workspace.id)
    for channel in await purge.channels(session, workspace.id):
        if await leagues.has_history(session, channel):
            channel.external_id = _gone()
        else:
            await purge.drop_channel(session, channel)
    await session.flush()
    await purge.drop_accounts(session, workspace.id)
    if not await purge.drop_workspace(session, workspace):
        workspace.left_at = None
