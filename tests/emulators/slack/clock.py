"""Slack's own time: it may run with the world's or stand still, and tests may push it forward."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def world_time() -> datetime:
    return datetime.now(UTC)


def stamp_of(moment: datetime) -> str:
    """A Slack timestamp: seconds since 1970, a dot, six digits."""
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return f"{since // timedelta(seconds=1)}.{since.microseconds:06d}"


def moment_of(stamp: str) -> datetime:
    """Raises ValueError."""
    seconds, _, micros = stamp.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=int(micros or 0))


class Clock:
    """Whose hands are `source` plus every advance."""

    def __init__(self, source: Callable[[], datetime] = world_time) -> None:
        self._source = source
        self._ahead = timedelta()
        self._last = datetime(1970, 1, 1, tzinfo=UTC)
        self.on_advance: list[Callable[[], object]] = []

    def now(self) -> datetime:
        """Aware UTC."""
        return self._source() + self._ahead

    def advance(self, by: timedelta) -> None:
        """Push the hands forward; what was due meanwhile happens."""
        self._ahead += by
        for due in self.on_advance:
            due()

    def stamp(self) -> str:
        """A timestamp of now that nothing else has: later than all before."""
        self._last = max(self.now(), self._last + timedelta(microseconds=1))
        return stamp_of(self._last)

    def whole_second(self) -> str:
        """The timestamp that Slack puts on an edit: without the fraction of its second."""
        return stamp_of(self.now().replace(microsecond=0))
