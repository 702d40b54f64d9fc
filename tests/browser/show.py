"""The demonstration as `make demo` serves it, with files of its own, at a port that is free."""

import asyncio
import shutil
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from adapters.playground.chat import Playground
from bot import settings
from bot.demo import demonstrate
from bot.quiz.question import Question

SUNDAY = datetime(2040, 1, 1, 12, tzinfo=UTC)
"""When the playground's clock begins: the questions of a given day are always the same."""

_DATABASE, _PLAYGROUND = "quizstreak.sqlite3", "playground.sqlite3"


class Show:
    """The engine and its page, in this process; can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with closing(socket.create_server(("127.0.0.1", 0))) as probe:
            self._port: int = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}/"
        self._over = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns when the page can be opened and shows the first question."""
        begun, self._over = asyncio.Event(), asyncio.Event()
        show = demonstrate(
            self._settings(), lambda _: begun.set(), browse=False, until=self._end_of_show
        )
        self._serving = asyncio.create_task(show, name="show")
        ready = asyncio.create_task(begun.wait())
        await asyncio.wait((self._serving, ready), return_when=asyncio.FIRST_COMPLETED)
        if self._serving.done():
            ready.cancel()
            await self._serving

    async def stop(self) -> None:
        """As Ctrl+C does."""
        self._over.set()
        if self._serving:
            await self._serving

    async def _end_of_show(self) -> None:
        await self._over.wait()

    def _settings(self) -> settings.Settings:
        return settings.load(None).model_copy(
            update={
                "database_url": SecretStr(f"sqlite:///{self.folder / _DATABASE}"),
                "host": "127.0.0.1",
                "port": self._port,
                "playground": True,
                "playground_file": self.folder / _PLAYGROUND,
            }
        )

    def asked(self, number: int) -> Question:
        """The daily question of this number, with its key."""
        return self._snapshot("SELECT snapshot FROM rounds WHERE number = ?", number)

    def practised(self, person: str) -> Question:
        """The practice question that waits for somebody."""
        return self._snapshot(
            "SELECT snapshot FROM practices JOIN accounts ON accounts.id = account_id"
            " WHERE external_id = ?",
            person,
        )

    def _snapshot(self, query: str, which: int | str) -> Question:
        with closing(sqlite3.connect(f"file:{self.folder / _DATABASE}?mode=ro", uri=True)) as db:
            [(snapshot,)] = db.execute(query, (which,)).fetchall()
        return Question.from_json(snapshot)


async def premiere(folder: Path) -> Path:
    """A folder in which the first question was asked; copies of it start at once."""
    async with Playground(folder / _PLAYGROUND) as playground:
        playground.clock.advance_to(SUNDAY)
    show = Show(folder)
    await show.start()
    await show.stop()
    return folder


def rerun(premiere_in: Path, folder: Path) -> Show:
    """A show of its own that goes on from the first question."""
    shutil.copytree(premiere_in, folder, dirs_exist_ok=True)
    return Show(folder)
