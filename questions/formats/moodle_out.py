"""Questions as Moodle XML; texts go out as Markdown, which Moodle shows as such."""

import base64
from collections.abc import Iterator, Sequence
from html import escape

from bot.quiz.question import Form
from questions.formats.plain import Choice, PlainQuestion, number_text

_TYPES = {
    Form.SINGLE_CHOICE: "multichoice",
    Form.MULTI_SELECT: "multichoice",
    Form.NUMERIC: "numerical",
    Form.MATCH: "matching",
    Form.ORDER: "ordering",
    Form.FREE_TEXT: "essay",
}
_MARKDOWN = 'format="markdown"'
_NO_BRACKETS = str.maketrans("[]\n", "() ")
"""They would end the words of a picture."""


def write(questions: Sequence[PlainQuestion]) -> str:
    """The questions as one file, in UTF-8."""
    rows, category = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"], tuple[str, ...]()
    for question in questions:
        if question.category != category:
            category = question.category
            path = "/".join(("$course$", "top", *category))
            rows.append(f'<question type="category">{_tag("category", _text(path))}</question>')
        rows += _question(question)
    return "\n".join((*rows, "</quiz>", ""))


def _question(question: PlainQuestion) -> Iterator[str]:
    yield f'<question type="{_TYPES[question.form]}">'
    yield _tag("name", _text(question.name))
    yield _tag("questiontext", _stem(question), _MARKDOWN)
    yield _tag("generalfeedback", _text(question.explanation), _MARKDOWN)
    if question.form in {Form.SINGLE_CHOICE, Form.MULTI_SELECT}:
        yield _tag("single", "true" if question.form is Form.SINGLE_CHOICE else "false")
        yield _tag("shuffleanswers", "true")
        yield _tag("answernumbering", "ABCD")
    yield from _answers(question)
    if question.unit:
        unit = _tag("multiplier", "1") + _tag("unit_name", escape(question.unit))
        yield _tag("units", _tag("unit", unit))
    if question.tags:
        yield _tag("tags", "".join(_tag("tag", _text(tag)) for tag in question.tags))
    yield "</question>"


def _stem(question: PlainQuestion) -> str:
    """The question's text; a figure goes with it as a file that the text names."""
    if question.figure is None:
        return _text(question.stem)
    name = f"{question.name}.png"
    alt = question.figure.alt.translate(_NO_BRACKETS)
    picture = _text(f"{question.stem}\n\n![{alt}](@@PLUGINFILE@@/{name})")
    data = base64.b64encode(question.figure.png).decode()
    return picture + _tag("file", data, f'name="{name}" path="/" encoding="base64"')


def _answers(question: PlainQuestion) -> Iterator[str]:
    right = sum(choice.correct for choice in question.choices) or 1
    wrong = len(question.choices) - right or 1
    for place, choice in enumerate(question.choices, 1):
        if question.form is Form.MATCH:
            answer = _tag("answer", _text(choice.text))
            yield _tag("subquestion", _text(choice.left) + answer, _MARKDOWN)
        elif question.form is Form.FREE_TEXT:
            yield _tag("graderinfo", _text(choice.text), _MARKDOWN)
        elif question.form is Form.ORDER:
            yield _answer(choice, str(place))
        elif question.form is Form.NUMERIC:
            width = number_text(question.tolerance) if choice.correct else "0"
            share = "100" if choice.correct else "0"
            yield _answer(choice, share, _tag("tolerance", width))
        elif question.form is Form.MULTI_SELECT:
            yield _answer(choice, f"{100 / right if choice.correct else -100 / wrong:.5f}")
        else:
            yield _answer(choice, "100" if choice.correct else "0")


def _answer(choice: Choice, share: str, more: str = "") -> str:
    why = _tag("feedback", _text(choice.why), _MARKDOWN) if choice.why else ""
    return _tag("answer", _text(choice.text) + why + more, f'fraction="{share}" {_MARKDOWN}')


def _text(words: str) -> str:
    return _tag("text", escape(words, quote=False))


def _tag(name: str, inside: str, attributes: str = "") -> str:
    return f"<{name}{' ' if attributes else ''}{attributes}>{inside}</{name}>"
