from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.quiz.standings import Ranked, Row, around, rank, window_name, windows_of


def row(subject: int, name: str, points: int) -> Row:
    return Row(subject, name, points, answered=1, received=1)


FOUR = (row(1, "Dan", 50), row(2, "ann", 80), row(3, "Cat", 80), row(4, "Ben", 90))


def lines(ranked: tuple[Ranked, ...]) -> list[tuple[int, str]]:
    return [(line.rank, line.row.name) for line in ranked]


def test_a_day_belongs_to_five_windows() -> None:
    assert windows_of(date(2026, 11, 20)) == (
        *("day:2026-11-20", "week:2026-W47", "month:2026-11", "season:2026-Q4", "all"),
    )


@pytest.mark.parametrize(
    ("day", "week", "season"),
    [
        (date(2027, 1, 1), "week:2026-W53", "season:2027-Q1"),
        (date(2024, 12, 30), "week:2025-W01", "season:2024-Q4"),
        (date(2026, 3, 31), "week:2026-W14", "season:2026-Q1"),
        (date(2026, 4, 1), "week:2026-W14", "season:2026-Q2"),
        (date(2026, 9, 30), "week:2026-W40", "season:2026-Q3"),
    ],
)
def test_weeks_follow_the_iso_year_and_seasons_the_calendar(
    day: date, week: str, season: str
) -> None:
    assert window_name("week", day) == week
    assert window_name("season", day) == season


def test_an_unknown_window_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ValueError, match="by day, week, month, season, all, not by 'year'"):
        window_name("year", date(2026, 11, 20))


@for_all(st.dates())
def test_window_names_tell_their_kind_and_never_collide(day: date) -> None:
    names = windows_of(day)
    assert [name.partition(":")[0] for name in names] == ["day", "week", "month", "season", "all"]
    assert len(set(names)) == 5


@for_all(st.dates(), st.dates())
def test_days_share_a_month_exactly_when_the_calendar_says_so(one: date, other: date) -> None:
    same = window_name("month", one) == window_name("month", other)
    assert same == ((one.year, one.month) == (other.year, other.month))


def test_ties_share_a_rank_and_stand_by_name() -> None:
    assert lines(rank(FOUR)) == [(1, "Ben"), (2, "ann"), (2, "Cat"), (4, "Dan")]


def test_the_first_two_of_three_can_tie() -> None:
    ranked = rank([row(1, "a", 9), row(2, "b", 9), row(3, "c", 1)])
    assert [line.rank for line in ranked] == [1, 1, 3]


def test_namesakes_stand_in_the_same_order_whatever_the_order_of_rows() -> None:
    one, other = row(1, "Ann", 9), row(2, "Ann", 9)
    assert rank([one, other]) == rank([other, one])


def test_nobody_ranks_in_empty_standings() -> None:
    assert rank([]) == ()


@for_all(st.lists(st.builds(row, st.integers(0, 99), st.text(max_size=2), st.integers(0, 5))))
def test_a_rank_is_one_more_than_how_many_have_more_points(rows: list[Row]) -> None:
    for line in rank(rows):
        assert line.rank == 1 + sum(other.points > line.row.points for other in rows)


@for_all(st.permutations(FOUR))
def test_the_order_of_rows_does_not_matter(rows: list[Row]) -> None:
    assert rank(rows) == rank(FOUR)


def test_a_page_ends_with_ones_own_line() -> None:
    ranked = rank(FOUR)
    assert lines(around(ranked, 1, 2)) == [(1, "Ben"), (2, "ann"), (4, "Dan")]
    assert lines(around(ranked, 2, 2)) == [(1, "Ben"), (2, "ann")]
    assert lines(around(ranked, None, 2)) == [(1, "Ben"), (2, "ann")]
    assert around(ranked, 7, 9) == ranked
