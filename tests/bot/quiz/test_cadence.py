"""When questions are due: the local time that the admin said, in every zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.quiz.cadence import Due, due_on, free_days, local_day, next_due, upcoming, zone_named
from bot.quiz.league import Schedule

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
WORKDAYS_AT_NINE = Schedule()
DAILY = frozenset(range(1, 8))
NEVER: frozenset[date] = frozenset()
INSTANT = timedelta(microseconds=1)


def utc(*parts: int) -> datetime:
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def daily_at(hour: int, minute: int = 0, second: int = 0) -> Schedule:
    return Schedule(at=time(hour, minute, second), weekdays=DAILY)


def test_a_question_is_due_at_the_channels_own_time() -> None:
    due = due_on(WORKDAYS_AT_NINE, BERLIN, date(2026, 11, 20))
    expected = Due(
        date(2026, 11, 20), utc(2026, 11, 20, 8, 0), utc(2026, 11, 20, 16, 0), False, False
    )
    assert due == expected


def test_the_next_question_is_strictly_later() -> None:
    friday = utc(2026, 11, 20, 8, 0)
    before = next_due(WORKDAYS_AT_NINE, BERLIN, NEVER, friday - INSTANT)
    after = next_due(WORKDAYS_AT_NINE, BERLIN, NEVER, friday)
    assert before == due_on(WORKDAYS_AT_NINE, BERLIN, date(2026, 11, 20))
    assert after == due_on(WORKDAYS_AT_NINE, BERLIN, date(2026, 11, 23))


def test_holidays_and_days_off_are_passed_over() -> None:
    schedule = Schedule(days_off=frozenset({date(2026, 11, 24)}))
    holidays = frozenset({date(2026, 11, 23)})
    for is_holiday in (holidays, holidays.__contains__):
        due = next_due(schedule, BERLIN, is_holiday, utc(2026, 11, 20, 8, 0))
        assert due == due_on(schedule, BERLIN, date(2026, 11, 25))


def test_a_league_without_quiz_days_has_nothing_due() -> None:
    assert next_due(Schedule(weekdays=frozenset()), BERLIN, NEVER, utc(2026, 1, 1, 0, 0)) is None
    assert next_due(WORKDAYS_AT_NINE, BERLIN, lambda _: True, utc(2026, 1, 1, 0, 0)) is None


def test_upcoming_lists_as_many_as_asked_for() -> None:
    days = [
        due.day.day for due in upcoming(WORKDAYS_AT_NINE, BERLIN, NEVER, utc(2026, 11, 19, 9, 0), 3)
    ]
    assert days == [20, 23, 24]
    assert upcoming(Schedule(weekdays=frozenset()), BERLIN, NEVER, utc(2026, 1, 1, 0, 0), 3) == ()


def test_a_time_that_does_not_exist_moves_to_the_next_valid_minute() -> None:
    due = due_on(daily_at(2, 30, 15), BERLIN, date(2026, 3, 29))
    assert due.moved
    assert not due.repeated
    assert due.due_at == utc(2026, 3, 29, 1, 0)
    assert due.due_at.astimezone(BERLIN).time() == time(3)
    assert due.closes_at - due.due_at == timedelta(hours=8)


def test_a_time_that_happens_twice_fires_once_the_first_time() -> None:
    due = due_on(daily_at(2, 30), BERLIN, date(2026, 10, 25))
    assert due.repeated
    assert not due.moved
    assert due.due_at == utc(2026, 10, 25, 0, 30)
    following = next_due(daily_at(2, 30), BERLIN, NEVER, due.due_at)
    assert following == due_on(daily_at(2, 30), BERLIN, date(2026, 10, 26))


def test_a_gap_that_crosses_midnight_keeps_the_date_that_was_meant() -> None:
    nuuk = ZoneInfo("America/Nuuk")
    saturday = date(2026, 3, 28)
    due = due_on(daily_at(23, 30), nuuk, saturday)
    assert due.moved
    assert local_day(due.due_at, nuuk) == date(2026, 3, 29)
    assert next_due(daily_at(23, 30), nuuk, NEVER, due.due_at - INSTANT) == due
    following = next_due(daily_at(23, 30), nuuk, NEVER, due.due_at)
    assert following == due_on(daily_at(23, 30), nuuk, date(2026, 3, 29))


def test_a_date_that_a_zone_skips_is_no_quiz_day() -> None:
    apia = ZoneInfo("Pacific/Apia")
    days = [due.day.day for due in upcoming(daily_at(9), apia, NEVER, utc(2011, 12, 29, 12, 0), 2)]
    assert days == [29, 31]


def test_free_days_are_those_that_only_a_holiday_keeps_free() -> None:
    schedule = Schedule(days_off=frozenset({date(2026, 12, 24), date(2026, 12, 27)}))
    holidays = frozenset({date(2026, 12, 25), date(2026, 12, 26)})
    first, last = date(2026, 12, 24), date(2026, 12, 31)
    free = free_days(schedule, BERLIN, holidays, first, last)
    assert free == (date(2026, 12, 24), date(2026, 12, 25))
    assert free_days(schedule, BERLIN, NEVER, last, last) == ()
    assert free_days(schedule, BERLIN, NEVER, last, first) == ()


def test_the_local_day_is_the_one_on_the_channels_calendar() -> None:
    instant = utc(2026, 11, 20, 2, 0)
    assert local_day(instant, BERLIN) == date(2026, 11, 20)
    assert local_day(instant, NEW_YORK) == date(2026, 11, 19)


@pytest.mark.parametrize("text", ["America/New_York", "america/new_york", " America/New York "])
def test_a_zone_is_known_by_its_name_in_any_case(text: str) -> None:
    assert zone_named(text) == NEW_YORK


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Europe/Berln", "Europe/Berlin"),
        ("Asia/Calcuta", "Asia/Calcutta"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest_names(text: str, near: str) -> None:
    with pytest.raises(ValueError, match=rf"no time zone '{text}'\. Did you mean .*{near}"):
        zone_named(text)


@pytest.mark.parametrize("text", ["", "../../etc/passwd", "qqqqqqqq"])
def test_nonsense_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"There is no time zone .*Europe/Berlin"):
        zone_named(text)


def test_every_zone_fires_when_the_admin_said_from_2026_to_2030() -> None:
    zones = sorted(available_timezones())
    assert len(zones) >= 400
    for index, name in enumerate(zones):
        _check_zone(ZoneInfo(name), daily_at(index % 24, (index * 7) % 60))


def _check_zone(zone: ZoneInfo, schedule: Schedule) -> None:
    # Clocks change in the nights around Sundays; Wednesdays stand for the quiet days.
    schedule = Schedule(schedule.at, frozenset({3, 7}))
    after, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
    days = set[date]()
    while after < end:
        for due in upcoming(schedule, zone, NEVER, after, 60):
            assert due.due_at > after
            _check_local_time(due, schedule, zone)
            days.add(due.day)
            after = due.due_at
    assert len(days) >= 2 * 52 * 5


def _check_local_time(due: Due, schedule: Schedule, zone: ZoneInfo) -> None:
    local = due.due_at.astimezone(zone)
    if due.moved:
        a_minute_ago = (due.due_at - timedelta(minutes=1)).astimezone(zone)
        meant = datetime.combine(due.day, schedule.at)
        assert a_minute_ago.replace(tzinfo=None) < meant < local.replace(tzinfo=None)
    else:
        assert (local.date(), local.time(), local.fold) == (due.day, schedule.at, 0)


zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
schedules = st.builds(
    Schedule,
    at=st.times(),
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    days_off=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=20),
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@for_all(schedules, zones, instants)
def test_the_next_quiz_day_is_later_and_none_lies_between(
    schedule: Schedule, zone: ZoneInfo, after: datetime
) -> None:
    due = next_due(schedule, zone, NEVER, after)
    assert due
    assert due.due_at > after
    assert due.day.isoweekday() in schedule.weekdays
    assert due.day not in schedule.days_off
    between = local_day(after, zone)
    while (between := between + timedelta(days=1)) < due.day:
        is_weekday = between.isoweekday() in schedule.weekdays
        assert between in schedule.days_off or not is_weekday
    assert next_due(schedule, zone, NEVER, due.due_at - INSTANT) == due


@for_all(schedules, zones, instants, st.integers(0, 12))
def test_upcoming_is_the_next_one_again_and_again(
    schedule: Schedule, zone: ZoneInfo, after: datetime, n: int
) -> None:
    for due in upcoming(schedule, zone, NEVER, after, n):
        assert due == next_due(schedule, zone, NEVER, after)
        after = due.due_at
