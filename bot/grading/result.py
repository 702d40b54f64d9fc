"""What grading an answer comes to: a verdict, a score, and what was found on the way."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    CORRECT = "correct"
    PARTLY = "partly"
    INCORRECT = "incorrect"
    UNSURE = "unsure"
    """Nobody can tell yet; earns nothing until people rule."""


class State(StrEnum):
    """How an answer stands to one point of the rubric."""

    HIT = "hit"
    NEAR = "near"
    """Half said: worth a part of the point."""
    MISSED = "missed"
    CONTRADICTED = "contradicted"
    """The opposite was said, or the statement was given to the wrong owner."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One point of the rubric, and what the answer says to it."""

    point: str
    """The point's id."""
    text: str
    """What a full answer says; kept from members until the round is closed."""
    hint: str
    state: State
    quote: str = ""
    """The words of the answer that decided it, as they were written."""
    why: str = ""
    """For a contradiction: "negated", "opposite" or "swapped"; "mixed" for a hit that is also
    denied elsewhere."""
    credit: float = 0.0
    """0 to 1: what share of the point was earned."""


@dataclass(frozen=True, slots=True)
class Grade:
    verdict: Verdict
    score: float
    """0 to 1; counts for nothing while the verdict is unsure."""
    why: str = ""
    """What was thought, as far as the key knows it; may be empty."""
    findings: tuple[Finding, ...] = ()
    confidence: float = 1.0
    """0 to 1; under 0.3 the verdict is unsure."""
    draft: Verdict | None = None
    """What the verdict would be if it had to be given, where it is unsure."""
    gate: str = ""
    """The name of the gate that fired, if one did."""
    wrongs: tuple[str, ...] = ()
    """The ids of the misconceptions that were found."""
