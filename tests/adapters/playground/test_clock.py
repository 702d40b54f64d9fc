"""The clock goes with the real time and is moved forward only."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.playground.clock import PlaygroundClock

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


def test_it_tells_the_real_time_at_first() -> None:
    before = datetime.now(UTC)
    assert before <= PlaygroundClock().now() <= datetime.now(UTC)


def test_it_goes_on_from_where_it_was_moved() -> None:
    real = NOW
    clock = PlaygroundClock(lambda: real)
    clock.advance(timedelta(hours=1))
    real = NOW + timedelta(minutes=5)
    assert clock.now() == NOW + timedelta(hours=1, minutes=5)


def test_it_never_goes_back() -> None:
    clock = PlaygroundClock(lambda: NOW)
    with pytest.raises(ValueError, match="forward only"):
        clock.advance(timedelta(seconds=-1))
    clock.advance_to(NOW - timedelta(days=1))
    assert clock.now() == NOW
