"""Alembic's way in: `bot.db.migrate` brings the connection, in a transaction of its own."""

from alembic import context

from bot.db.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    # SQLite can rename or retype a column only by copying the table.
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
