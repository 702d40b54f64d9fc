from datetime import UTC, datetime, timedelta

import pytest

from bot.quiz.rounds import GRACE, remind_at, still_worth_posting

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
FIVE = datetime(2026, 11, 20, 17, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


def test_a_late_post_is_sent_while_half_of_its_window_remains() -> None:
    half = NINE + timedelta(hours=4)
    assert still_worth_posting(NINE, FIVE, NINE)
    assert still_worth_posting(NINE, FIVE, half)
    assert not still_worth_posting(NINE, FIVE, half + INSTANT)


def test_the_reminder_comes_two_hours_before_closing() -> None:
    assert remind_at(NINE, FIVE) == datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(("minutes", "reminded"), [(179, False), (180, True)])
def test_a_short_window_has_no_reminder(minutes: int, *, reminded: bool) -> None:
    closes_at = NINE + timedelta(minutes=minutes)
    assert (remind_at(NINE, closes_at) is not None) == reminded


def test_closing_waits_a_few_seconds_at_most() -> None:
    assert timedelta(seconds=1) <= GRACE <= timedelta(seconds=30)
