"""Workspaces as a whole."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries.leagues import GONE
from bot.db.tables import Workspace


async def present(session: AsyncSession, platform: str) -> frozenset[str]:
    """The platform's ids of those that let us in and have not put us out since."""
    found = select(Workspace.external_id).where(
        Workspace.platform == platform,
        Workspace.left_at.is_(None),
        ~Workspace.external_id.startswith(GONE),
    )
    return frozenset(await session.scalars(found))
