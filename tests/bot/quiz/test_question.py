"""A round keeps its question as text, and gets the same question back."""

import json

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.quiz.question import Code, Drawing, Face, Form, Key, Question, Slip
from bot.quiz.rubric import Point, Rubric, Wrong

words = st.text(max_size=8)
numbers = st.floats(allow_nan=False, allow_infinity=False)


def some(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(strategy, max_size=4).map(tuple)


faces = st.builds(
    Face,
    form=st.sampled_from(Form),
    topic=words,
    difficulty=st.integers(1, 5),
    stem=words,
    options=some(words),
    prompts=some(words),
    code=st.none() | st.builds(Code, words, words),
    drawing=st.none() | st.builds(Drawing, st.binary(max_size=20), words),
    unit=words,
)
points = st.builds(
    Point,
    id=words,
    text=words,
    hint=words,
    say=some(words),
    about=words,
    weight=numbers,
    required=st.booleans(),
    optional=st.booleans(),
    strict=st.booleans(),
    para=some(words),
    accept=some(words),
)
rubrics = st.builds(
    Rubric,
    points=st.lists(points, max_size=2).map(tuple),
    roles=st.dictionaries(words, some(words), max_size=2),
    need=st.none() | st.integers(1, 5),
    wrong=st.lists(st.builds(Wrong, words, words, some(words), numbers), max_size=2).map(tuple),
)
keys = st.builds(
    Key,
    answer=words,
    explanation=words,
    scores=st.lists(numbers, max_size=4).map(tuple),
    whys=some(words),
    misconceptions=some(words),
    absolute_tolerance=numbers,
    slips=st.lists(st.builds(Slip, numbers, words, words), max_size=2).map(tuple),
    references=some(words),
    rubric=st.none() | rubrics,
)
questions = st.builds(Question, words, st.integers(1), words, words, words, faces, keys)


@for_all(questions)
def test_a_snapshot_gives_the_same_question_back(question: Question) -> None:
    assert Question.from_json(question.to_json()) == question


def test_a_snapshot_from_before_rubrics_is_still_shown() -> None:
    point = {"id": "k1", "points": 1.0, "must": "So it is.", "accept": []}
    question = Question(
        "q", 1, "c", "f", "p", Face(Form.FREE_TEXT, "t", 1, "s"), Key("So.", "Thus.")
    )
    data = json.loads(question.to_json())
    del data["key"]["rubric"]
    data["key"] |= {"key_points": [point], "pass_mark": 1.0}
    assert Question.from_json(json.dumps(data)) == question


def test_a_snapshot_refuses_what_it_could_not_give_back() -> None:
    face = Face(Form.NUMERIC, "t", 1, "s", unit={1, 2})  # type: ignore[arg-type]  # on purpose
    with pytest.raises(TypeError, match="a question holds no set"):
        Question("q", 1, "c", "f", "p", face, Key("1", "e")).to_json()


def test_letters_are_as_many_as_the_options() -> None:
    face = Face(Form.SINGLE_CHOICE, "t", 1, "s", options=("x", "y", "z"))
    assert face.letters == "ABC"
    assert Face(Form.NUMERIC, "t", 1, "s").letters == ""


def test_forms_tell_whether_letters_answer_them() -> None:
    one = {form for form in Form if form.takes_one_letter}
    assert one == {Form.SINGLE_CHOICE, Form.TRUE_FALSE, Form.CODE_OUTPUT, Form.IMAGE_BASED}
    assert {form for form in Form if form.takes_letters} == one | {Form.MULTI_SELECT}
