"""`serve` with Slack configured against the import of its libraries: time until ready, memory."""

import asyncio
import subprocess
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from time import perf_counter

import aiohttp

from benchmarks import memory
from benchmarks.homes import Home
from benchmarks.pairs import Outcome, compare
from benchmarks.sizes import Sizes
from benchmarks.table import Figure, Target
from tests.commands import environment, free_port
from tests.emulators.slack.emulator import SlackEmulator

LIBRARIES = (
    "aiohttp.web",
    "aiosqlite",
    "alembic.command",
    "apscheduler.schedulers.asyncio",
    "asyncpg",
    "cryptography.fernet",
    "discord",
    "fsrs",
    "holidays",
    "prometheus_client",
    "pydantic_settings",
    "rich.console",
    "ruamel.yaml",
    "slack_bolt.adapter.aiohttp",
    "slack_bolt.adapter.socket_mode.async_handler",
    "slack_bolt.app.async_app",
    "slack_sdk.oauth.installation_store.sqlalchemy",
    "sqlalchemy.ext.asyncio",
    "sqlalchemy.orm",
    "structlog",
    "typer",
    "yaml",
)
IMPORTING = f"import {', '.join(LIBRARIES)}; print('ready', flush=True); input()"
QUIET = 2.0
"""Seconds until a process that has just begun is idle."""
PATIENCE = 60.0


async def measure(home: Home, sizes: Sizes) -> list[Figure]:
    async with home.fresh() as url, SlackEmulator() as slack:
        grant = slack.workspace("T1", "Acme").grant()
        bench = _Bench(
            {
                "QUIZSTREAK_DATABASE_URL": url,
                "QUIZSTREAK_SLACK_API": slack.base_url,
                "SLACK_APP_TOKEN": slack.app.app_token,
                "SLACK_BOT_TOKEN": grant.token,
            }
        )
        times = await compare(bench.serve, bench.libraries, max(1, sizes.pairs // 2))
    ours, other = bench.memory
    memory = Outcome(ours, other, ours / other)
    against = "import of its libraries"
    return [
        Figure("serve with Slack, until ready", against, home.name, "s", times, Target(1.5)),
        Figure("serve with Slack, idle memory", against, home.name, "MB", memory, Target(1.25)),
    ]


class _Bench:
    """Starts processes and looks at them."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings
        self.memory = (0.0, 0.0)
        """Megabytes of the last `serve`, and of the last that only imported."""

    async def serve(self) -> float:
        """Seconds until it says that it is ready."""
        port = free_port()
        settings = {**self._settings, "QUIZSTREAK_PORT": str(port)}
        with tempfile.TemporaryDirectory() as folder:
            start = perf_counter()
            process = await _process(folder, settings, "-m", "bot", "serve")
            await _ready(port)
            took = perf_counter() - start
            await asyncio.sleep(QUIET)
            self.memory = (memory.of_process(process.pid), self.memory[1])
            process.terminate()
            await process.wait()
        return took

    async def libraries(self) -> float:
        """Seconds until they are imported."""
        with tempfile.TemporaryDirectory() as folder:
            start = perf_counter()
            process = await _process(folder, {}, "-c", IMPORTING)
            assert process.stdout
            assert await process.stdout.readline() == b"ready\n"
            took = perf_counter() - start
            self.memory = (self.memory[0], memory.of_process(process.pid))
            process.kill()
            await process.wait()
        return took


async def _process(folder: str, settings: Mapping[str, str], *words: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        cwd=folder,
        env=environment(**settings),
        stdin=PIPE,
        stdout=PIPE,
        stderr=subprocess.DEVNULL,
    )


async def _ready(port: int) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
        while not await _is_ready(session, port):  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.01)


async def _is_ready(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/readyz") as response:
            return response.status == 200
    except aiohttp.ClientError:
        return False
