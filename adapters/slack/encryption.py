"""Tokens at rest: slack_sdk's store, with every token encrypted under a key of the operator's."""

import logging
from collections.abc import Sequence
from typing import Any

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.slack.tables import SECRETS
from bot.chat.port import ChatDown

log = structlog.get_logger()

_CLEAR = ("xoxb-", "xoxp-", "xoxe-", "xoxe.")
"""How Slack's tokens begin; nothing encrypted begins so."""


class TokenLocked(ChatDown):
    """No key opens a stored token."""

    def __init__(self) -> None:
        super().__init__(
            "No key in QUIZSTREAK_TOKEN_KEYS opens the stored token of a Slack workspace: add the"
            " key that it was stored under to the end of the list, or install the app there again."
        )


class Seal:
    """Encrypts with the first key and opens with any; without keys a token stays as it is."""

    def __init__(self, keys: Sequence[str]) -> None:
        fernets = [_fernet(key, number) for number, key in enumerate(keys, 1)]
        self._first = fernets[0] if fernets else None
        self._all = MultiFernet(fernets) if fernets else None

    def close(self, token: str) -> str:
        return self._all.encrypt(token.encode()).decode() if self._all else token

    def open(self, stored: str) -> str:
        """The token; one from before there was a key is clear. Raises `TokenLocked`."""
        if stored.startswith(_CLEAR):
            return stored
        if self._all is None:
            raise TokenLocked
        try:
            return self._all.decrypt(stored.encode()).decode()
        except InvalidToken as error:
            raise TokenLocked from error

    def is_current(self, stored: str) -> bool:
        """Is it stored as `close` would store it today?"""
        if self._first is None:
            return stored.startswith(_CLEAR)
        try:
            self._first.decrypt(stored.encode())
        except InvalidToken:
            return False
        return True


def _fernet(key: str, number: int) -> Fernet:
    try:
        return Fernet(key)
    except ValueError as error:
        raise ValueError(
            f"Key {number} of QUIZSTREAK_TOKEN_KEYS is no key:"
            " write what `quizstreak slack key` prints."
        ) from error


class SealedStore(AsyncInstallationStore):
    """slack_sdk's installations of one app: clear for who asks, encrypted in the database."""

    def __init__(self, client_id: str, engine: AsyncEngine, seal: Seal) -> None:
        # The store inside saves the bot by itself; were this a subclass, it would encrypt twice.
        self._store = AsyncSQLAlchemyInstallationStore(client_id=client_id, engine=engine)
        self._client_id = client_id
        self._engine = engine
        self._seal = seal

    @property
    def logger(self) -> logging.Logger:
        return self._store.logger

    async def async_save(self, installation: Installation) -> None:
        sealed = self._sealed(installation.to_dict_for_copying())
        await self._store.async_save(Installation(**sealed))

    async def async_save_bot(self, bot: Bot) -> None:
        await self._store.async_save_bot(Bot(**self._sealed(bot.to_dict_for_copying())))

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The newest; raises `TokenLocked`."""
        found = await self._store.async_find_bot(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )
        return self.opened(found) if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The newest; raises `TokenLocked`."""
        found = await self._store.async_find_installation(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            is_enterprise_install=is_enterprise_install,
        )
        return Installation(**self._opened(found.to_dict_for_copying())) if found else None

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self._store.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        await self._store.async_delete_installation(
            enterprise_id=enterprise_id, team_id=team_id, user_id=user_id
        )

    def opened(self, bot: Bot) -> Bot:
        """A bot as it was read from the table, with its tokens clear. Raises `TokenLocked`."""
        return Bot(**self._opened(bot.to_dict_for_copying()))

    def sealed(self, bot: Bot) -> dict[str, Any]:
        """A bot's columns as they belong in the table."""
        return self._sealed(bot.to_dict())

    async def reseal(self) -> int:
        """Store every token under the first key; says how many were not.

        After it the older keys are needed no more; what no key opens is logged and left.
        """
        async with self._engine.begin() as connection:
            return sum([await self._reseal(connection, *place) for place in _places()])

    async def _reseal(self, connection: AsyncConnection, table: Any, name: str) -> int:
        column = table.c[name]
        ours = and_(table.c.client_id == self._client_id, column.is_not(None))
        rows = (await connection.execute(select(table.c.id, column).where(ours))).all()
        old = [row for row in rows if not self._seal.is_current(row[1])]
        stale = [row for row in old if self._opens(row[1])]
        for row in stale:
            stands: ColumnElement[bool] = and_(table.c.id == row[0], column == row[1])
            value = self._seal.close(self._seal.open(row[1]))
            await connection.execute(update(table).where(stands).values({name: value}))
        return len(stale)

    def _opens(self, stored: str) -> bool:
        try:
            self._seal.open(stored)
        except TokenLocked as locked:
            log.warning("a token stays locked", action="token_locked", reason=str(locked))
            return False
        return True

    def _sealed(self, values: dict[str, Any]) -> dict[str, Any]:
        return {**values, **{name: self._seal.close(values[name]) for name in _tokens(values)}}

    def _opened(self, values: dict[str, Any]) -> dict[str, Any]:
        return {**values, **{name: self._seal.open(values[name]) for name in _tokens(values)}}


def _tokens(values: dict[str, Any]) -> list[str]:
    names = {name for names in SECRETS.values() for name in names}
    return [name for name in names if values.get(name)]


def _places() -> list[tuple[Any, str]]:
    return [(table, name) for table, names in SECRETS.items() for name in names]
