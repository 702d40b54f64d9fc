"""A league's settings are kept as plain data, and come back as they were."""

import json
from datetime import date, time, timedelta

from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.quiz.league import Door, LeagueSettings, Play, Policy, Reveal, Rulings, Schedule

days = st.frozensets(st.dates(date(2026, 1, 1), date(2030, 12, 31)), max_size=5)
schedules = st.builds(
    Schedule,
    at=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    weekdays=st.frozensets(st.integers(1, 7)),
    country=st.sampled_from(["", "DE", "US-CA"]),
    days_off=days,
    window=st.integers(10, 23 * 60).map(lambda minutes: timedelta(minutes=minutes)),
)
plays = st.builds(
    Play,
    topics=st.frozensets(st.text(max_size=5), max_size=3),
    difficulty=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    doors=st.frozensets(st.sampled_from(Door)),
    reveal=st.sampled_from(Reveal),
    policy=st.sampled_from(Policy),
    quorum=st.integers(1, 9),
    rulings=st.sampled_from(Rulings),
)


@for_all(st.builds(LeagueSettings, schedules, plays))
def test_settings_survive_being_written_as_json(settings: LeagueSettings) -> None:
    data = json.loads(json.dumps(settings.to_data()))
    assert LeagueSettings.from_data(data) == settings


def test_a_new_league_asks_on_workdays_at_nine_through_every_door() -> None:
    settings = LeagueSettings()
    assert settings.schedule.at == time(9)
    assert settings.schedule.weekdays == {1, 2, 3, 4, 5}
    assert settings.play.doors == set(Door)
    assert settings.play.quorum == 3


def test_who_rules_is_everybody_where_older_settings_do_not_say() -> None:
    data = Play(rulings=Rulings.ADMINS).to_data()
    del data["rulings"]
    assert Play.from_data(data).rulings is Rulings.THREAD
