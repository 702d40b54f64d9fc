"""What admins type, and what comes of it: settings, or every fault with its remedy."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import settings_forms as forms
from bot.quiz.league import Door, LeagueSettings, Play, Policy, Reveal, Schedule
from bot.service import settings_form as parse
from bot.service.settings_form import NewSchedule, SetUp
from tests.builders import TOPICS

text = st.text(max_size=60)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("09:00", time(9)),
        ("9.30", time(9, 30)),
        ("17h30", time(17, 30)),
        ("9", time(9)),
        ("9 am", time(9)),
        ("12am", time(0)),
        ("12:15 PM", time(12, 15)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, meant: time) -> None:
    assert parse.time_of(typed) == meant


@pytest.mark.parametrize("typed", ["25:00", "24:00", "9:60", "13 pm", "0am", "noon", "", "٩:٠٠"])
def test_what_is_no_time_is_refused_with_the_remedy(typed: str) -> None:
    with pytest.raises(ValueError, match="Write it as 09:00"):
        parse.time_of(typed)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("8h", 480), ("90m", 90), ("1h 30m", 90), ("1 h 30 min", 90), ("2 hours", 120), ("10M", 10)],
)
def test_a_length_is_read_as_people_write_it(typed: str, minutes: int) -> None:
    assert parse.window_of(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize("typed", ["9m", "0h", "23h 1m", "24h", "9999m"])
def test_a_window_leaves_time_to_answer_and_ends_before_the_next(typed: str) -> None:
    with pytest.raises(ValueError, match="between 10m and 23h"):
        parse.window_of(typed)


@pytest.mark.parametrize("typed", ["", "8", "long", "8h later", "-8h"])
def test_what_is_no_length_is_refused_with_the_remedy(typed: str) -> None:
    with pytest.raises(ValueError, match="Write it as 8h"):
        parse.window_of(typed)


def test_free_days_are_a_country_and_dates_in_any_order() -> None:
    days = frozenset({date(2026, 12, 24), date(2026, 12, 31)})
    assert parse.free_of("2026-12-24; de 2026-12-31,") == ("DE", days)
    assert parse.free_of("us-ca") == ("US-CA", frozenset())
    assert parse.free_of("") == ("", frozenset())


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("XX", "no holidays of “XX”"),
        ("DE-XX", "no holidays"),
        ("DE, FR", "one country only"),
        ("2026-02-30", "“2026-02-30” is no date"),
        ("20261224", "Write dates as 2026-12-24"),
        ("24.12.2026", "Write dates as 2026-12-24"),
    ],
)
def test_bad_free_days_are_refused_with_the_remedy(typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse.free_of(typed)


@pytest.mark.parametrize(
    ("typed", "meant"), [("2-4", (2, 4)), ("3", (3, 3)), ("1 – 5", (1, 5)), ("2 to 3", (2, 3))]
)
def test_difficulty_is_a_number_or_a_range(typed: str, meant: tuple[int, int]) -> None:
    assert parse.difficulty_of(typed) == meant


@pytest.mark.parametrize(
    ("typed", "says"), [("4-2", "Write 2-4"), ("0-3", "from 1 to 5"), ("", "Nothing is no")]
)
def test_a_bad_difficulty_is_refused_with_the_remedy(typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse.difficulty_of(typed)


@pytest.mark.parametrize("typed", ["0", "51", "-1", "3.5", "many", ""])
def test_a_quorum_is_from_one_to_fifty(typed: str) -> None:
    with pytest.raises(ValueError, match="from 1 to 50"):
        parse.quorum_of(typed)


def test_all_topics_and_none_mean_all() -> None:
    assert parse.topics_of(" ".join(TOPICS), TOPICS) == frozenset()
    assert parse.topics_of("", TOPICS) == frozenset()
    with pytest.raises(ValueError, match="no topic “alchemy”"):
        parse.topics_of(f"{TOPICS[0]} alchemy", TOPICS)


def test_a_team_name_is_one_printable_line() -> None:
    assert parse.team_name_of("  The\n\x00Night\u202e  Owls ") == "The Night Owls"
    with pytest.raises(ValueError, match="at most 40"):
        parse.team_name_of("x" * 41)
    with pytest.raises(ValueError, match="needs a name"):
        parse.team_name_of("\u200b\n")


def test_a_taken_team_name_gets_the_first_free_number() -> None:
    assert parse.free_team_name("Owls", []) == "Owls"
    assert parse.free_team_name("Owls", ["OWLS", "Owls 2"]) == "Owls 3"
    assert parse.free_team_name("x" * 40, ["x" * 40]) == "x" * 38 + " 2"


def test_the_set_up_form_sent_as_it_is_means_the_usual() -> None:
    usual = LeagueSettings()
    parsed = parse.parse_setup(forms.setup_values())
    assert parsed == SetUp(usual.schedule, usual.play, "UTC", forms.HOME_TEAM)


schedules = st.builds(
    Schedule,
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    country=st.sampled_from(["", "DE", "US-CA"]),
    days_off=st.frozensets(st.dates(), max_size=5),
    window=st.integers(10, 23 * 60).map(lambda minutes: timedelta(minutes=minutes)),
)
plays = st.builds(
    Play,
    topics=st.frozensets(st.sampled_from(TOPICS), max_size=15),
    difficulty=st.tuples(st.integers(1, 5), st.integers(1, 5)).filter(lambda r: r[0] <= r[1]),
    doors=st.frozensets(st.sampled_from(Door), min_size=1),
    reveal=st.sampled_from(Reveal),
    policy=st.sampled_from(Policy),
    quorum=st.integers(1, 50),
)


@given(schedules)
def test_a_schedule_sent_back_unchanged_stays_as_it_is(schedule: Schedule) -> None:
    sent = forms.schedule_values(schedule, "Asia/Kolkata")
    assert parse.parse_schedule(sent) == NewSchedule(schedule, "Asia/Kolkata")


@given(plays)
def test_a_way_of_playing_sent_back_unchanged_stays_as_it_is(play: Play) -> None:
    assert parse.parse_play(forms.play_values(play), TOPICS) == play


@given(st.dictionaries(st.sampled_from(sorted(forms.setup_values())), text))
def test_whatever_is_sent_gives_settings_or_faults(values: dict[str, str]) -> None:
    for parsed in (
        parse.parse_setup(values),
        parse.parse_schedule(values),
        parse.parse_play(values, TOPICS),
        parse.parse_team(values),
    ):
        if isinstance(parsed, tuple):
            assert parsed
            assert all(fault.says for fault in parsed)


def test_an_empty_form_tells_every_field_that_it_needs() -> None:
    faults = parse.parse_setup({})
    assert isinstance(faults, tuple)
    assert [fault.field for fault in faults] == [
        *(forms.AT, forms.WEEKDAYS, forms.ZONE),
        *(forms.DOORS, forms.TEAM_NAME),
    ]
