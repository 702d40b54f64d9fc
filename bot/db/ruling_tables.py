"""The tables of rulings: what people are asked, what they say, and what became of it."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.columns import CaseStep, Id, Table


class Ruling(Table):
    """What a league rules on one way to answer a question: while it is open, a case.

    It is one for all answers that read the same (`bot.grading`'s normal form), now and later.
    """

    __tablename__ = "rulings"
    __table_args__ = (
        UniqueConstraint("league_id", "question_id", "version", "phrase"),
        Index(None, "round_id"),
        Index(None, "channel_id", "message_id"),
        Index(
            "ix_rulings_open",
            "league_id",
            sqlite_where=text("open = 1"),
            postgresql_where=text("open"),
        ),
        Index(
            "ix_rulings_wake_at",
            "wake_at",
            sqlite_where=text("wake_at IS NOT NULL"),
            postgresql_where=text("wake_at IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    league_id: Mapped[int] = mapped_column(ForeignKey("leagues.id"))
    question_id: Mapped[str] = mapped_column(String(120))
    version: Mapped[int]
    phrase: Mapped[str] = mapped_column(String(64))
    """The normal form's SHA-256: an index holds no long text."""
    text: Mapped[str]
    """The answer as it was given; empty once everybody who gave it is forgotten."""
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    """Under which of the round's posts people are asked: where the answer was given."""
    open: Mapped[bool] = mapped_column(default=True)
    opened_at: Mapped[datetime]
    appealed: Mapped[bool] = mapped_column(default=False)
    word: Mapped[str | None] = mapped_column(String(16))
    """What was ruled; it holds on while the case is open again."""
    by: Mapped[str | None] = mapped_column(String(16))
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """Which admin, if it was one."""
    ruled_at: Mapped[datetime | None]
    model_asked_at: Mapped[datetime | None]
    """When it was put to a language model; that costs, and is done once, whatever becomes of it."""
    untold: Mapped[bool] = mapped_column(default=False)
    """What was ruled is not in the scores yet, and nobody was told."""
    step: Mapped[CaseStep | None]
    wake_at: Mapped[datetime | None]
    lease_until: Mapped[int] = mapped_column(BigInteger, default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    place_id: Mapped[str | None]
    """The thread in which the case was posted; None for the admin's direct conversation."""
    message_id: Mapped[str | None]


class Vote(Table):
    """What an account said last on a case; who it speaks for is looked up when votes count."""

    __tablename__ = "votes"
    ruling_id: Mapped[int] = mapped_column(ForeignKey("rulings.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    word: Mapped[str] = mapped_column(String(16))
    """Empty: taken back."""
    at: Mapped[datetime]
    admin: Mapped[bool] = mapped_column(default=False)
    reacted: Mapped[bool] = mapped_column(default=False)
    """It was a reaction, which may go without our hearing of it."""


class Appeal(Table):
    """Somebody disagreed with the verdict on their answer: once a round."""

    __tablename__ = "appeals"
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    ruling_id: Mapped[int] = mapped_column(ForeignKey("rulings.id"), index=True)
    at: Mapped[datetime]


class Regrade(Table):
    """An answer's verdict was changed by a ruling: from what to what, when, and by whom."""

    __tablename__ = "regrades"
    __table_args__ = (Index(None, "round_id"), Index(None, "person_id"))
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ruling_id: Mapped[int] = mapped_column(ForeignKey("rulings.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """Whose answer it was; None once they are forgotten."""
    at: Mapped[datetime]
    old_verdict: Mapped[str] = mapped_column(String(16))
    old_score: Mapped[float]
    new_verdict: Mapped[str] = mapped_column(String(16))
    new_score: Mapped[float]
    by: Mapped[str] = mapped_column(String(16))
    admin_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    appealed: Mapped[bool]


class Overruling(Table):
    """A word gave way to another: what it was and whose, what it is now and whose, and when."""

    __tablename__ = "overrulings"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ruling_id: Mapped[int] = mapped_column(ForeignKey("rulings.id"), index=True)
    at: Mapped[datetime]
    old_word: Mapped[str] = mapped_column(String(16))
    old_by: Mapped[str] = mapped_column(String(16))
    old_admin_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    """Which admin, if it was one; so below."""
    new_word: Mapped[str] = mapped_column(String(16))
    new_by: Mapped[str] = mapped_column(String(16))
    new_admin_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class ModelCalls(Table):
    """How often the language model was asked on a day (UTC), by all processes together."""

    __tablename__ = "model_calls"
    day: Mapped[date] = mapped_column(primary_key=True)
    calls: Mapped[int]
