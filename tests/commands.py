"""The real command line, run as a process of its own in a folder of its own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PATIENCE = 200.0
LOG = "log.jsonl"
WARNINGS = "default,ignore::DeprecationWarning:discord.player"
"""discord.py imports a module for sound, which we never make, and which goes with Python 3.13."""


def environment(**settings: str) -> dict[str, str]:
    """This environment with these settings and no others."""
    foreign = ("QUIZSTREAK_", "SLACK_", "DISCORD_", "DATABASE_URL", "PORT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": WARNINGS, **settings}


def quizstreak(
    folder: Path, *words: str, before: Sequence[str] = (), **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run it to its end; `before` is a command that starts it."""
    return subprocess.run(
        [*before, sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(
    folder: Path, *words: str, **settings: str
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that serves on a free port; killed at the end if it still runs."""
    port = int(settings.get("QUIZSTREAK_PORT", free_port()))
    own = {"QUIZSTREAK_PORT": str(port), "QUIZSTREAK_LOG_FORMAT": "json"}
    # A file takes any number of lines; a pipe that nobody reads would hold the process up.
    with (
        (folder / LOG).open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=folder,
            env=environment(**(own | settings)),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            yield process, port
        finally:
            process.kill()


def stop(process: subprocess.Popen[str]) -> int:
    """Ask it to end; its exit code."""
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
    return process.returncode


def logged(folder: Path) -> list[dict[str, Any]]:
    """What the process that was started there has logged."""
    lines = (folder / LOG).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def wait_for_action(folder: Path, action: str) -> dict[str, Any]:
    """The first line with this action, once it is there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for line in logged(folder):
            if line["action"] == action:
                return line
        time.sleep(0.05)
    raise AssertionError(f"{action} was never logged")


def get(port: int, path: str) -> tuple[int, str]:
    """Fetch a page; waits until somebody listens."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return get_once(port, path)
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def get_once(port: int, path: str) -> tuple[int, str]:
    """Fetch a page from whoever listens now. Raises `ConnectionRefusedError`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()
