"""A plain chat platform in an SQLite file: any number of processes talk to it at once.

It keeps the port's promises and no more: a key is looked for before a message is stored, and each
call is written down. It can freeze the process that calls it, as a machine that is out of breath
does.
"""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from bot.chat.content import Content
from bot.chat.events import Receive
from bot.chat.places import MessageRef, Person, Place
from bot.chat.port import Reaction, ReplyRead

_TABLES = """
CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY, place TEXT, key TEXT, summary TEXT, UNIQUE (place, key)
);
CREATE TABLE IF NOT EXISTS calls (operation TEXT, key TEXT, process INTEGER);
CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY, at TEXT, set_at REAL);
"""

SPEED = 120
"""How many of its seconds pass in one of ours: pauses between tries are long."""


class PlainPlatform:
    """The port over one file. `freeze_at`: this process stops itself in its so manieth post."""

    platform = "plain"

    def __init__(self, file: Path, freeze_at: int = 0) -> None:
        self._file = file
        self._freeze_at = freeze_at
        self._posted = 0
        with self._open() as connection, connection:
            connection.executescript(_TABLES)

    def _open(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(self._file, timeout=30))

    def query(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Read or change the platform's memory."""
        with self._open() as connection, connection:
            return connection.execute(statement, values).fetchall()

    async def now(self) -> datetime:
        """The time that everybody was set to; since then it flies."""
        [[at, set_at]] = self.query("SELECT at, set_at FROM clock")
        passed = timedelta(seconds=time.time() - float(str(set_at)))
        return datetime.fromisoformat(str(at)) + passed * SPEED

    def set_clock(self, instant: datetime) -> None:
        now = instant.isoformat(), time.time()
        self.query("INSERT OR REPLACE INTO clock (id, at, set_at) VALUES (1, ?, ?)", *now)

    @property
    def reply_note(self) -> str:
        return ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return

    async def listen(self, receive: Receive) -> None:
        await asyncio.Event().wait()

    def healthy(self) -> bool:
        return True

    async def check(
        self,
        place: Place,
        *,
        reactions: bool = False,
        threads: bool = False,
        tidying: bool = False,
    ) -> str | None:
        return None

    async def post(self, place: Place, content: Content, key: str) -> MessageRef:
        await asyncio.sleep(0.005)
        self.query("INSERT INTO calls VALUES ('post', ?, ?)", key, os.getpid())
        self.query(
            "INSERT INTO messages (place, key, summary) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            place.id,
            key,
            content.summary,
        )
        self._posted += 1
        if self._posted == self._freeze_at:
            os.kill(os.getpid(), signal.SIGSTOP)
        standing = await self.find(place, key)
        assert standing is not None
        return standing

    async def find(self, place: Place, key: str) -> MessageRef | None:
        rows = self.query("SELECT id FROM messages WHERE place = ? AND key = ?", place.id, key)
        return MessageRef(place, str(rows[0][0])) if rows else None

    async def edit(self, message: MessageRef, content: Content) -> None:
        self.query("UPDATE messages SET summary = ? WHERE id = ?", content.summary, message.id)

    async def retract(self, message: MessageRef) -> None:
        self.query("DELETE FROM messages WHERE id = ?", message.id)

    async def direct(self, person: Person) -> Place:
        return Place(person.workspace, f"direct-{person.id}")

    async def thread(self, message: MessageRef, title: str) -> Place:
        return Place(message.place.workspace, f"thread-{message.id}", message.place.id)

    async def close_thread(self, message: MessageRef) -> None:
        """Threads have no locks here."""

    async def react(self, message: MessageRef, emojis: Sequence[str]) -> None:
        self.query("INSERT INTO calls VALUES ('react', ?, ?)", message.id, os.getpid())

    async def take_off(self, message: MessageRef, person: Person, emojis: Sequence[str]) -> None:
        """Nobody takes off what others put on."""

    async def read_reactions(self, message: MessageRef) -> Sequence[Reaction]:
        return ()

    async def read_replies(self, message: MessageRef) -> Sequence[ReplyRead]:
        return ()
