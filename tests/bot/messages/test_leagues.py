"""Every message to an admin fits the strictest platform, and strangers' words stay strangers'."""

import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from bot.chat.commands import Misunderstood
from bot.chat.content import Content, Form, Name, Piece, Plain, Small, Text
from bot.messages import help as general
from bot.messages import leagues as messages
from bot.messages import settings_forms as forms
from bot.messages.leagues import Coming, Outlook, Present
from bot.messages.settings_forms import Fault
from bot.quiz.cadence import Due
from bot.quiz.league import LeagueSettings, Play, Schedule
from tests.builders import TOPICS
from tests.limits import faults_of, form_faults, text_of, words

EVIL = "<!channel> @everyone **[x](https://evil.example)** `a` " * 8
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
LONGEST = ZoneInfo("America/Argentina/ComodRivadavia")
FULL = LeagueSettings(
    Schedule(
        weekdays=frozenset(range(1, 8)),
        country="US-CA",
        days_off=frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(80)),
    ),
    Play(topics=frozenset(f"a-rather-long-name-of-a-topic-{n:02}" for n in range(24))),
)
TEAM = EVIL[:40]
PRESENT = Present(FULL, LONGEST, "AAAA-BBBB", TEAM, 99, AT, paused=False, lost=False)
PAUSED = Present(LeagueSettings(), LONGEST, "AAAA-BBBB", TEAM, 1, None, paused=True, lost=False)
LOST = Present(LeagueSettings(), LONGEST, "AAAA-BBBB", TEAM, 1, None, paused=False, lost=True)
ENDED = Present(LeagueSettings(), LONGEST, "AAAA-BBBB", TEAM, 1, None, paused=False, lost=False)
DUE = Due(AT.date(), AT, AT + timedelta(hours=8), moved=True, repeated=True)
OUTLOOK = Outlook(
    LONGEST,
    (Coming(DUE, timedelta(minutes=-90)),) * 14,
    tuple(
        (date(2026, 12, n), "Feast of a saint with an uncommonly long name") for n in range(1, 31)
    ),
    paused=True,
    lost=False,
)
FAULTS = [
    Fault(name, EVIL) for name in (forms.AT, forms.WEEKDAYS, forms.ZONE, forms.WINDOW, forms.FREE)
]
EVERY_TOPIC = sorted(FULL.play.topics)
SETUP = forms.setup_form(dict.fromkeys(forms.setup_values(), EVIL))

SAID: dict[Callable[..., Content], list[Content]] = {
    messages.setup_card: [messages.setup_card(None, "UTC"), messages.setup_card(EVIL, EVIL)],
    messages.cannot_post: [
        messages.cannot_post(EVIL),
        messages.cannot_post(EVIL, SETUP, elsewhere=True),
    ],
    messages.already_here: [messages.already_here()],
    messages.started: [messages.started(one) for one in (PRESENT, PAUSED, LOST, ENDED)],
    messages.settings_card: [
        messages.settings_card(one, EVERY_TOPIC) for one in (PRESENT, PAUSED, LOST, ENDED)
    ],
    messages.changed: [messages.changed(one) for one in (PRESENT, PAUSED, LOST, ENDED)],
    messages.team_renamed: [messages.team_renamed(TEAM)],
    messages.code_wanted: [messages.code_wanted()],
    messages.joined: [messages.joined(PRESENT)],
    messages.unknown_code: [messages.unknown_code(EVIL)],
    messages.same_league: [messages.same_league()],
    messages.has_history: [messages.has_history("AAAA-BBBB")],
    messages.paused: [messages.paused(already) for already in (True, False)],
    messages.resumed: [messages.resumed(True, AT, LONGEST), messages.resumed(False, None, LONGEST)],
    messages.skipped: [messages.skipped(AT.date(), AT, LONGEST)],
    messages.nothing_planned: [messages.nothing_planned()],
    messages.being_posted: [messages.being_posted()],
    messages.is_paused: [messages.is_paused()],
    messages.is_lost: [messages.is_lost()],
    messages.asked_now: [
        messages.asked_now(bonus, n, AT) for bonus in (True, False) for n in (1, 2)
    ],
    messages.enough_today: [messages.enough_today(3)],
    messages.outlook: [
        messages.outlook(OUTLOOK),
        messages.outlook(Outlook(LONGEST, (), (), paused=False, lost=True)),
    ],
    forms.faults: [forms.faults(FAULTS, SETUP)],
    general.overview: [
        general.overview(admin, running) for admin in (True, False) for running in (True, False)
    ],
    general.no_league: [general.no_league(admin) for admin in (True, False)],
    general.misunderstood: [
        general.misunderstood(Misunderstood(EVIL, "/quiz", ("help",))),
        general.misunderstood(Misunderstood("hepl", "/quiz", ("help",))),
        general.misunderstood(Misunderstood(EVIL, "/quiz leaderboard", ("day", "week"))),
        general.misunderstood(Misunderstood(EVIL, "/quiz help", ())),
    ],
    general.admins_only: [general.admins_only("settings")],
    general.worn_out: [general.worn_out()],
}
EVERYTHING = [content for contents in SAID.values() for content in contents]


def speakers(module: ModuleType) -> set[Callable[..., Content]]:
    """The public functions of a module that make a message."""
    return {
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and inspect.signature(function).return_annotation is Content
    }


def test_no_message_is_forgotten_here() -> None:
    assert speakers(messages) | speakers(general) | speakers(forms) == set(SAID)


@pytest.mark.parametrize("content", EVERYTHING, ids=lambda content: content.summary)
def test_every_message_fits_every_platform(content: Content) -> None:
    assert faults_of(content) == []
    assert content.summary
    assert len(content.summary) <= 150


@pytest.mark.parametrize("content", EVERYTHING, ids=lambda content: content.summary)
def test_what_a_stranger_wrote_is_never_markup(content: Content) -> None:
    for block in content.blocks:
        if isinstance(block, Text | Small):
            assert not any(_is_ours_with_evil(piece) for piece in block.pieces)
    assert "evil" not in content.summary


def _is_ours_with_evil(piece: Piece) -> bool:
    return isinstance(piece, str) and "<!channel>" in piece


def test_a_form_keeps_what_was_typed_as_far_as_it_fits() -> None:
    assert list(form_faults(SETUP)) == []


def test_every_form_fits_with_every_setting() -> None:
    every: list[Form] = [
        forms.schedule_form(forms.schedule_values(FULL.schedule, LONGEST.key)),
        forms.play_form(forms.play_values(FULL.play), EVERY_TOPIC),
        forms.play_form(forms.play_values(Play()), TOPICS),
        forms.team_form({forms.TEAM_NAME: TEAM}),
    ]
    assert [fault for form in every for fault in form_faults(form)] == []


def test_a_team_name_is_a_name() -> None:
    for content in (messages.started(PRESENT), messages.joined(PRESENT)):
        texts = [block for block in content.blocks if isinstance(block, Text)]
        assert Name(TEAM) in [piece for text in texts for piece in text.pieces]


def test_a_misunderstood_word_is_plain_and_the_nearest_is_shown_as_code() -> None:
    said = general.misunderstood(Misunderstood("stettings", "/quiz", ("settings", "setup")))
    [text] = [block for block in said.blocks if isinstance(block, Text)]
    assert Plain("stettings") in text.pieces
    assert "Did you mean `/quiz settings`?" in words(text.pieces)


def test_help_fits_the_reader() -> None:
    assert "/quiz setup" in text_of(general.overview(may_manage=True, running=True))
    assert "/quiz setup" not in text_of(general.overview(may_manage=False, running=True))
    assert "`/quiz setup` starts one" in text_of(general.overview(may_manage=True, running=False))
