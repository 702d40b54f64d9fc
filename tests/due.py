"""A league whose first question is due, in the files that a served playground finds."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from adapters.playground.chat import Playground
from adapters.playground.records import PLATFORM
from bot.app import running
from bot.demo import FIRST, _send
from bot.roles import EVERY_ROLE
from bot.settings import load
from tests.commands import free_port


async def make_due(folder: Path) -> None:
    """Set up a league in the migrated database of `folder`; its question was due a minute ago."""
    file = folder / "quizstreak.sqlite3"
    settings = load(None).model_copy(
        update={
            "database_url": SecretStr(f"sqlite:///{file}"),
            "port": free_port(),
            "playground": True,
            "playground_file": folder / "playground.sqlite3",
        }
    )
    async with running(settings, EVERY_ROLE) as engine:
        playground = engine.means.chats[PLATFORM]
        assert isinstance(playground, Playground)
        await _send(playground, FIRST, "/quiz setup", team="ML interviews")
    _bring_forward(file)


def _bring_forward(file: Path) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    due, closes = str(now - timedelta(minutes=1)), str(now + timedelta(hours=8))
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE posts SET due_at=?, wake_at=?, closes_at=?", (due, due, closes))
