"""Which words of rulings gave way to others, and whether a language model was asked before."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("rulings", sa.Column("model_asked_at", _INSTANT, nullable=True))
    op.create_table(
        "overrulings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("ruling_id", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("old_word", sa.String(length=16), nullable=False),
        sa.Column("old_by", sa.String(length=16), nullable=False),
        sa.Column("old_admin_id", _ID, nullable=True),
        sa.Column("new_word", sa.String(length=16), nullable=False),
        sa.Column("new_by", sa.String(length=16), nullable=False),
        sa.Column("new_admin_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["ruling_id"], ["rulings.id"], name="fk_overrulings_ruling_id"),
        *(
            sa.ForeignKeyConstraint([column], ["accounts.id"], name=f"fk_overrulings_{column}")
            for column in ("old_admin_id", "new_admin_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_overrulings"),
    )
    op.create_index("ix_overrulings_ruling_id", "overrulings", ["ruling_id"])
