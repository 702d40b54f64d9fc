"""Forms behind a key: a button of Discord's holds a hundred characters, a form has more."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.discord.tables import FORMS
from bot.chat.content import Action, Choice, Choices, Entry, Field, Form
from bot.chat.port import ChatDown
from bot.chat.recent import Recent

KEY_LENGTH = 22
KEPT_FOR = timedelta(days=90)
"""After the last message that had it."""
_FRESH = timedelta(days=1)
"""So old may be what the table says of its last message."""


class Kept(Protocol):
    """Forms by key."""

    async def keep(self, form: Form) -> str:
        """The form's key; equal forms have one. Raises `ChatDown`."""
        ...

    async def form(self, key: str) -> Form | None:
        """The form; None if it was forgotten. Raises `ChatDown`."""
        ...


def key_of(written: str) -> str:
    """The key of a form, as `encoded` wrote it."""
    digest = hashlib.sha256(written.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:KEY_LENGTH]


def encoded(form: Form) -> str:
    """The form as JSON; equal forms give equal text."""
    whole = {**asdict(form), "action": str(form.action)}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decoded(written: str) -> Form:
    """The form that `encoded` wrote."""
    whole = json.loads(written)
    fields = tuple(map(_field, whole["fields"]))
    return Form(Action.parse(whole["action"]), whole["title"], fields, whole["submit"])


def _field(found: dict[str, Any]) -> Field:
    if "choices" not in found:
        return Entry(**found)
    choices = tuple(Choice(**choice) for choice in found["choices"])
    return Choices(**{**found, "choices": choices, "value": tuple(found["value"])})


class KeptForms:
    """Forms in the database, the newest in memory too.

    On SQLite it waits for the writer: never ask inside a transaction.
    """

    def __init__(self, engine: AsyncEngine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now
        self._fresh: Recent[str, tuple[Form, datetime]] = Recent()
        self._swept_at: datetime | None = None

    async def keep(self, form: Form) -> str:
        written, now = encoded(form), self._now()
        key = key_of(written)
        known = self._fresh.get(key)
        if known is None or now - known[1] > _FRESH:
            with asking_database():
                await self._write(key, written, now)
            self._fresh.put(key, (form, now))
        return key

    async def form(self, key: str) -> Form | None:
        if known := self._fresh.get(key):
            return known[0]
        query = sa.select(FORMS.c.form, FORMS.c.kept_at).where(FORMS.c.key == key)
        with asking_database():
            async with self._engine.connect() as connection:
                row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        found = decoded(row.form)
        self._fresh.put(key, (found, row.kept_at.replace(tzinfo=UTC)))
        return found

    async def _write(self, key: str, written: str, now: datetime) -> None:
        at = _stored(now)
        try:
            async with self._engine.begin() as connection:
                await self._sweep(connection, now)
                again = sa.update(FORMS).where(FORMS.c.key == key).values(kept_at=at)
                if not (await connection.execute(again)).rowcount:
                    row = {"key": key, "form": written, "kept_at": at}
                    await connection.execute(sa.insert(FORMS).values(row))
        except IntegrityError:
            pass  # somebody else has just written it

    async def _sweep(self, connection: AsyncConnection, now: datetime) -> None:
        """Once a day, forget the forms of old messages."""
        if self._swept_at and now - self._swept_at < _FRESH:
            return
        self._swept_at = now
        await connection.execute(sa.delete(FORMS).where(FORMS.c.kept_at < _stored(now - KEPT_FOR)))


def _stored(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)


@contextmanager
def asking_database() -> Iterator[None]:
    """What the database cannot do now is `ChatDown`: it is tried again."""
    try:
        yield
    except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise ChatDown("The database does not take or give what Discord needs") from error
