"""Which commands Discord was told last: remembered, so that it is told again only of changes."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.discord.keeping import asking_database
from adapters.discord.tables import COMMANDS


class ToldCommands:
    """Remembers them for one bot, in the database; `bot` is its id."""

    def __init__(self, engine: AsyncEngine, bot: str) -> None:
        self._engine = engine
        self._bot = bot

    async def hash(self) -> str:
        """What was kept last; "" at first. Raises `ChatDown`."""
        query = sa.select(COMMANDS.c.hash).where(COMMANDS.c.application_id == self._bot)
        with asking_database():
            async with self._engine.connect() as connection:
                return (await connection.scalar(query)) or ""

    async def keep_hash(self, hash: str) -> None:  # noqa: A002 - as its protocol has it
        """Raises `ChatDown`."""
        again = sa.update(COMMANDS).where(COMMANDS.c.application_id == self._bot).values(hash=hash)
        first = sa.insert(COMMANDS).values(application_id=self._bot, hash=hash)
        with asking_database():
            async with self._engine.begin() as connection:
                if (await connection.execute(again)).rowcount:
                    return
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(first)
            except IntegrityError:
                pass  # another process has just said the same
