"""How often the language model may still be asked today."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.queries.inserting import insert
from bot.db.ruling_tables import ModelCalls


async def take(session: AsyncSession, day: date, most: int) -> bool:
    """Count one more call on a day (UTC); False, and nothing counted, where that were too many.

    One statement: of two processes that want the last call, one gets it.
    """
    first = insert(session, ModelCalls).values(day=day, calls=1)
    more = first.on_conflict_do_update(
        index_elements=["day"],
        set_={"calls": ModelCalls.calls + 1},
        where=ModelCalls.calls < most,
    )
    return await session.scalar(more.returning(ModelCalls.calls)) is not None
