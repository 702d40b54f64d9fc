"""A question as it is asked: the face that members see, and the key that they don't yet."""

import base64
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol, Self

from bot.quiz.rubric import Rubric, rubric_of


class Form(StrEnum):
    """What kind of answer a question takes."""

    SINGLE_CHOICE = "single-choice"
    MULTI_SELECT = "multi-select"
    TRUE_FALSE = "true-false"
    NUMERIC = "numeric"
    ORDER = "order"
    MATCH = "match"
    CODE_OUTPUT = "code-output"
    IMAGE_BASED = "image-based"
    FREE_TEXT = "free-text"

    @property
    def takes_one_letter(self) -> bool:
        """One tap on a letter button or one letter reaction is a whole answer."""
        return self in _ONE_LETTER

    @property
    def takes_letters(self) -> bool:
        """Letters answer it: one of them, or (multi-select) every one that applies."""
        return self.takes_one_letter or self is Form.MULTI_SELECT


_ONE_LETTER = frozenset({Form.SINGLE_CHOICE, Form.TRUE_FALSE, Form.CODE_OUTPUT, Form.IMAGE_BASED})

LETTERS = "ABCDEFG"


@dataclass(frozen=True, slots=True)
class Code:
    """A listing; `language` is a lexer name such as "python" or "sql"."""

    language: str
    source: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as PNG bytes. `alt` holds the data shown, never the verdict."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Face:
    """All that may be shown before closing: messages get this and cannot leak a key."""

    form: Form
    topic: str
    difficulty: int
    stem: str
    options: tuple[str, ...] = ()
    """Shown as A, B, C, … in this order: choices, elements to order, or a match's right side."""
    prompts: tuple[str, ...] = ()
    """The left side of a match, shown as 1, 2, 3, …"""
    code: Code | None = None
    drawing: Drawing | None = None
    unit: str = ""
    """What a numeric answer is counted in, such as "%" or "GiB"; empty if none."""

    @property
    def letters(self) -> str:
        """The letters in use, for instance "ABCD"."""
        return LETTERS[: len(self.options)]


@dataclass(frozen=True, slots=True)
class Slip:
    """A recognised wrong number, and the thought that leads to it."""

    value: float
    why: str
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """What is right, and why; kept from every message until the round is revealed."""

    answer: str
    """The right answer: "B", "A C", "7.5", "B D A C", "1B 2A 3C"; in free text a model answer."""
    explanation: str
    scores: tuple[float, ...] = ()
    """For each letter what choosing it earns, 0 to 1 (choice forms only)."""
    whys: tuple[str, ...] = ()
    """For each letter why it is right or wrong; may be empty strings."""
    misconceptions: tuple[str, ...] = ()
    """For each letter the id of the misconception it stands for; "" where it is none."""
    absolute_tolerance: float = 0.0
    relative_tolerance: float = 0.0
    slips: tuple[Slip, ...] = ()
    references: tuple[str, ...] = ()
    rubric: Rubric | None = None
    """What free text is judged by; without one it is only held against the model answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, ready to be asked: templates are filled, options are in shown order."""

    id: str
    version: int
    concept: str
    facet: str
    pack: str
    face: Face
    key: Key

    def to_json(self) -> str:
        """The snapshot that a round keeps, so that later edits never rewrite history."""
        return json.dumps(asdict(self), default=_encode, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The question of a snapshot made by `to_json`."""
        data = json.loads(text)
        return cls(**data | {"face": _face(data["face"]), "key": _key(data["key"])})


@dataclass(frozen=True, slots=True)
class Entry:
    """What choosing a question needs to know of each one in the bank."""

    id: str
    form: Form
    topic: str
    concept: str
    difficulty: int
    pack: str
    daily: bool = True
    """False: for practice only."""


class Bank(Protocol):
    """The questions one can ask; `questions.loader` has the real one."""

    def entries(self) -> tuple[Entry, ...]:
        """Every live question, ordered by id."""
        ...

    def draw(self, question_id: str, seed: str) -> Question:
        """The question, filled in and ordered by `seed`: same seed, same question.

        Raises `KeyError` if the bank has no such question.
        """
        ...


def _encode(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"a question holds no {type(value).__name__}")


def _face(data: dict[str, Any]) -> Face:
    drawing = data["drawing"]
    if drawing:
        drawing = Drawing(base64.b64decode(drawing["png"]), drawing["alt"])
    return Face(
        **data
        | {
            "form": Form(data["form"]),
            "options": tuple(data["options"]),
            "prompts": tuple(data["prompts"]),
            "code": Code(**data["code"]) if data["code"] else None,
            "drawing": drawing,
        }
    )


_BYGONE = ("key_points", "pass_mark")
"""What keys had before they had rubrics: old rounds are shown without them."""


def _key(data: dict[str, Any]) -> Key:
    plain = ("scores", "whys", "misconceptions", "references")
    kept = {name: value for name, value in data.items() if name not in _BYGONE}
    return Key(
        **kept
        | {name: tuple(data[name]) for name in plain}
        | {"slips": tuple(Slip(**slip) for slip in data["slips"])}
        | {"rubric": rubric_of(data["rubric"]) if data.get("rubric") else None}
    )
