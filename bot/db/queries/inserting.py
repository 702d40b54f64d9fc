"""`INSERT … ON CONFLICT`, which SQLAlchemy offers for each database apart."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db.columns import Table


def insert(session: AsyncSession, table: type[Table]) -> postgresql.Insert | sqlite.Insert:
    """An insert into `table` that may say what to do on a conflict."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
