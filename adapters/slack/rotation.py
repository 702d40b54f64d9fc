"""Tokens that expire are renewed in good time, by one process, whether or not Slack sends events.

Slack takes a refresh token once: from its answer until that is saved, the only good tokens of an
installation are in our memory. So we save at once, finish even when told to stop, and keep trying
when the database fails. Only a process that is killed in these milliseconds loses them: then the
token in use still lives for up to two hours, and the log says who has to install us again.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
import structlog
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import IntegrityError

from adapters.slack.errors import reaching
from adapters.slack.installations import ManyWorkspaces, asking_database
from adapters.slack.tables import BOTS, INSTALLATIONS, ROTATIONS
from bot.chat.port import ChatDown, ChatError

log = structlog.get_logger()

AHEAD = timedelta(hours=2)
"""How long before its end a token is renewed: as long may renewing fail unnoticed."""
LEASE = timedelta(minutes=15)
"""Nobody else tries one installation meanwhile, nor we again: also the pause after a failure."""
SAVING_PAUSES = (0.1, 0.5, 2.0, 5.0, 10.0, *[20.0] * 15)
"""Seconds between tries to save what Slack gave: together far below a lease."""
_WHENEVER = 10**7
"""Minutes before its end when slack_sdk may renew a token: we have decided that already."""
_RENEWED = ("bot_token", "bot_refresh_token", "bot_token_expires_at")

_T = TypeVar("_T")


async def rotate_due(
    installed: ManyWorkspaces, client: AsyncWebClient, now: Callable[[], datetime]
) -> int:
    """Renew the tokens that end within two hours; says how many were. Call it every few minutes.

    Safe in any number of processes. What fails leaves the token in use and is logged; raises
    `ChatDown` only when the database cannot be read at all. Cancelled, it saves first what Slack
    has given: wait for it before the database is closed.
    """
    rotation = _Rotation(installed, client, now)
    with asking_database():
        due = await rotation.due()
    return sum([await _to_the_end(rotation.renew(row, owner)) for row, owner in due])


async def _to_the_end(work: Coroutine[None, None, _T]) -> _T:
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


@dataclass(frozen=True, slots=True)
class _Rotation:
    installed: ManyWorkspaces
    client: AsyncWebClient
    now: Callable[[], datetime]

    async def due(self) -> Sequence[tuple[int, str]]:
        """The rows, and whose they are, of the newest installations whose token ends soon."""
        query = (
            sa.select(BOTS.c.id, BOTS.c.enterprise_id, BOTS.c.team_id, BOTS.c.bot_token_expires_at)
            .where(BOTS.c.client_id == self.installed.options.client_id)
            .where(BOTS.c.bot_token.is_not(None))
            .order_by(BOTS.c.installed_at, BOTS.c.id)
        )
        async with self.installed.engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        newest = {(row.enterprise_id, row.team_id): row for row in rows}
        return [
            (row.id, row.team_id or row.enterprise_id)
            for row in newest.values()
            if self._is_due(row.bot_token_expires_at)
        ]

    def _is_due(self, end: datetime | None) -> bool:
        return end is not None and end <= _plain(self.now() + AHEAD)

    async def renew(self, row: int, owner: str) -> bool:
        """Renew one, if nobody else is at it. True if there is a new token."""
        try:
            with asking_database():
                if not await self._lease(row):
                    return False
            stored = await self._read(row)
            if stored is None:
                return False  # another process has just done it, or the workspace is gone
            return await self._save(row, await self._exchange(stored), owner)
        except (ChatError, KeyError) as error:
            log.error(  # noqa: TRY400  # a traceback says nothing more, and might say too much
                "a Slack token was not renewed: if this stays, install the app there again",
                action="token_rotation_failed",
                installation=owner,
                error=str(error),
            )
            return False

    async def _lease(self, row: int) -> bool:
        now, until = _plain(self.now()), _plain(self.now() + LEASE)
        ours = sa.and_(ROTATIONS.c.bot_row_id == row, ROTATIONS.c.leased_until <= now)
        taken = sa.update(ROTATIONS).where(ours).values(leased_until=until)
        first = sa.insert(ROTATIONS).values(bot_row_id=row, leased_until=until)
        try:
            async with self.installed.engine.begin() as connection:
                if (await connection.execute(taken)).rowcount == 0:
                    await connection.execute(first)
        except IntegrityError:
            return False  # another process has it, or the installation is gone
        return True

    async def _read(self, row: int) -> Bot | None:
        with asking_database():
            async with self.installed.engine.connect() as connection:
                found = await connection.execute(sa.select(BOTS).where(BOTS.c.id == row))
                columns = found.mappings().first()
        if columns is None or not self._is_due(columns["bot_token_expires_at"]):
            return None
        return self.installed.store.opened(SQLAlchemyInstallationStore.build_bot_entity(columns))

    async def _exchange(self, bot: Bot) -> Bot:
        options = self.installed.options
        rotator = AsyncTokenRotator(
            client_id=options.client_id, client_secret=options.client_secret, client=self.client
        )
        renewed = await reaching(_renewed(rotator, bot))
        if renewed is None:
            raise ChatDown("Slack answered without a new token")
        return renewed

    async def _save(self, row: int, renewed: Bot, owner: str) -> bool:
        sealed = self.installed.store.sealed(renewed)
        sealed["bot_token_expires_at"] = _plain(sealed["bot_token_expires_at"])
        values = {name: sealed[name] for name in _RENEWED}
        for pause in SAVING_PAUSES:
            try:
                return await self._write(row, values)
            except ChatDown:
                log.warning(
                    "saving a new Slack token again", action="token_saving", installation=owner
                )
                await asyncio.sleep(pause)
        return await self._write(row, values)

    async def _write(self, row: int, values: dict[str, Any]) -> bool:
        """False if the workspace has uninstalled us meanwhile: then nothing is brought back."""
        bot = sa.select(BOTS).where(BOTS.c.id == row).subquery()
        same = [
            INSTALLATIONS.c[name].is_not_distinct_from(sa.select(bot.c[name]).scalar_subquery())
            for name in ("client_id", "enterprise_id", "team_id", "installed_at")
        ]
        renewing = sa.update(BOTS).where(BOTS.c.id == row).values(values)
        with asking_database():
            async with self.installed.engine.begin() as connection:
                await connection.execute(sa.update(INSTALLATIONS).where(*same).values(values))
                done = await connection.execute(renewing)
        self.installed.refresh()
        return done.rowcount == 1


async def _renewed(rotator: AsyncTokenRotator, bot: Bot) -> Bot | None:
    try:
        return await rotator.perform_bot_token_rotation(
            bot=bot, minutes_before_expiration=_WHENEVER
        )
    except SlackTokenRotationError as error:
        raise error.api_error from None  # what is wrapped here would not be understood


def _plain(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)
