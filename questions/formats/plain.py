"""A question as most programs know it, between our packs and a file of theirs."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.quiz.question import Drawing, Form

CHOICES = frozenset({Form.SINGLE_CHOICE, Form.MULTI_SELECT})
NO_REFERENCE = "its answer is free text, and the file has no model answer to hold it against"


@dataclass(frozen=True, slots=True)
class Choice:
    """An option, a number, a step to order, or the right side of a pair (`left` is the other)."""

    text: str
    correct: bool = False
    why: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True)
class PlainQuestion:
    """What a file says of one question; texts are our small Markdown.

    A number's key is its correct choice, recognised wrong numbers are the others; the one choice
    of free text is a model answer. Steps stand in their right order. `line` is where the file has
    it, `lost` what of it could not be taken.
    """

    form: Form
    stem: str
    choices: tuple[Choice, ...] = ()
    name: str = ""
    category: tuple[str, ...] = ()
    explanation: str = ""
    tolerance: float = 0.0
    unit: str = ""
    tags: tuple[str, ...] = ()
    figure: Drawing | None = None
    line: int = field(default=0, compare=False)
    lost: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question that cannot be taken: where it stands, its name if it has one, and why."""

    line: int
    name: str
    why: str


class Unfit(ValueError):
    """This one question cannot be taken; the words say why."""


class Unreadable(ValueError):
    """Nothing of the file is taken; the words say why and what to do, `line` counts from 1."""

    def __init__(self, says: str, remedy: str, line: int = 1) -> None:
        super().__init__(says)
        self.says = says
        self.remedy = remedy
        self.line = line


Found = PlainQuestion | Refusal
Read = Callable[[str], Iterable[Found]]
Write = Callable[[Sequence[PlainQuestion]], str]


def _fits(_: PlainQuestion) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Packed:
    """How a kind of file is read and written that is no text."""

    read: Callable[[Path], Iterable[Found]]
    write: Callable[[Sequence[PlainQuestion]], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how it is read and written, and which forms and fields it can hold.

    `whys` are the forms whose choices may have reasons; `refuses` says why a question that is
    of a held form cannot be written all the same, "" if it can.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Read
    write: Write
    forms: frozenset[Form]
    fields: frozenset[str]
    whys: frozenset[Form]
    refuses: Callable[[PlainQuestion], str] = _fits
    packed: Packed | None = None
    """If it has this, the text is only what is packed."""


def number_text(value: float) -> str:
    """A number so that reading it gives the same number: "21", "0.1"."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def number_of(text: str) -> float:
    """The number that a text writes. Raises `Unfit` if it is none."""
    try:
        value = float(text.strip().replace("−", "-"))
    except ValueError:
        raise Unfit(f"“{text.strip()[:40]}” is no number") from None
    if not math.isfinite(value):
        raise Unfit(f"“{text.strip()[:40]}” is no finite number")
    return value


def numeric_choice(text: str, why: str = "", *, correct: bool) -> Choice:
    """A number as a choice, written the one way that we write it. Raises `Unfit`."""
    return Choice(number_text(number_of(text)), correct, why)


def without_whys(question: PlainQuestion) -> PlainQuestion:
    """The question without reasons for its choices."""
    bare = tuple(replace(choice, why="") for choice in question.choices)
    return replace(question, choices=bare)
