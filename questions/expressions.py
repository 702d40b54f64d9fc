"""Sums that a pack may contain, worked out without ever running its text as code.

Numbers, names, + - * / // % **, comparisons, and/or/not and a few functions; nothing else.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

LENGTH_LIMIT = 300
BITS_LIMIT = 1024
DIGITS_LIMIT = 12

Number = int | float


@dataclass(frozen=True, slots=True)
class Series:
    """The points of a drawn series, for checks that read a figure."""

    x: tuple[float, ...]
    y: tuple[float, ...]


Names = Mapping[str, Number | Series]


class ExpressionError(ValueError):
    """A sum that is not allowed, or has no finite value; says why in one clause."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed sum and the names it needs."""

    text: str
    tree: ast.expr
    names: frozenset[str]


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The sum written in `text`. Raises `ExpressionError` for anything but a sum."""
    if len(text) > LENGTH_LIMIT:
        raise ExpressionError(f"a sum has at most {LENGTH_LIMIT} characters")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"'{text}' is no sum") from error
    names: set[str] = set()
    for node in _values(tree):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif type(node) not in _ALLOWED:
            raise ExpressionError(f"'{ast.unparse(node)}' is not allowed in a sum")
    return Expression(text, tree, frozenset(names))


def evaluate(text: str, names: Names) -> float:
    """The finite value of a sum; true counts 1, false 0. Raises `ExpressionError`."""
    try:
        value = _number(_evaluate(parse(text).tree, names))
    except (ArithmeticError, ValueError, TypeError, IndexError, RecursionError) as error:
        raise ExpressionError(f"'{text}' has no value ({error})") from error
    return float(value)


def holds(text: str, names: Names) -> bool:
    """Is the comparison true? Raises `ExpressionError`."""
    return bool(evaluate(text, names))


def _values(tree: ast.expr) -> list[ast.expr]:
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    return [node for node in nodes if id(node) not in functions or not isinstance(node, ast.Name)]


def _evaluate(node: ast.expr, names: Names) -> Number | Series:
    return _ALLOWED[type(node)](node, names)


def _number(value: Number | Series | complex) -> Number:
    if isinstance(value, (Series, complex)):
        raise ExpressionError("this is not a real number")
    if isinstance(value, int) and value.bit_length() > BITS_LIMIT:
        raise ExpressionError("a number grows too large")
    if not math.isfinite(value):
        raise ExpressionError("a number grows too large")
    return value


def _constant(node: ast.expr, _: Names) -> Number:
    value = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value)
    raise ExpressionError(f"{value!r} is not a number")


def _name(node: ast.expr, names: Names) -> Number | Series:
    name = node.id if isinstance(node, ast.Name) else ""
    if name not in names:
        raise ExpressionError(f"the name '{name}' is not known here")
    return names[name]


def _power(base: Number, exponent: Number) -> Number:
    # Checked before the power is taken: 9**9**9 would never come back.
    if abs(exponent) > BITS_LIMIT:
        raise ExpressionError("an exponent is too large")
    if isinstance(base, int) and base.bit_length() * abs(exponent) > BITS_LIMIT:
        raise ExpressionError("a power grows too large")
    return _number(base**exponent)


_BINARY: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
_UNARY: dict[type[ast.unaryop], Callable[[Number], Number]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Number, Number], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def _binary(node: ast.expr, names: Names) -> Number:
    assert isinstance(node, ast.BinOp)
    if type(node.op) not in _BINARY:
        raise ExpressionError(f"'{ast.unparse(node)}' is not allowed in a sum")
    left = _number(_evaluate(node.left, names))
    return _number(_BINARY[type(node.op)](left, _number(_evaluate(node.right, names))))


def _unary(node: ast.expr, names: Names) -> Number:
    assert isinstance(node, ast.UnaryOp)
    if type(node.op) not in _UNARY:
        raise ExpressionError(f"'{ast.unparse(node)}' is not allowed in a sum")
    return _UNARY[type(node.op)](_number(_evaluate(node.operand, names)))


def _compare(node: ast.expr, names: Names) -> bool:
    assert isinstance(node, ast.Compare)
    terms = [_number(_evaluate(term, names)) for term in (node.left, *node.comparators)]
    if any(type(sign) not in _COMPARISONS for sign in node.ops):
        raise ExpressionError(f"'{ast.unparse(node)}' is not allowed in a sum")
    pairs = zip(node.ops, pairwise(terms), strict=True)
    return all(_COMPARISONS[type(sign)](*terms) for sign, terms in pairs)


def _logic(node: ast.expr, names: Names) -> bool:
    assert isinstance(node, ast.BoolOp)
    terms = (bool(_number(_evaluate(term, names))) for term in node.values)
    return all(terms) if isinstance(node.op, ast.And) else any(terms)


def _call(node: ast.expr, names: Names) -> Number:
    assert isinstance(node, ast.Call)
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if node.keywords or name not in FUNCTIONS:
        known = ", ".join(sorted(FUNCTIONS))
        raise ExpressionError(f"'{ast.unparse(node)}' is not a known function ({known})")
    return _number(FUNCTIONS[name](*(_evaluate(term, names) for term in node.args)))


_ALLOWED: dict[type[ast.expr], Callable[[ast.expr, Names], Number | Series]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _logic,
    ast.Call: _call,
}

Term = Number | Series


def _of_numbers(function: Callable[..., Number]) -> Callable[..., Number]:
    return lambda *terms: function(*(_number(term) for term in terms))


def _of_one_series(function: Callable[[Series], Number]) -> Callable[..., Number]:
    def read(*terms: Term) -> Number:
        if len(terms) != 1 or not isinstance(terms[0], Series):
            raise ExpressionError("this function reads one series")
        return function(terms[0])

    return read


def _round(*terms: Term) -> Number:
    value, digits = _number(terms[0]), int(_number(terms[1])) if terms[1:] else 0
    if abs(digits) > DIGITS_LIMIT or len(terms) > 2:
        raise ExpressionError(f"round takes at most {DIGITS_LIMIT} digits")
    return round(value, digits)


def _extreme(choose: Callable[[list[Number]], Number]) -> Callable[..., Number]:
    def of(*terms: Term) -> Number:
        values: list[Number] = []
        for term in terms:
            values.extend(term.y if isinstance(term, Series) else (term,))
        return choose(values)

    return of


def _interpolate(*terms: Term) -> Number:
    if len(terms) != 2 or not isinstance(terms[0], Series):
        raise ExpressionError("write interp(series, x)")
    series, at = terms[0], _number(terms[1])
    points = list(zip(series.x, series.y, strict=True))
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= at <= x1 and x0 < x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    raise ExpressionError(f"x = {at:g} lies outside the series")


def _at(*terms: Term) -> Number:
    if len(terms) != 2 or not isinstance(terms[0], Series):
        raise ExpressionError("write at(series, position), counted from 0")
    return terms[0].y[int(_number(terms[1]))]


def _area(series: Series) -> Number:
    points = list(zip(series.x, series.y, strict=True))
    steps = pairwise(points)
    return sum((x1 - x0) * (y0 + y1) / 2 for (x0, y0), (x1, y1) in steps)


def _slope(series: Series) -> Number:
    centre_x, centre_y = math.fsum(series.x) / len(series.x), math.fsum(series.y) / len(series.y)
    pairs = zip(series.x, series.y, strict=True)
    joint = math.fsum((x - centre_x) * (y - centre_y) for x, y in pairs)
    return joint / math.fsum((x - centre_x) ** 2 for x in series.x)


FUNCTIONS: dict[str, Callable[..., Number]] = {
    "abs": _of_numbers(abs),
    "round": _round,
    "sqrt": _of_numbers(math.sqrt),
    "log": _of_numbers(math.log),
    "log2": _of_numbers(math.log2),
    "log10": _of_numbers(math.log10),
    "exp": _of_numbers(math.exp),
    "floor": _of_numbers(math.floor),
    "ceil": _of_numbers(math.ceil),
    "min": _extreme(min),
    "max": _extreme(max),
    "sum": _extreme(math.fsum),
    "interp": _interpolate,
    "at": _at,
    "auc": _of_one_series(_area),
    "slope": _of_one_series(_slope),
    "mean": _of_one_series(lambda series: math.fsum(series.y) / len(series.y)),
    "argmin": _of_one_series(lambda series: series.x[series.y.index(min(series.y))]),
    "argmax": _of_one_series(lambda series: series.x[series.y.index(max(series.y))]),
}
"""Logarithms are natural unless named; `at` counts from 0; `auc` is the trapezoid rule."""
