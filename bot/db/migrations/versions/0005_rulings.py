"""What people rule on answers that could not be graded surely."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _rulings()
    _votes()
    _appeals()
    _regrades()
    _answers()


def _rulings() -> None:
    op.create_table(
        "rulings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("league_id", _ID, nullable=False),
        sa.Column("question_id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("phrase", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("round_id", _ID, nullable=False),
        sa.Column("channel_id", _ID, nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("appealed", sa.Boolean(), nullable=False),
        sa.Column("word", sa.String(length=16), nullable=True),
        sa.Column("by", sa.String(length=16), nullable=True),
        sa.Column("admin_id", _ID, nullable=True),
        sa.Column("ruled_at", _INSTANT, nullable=True),
        sa.Column("untold", sa.Boolean(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=True),
        sa.Column("wake_at", _INSTANT, nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["admin_id"], ["accounts.id"], name="fk_rulings_admin_id"),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name="fk_rulings_channel_id"),
        sa.ForeignKeyConstraint(["league_id"], ["leagues.id"], name="fk_rulings_league_id"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_rulings_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rulings"),
        sa.UniqueConstraint(
            "league_id",
            "question_id",
            "version",
            "phrase",
            name="uq_rulings_league_id_question_id_version_phrase",
        ),
    )
    op.create_index("ix_rulings_round_id", "rulings", ["round_id"])
    op.create_index("ix_rulings_channel_id_message_id", "rulings", ["channel_id", "message_id"])
    op.create_index(
        "ix_rulings_open",
        "rulings",
        ["league_id"],
        sqlite_where=sa.text("open = 1"),
        postgresql_where=sa.text("open"),
    )
    _partial("ix_rulings_wake_at", "rulings", "wake_at")


def _partial(name: str, table: str, column: str) -> None:
    """An index of the rows in which the column has a value."""
    there = sa.text(f"{column} IS NOT NULL")
    op.create_index(name, table, [column], sqlite_where=there, postgresql_where=there)


def _votes() -> None:
    op.create_table(
        "votes",
        sa.Column("ruling_id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("word", sa.String(length=16), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("reacted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_votes_account_id"),
        sa.ForeignKeyConstraint(["ruling_id"], ["rulings.id"], name="fk_votes_ruling_id"),
        sa.PrimaryKeyConstraint("ruling_id", "account_id", name="pk_votes"),
    )
    op.create_index("ix_votes_account_id", "votes", ["account_id"])


def _appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("round_id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("ruling_id", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_appeals_account_id"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_appeals_round_id"),
        sa.ForeignKeyConstraint(["ruling_id"], ["rulings.id"], name="fk_appeals_ruling_id"),
        sa.PrimaryKeyConstraint("round_id", "account_id", name="pk_appeals"),
    )
    op.create_index("ix_appeals_account_id", "appeals", ["account_id"])
    op.create_index("ix_appeals_ruling_id", "appeals", ["ruling_id"])


def _regrades() -> None:
    op.create_table(
        "regrades",
        sa.Column("id", _ID, nullable=False),
        sa.Column("ruling_id", _ID, nullable=False),
        sa.Column("round_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("old_verdict", sa.String(length=16), nullable=False),
        sa.Column("old_score", sa.Double(), nullable=False),
        sa.Column("new_verdict", sa.String(length=16), nullable=False),
        sa.Column("new_score", sa.Double(), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("admin_id", _ID, nullable=True),
        sa.Column("appealed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["admin_id"], ["accounts.id"], name="fk_regrades_admin_id"),
        sa.ForeignKeyConstraint(["person_id"], ["accounts.id"], name="fk_regrades_person_id"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_regrades_round_id"),
        sa.ForeignKeyConstraint(["ruling_id"], ["rulings.id"], name="fk_regrades_ruling_id"),
        sa.PrimaryKeyConstraint("id", name="pk_regrades"),
    )
    for column in ("person_id", "round_id", "ruling_id"):
        op.create_index(f"ix_regrades_{column}", "regrades", [column])


def _answers() -> None:
    """A column with a key, which SQLite takes only in a statement of its own."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE answers ADD COLUMN ruling_id INTEGER"
            " CONSTRAINT fk_answers_ruling_id REFERENCES rulings (id)"
        )
    else:
        op.add_column("answers", sa.Column("ruling_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key("fk_answers_ruling_id", "answers", "rulings", ["ruling_id"], ["id"])
    _partial("ix_answers_ruling_id", "answers", "ruling_id")
