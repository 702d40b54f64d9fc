"""A rubric: what a full free-text answer says, and what no right answer says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a full answer says; `say` are patterns, see docs/writing-questions.md."""

    id: str
    text: str
    """What a full answer says; shown once the round is closed."""
    hint: str = ""
    """Names the missed point without giving it away."""
    say: tuple[str, ...] = ()
    about: str = ""
    """A key of `Rubric.roles`: whose statement it is."""
    weight: float = 1.0
    required: bool = False
    optional: bool = False
    """A bonus: it adds to the score and is never missed."""
    strict: bool = True
    """A negated match contradicts the point; False where a negative wording can be right."""
    para: tuple[str, ...] = ()
    """The point in whole sentences, other than the patterns'."""
    accept: tuple[str, ...] = ()
    """Phrasings that people ruled to be right."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A misconception: an answer that shows it scores at most `cap`."""

    id: str
    text: str
    """What sets it right."""
    say: tuple[str, ...]
    cap: float = 0.4


@dataclass(frozen=True, slots=True)
class Rubric:
    """How a free-text answer is judged; `need` of the points make it full, or all of them."""

    points: tuple[Point, ...]
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """The things that a question contrasts, each with the names it goes by."""
    need: int | None = None
    wrong: tuple[Wrong, ...] = ()


def rubric_of(data: Mapping[str, Any]) -> Rubric:
    """The rubric of plain data: a pack's `rubric:` block, or what a round's snapshot holds.

    Raises `KeyError` if a point or a wrong lacks its id or text; the schema says it more kindly.
    """
    return Rubric(
        points=tuple(_point(point) for point in data.get("points") or ()),
        roles={name: tuple(aliases) for name, aliases in (data.get("roles") or {}).items()},
        need=data.get("need"),
        wrong=tuple(_wrong(wrong) for wrong in data.get("wrong") or ()),
    )


def _point(data: Mapping[str, Any]) -> Point:
    return Point(
        id=data["id"],
        text=data["text"],
        hint=data.get("hint") or "",
        say=tuple(data.get("say") or ()),
        about=data.get("about") or "",
        weight=float(data.get("weight", 1.0)),
        required=bool(data.get("required")),
        optional=bool(data.get("optional")),
        strict=data.get("strict", data.get("polarity", "strict") == "strict"),
        para=tuple(data.get("para") or ()),
        accept=tuple(data.get("accept") or ()),
    )


def _wrong(data: Mapping[str, Any]) -> Wrong:
    cap = float(data.get("cap", 0.4))
    return Wrong(data["id"], data["text"], tuple(data.get("say") or ()), cap)
