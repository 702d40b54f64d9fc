"""What we keep for Discord alone. A migration makes the tables."""

from sqlalchemy import Column, DateTime, MetaData, String, Table, Text

METADATA = MetaData()
FORMS = Table(
    "discord_forms",
    METADATA,
    Column("key", String(22), primary_key=True),
    Column("form", Text(), nullable=False),
    Column("kept_at", DateTime(), nullable=False, index=True),
)
"""Forms behind buttons, by their key; UTC without a zone."""
COMMANDS = Table(
    "discord_commands",
    METADATA,
    Column("application_id", String(20), primary_key=True),
    Column("hash", String(64), nullable=False),
)
"""Which commands Discord was told last."""
