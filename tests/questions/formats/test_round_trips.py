"""Whatever a format can hold comes back from it as it went in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.question import Form
from questions.formats.exchange import FORMATS
from questions.formats.outgoing import reduced
from questions.formats.plain import Choice, PlainQuestion, number_text

MARKS = "ab Z0.%=~#{}[]:\\/<>&;\"'|,\t\n$-@A)é中"
TEXT = st.text(st.sampled_from(MARKS), min_size=1, max_size=20).map(str.strip).filter(bool)
LINE = TEXT.map(lambda text: " ".join(text.split()))
NAMES = st.sampled_from(["", "evaluation.recall.001", "some-name"])
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def questions(draw: st.DrawFn) -> PlainQuestion:
    form = draw(st.sampled_from([one for one in Form if one in FORMATS["csv"].forms]))
    count = draw(st.integers(3, 6))
    texts = draw(st.lists(LINE, min_size=count, max_size=count, unique=True))
    whys = draw(st.lists(st.just("") | TEXT, min_size=count, max_size=count))
    choices = tuple(Choice(text, why=why) for text, why in zip(texts, whys, strict=True))
    if form is Form.SINGLE_CHOICE:
        choices = (Choice(texts[0], correct=True, why=whys[0]), *choices[1:])
    if form is Form.MULTI_SELECT:
        right = tuple(Choice(text, correct=True) for text in texts[:2])
        choices = (*right, *choices[2:])
    if form is Form.MATCH:
        left = [*draw(st.lists(LINE, min_size=count - 1, max_size=count - 1)), ""]
        pairs = zip(texts, whys, left, strict=True)
        choices = tuple(Choice(text, True, why, one) for text, why, one in pairs)
    if form is Form.NUMERIC:
        numbers = draw(st.lists(NUMBERS, min_size=count, max_size=count))
        pairs_ = list(zip(map(number_text, numbers), whys, strict=True))
        choices = (Choice(pairs_[0][0], correct=True), *(Choice(n, why=w) for n, w in pairs_[1:]))
    return PlainQuestion(
        form=form,
        stem=draw(TEXT),
        choices=choices,
        name=draw(NAMES),
        category=draw(st.sampled_from([(), ("evaluation",), ("evaluation", "recall")])),
        explanation=draw(st.just("") | TEXT),
        tolerance=draw(st.sampled_from([0.0, 0.5, 1e-9])) if form is Form.NUMERIC else 0.0,
        unit=draw(st.sampled_from(["", "%", "GiB"])) if form is Form.NUMERIC else "",
        tags=draw(st.sampled_from([(), ("difficulty:3", "facet:first-step")])),
    )


@pytest.mark.parametrize("name", sorted(FORMATS))
@given(wanted=st.lists(questions(), min_size=1, max_size=4))
def test_what_a_format_can_hold_comes_back(name: str, wanted: list[PlainQuestion]) -> None:
    form = FORMATS[name]
    fit = [one for one in wanted if one.form in form.forms and not form.refuses(one)]
    answered = [one for one in fit if one.form is not Form.FREE_TEXT]
    held = [reduced(one, form)[0] for one in answered]
    assert list(form.read(form.write(held))) == held


@pytest.mark.parametrize("name", ["anki", "csv", "moodle"])
@given(stem=TEXT, reference=TEXT)
def test_a_model_answer_comes_back(name: str, stem: str, reference: str) -> None:
    wanted = PlainQuestion(Form.FREE_TEXT, stem, (Choice(reference, correct=True),))
    assert list(FORMATS[name].read(FORMATS[name].write([wanted]))) == [wanted]
