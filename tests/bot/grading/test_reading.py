"""What people type becomes an answer, or is left alone."""

from dataclasses import replace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.grading.reading import read, read_reply
from bot.quiz.question import Face, Form
from tests.nine_forms import RIGHT, question

NUMERIC = question(Form.NUMERIC).face
ORDER = question(Form.ORDER).face
MATCH = question(Form.MATCH).face
WORDS = question(Form.FREE_TEXT).face


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("0.83", "0.83"),
        ("Answer: 0.83", "0.83"),
        ("my answer is 5/8", "0.625"),
        ("≈ 0.83", "0.83"),
        ("I think it's about 0.83", "0.83"),
        ("It is 5/8.", "0.625"),
        ("0.83?", "0.83"),
        ("= 1,024 GiB", "1024"),
        ("it was 2 years ago", None),
        ("9" * 101, None),
        ("1" * 50_000 + "x", None),
    ],
)
def test_a_numeric_answer_is_canonical(text: str, answer: str | None) -> None:
    assert read(NUMERIC, text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("C A D B", "C A D B"),
        ("cadb", "C A D B"),
        ("c, a, d, b", "C A D B"),
        ("C > A > D > B", "C A D B"),
        ("C→A→D→B.", "C A D B"),
        ("(C) (A) (D) (B)", "C A D B"),
        ("c>a>d>b", "C A D B"),
        ("C -> A => D ⇒ B", "C A D B"),
        ("C, then A, then D and finally B", "C A D B"),
        ("1. C 2. A 3. D 4. B", "C A D B"),
        ("1) C\n2) A\n3) D\n4) B", "C A D B"),
        ("2A 1C 4B 3D", "C A D B"),
        ("C A D B?", "C A D B"),
        ("1C 2A 3D", None),
        ("1C 2A 3D 5B", None),
        ("bad cab", None),
        ("C A D", None),
        ("C A D B B", None),
        ("C A D E", None),
        ("no idea", None),
        ("", None),
    ],
)
def test_an_order_names_each_letter_once(text: str, answer: str | None) -> None:
    assert read(ORDER, text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1C 2A 3B", "1C 2A 3B"),
        ("3b, 1c; 2a", "1C 2A 3B"),
        ("1-C 2-A 3-B", "1C 2A 3B"),
        ("1 → C, 2 → A, 3 → B", "1C 2A 3B"),
        ("1. C 2. A 3. B", "1C 2A 3B"),
        ("1) C 2) A 3) B", "1C 2A 3B"),
        ("1:c 2:a 3:b", "1C 2A 3B"),
        ("1=c, 2=a, 3=b", "1C 2A 3B"),
        ("1 is C, 2 is A and 3 is B", "1C 2A 3B"),
        ("1c2a3b", "1C 2A 3B"),
        ("C1 A2 B3", "1C 2A 3B"),
        ("A-2, B-3, C-1", "1C 2A 3B"),
        ("1A 2A 3A", "1A 2A 3A"),
        ("1A 2B", None),
        ("1A 2B 3C 4A", None),
        ("1A 1B 2C 3A", None),
        ("1A 2B 3E", None),
        ("1A 2B 3C or so", None),
        ("2b or not 2b", None),
        ("", None),
    ],
)
def test_a_match_names_a_letter_for_each_number(text: str, answer: str | None) -> None:
    assert read(MATCH, text) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Because it overfits.", "Because it overfits."),
        ("Answer: because it overfits", "because it overfits"),
        ("answer: my answer is: it overfits", "it overfits"),
        ("Does it not overfit? Or is the data too noisy?",) * 2,
        ("Overfitting", "Overfitting"),
        ("переобучение", "переобучение"),
        ("   ", None),
        ("?!", None),
        ("🙂", None),
        ("so\x00me \ud800words here", "some words here"),
        ("two\nlines\tare kept", "two\nlines\tare kept"),
    ],
)
def test_any_words_in_a_form_are_a_free_text_answer(text: str, answer: str | None) -> None:
    assert read(WORDS, text) == answer


@pytest.mark.parametrize(
    ("face", "text", "answer"),
    [
        (WORDS, "Because it overfits.", "Because it overfits."),
        (WORDS, "Is it because it overfits?", None),
        (WORDS, "no idea", None),
        (WORDS, "", None),
        (NUMERIC, "0.83", "0.83"),
        (NUMERIC, "0.83?", None),
        (ORDER, "C A D B", "C A D B"),
        (ORDER, "C A D B? ", None),
        (MATCH, "1C 2A 3B", "1C 2A 3B"),
        (MATCH, "1C 2A 3B?", None),
    ],
)
def test_a_reply_in_the_thread_may_be_only_talk(face: Face, text: str, answer: str | None) -> None:
    assert read_reply(face, text) == answer


@pytest.mark.parametrize("sign", ["x", "é", "界", "🙂"])
def test_free_text_is_cut_where_no_database_could_index_it(sign: str) -> None:
    kept = read(WORDS, "this is long " + sign * 5000)
    assert kept is not None
    assert 2390 < len(kept.encode()) <= 2400
    assert kept.endswith(sign)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("A C", "A C"), ("c and a", "A C"), ("AC", "A C"), ("recall", "A"), ("A X", None)],
)
def test_several_letters_are_read_for_a_multi_select(text: str, answer: str | None) -> None:
    assert read(question(Form.MULTI_SELECT).face, text) == answer


@pytest.mark.parametrize("form", list(Form))
def test_every_key_reads_as_itself(form: Form) -> None:
    for other in (False, True):
        asked = question(form, other=other)
        assert read(asked.face, asked.key.answer) == RIGHT[form][other]


@for_all(st.sampled_from(Form), st.text(max_size=200) | st.from_regex(r"[\d.,eE/% +-]{1,40}"))
def test_nothing_that_is_typed_can_break_the_reading(form: Form, text: str) -> None:
    answer = read(question(form).face, text)
    assert answer is None or answer.strip()
    if answer is not None:
        assert read(question(form).face, answer) == answer or form is Form.NUMERIC


@for_all(st.floats(-1e12, 1e12, allow_nan=False))
def test_a_number_written_by_python_is_read_back(value: float) -> None:
    face = Face(Form.NUMERIC, "t", 1, "?")
    answer = read(replace(face, unit=""), repr(value))
    assert answer is not None
    assert float(answer) == pytest.approx(value)
