"""Which message shows a round's answer in a channel, and quickly which workspaces left."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("posts", sa.Column("reveal_id", sa.Text(), nullable=True))
    left = sa.text("left_at IS NOT NULL")
    op.create_index(
        "ix_workspaces_left_at",
        "workspaces",
        ["left_at"],
        sqlite_where=left,
        postgresql_where=left,
    )
