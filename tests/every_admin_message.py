"""Every message that is said about a league and about the bot itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.chat.commands import Misunderstood
from bot.messages import help as general
from bot.messages import leagues
from bot.messages import settings_forms as forms
from bot.quiz.cadence import Due
from bot.quiz.league import LeagueSettings, Play, Schedule
from tests.every_message import STRANGE, UNTIL, Said, said

LISBON = ZoneInfo("Europe/Lisbon")
TOPICS = [f"a-rather-long-name-of-a-topic-{n:02}" for n in range(25)]
FULL = LeagueSettings(
    Schedule(country="US-CA", days_off=frozenset(date(2026, 12, n) for n in range(1, 31))),
    Play(topics=frozenset(TOPICS)),
)
RUNNING = leagues.Present(FULL, LISBON, "ABCD-EFGH", "Blue", 2, UNTIL, paused=False, lost=False)
FRESH = replace(RUNNING, settings=LeagueSettings(), team=STRANGE[:40], channels=1)
PRESENT = {
    "running": RUNNING,
    "fresh": FRESH,
    "paused": replace(FRESH, paused=True),
    "lost": replace(FRESH, lost=True),
    "ended": replace(FRESH, next_at=None),
}
DUE = Due(UNTIL.date(), UNTIL, UNTIL + timedelta(hours=8), moved=True, repeated=False)
OUTLOOK = leagues.Outlook(
    LISBON,
    tuple(leagues.Coming(DUE, timedelta(hours=n % 2)) for n in range(14)),
    ((date(2026, 12, 25), "Christmas Day"),),
    paused=True,
    lost=False,
)


def of_leagues() -> Iterator[Said]:
    yield said(leagues.setup_card, None, "Europe/Lisbon")
    yield said(
        leagues.setup_card, "Invite me first: type /invite @Quizstreak.", "UTC", case="trouble"
    )
    yield said(leagues.cannot_post, "Invite me first: type /invite @Quizstreak.")
    yield said(leagues.already_here)
    for case, present in PRESENT.items():
        yield said(leagues.started, present, case=case)
        yield said(leagues.settings_card, present, TOPICS, case=case)
        yield said(leagues.changed, present, case=case)
    yield said(leagues.joined, RUNNING)
    yield said(leagues.team_renamed, STRANGE[:40])
    yield said(leagues.code_wanted)
    yield said(leagues.unknown_code, STRANGE)
    yield said(leagues.same_league)
    yield said(leagues.has_history, "ABCD-EFGH")


def of_running() -> Iterator[Said]:
    for already in (True, False):
        yield said(leagues.paused, already, case=f"{already}")
        yield said(leagues.resumed, already, UNTIL, LISBON, case=f"{already}")
        yield said(leagues.asked_now, already, 1 + already, UNTIL, case=f"{already}")
    yield said(leagues.skipped, UNTIL.date(), UNTIL, LISBON)
    for by in (leagues.nothing_planned, leagues.being_posted, leagues.is_paused, leagues.is_lost):
        yield said(by)
    yield said(leagues.enough_today, 3)
    yield said(leagues.outlook, OUTLOOK)
    yield said(leagues.outlook, replace(OUTLOOK, coming=(), paused=False, lost=True), case="none")


def of_forms() -> Iterator[Said]:
    """Each form stands on a button, filled in as full as it goes."""
    long = dict.fromkeys(forms.setup_values("UTC"), f"{STRANGE} 1 2 3 " * 20)
    found = [forms.Fault(name, STRANGE) for name in (forms.AT, forms.ZONE, forms.FREE)]
    filled = {
        "setup": forms.setup_form(forms.setup_values("UTC")),
        "setup-long": forms.setup_form(long),
        "schedule": forms.schedule_form(forms.schedule_values(FULL.schedule, LISBON.key)),
        "schedule-long": forms.schedule_form(long),
        "play": forms.play_form(forms.play_values(FULL.play), TOPICS),
        "rulings": forms.rulings_form({forms.RULINGS: "admins"}),
        "team": forms.team_form({forms.TEAM_NAME: STRANGE[:40]}),
    }
    for case, form in filled.items():
        yield said(forms.faults, found, form, case=case)


def of_the_bot() -> Iterator[Said]:
    for admin in (True, False):
        yield said(general.overview, admin, running=not admin, case=f"{admin}")
        yield said(general.no_league, admin, case=f"{admin}")
    near = Misunderstood("stettings", "/quiz", ("settings", "setup"))
    yield said(general.misunderstood, near, case="near")
    yield said(general.misunderstood, Misunderstood(STRANGE, "/quiz leaderboard", ("day", "week")))
    yield said(general.admins_only, "settings")
    yield said(general.worn_out)
