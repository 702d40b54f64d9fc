"""The playground's clock: the real time plus an offset that only grows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Shelf(Protocol):
    """Where the offset survives a restart."""

    def offset(self) -> timedelta:
        """The offset kept last; zero at first."""
        ...

    def keep_offset(self, offset: timedelta) -> None:
        """Store the offset durably."""
        ...


def real_now() -> datetime:
    """The computer's time, UTC."""
    return datetime.now(UTC)


class PlaygroundClock:
    """Tells the playground's time (UTC) and can be moved forward."""

    def __init__(self, real: Callable[[], datetime] = real_now) -> None:
        self._real = real
        self._offset = timedelta()
        self._shelf: Shelf | None = None

    def now(self) -> datetime:
        """The instant that everybody in the playground agrees on (UTC)."""
        return self._real() + self._offset

    def advance(self, delta: timedelta) -> None:
        """Move forward by `delta`. Raises `ValueError` for a negative one: time never runs back."""
        if delta < timedelta():
            raise ValueError(f"a clock moves forward only, not by {delta}")
        self._offset += delta
        if self._shelf:
            self._shelf.keep_offset(self._offset)

    def advance_to(self, instant: datetime) -> None:
        """Move forward until `instant`; an instant that has passed changes nothing."""
        self.advance(max(timedelta(), instant - self.now()))

    def keep_on(self, shelf: Shelf) -> None:
        """Take up the offset kept on `shelf`, and keep every later one there."""
        self._offset = max(self._offset, shelf.offset())
        self._shelf = shelf
        shelf.keep_offset(self._offset)
