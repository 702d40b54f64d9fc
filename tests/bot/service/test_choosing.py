"""What somebody practises next, and which topic they mean."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.quiz.question import Entry, Form
from bot.service.choosing import Past, choose, topic_named

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)
NOTHING = Past({}, {}, {})
TOPICS = [
    "deep-learning",
    "linear-models",
    "nlp-and-llms",
    "probability-and-statistics",
    "trees-and-ensembles",
]


def entry(name: str, topic: str = "t", daily: bool = True) -> Entry:
    return Entry(name, Form.SINGLE_CHOICE, topic, name, 3, "tests", daily)


def test_what_is_due_comes_first_and_the_longest_due_before_all() -> None:
    entries = [entry("new", daily=False), entry("due"), entry("overdue"), entry("early")]
    past = Past({"due": NOW, "overdue": NOW - DAY, "early": NOW + DAY}, {}, {})
    assert choose(entries, past, "", NOW, "s") == "overdue"


def test_then_the_weakest_topic_then_one_never_tried() -> None:
    entries = [entry(topic, topic, daily=False) for topic in ("weak", "weaker", "good", "new")]
    past = Past({}, {}, {"weak": 0.5, "weaker": 0.2, "good": 0.9})
    assert choose(entries, past, "", NOW, "s") == "weaker"
    assert choose(entries[2:], past, "", NOW, "s") in {"good", "new"}
    assert choose([entries[0], entries[3]], past, "", NOW, "s") == "weak"


@pytest.mark.parametrize("topic", ["", "t"])
def test_an_open_question_is_never_practised(topic: str) -> None:
    past = Past({"open": NOW - DAY}, {"open": True}, {})
    assert choose([entry("open")], past, topic, NOW, "s") is None


def test_what_the_league_will_be_asked_is_used_up_last() -> None:
    entries = [entry("to come", "weak"), entry("asked"), entry("for practice", daily=False)]
    past = Past({}, {"asked": False}, {"weak": 0.0})
    assert choose(entries, past, "", NOW, "s") in {"asked", "for practice"}
    assert choose(entries[:1], past, "", NOW, "s") == "to come"


def test_repeating_too_early_is_the_last_resort_of_all() -> None:
    past = Past({"early": NOW + DAY}, {"early": False}, {})
    assert choose([entry("early"), entry("to come")], past, "", NOW, "s") == "to come"
    assert choose([entry("early")], past, "", NOW, "s") == "early"


def test_a_topic_keeps_to_itself() -> None:
    entries = [entry("a", "x"), entry("b", "y")]
    assert choose(entries, NOTHING, "y", NOW, "s") == "b"
    assert choose(entries, NOTHING, "z", NOW, "s") is None


def test_the_same_seed_chooses_the_same() -> None:
    entries = [entry(str(n)) for n in range(50)]
    chosen = {choose(entries, NOTHING, "", NOW, f"seed {n}") for n in range(30)}
    assert len(chosen) > 10
    assert len({choose(entries, NOTHING, "", NOW, "same") for _ in range(5)}) == 1


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("nlp-and-llms", "nlp-and-llms"),
        ("NLP & LLMs", "nlp-and-llms"),
        ("llm", "nlp-and-llms"),
        ("nlp", "nlp-and-llms"),
        ("stats", "probability-and-statistics"),
        ("statistics", "probability-and-statistics"),
        ("Deep Learning", "deep-learning"),
        ("dl", "deep-learning"),
        ("regression", "linear-models"),
        ("ensembels", "trees-and-ensembles"),
        ("deep-lerning", "deep-learning"),
        ("xgboost", "trees-and-ensembles"),
    ],
)
def test_a_topic_is_known_by_many_names(said: str, meant: str) -> None:
    assert topic_named(said, TOPICS) == meant


@pytest.mark.parametrize("said", ["cooking", "x", "svm", "'; drop table"])
def test_what_is_no_topic_is_none(said: str) -> None:
    assert topic_named(said, TOPICS) is None
