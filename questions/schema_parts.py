"""The parts that a question in a pack is made of; see `questions.schema` for the whole."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from questions.expressions import ExpressionError, parse
from questions.faults import Refused
from questions.limits import CODE_COLUMNS, CODE_LINES, OPTION_LIMIT, WHY_LIMIT


def words(limit: int) -> StringConstraints:
    """Some text of at most `limit` characters."""
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=limit)


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Shown = Annotated[str, words(OPTION_LIMIT)]
Why = Annotated[str, words(WHY_LIMIT)]
Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z_][a-z0-9_]*$")]
Sum = Words | int | float
"""A sum over a template's names, or just a number."""


class Part(BaseModel):
    """Strict and frozen: an unknown field or a wrong type is a fault, never a guess."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Option(Part):
    """A choice; a wrong one names the misconception that leads to it."""

    id: Id
    text: Shown
    correct: bool
    why: Why
    misconception: Slug | None = None

    @model_validator(mode="after")
    def _misconception_fits(self) -> "Option":
        if self.correct and self.misconception:
            raise Refused("a correct option stands for no misconception", "Remove the field")
        if not self.correct and not self.misconception:
            remedy = "Add 'misconception' with an id of the catalogue"
            raise Refused("a wrong option names no misconception", remedy)
        return self


class Reason(Option):
    """A justification; `supports` is the side of the statement that it argues for."""

    supports: bool


class Justification(Part):
    ask: Words = "Which reason fits best?"
    options: Annotated[tuple[Reason, ...], Field(min_length=3, max_length=7)]


class Element(Part):
    id: Id
    text: Shown


class Listing(Part):
    """Code that is shown; `requires` names the packages it needs to run."""

    language: Slug
    requires: tuple[Words, ...] = ()
    max_width: Annotated[int, Field(ge=10, le=CODE_COLUMNS)] = CODE_COLUMNS
    source: Annotated[str, StringConstraints(min_length=1)]

    @model_validator(mode="after")
    def _fits_a_phone(self) -> "Listing":
        lines = self.source.rstrip("\n").split("\n")
        width = max(map(len, lines))
        if len(lines) > CODE_LINES:
            says = f"the code has {len(lines)} lines"
            raise Refused(says, f"Keep it to {CODE_LINES}", ("source",))
        if width > self.max_width:
            says = f"a line of the code has {width} columns"
            raise Refused(says, f"Keep it to {self.max_width}", ("source",))
        if "\t" in self.source:
            raise Refused("the code has tabs", "Indent it with spaces", ("source",))
        return self


class WrongValue(Part):
    """A number that a known slip leads to."""

    value: Sum
    misconception: Slug
    why: Why


class FixedSlip(Part):
    """A wrong number of a question whose numbers never change."""

    value: float
    misconception: Slug
    why: Why


class Tolerance(Part):
    """How far from the key still counts: `abs` in the unit of the answer, `rel` as a share."""

    abs: Annotated[float, Field(ge=0)] = 0.0
    rel: Annotated[float, Field(ge=0, le=0.5)] = 0.0

    def around(self, key: float) -> float:
        """The width allowed on each side of `key`."""
        return max(self.abs, self.rel * abs(key))


class NumericAnswer(Part):
    """What counts as right; `value` and `wrong_values` only where there is no template."""

    unit: str = ""
    tolerance: Tolerance = Tolerance()
    accept: tuple[Words, ...] = ()
    value: float | None = None
    wrong_values: tuple[FixedSlip, ...] = ()


Grid = Annotated[tuple[int | float, ...], Field(min_length=1)]
GRID_LIMIT = 20_000


class Template(Part):
    """Numbers to choose from, and the sums that make key and slips of them."""

    params: Annotated[dict[Name, Grid], Field(min_length=1)]
    derived: dict[Name, Words] = Field(default={})
    key: Words
    constraints: tuple[Words, ...] = ()
    wrong_values: tuple[WrongValue, ...] = ()
    min_separation: Sum = 0

    @model_validator(mode="after")
    def _sums_are_known(self) -> "Template":
        known = set(self.params)
        for name, text in self.derived.items():
            _check(text, known, ("derived", name))
            known.add(name)
        _check(self.key, known, ("key",))
        known.add("key")
        for place, text in enumerate(self.constraints):
            _check(text, known, ("constraints", place))
        for place, wrong in enumerate(self.wrong_values):
            _check(wrong.value, known, ("wrong_values", place, "value"))
        _check(self.min_separation, known, ("min_separation",))
        return self

    @model_validator(mode="after")
    def _grid_is_small(self) -> "Template":
        if self.size > GRID_LIMIT:
            says = f"the parameters make {self.size} combinations"
            raise Refused(says, f"Keep them to {GRID_LIMIT}", ("params",))
        return self

    @property
    def size(self) -> int:
        """How many points the grid has, usable or not."""
        count = 1
        for values in self.params.values():
            count *= len(values)
        return count


def _check(text: Sum, known: set[str], at: tuple[str | int, ...]) -> None:
    try:
        missing = parse(str(text)).names - known
    except ExpressionError as error:
        remedy = "Use numbers, names, + - * / ** and functions such as min, round, sqrt"
        raise Refused(str(error), remedy, at) from error
    if missing:
        says = f"the sum '{text}' uses the unknown name '{min(missing)}'"
        raise Refused(says, f"Use one of {', '.join(sorted(known))}", at)


class ChoiceRender(Part):
    shuffle: bool = True
    poll_ok: bool = False


class NumericRender(Part):
    mode: tuple[Literal["typed", "options"], ...] = ("typed",)
    shuffle: bool = True


class OrderRender(Part):
    shuffle: bool = True


class MatchRender(Part):
    shuffle_right: bool = True


class TextRender(Part):
    max_chars: Annotated[int, Field(ge=50, le=2000)] = 700
    modal: bool = True


class SetScoring(Part):
    method: Literal["plus-minus"] = "plus-minus"
    floor: Literal[0] = 0
    full_credit: Literal["exact-set"] = "exact-set"


class TierScoring(Part):
    """What each tier of a true-false question earns; together they are 1."""

    tier1: Annotated[float, Field(ge=0, le=1)] = 0.4
    tier2: Annotated[float, Field(ge=0, le=1)] = 0.6
    tier2_requires_tier1: Literal[True] = True

    @model_validator(mode="after")
    def _tiers_make_one(self) -> "TierScoring":
        if abs(self.tier1 + self.tier2 - 1) > 1e-9:
            raise Refused("tier1 and tier2 do not add up to 1", "Write 0.4 and 0.6")
        return self


class PairScoring(Part):
    method: Literal["concordant-pairs", "per-pair"]
    full_credit: Literal["exact"] = "exact"
