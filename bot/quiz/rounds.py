"""The instants of a round: whether a late one is still fair, when to remind, how long to wait."""

from datetime import datetime, timedelta

GRACE = timedelta(seconds=5)
"""How long closing waits for deliveries under way; what they carry still counts by its own time."""

REMINDER_LEAD = timedelta(hours=2)
SHORTEST_REMINDED_WINDOW = timedelta(hours=3)


def still_worth_posting(due_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Whether a post that is late leaves at least half of the window to answer it."""
    return closes_at - now >= (closes_at - due_at) / 2


def remind_at(due_at: datetime, closes_at: datetime) -> datetime | None:
    """Two hours before closing; None where the window is too short for a reminder to help."""
    if closes_at - due_at < SHORTEST_REMINDED_WINDOW:
        return None
    return closes_at - REMINDER_LEAD
