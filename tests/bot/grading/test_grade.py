"""The verdict on each form's answers, and on every question that is shipped."""

from dataclasses import replace

import pytest

from bot.grading.grade import grade
from bot.grading.reading import read
from bot.grading.result import Grade, State, Verdict
from bot.quiz.question import Form, Question, Slip
from bot.quiz.rubric import Point, Rubric
from questions.loader import PackBank, load_packs
from tests.nine_forms import question


@pytest.fixture(scope="module")
def bank() -> PackBank:
    return load_packs()


def shipped(bank: PackBank) -> list[Question]:
    """Each shipped question as two seeds draw it."""
    return [bank.draw(entry.id, seed) for entry in bank.entries() for seed in ("one", "two")]


RIGHT, WRONG = (Verdict.CORRECT, 1.0), (Verdict.INCORRECT, 0.0)


@pytest.mark.parametrize(
    ("form", "answer", "verdict", "score"),
    [
        (Form.SINGLE_CHOICE, "B", *RIGHT),
        (Form.SINGLE_CHOICE, "D", *WRONG),
        (Form.TRUE_FALSE, "A", *RIGHT),
        (Form.CODE_OUTPUT, "A", *WRONG),
        (Form.IMAGE_BASED, "A", *RIGHT),
        (Form.MULTI_SELECT, "A C", *RIGHT),
        (Form.MULTI_SELECT, "A", Verdict.PARTLY, 0.5),
        (Form.MULTI_SELECT, "A B C", Verdict.PARTLY, 0.5),
        (Form.MULTI_SELECT, "A B", *WRONG),
        (Form.MULTI_SELECT, "B D", *WRONG),
        (Form.MULTI_SELECT, "A B C D", *WRONG),
        (Form.NUMERIC, "7.5", *RIGHT),
        (Form.NUMERIC, "7.55", *RIGHT),
        (Form.NUMERIC, "7.56", *WRONG),
        (Form.NUMERIC, "-7.5", *WRONG),
        (Form.ORDER, "C A D B", *RIGHT),
        (Form.ORDER, "A C D B", Verdict.PARTLY, 5 / 6),
        (Form.ORDER, "B D A C", *WRONG),
        (Form.MATCH, "1C 2A 3B", *RIGHT),
        (Form.MATCH, "1C 2B 3A", Verdict.PARTLY, 1 / 3),
        (Form.MATCH, "1A 2B 3C", *WRONG),
        (Form.FREE_TEXT, "because the  variance shrinks", *RIGHT),
        (Form.FREE_TEXT, "Because of the variance.", *WRONG),
    ],
)
def test_each_form_has_its_verdicts(
    form: Form, answer: str, verdict: Verdict, score: float
) -> None:
    found = grade(question(form), answer)
    assert found.verdict is verdict
    assert found.score == pytest.approx(score)


def test_a_wrong_letter_or_number_is_told_what_was_thought() -> None:
    assert grade(question(Form.SINGLE_CHOICE), "D").why == "The why of D."
    assert grade(question(Form.NUMERIC), "12").why == "You forgot to halve."
    assert grade(question(Form.NUMERIC), "13").why == ""


def test_a_key_without_whys_grades_as_well() -> None:
    asked = question(Form.SINGLE_CHOICE)
    bare = replace(asked, key=replace(asked.key, whys=()))
    assert grade(bare, "B") == Grade(Verdict.CORRECT, 1.0)


def test_an_option_may_earn_a_part() -> None:
    asked = question(Form.SINGLE_CHOICE)
    kind = replace(asked, key=replace(asked.key, scores=(0.5, 1.0, 0.0, 0.0)))
    assert grade(kind, "A").verdict is Verdict.PARTLY


def test_tolerances_are_absolute_or_relative_whichever_is_wider() -> None:
    asked = question(Form.NUMERIC)
    key = replace(asked.key, answer="200", absolute_tolerance=1.0, relative_tolerance=0.01)
    wide = replace(asked, key=replace(key, slips=(Slip(100.0, "Half."),)))
    assert [grade(wide, answer).score for answer in ("202", "203", "198")] == [1.0, 0.0, 1.0]
    assert grade(wide, "100.9").why == "Half."


def test_the_key_of_every_shipped_question_is_right(bank: PackBank) -> None:
    for asked in shipped(bank):
        answer = read(asked.face, asked.key.answer)
        assert answer is not None, asked.id
        assert grade(asked, answer).verdict is Verdict.CORRECT, asked.id


def test_free_text_is_graded_by_its_rubric() -> None:
    asked = question(Form.FREE_TEXT)
    rubric = Rubric((Point("var", "Variance drops.", say=("variance drop|shrink",)),))
    ruled = replace(asked, key=replace(asked.key, rubric=rubric))
    found = grade(ruled, "Well, its variance must drop somewhat then.")
    assert [finding.state for finding in found.findings] == [State.HIT]


def test_free_text_without_a_rubric_is_never_surely_right() -> None:
    asked = question(Form.FREE_TEXT)
    bare = replace(asked, key=replace(asked.key, rubric=None))
    assert grade(bare, asked.key.answer).verdict is Verdict.CORRECT
    assert grade(bare, asked.key.answer + " somehow").verdict is not Verdict.CORRECT


JUNK = (
    "",
    " ",
    "idk",
    "I do not know, sorry.",
    "A",
    "A B C D E F G",
    "1A",
    "0",
    "-1e3",
    "🙂",
    "?!",
)


def test_no_junk_breaks_the_grading_of_a_shipped_question(bank: PackBank) -> None:
    for asked in shipped(bank):
        for text in JUNK:
            answer = read(asked.face, text)
            if answer is not None:
                assert 0 <= grade(asked, answer).score <= 1, (asked.id, text)
