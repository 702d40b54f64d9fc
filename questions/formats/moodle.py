"""Moodle XML: https://docs.moodle.org/en/Moodle_XML_format, read element by element."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.quiz.question import Form
from questions.formats.gift import category_of
from questions.formats.markup import has_html, to_markdown
from questions.formats.moodle_out import write
from questions.formats.plain import (
    CHOICES,
    NO_REFERENCE,
    Choice,
    Format,
    Found,
    PlainQuestion,
    Refusal,
    Unfit,
    number_of,
    numeric_choice,
)
from questions.formats.xml import Node, elements

_SHORT = "it takes some short answers as they are written, which no form here does"


@dataclass(frozen=True, slots=True)
class _Answers:
    form: Form
    choices: tuple[Choice, ...]
    tolerance: float = 0.0
    unit: str = ""
    lost: tuple[str, ...] = ()


def read(text: str) -> Iterator[Found]:
    """Every question of the file, or why it is none. Raises `Unreadable` for DTDs and entities."""
    category: tuple[str, ...] = ()
    for found in elements(text, "quiz", "question"):
        if isinstance(found, Refusal):
            yield found
        elif found.attribute("type") == "category":
            category = category_of(found.at("category", "text").text)
        else:
            yield _question(found, category)


def _question(node: Node, category: tuple[str, ...]) -> Found:
    name = node.at("name", "text").text.strip()
    kind = node.attribute("type")
    try:
        _refuse_files(node)
        answers = _ANSWERS.get(kind, _unknown)(node)
        return PlainQuestion(
            form=answers.form,
            stem=_words(node.at("questiontext")),
            choices=answers.choices,
            name=name,
            category=category,
            explanation=_words(node.at("generalfeedback")),
            tolerance=answers.tolerance,
            unit=answers.unit,
            tags=tuple(tag.at("text").text.strip() for tag in node.at("tags").all("tag")),
            line=node.line,
            lost=(*answers.lost, *_left_out(node)),
        )
    except Unfit as error:
        return Refusal(node.line, name, str(error))


def _refuse_files(node: Node) -> None:
    if node.has("file") or node.mentions("@@PLUGINFILE@@"):
        raise Unfit("it holds a picture or a file; figures are drawn from data here")


def _left_out(node: Node) -> Iterator[str]:
    if node.all("hint"):
        yield "hints"
    combined = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
    # Moodle itself writes one sentence into each of these.
    standard = {"", "Your answer is correct.", "Your answer is partially correct."}
    standard |= {"Your answer is incorrect."}
    if any(_words(node.at(name)) not in standard for name in combined):
        yield "what it says to every right or wrong answer"


def _words(node: Node) -> str:
    text, kind = node.at("text").text.strip(), node.attribute("format")
    if kind == "html" or (kind in {"", "moodle_auto_format"} and has_html(text)):
        return to_markdown(text)
    return text


def _share(answer: Node) -> float:
    return number_of(answer.attribute("fraction") or "0")


def _options(node: Node) -> _Answers:
    answers = node.all("answer")
    is_single = node.at("single").text.strip().lower() in {"true", "1", ""}
    full = 100 if is_single else 1e-9
    choices = tuple(
        Choice(_words(answer), _share(answer) >= full, _words(answer.at("feedback")))
        for answer in answers
    )
    if not is_single:
        return _Answers(Form.MULTI_SELECT, choices)
    partly = any(0 < _share(answer) < full for answer in answers)
    lost = ("part of the points for a wrong option",) if partly else ()
    return _Answers(Form.SINGLE_CHOICE, choices, lost=lost)


def _sides(node: Node) -> _Answers:
    choices = tuple(
        Choice(answer.at("text").text.strip().capitalize(), _share(answer) > 0, why)
        for answer in node.all("answer")
        for why in [_words(answer.at("feedback"))]
    )
    return _Answers(Form.SINGLE_CHOICE, choices)


def _numbers(node: Node) -> _Answers:
    answers = node.all("answer")
    for answer in answers:
        if 0 < _share(answer) < 100:
            raise Unfit("it gives part of the points for a number, which is not known here")
    right = [answer for answer in answers if _share(answer) > 0]
    if len(right) != 1:
        raise Unfit("it has no right number, or several")
    choices = tuple(
        numeric_choice(answer.at("text").text, _words(answer.at("feedback")), correct=correct)
        for answer in answers
        for correct in [answer is right[0]]
    )
    units = node.at("units").all("unit")
    return _Answers(
        Form.NUMERIC,
        choices,
        number_of(right[0].at("tolerance").text or "0"),
        units[0].at("unit_name").text.strip() if units else "",
        ("other units than the first",) if len(units) > 1 else (),
    )


def _pairs(node: Node) -> _Answers:
    choices = tuple(
        Choice(pair.at("answer", "text").text.strip(), correct=True, left=_words(pair))
        for pair in node.all("subquestion")
    )
    return _Answers(Form.MATCH, choices)


def _steps(node: Node) -> _Answers:
    ranked = sorted(node.all("answer"), key=_share)
    return _Answers(Form.ORDER, tuple(Choice(_words(answer)) for answer in ranked))


def _essay(node: Node) -> _Answers:
    if not (reference := _words(node.at("graderinfo"))):
        raise Unfit(NO_REFERENCE)
    return _Answers(Form.FREE_TEXT, (Choice(reference, correct=True),))


def _short(_: Node) -> _Answers:
    raise Unfit(_SHORT)


def _unknown(node: Node) -> _Answers:
    raise Unfit(f"questions of the type “{node.attribute('type')[:40]}” are not known here")


_ANSWERS: dict[str, Callable[[Node], _Answers]] = {
    "multichoice": _options,
    "truefalse": _sides,
    "numerical": _numbers,
    "matching": _pairs,
    "ordering": _steps,
    "essay": _essay,
    "shortanswer": _short,
}


MOODLE = Format(
    name="moodle",
    suffixes=(".xml",),
    read=read,
    write=write,
    forms=CHOICES | {Form.NUMERIC, Form.MATCH, Form.ORDER, Form.FREE_TEXT},
    fields=frozenset({"name", "category", "explanation", "figure", "tags", "unit"}),
    whys=CHOICES | {Form.NUMERIC},
)
