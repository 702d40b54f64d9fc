"""What we keep for Discord: forms behind buttons, and which commands it was told last."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "discord_forms",
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="discord_forms_pkey"),
    )
    op.create_index("ix_discord_forms_kept_at", "discord_forms", ["kept_at"])
    op.create_table(
        "discord_commands",
        sa.Column("application_id", sa.String(length=20), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("application_id", name="discord_commands_pkey"),
    )
