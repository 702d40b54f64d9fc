"""The cases that try the grader are many, of every kind, and about questions that exist."""

from collections import Counter

import pytest

from bot.quiz.question import Form
from questions.loader import load_packs
from tests.attacks import Case, Kind, Made, made, negated_by_rule, written

TURNED = {Kind.SWAPPED, Kind.REVERSED}
LEAST = dict.fromkeys(set(Kind) - TURNED, 1) | {
    Kind.PARAPHRASE: 5,
    Kind.NEGATED: 2,
    Kind.MISCONCEPTION: 2,
}
LONGEST = 700


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return written()


@pytest.fixture(scope="module")
def references() -> dict[str, str]:
    """The model answer of every free-text question that is shipped."""
    bank = load_packs()
    ids = [entry.id for entry in bank.entries() if entry.form is Form.FREE_TEXT]
    return {id_: bank.draw(id_, "any").key.answer for id_ in ids}


def test_there_are_many_cases_about_many_questions(cases: tuple[Case, ...]) -> None:
    assert len(cases) >= 650
    assert len({case.question for case in cases}) >= 40


def test_each_question_has_cases_of_every_kind(cases: tuple[Case, ...]) -> None:
    counts = Counter((case.question, case.kind) for case in cases)
    lacking = [
        (question, kind)
        for question in {case.question for case in cases}
        for kind, least in LEAST.items()
        if counts[question, kind] < least
    ]
    assert not lacking


def test_each_question_has_one_answer_that_exchanges_things(cases: tuple[Case, ...]) -> None:
    counts = Counter(case.question for case in cases if case.kind in TURNED)
    assert counts == dict.fromkeys((case.question for case in cases), 1)


def test_each_question_is_a_free_text_question_of_the_bank(
    cases: tuple[Case, ...], references: dict[str, str]
) -> None:
    assert {case.question for case in cases} <= references.keys()


def test_no_answer_stands_twice(cases: tuple[Case, ...]) -> None:
    texts = Counter(" ".join(case.answer.casefold().split()) for case in cases)
    assert [text for text, count in texts.items() if count > 1] == []


def test_a_right_answer_fits_in_the_space_that_the_question_gives(cases: tuple[Case, ...]) -> None:
    honest = [case for case in cases if case.kind in {Kind.PARAPHRASE, Kind.PARTIAL}]
    assert [case.answer for case in honest if len(case.answer) > LONGEST] == []


def test_no_paraphrase_is_the_model_answer(
    cases: tuple[Case, ...], references: dict[str, str]
) -> None:
    for case in cases:
        shared = set(case.answer.lower().split()) & set(references[case.question].lower().split())
        if case.kind is Kind.PARAPHRASE:
            assert len(shared) < 0.6 * len(set(case.answer.lower().split())), case


def test_answers_are_made_the_same_each_time(
    cases: tuple[Case, ...], references: dict[str, str]
) -> None:
    first = made(cases, references)
    assert first == made(cases, references)
    assert {case.kind for case in first} == set(Made)
    assert all(case.answer != case.source for case in first if case.source)


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("It is low and they can grow.", "It is not low and they can not grow."),
        ("It's flat; that is not so.", "It's not flat; that is not so."),
        ("It isn't high, nor does it fall.", "It isn't high, nor does not it fall."),
        ("No verb here", "No verb here"),
    ],
)
def test_a_rule_puts_not_after_each_plain_verb(text: str, turned: str) -> None:
    assert negated_by_rule(text) == turned
