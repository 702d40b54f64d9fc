"""A small bank with questions of all nine forms, whose keys are easy to look for."""

from collections.abc import Mapping
from dataclasses import replace

from bot.quiz.question import (
    Code,
    Drawing,
    Entry,
    Face,
    Form,
    Key,
    Question,
    Slip,
)
from bot.quiz.rubric import Point, Rubric

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15"
    b"\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\r\xefF\xb8\x00\x00\x00\x00IEND"
    b"\xaeB`\x82"
)
EXPLANATION = "The long explanation."
WHYS = ("The why of A.", "The why of B.", "The why of C.", "The why of D.")
MISCONCEPTIONS = ("thought-of-a", "thought-of-b", "thought-of-c", "thought-of-d")
_FOUR = ("recall", "precision", "accuracy", "coverage")
_THREE = ("mean", "median", "mode")


def _face(form: Form) -> Face:
    face = Face(form, form.value, 3, f"Which is it, in {form}?")
    match form:
        case Form.TRUE_FALSE:
            return replace(face, options=("True", "False"))
        case Form.NUMERIC:
            return replace(face, unit="GiB")
        case Form.ORDER | Form.SINGLE_CHOICE | Form.MULTI_SELECT:
            return replace(face, options=_FOUR)
        case Form.MATCH:
            return replace(face, options=_THREE, prompts=("first", "second", "third"))
        case Form.CODE_OUTPUT:
            return replace(face, options=_THREE, code=Code("python", "print(6 * 7)"))
        case Form.IMAGE_BASED:
            return replace(face, options=_THREE, drawing=Drawing(PNG, "A dot."))
        case _:
            return face


RIGHT: Mapping[Form, tuple[str, str]] = {
    Form.SINGLE_CHOICE: ("B", "C"),
    Form.MULTI_SELECT: ("A C", "B D"),
    Form.TRUE_FALSE: ("A", "B"),
    Form.NUMERIC: ("7.5", "71"),
    Form.ORDER: ("C A D B", "D B C A"),
    Form.MATCH: ("1C 2A 3B", "1B 2C 3A"),
    Form.CODE_OUTPUT: ("C", "A"),
    Form.IMAGE_BASED: ("A", "B"),
    Form.FREE_TEXT: ("Because the variance shrinks.", "Because the mean moves less."),
}
"""The right answer to each form in either of two banks that ask the same."""

WRONG: Mapping[Form, str] = {
    Form.SINGLE_CHOICE: "D",
    Form.MULTI_SELECT: "A B C D",
    Form.TRUE_FALSE: "B",
    Form.NUMERIC: "12",
    Form.ORDER: "B D A C",
    Form.MATCH: "1A 2B 3C",
    Form.CODE_OUTPUT: "B",
    Form.IMAGE_BASED: "C",
    Form.FREE_TEXT: "I would rather not say.",
}
"""Something else that is an answer; wrong in the first bank."""


def question(form: Form, *, other: bool = False, number: int = 1) -> Question:
    """The question of a form; the `other` bank asks the same and has another key."""
    face, right = _face(form), RIGHT[form][other]
    size = len(face.options)
    key = Key(
        answer=right,
        explanation=EXPLANATION,
        scores=tuple(float(letter in right.split()) for letter in face.letters),
        whys=WHYS[:size],
        misconceptions=MISCONCEPTIONS[:size],
        absolute_tolerance=0.05,
        slips=(Slip(12.0, "You forgot to halve.", "thought-of-halves"),),
        references=("A book, page 7.",),
        rubric=Rubric((Point("point", "The key point."),)),
    )
    return Question(f"{form}-{number}", 1, f"{form}-concept", "facet", "tests", face, key)


class NineForms:
    """A bank with five questions of each form; a form's name is its topic."""

    def __init__(self, *, other: bool = False) -> None:
        self._other = other
        self._forms = {f"{form}-{n}": (form, n) for form in Form for n in range(1, 6)}

    def entries(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(id_, form, form.value, f"{form}-concept", 3, "tests")
            for id_, (form, _) in sorted(self._forms.items())
        )

    def draw(self, question_id: str, seed: str) -> Question:
        """Raises `KeyError` if there is no such question."""
        form, number = self._forms[question_id]
        return question(form, other=self._other, number=number)
