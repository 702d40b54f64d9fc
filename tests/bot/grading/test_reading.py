"""What people type becomes an answer, or is left alone."""

from dataclasses import replace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.grading.reading import number_of, read
from bot.quiz.question import Face, Form
from tests.nine_forms import RIGHT, question

NUMERIC = question(Form.NUMERIC).face
ORDER = question(Form.ORDER).face
MATCH = question(Form.MATCH).face
WORDS = question(Form.FREE_TEXT).face


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("0.83", "", 0.83),
        ("0,83", "", 0.83),
        (".83", "", 0.83),
        ("0.83.", "", 0.83),
        ("83 %", "", 0.83),
        ("83%", "", 0.83),
        ("83 percent", "", 0.83),
        ("83 %", "%", 83),
        ("83", "%", 83),
        ("5/6", "", 5 / 6),
        ("-5 / 6", "", -5 / 6),
        ("8.3e-1", "", 0.83),
        ("2E3", "", 2000),
        ("1,024", "", 1024),
        ("1 024", "", 1024),
        ("1,234,567.5", "", 1234567.5),
        ("0,024", "", 0.024),
        ("7.5 GiB", "GiB", 7.5),
        ("7.5gib", "GiB", 7.5),
        ("−3", "", -3),
        ("-3", "", -3),
        ("+3", "", 3),
        (" 12 ", "", 12),
        ("7.5 GB", "GiB", None),
        ("7.5 apples", "", None),
        ("1/0", "", None),
        ("1e999", "", None),
        ("9" * 99, "", float("9" * 99)),
        ("", "", None),
        ("-", "", None),
        ("e5", "", None),
        ("idk", "", None),
        ("1 2", "", None),
        ("1.2.3", "", None),
        ("2 or 3", "", None),
        ("3?", "", None),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, unit: str, value: float | None) -> None:
    found = number_of(text, unit)
    assert found == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("0.83", "0.83"),
        ("Answer: 0.83", "0.83"),
        ("my answer is 5/8", "0.625"),
        ("≈ 0.83", "0.83"),
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
        ("C A D", None),
        ("C A D B B", None),
        ("C A D E", None),
        ("C A D B?", None),
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
        ("is it overfitting?", None),
        ("no idea", None),
        ("   ", None),
        ("so\x00me \ud800words here", "some words here"),
        ("two\nlines\tare kept", "two\nlines\tare kept"),
    ],
)
def test_free_text_takes_some_words_and_no_question(text: str, answer: str | None) -> None:
    assert read(WORDS, text) == answer


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
