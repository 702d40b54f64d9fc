"""Numeric templates: which of their grid points make a good question, and the texts filled in."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.quiz.question import Slip
from questions.expressions import ExpressionError, evaluate, holds
from questions.schema import Numeric
from questions.schema_parts import NumericAnswer, Sum, Template, Tolerance

VARIANTS_NEEDED = 20
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Variant:
    """A template worked out at one point of its grid."""

    names: Mapping[str, float]
    key: float
    wrong: tuple[float, ...]

    def fill(self, text: str) -> str:
        """`text` with every {name} replaced by its number."""
        return fill(text, {**self.names, "key": self.key})


def variant(template: Template, tolerance: Tolerance, index: int) -> Variant | None:
    """The `index`-th point of the grid, or None if it makes no good question.

    Constraints must hold, and the key be far enough from every slip to tell them apart.
    """
    try:
        made = work_out(template, params_at(template, index))
        return made if _is_usable(template, tolerance, made) else None
    except ExpressionError:
        return None


def variants(template: Template, tolerance: Tolerance) -> Iterator[Variant]:
    """Every usable point of the full grid."""
    for index in range(template.size):
        if made := variant(template, tolerance, index):
            yield made


def params_at(template: Template, index: int) -> dict[str, float]:
    """The `index`-th combination of the parameters."""
    chosen: dict[str, float] = {}
    for name, values in template.params.items():
        index, place = divmod(index, len(values))
        chosen[name] = values[place]
    return chosen


def work_out(template: Template, params: Mapping[str, float]) -> Variant:
    """Key and slips at `params`. Raises `ExpressionError` where a sum has no value."""
    names = dict(params)
    for name, text in template.derived.items():
        names[name] = evaluate(text, names)
    key = evaluate(template.key, names)
    known = {**names, "key": key}
    wrong = tuple(_value(slip.value, known) for slip in template.wrong_values)
    return Variant(names, key, wrong)


def slips(template: Template, made: Variant) -> tuple[Slip, ...]:
    """The recognised wrong numbers of a variant."""
    pairs = zip(template.wrong_values, made.wrong, strict=True)
    return tuple(Slip(value, made.fill(slip.why), slip.misconception) for slip, value in pairs)


def fixed_slips(answer: NumericAnswer) -> tuple[Slip, ...]:
    """The recognised wrong numbers of a question without a template."""
    return tuple(Slip(slip.value, slip.why, slip.misconception) for slip in answer.wrong_values)


def fill(text: str, names: Mapping[str, float]) -> str:
    """`text` with {name} replaced by its number; other braces are left alone."""
    return _PLACEHOLDER.sub(
        lambda found: number(names[found[1]]) if found[1] in names else found[0], text
    )


def number(value: float) -> str:
    """A number as people write it: 7.5, 4096, 1e-05."""
    return f"{value:.10g}"


def short(value: float, width: float) -> str:
    """The shortest text that is right within a twentieth of the tolerance `width`."""
    for digits in range(1, 10):
        text = f"{value:.{digits}g}"
        if abs(float(text) - value) <= width / 20:
            return number(float(text))
    return number(value)


def longest_stem(item: Numeric) -> int:
    """How many characters the stem has at most, over the whole grid."""
    if item.template is None:
        return len(item.stem)
    made = variants(item.template, item.answer.tolerance)
    return max((len(each.fill(item.stem)) for each in made), default=len(item.stem))


def _is_usable(template: Template, tolerance: Tolerance, made: Variant) -> bool:
    known = {**made.names, "key": made.key}
    if not all(holds(text, known) for text in template.constraints):
        return False
    apart = max(2 * tolerance.around(made.key), _value(template.min_separation, known))
    return _are_apart(made, apart)


def _are_apart(made: Variant, apart: float) -> bool:
    if any(_near(made.key, value) or abs(made.key - value) < apart for value in made.wrong):
        return False
    ordered = sorted(made.wrong)
    return not any(_near(low, high) for low, high in pairwise(ordered))


def _near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def _value(text: Sum, names: Mapping[str, float]) -> float:
    return evaluate(str(text), names)
