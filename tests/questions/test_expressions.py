"""Sums of packs: what they can say, and what they can never do."""

import pytest

from questions.expressions import ExpressionError, Series, evaluate, holds, parse

LINE = Series((0.0, 1.0, 2.0), (0.0, 2.0, 3.0))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2*layers*kv*2/2**10", 2 * 32 * 8 * 2 / 1024),
        ("-7 // 2 + 7 % 4", -1),
        ("max(1.5, 0.05*kv) + min(3, 2)", 3.5),
        ("round(2.345, 2) + round(2.6)", 5.35),
        ("sqrt(16) + log(exp(2)) + log2(8) + log10(100)", 11),
        ("floor(2.7) + ceil(2.2) + abs(-1)", 6),
        ("1 < 2 <= 2 and not 3 == 4 or 1 != 1", 1),
        ("0.1 + 0.2 == 0.3", 0),
    ],
)
def test_a_sum_has_the_value_that_mathematics_gives_it(text: str, value: float) -> None:
    assert evaluate(text, {"layers": 32, "kv": 8}) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("interp(A, 0.5)", 1),
        ("interp(A, 2)", 3),
        ("auc(A)", 3.5),
        ("max(A) - min(A)", 3),
        ("sum(A)", 5),
        ("mean(A)", 5 / 3),
        ("at(A, 1)", 2),
        ("argmax(A)", 2),
        ("argmin(A)", 0),
        ("slope(A)", 1.5),
    ],
)
def test_a_sum_reads_a_drawn_series(text: str, value: float) -> None:
    assert evaluate(text, {"A": LINE}) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "(1).__class__",
        "kv.bit_length",
        "[1, 2][0]",
        "{1: 2}",
        "'a' * 3",
        "lambda: 1",
        "(x := 1)",
        "[y for y in (1, 2)]",
        "f'{kv}'",
        "1 if kv else 2",
        "kv is kv",
        "1 in (1, 2)",
        "~kv",
        "kv << 2",
        "kv | 1",
        "True",
        "1j",
        "None",
        "unknown + 1",
        "eval(1)",
        "open(0)",
        "round(kv, ndigits=1)",
        "max(*A)",
        "9**9**9",
        "2**5000",
        "(10**300)*(10**300)*(10**300)*(10**300)",
        "10.0**200 * 10.0**200",
        "(-8)**0.5",
        "round(1, -1000000000)",
        "exp(1000)",
        "1/0",
        "log(0)",
        "sqrt(-1)",
        "min()",
        "A + 1",
        "interp(A, 5)",
        "interp(1, 2)",
        "at(A, 9)",
        "auc(kv)",
        "1 +",
        "",
        "1; 2",
        "\0",
        "1" * 301,
    ],
)
def test_anything_but_a_finite_sum_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text, {"kv": 8, "A": LINE})


def test_a_refusal_names_what_is_not_allowed() -> None:
    with pytest.raises(ExpressionError, match=r"'kv\.real' is not allowed in a sum"):
        parse("1 + kv.real")


def test_the_names_that_a_sum_needs_are_known_before_it_is_worked_out() -> None:
    assert parse("max(a, 2) * b").names == {"a", "b"}


def test_a_comparison_holds_or_not() -> None:
    assert holds("interp(A, 0.5) > 0.9 and auc(A) < 4", {"A": LINE})
    assert not holds("auc(A) > 4", {"A": LINE})
