"""Questions that members propose, and reports that were looked after."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("league_id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reviewer_id", _ID, nullable=True),
        sa.Column("reviewed_at", _INSTANT, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_suggestions_account_id"),
        sa.ForeignKeyConstraint(["league_id"], ["leagues.id"], name="fk_suggestions_league_id"),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["accounts.id"], name="fk_suggestions_reviewer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
        sa.UniqueConstraint("league_id", "digest", name="uq_suggestions_league_id_digest"),
    )
    op.create_index("ix_suggestions_league_id_state", "suggestions", ["league_id", "state"])
    for column in ("account_id", "reviewer_id"):
        op.create_index(f"ix_suggestions_{column}", "suggestions", [column])
    op.add_column("reports", sa.Column("done_at", _INSTANT, nullable=True))
