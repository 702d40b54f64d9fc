"""Digests: one a channel and period."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Place
from bot.db.queries.inserting import insert
from bot.db.queries.posts import place_of
from bot.db.tables import Channel, Digest, Workspace


@dataclass(frozen=True, slots=True)
class DigestErrand:
    """A digest with all that posting it takes."""

    digest: Digest
    channel: Channel
    workspace: Workspace

    @property
    def place(self) -> Place:
        return place_of(self.workspace, self.channel)


async def ensure(session: AsyncSession, channel_id: int, period: str, wake_at: datetime) -> None:
    """Plan a period's digest, if it is not planned or posted already."""
    await session.execute(
        insert(session, Digest)
        .values(channel_id=channel_id, period=period, wake_at=wake_at, lease_until=0, attempts=0)
        .on_conflict_do_nothing()
    )


async def errand(session: AsyncSession, digest_id: int) -> DigestErrand | None:
    found = (
        select(Digest, Channel, Workspace)
        .join(Channel, Digest.channel_id == Channel.id)
        .join(Workspace, Channel.workspace_id == Workspace.id)
        .where(Digest.id == digest_id)
    )
    row = (await session.execute(found)).one_or_none()
    return DigestErrand(*row) if row else None


async def done(session: AsyncSession, digest_id: int) -> None:
    await session.execute(
        update(Digest).where(Digest.id == digest_id).values(wake_at=None, lease_until=0)
    )


async def retry(session: AsyncSession, digest_id: int, at: datetime) -> None:
    """Try again at `at`; attempts keep counting."""
    await session.execute(
        update(Digest).where(Digest.id == digest_id).values(wake_at=at, lease_until=0)
    )
