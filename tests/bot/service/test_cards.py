"""When a question comes again."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.grading.result import Verdict
from bot.service.cards import remembered

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_the_better_it_was_known_the_later_it_comes_again() -> None:
    dues = [
        remembered(None, verdict, NOW)[1]
        for verdict in (Verdict.INCORRECT, Verdict.PARTLY, Verdict.CORRECT)
    ]
    assert NOW < dues[0] < dues[1] < dues[2]


def test_knowing_it_again_and_again_stretches_the_pause() -> None:
    memory, due = remembered(None, Verdict.CORRECT, NOW)
    pauses = []
    for _ in range(4):
        before = due
        memory, due = remembered(memory, Verdict.CORRECT, before)
        pauses.append(due - before)
    assert pauses == sorted(pauses)
    assert pauses[-1] > timedelta(days=20)


def test_a_lapse_brings_it_back_soon() -> None:
    memory, due = remembered(None, Verdict.CORRECT, NOW)
    for _ in range(3):
        memory, due = remembered(memory, Verdict.CORRECT, due)
    _, again = remembered(memory, Verdict.INCORRECT, due)
    assert again - due < timedelta(hours=1)


def test_memory_survives_json_and_any_zone_gives_the_same() -> None:
    memory, due = remembered(None, Verdict.PARTLY, NOW)
    stored = json.loads(json.dumps(memory))
    there = due.astimezone(timezone(timedelta(hours=9)))
    assert remembered(stored, Verdict.CORRECT, due) == remembered(memory, Verdict.CORRECT, there)


def test_an_unsure_verdict_has_no_rating() -> None:
    with pytest.raises(KeyError):
        remembered(None, Verdict.UNSURE, NOW)
