"""The page somebody has alone with us fits, however much is on it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.chat.content import Action, Picture
from bot.messages import home, practice
from bot.messages.home import Home, LeagueView, OpenQuestion
from bot.messages.people import OpenAnswer, Streaks, TeamStreak
from bot.quiz.question import Form
from bot.quiz.standings import Ranked, Row
from bot.quiz.streaks import NO_STREAK, Streak
from questions.loader import load_packs
from tests.limits import buttons, faults_of, text_of
from tests.nine_forms import question

UNTIL = datetime(2026, 11, 23, 17, tzinfo=UTC)
STREAK = Streak(365, 365, 2)
WEEK = [Ranked(n, Row(n, "<!here> " + "W" * 80, 12_345, 99, 99)) for n in range(1, 5)]
NONE_YET = OpenAnswer(12_345, (), UNTIL, changeable=True)
MOST_BLOCKS = 100
"""What Slack's page takes, the most of all."""


def asked(form: Form = Form.SINGLE_CHOICE, answer: OpenAnswer = NONE_YET) -> OpenQuestion:
    return OpenQuestion(question(form).face, 10**12, bonus=True, answer=answer, answerable=True)


def view(*questions: OpenQuestion) -> LeagueView:
    streaks = Streaks(STREAK, TeamStreak("T" * 40, STREAK))
    return LeagueView("Daily quiz", questions, UNTIL, False, False, streaks, WEEK)


def said(one: OpenQuestion) -> str:
    return text_of(home.page(Home([view(one)], 0, 0)))


@pytest.mark.parametrize("form", list(Form))
def test_three_full_leagues_of_any_form_fit(form: Form) -> None:
    answered = replace(NONE_YET, texts=("x" * 2000,))
    full = view(asked(form), asked(form, answered))
    content = home.page(Home([full] * 3, 10_000, 10_000))
    assert faults_of(content) == []
    assert len(content.blocks) < MOST_BLOCKS


def test_every_shipped_question_fits() -> None:
    bank = load_packs()
    found = {}
    for entry in bank.entries():
        one = replace(asked(), face=bank.draw(entry.id, "seed").face)
        found[entry.id] = faults_of(home.page(Home([view(one)], 0, 0)))
    assert {id_: faults for id_, faults in found.items() if faults} == {}


def test_figures_are_shown() -> None:
    content = home.page(Home([view(asked(Form.IMAGE_BASED))], 0, 0))
    assert any(isinstance(block, Picture) for block in content.blocks)


@pytest.mark.parametrize("form", list(Form))
def test_two_keys_look_the_same(form: Form) -> None:
    other = replace(asked(form), face=question(form, other=True).face)
    assert home.page(Home([view(asked(form))], 0, 0)) == home.page(Home([view(other)], 0, 0))


def test_who_plays_nowhere_reads_what_this_is_and_how_to_start() -> None:
    content = home.page(Home((), 0, 0))
    assert faults_of(content) == []
    for part in ("one machine-learning interview question a day", "/quiz setup", "/quiz help"):
        assert part in text_of(content)
    assert buttons(content) == {"Practise": Action(practice.AGAIN, ("",))}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (NONE_YET, "You have not answered yet. Open until 2026-11-23 17:00 UTC."),
        (
            replace(NONE_YET, texts=("B",)),
            "You answered **B**, you can change it until 2026-11-23 17:00 UTC.",
        ),
        (
            replace(NONE_YET, texts=("B",), changeable=False),
            "You answered **B**. The first answer counts.",
        ),
        (replace(NONE_YET, texts=("B", "C")), "More than one of your reactions stands"),
    ],
)
def test_it_says_whether_one_has_answered(answer: OpenAnswer, words: str) -> None:
    assert words in said(asked(answer=answer))


def test_only_what_can_be_changed_can_be_taken_back() -> None:
    given = replace(NONE_YET, texts=("B",))
    assert "[Take it back]" in said(asked(answer=given))
    assert "[Take it back]" not in said(asked())
    assert "[Take it back]" not in said(asked(answer=replace(given, changeable=False)))


def test_what_cannot_be_answered_here_says_where() -> None:
    there = replace(asked(), answerable=False)
    assert "Answer it in its channel." in said(there)
    assert "[A]" not in said(there)
    assert "[A]" in said(asked())


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (view(), "The next one comes 2026-11-23 17:00 UTC"),
        (replace(view(), next_at=None), "none is planned"),
        (replace(view(), paused=True), "paused"),
        (replace(view(), lost=True), "invite me again"),
    ],
)
def test_without_an_open_question_it_says_what_comes(now: LeagueView, words: str) -> None:
    assert words in text_of(home.page(Home([now], 0, 0)))


def test_a_beginner_s_page_has_no_empty_tables() -> None:
    fresh = replace(view(), streaks=Streaks(NO_STREAK, None), week=())
    content = home.page(Home([fresh], 0, 0))
    assert faults_of(content) == []
    assert "This week" not in text_of(content)


@pytest.mark.parametrize(
    ("due", "words"),
    [(0, "whenever you like"), (1, "**1 question** is due"), (7, "**7 questions** are due")],
)
def test_it_counts_what_is_due_again(due: int, words: str) -> None:
    assert words in text_of(home.page(Home((), 0, due)))
