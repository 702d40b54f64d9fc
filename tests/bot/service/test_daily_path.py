"""A whole quiz day, statement by statement: none of them reads a table whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from bot.db.engine import Database
from bot.quiz.league import Play
from tests.bot.db.plans import scans
from tests.games import THERE, game, playing

RATINGS = "FROM question_ratings ORDER BY"
"""Choosing a question weighs them all: the table is no longer than the bank."""
OURS = "posts.message_id IS NOT NULL"
"""How the test itself looks for its questions."""
_PLANNED = ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH")


@contextmanager
def statements(database: Database) -> Iterator[dict[str, tuple[object, ...]]]:
    """Each text that is sent to the database meanwhile, with the parameters of its first time."""
    seen: dict[str, tuple[object, ...]] = {}

    def note(_: Any, __: Any, text: str, given: Any, ___: Any, many: bool) -> None:
        if text.lstrip().upper().startswith(_PLANNED):
            seen.setdefault(text, tuple(given[0] if many else given))

    engines = [database._writer.sync_engine, database._reader.sync_engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def _is_excepted(text: str) -> bool:
    return RATINGS in text or OURS in text


async def test_no_statement_of_a_quiz_day_reads_a_table_whole(database: Database) -> None:
    async with game(database) as here:
        await here.join(await here.start(playing(play=Play(quorum=1))))
        with statements(database) as seen:
            for _ in range(2):
                await here.ask()
                await here.press("grace", "B")
                await here.react("alan", "A", THERE)
                await here.reply("edsger", "B")
                await here.finish()
        asked = {text: given for text, given in seen.items() if not _is_excepted(text)}
        found = {text: await scans(database, text, given) for text, given in asked.items()}
    assert len(found) > 40
    assert {text: steps for text, steps in found.items() if steps} == {}
