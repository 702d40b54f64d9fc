"""Digests: one a channel and period."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.places import Place
from bot.db.claims import give_back
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

    @property
    def key(self) -> str:
        """Under what it is posted; an id alone may be used again once its row is gone."""
        return f"digest:{self.digest.id}:{self.digest.period}"


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


async def done(session: AsyncSession, claimed: Digest) -> None:
    """Record that a digest is posted, or not wanted. Raises `ClaimLost`."""
    await give_back(session, claimed, wake_at=None)


async def retry(
    session: AsyncSession, claimed: Digest, at: datetime, *, in_doubt: bool = True
) -> None:
    """Try again at `at`. Raises `ClaimLost`.

    The attempt stays counted while it is `in_doubt` whether it took effect.
    """
    attempts = claimed.attempts - (not in_doubt)
    await give_back(session, claimed, wake_at=at, attempts=attempts)
