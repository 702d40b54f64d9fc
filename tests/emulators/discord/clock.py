"""Discord's own time, and the ids that are made of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def world_time() -> datetime:
    return datetime.now(UTC)


def moment_of(snowflake: str) -> datetime:
    """When this id was made, to the millisecond."""
    return EPOCH + (int(snowflake) >> 22) * _MILLISECOND


def stamp_of(moment: datetime) -> str:
    """As Discord writes instants in JSON."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Clock:
    """Whose hands are `source` plus every advance."""

    def __init__(self, source: Callable[[], datetime] = world_time) -> None:
        self._source = source
        self._ahead = timedelta()
        self._last = 0

    def now(self) -> datetime:
        """Aware UTC."""
        return self._source() + self._ahead

    def advance(self, by: timedelta) -> None:
        """Push the hands forward."""
        self._ahead += by

    def snowflake(self) -> str:
        """An id of now that nothing else has: greater than all before."""
        self._last = max(((self.now() - EPOCH) // _MILLISECOND) << 22, self._last + 1)
        return str(self._last)

    def stamp(self) -> str:
        return stamp_of(self.now())
