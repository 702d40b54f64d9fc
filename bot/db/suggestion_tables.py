"""The table of questions that members propose."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db.columns import Id, Table


class Suggestion(Table):
    """A question that somebody proposed in a league, and what its admins said."""

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("league_id", "digest"),
        Index(None, "league_id", "state"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    league_id: Mapped[int] = mapped_column(ForeignKey("leagues.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    """Who proposed it; None once they are forgotten."""
    at: Mapped[datetime]
    topic: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    """See `bot.quiz.drafts.Draft`: a question is proposed once."""
    draft: Mapped[dict[str, Any]]
    """The entry as a pack writes it."""
    state: Mapped[str] = mapped_column(String(16))
    """One of `bot.quiz.drafts.State`."""
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    reviewed_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    """What the reviewer tells the author."""
