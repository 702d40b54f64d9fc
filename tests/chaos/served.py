"""A real `quizstreak serve` with a playground of its own, to be killed and started again."""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from tests.commands import PATIENCE

ROOT = Path(__file__).parents[2]

Values = Mapping[str, str | list[str]]


class Unanswered(Exception):
    """Nobody knows whether the deed took effect."""


class Declined(Exception):
    """The deed surely took no effect."""


class Served:
    """One process at a time on one database and one playground file."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "quizstreak.sqlite3"
        self.playground = folder / "playground.sqlite3"
        self.log = folder / "serve.log"
        self.port = _free_port()
        self.up = asyncio.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another command of the program on the same files until it ends."""
        command = [sys.executable, "-m", "bot", *words]
        return subprocess.run(
            command, cwd=ROOT, env=self._environment(), capture_output=True, text=True, check=False
        )

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                cwd=ROOT,
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def ready(self, session: aiohttp.ClientSession) -> None:
        """Return when the process answers and hears deeds."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self._process is not None
            assert self._process.poll() is None, self.log.read_text()[-3000:]
            if await self._is_ready(session):
                self.up.set()
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"serve did not start:\n{self.log.read_text()[-3000:]}")

    async def _is_ready(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"http://127.0.0.1:{self.port}/readyz") as response:
                return response.status == 200
        except aiohttp.ClientError:
            return False

    def end(self, signal_: signal.Signals) -> int:
        """Send a signal to the whole group; gives the exit code."""
        assert self._process is not None
        self.up.clear()
        os.killpg(self._process.pid, signal_)
        return self._process.wait(PATIENCE)

    def kill_if_alive(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.end(signal.SIGKILL)

    async def deed(self, session: aiohttp.ClientSession, name: str, **body: object) -> None:
        """Do something in the playground; returns if it was acknowledged."""
        url = f"http://127.0.0.1:{self.port}/playground/api/{name}"
        try:
            async with session.post(url, json=body) as response:
                status, text = response.status, await response.text()
        except aiohttp.ClientConnectorError as refused:
            raise Declined(str(refused)) from refused
        except (aiohttp.ClientError, OSError) as lost:
            raise Unanswered(str(lost)) from lost
        if status >= 500:
            raise Unanswered(text)
        if status != 200:
            raise Declined(text)

    def clock(self) -> datetime:
        """The playground's time as its file tells it."""
        rows = query(self.playground, "SELECT value FROM facts WHERE name = 'offset'")
        return datetime.now(UTC) + timedelta(seconds=float(str(rows[0][0])))

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "QUIZSTREAK_DATABASE_URL": f"sqlite:///{self.database}",
            "QUIZSTREAK_PLAYGROUND": "true",
            "QUIZSTREAK_PLAYGROUND_FILE": str(self.playground),
            "QUIZSTREAK_PLAYGROUND_CLOCK": "movable",
            "QUIZSTREAK_PORT": str(self.port),
            "QUIZSTREAK_LOG_FORMAT": "json",
        }


def query(file: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """What an SQLite file says, read beside the process that writes it."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=PATIENCE)) as connection:
        return connection.execute(statement, values).fetchall()


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Nothing of it runs any more when the block ends."""
    process = Served(folder)
    try:
        yield process
    finally:
        process.kill_if_alive()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
