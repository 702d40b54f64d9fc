"""Which days are free: a country's public holidays and the league's own days off."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import holidays

from bot.quiz.league import Schedule


def is_free(schedule: Schedule) -> Callable[[date], bool]:
    """Tells whether no question is posted on a day; raises `ValueError` on an unknown country."""
    public = public_holidays(schedule.country) if schedule.country else {}
    return lambda day: day in schedule.days_off or day in public


def name_of(schedule: Schedule, day: date) -> str:
    """What a free day is called, in English where the calendar can."""
    public = public_holidays(schedule.country) if schedule.country else {}
    return str(public.get(day) or "day off")


@lru_cache(maxsize=256)
def public_holidays(country: str) -> holidays.HolidayBase:
    """The holidays of an ISO 3166 code such as "DE" or "US-CA"; `ValueError` names the remedy."""
    nation, _, part = country.upper().partition("-")
    try:
        return holidays.country_holidays(nation, subdiv=part or None, language="en_US")
    except NotImplementedError as unknown:
        raise ValueError(
            f"I know no holidays of “{country}”. "
            "Use a code such as DE, FR or US-CA, or leave it empty."
        ) from unknown
