"""Numbers as people type them, in the unit asked for or without."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.grading.numbers import number_of


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("0.83", "", 0.83),
        ("0,83", "", 0.83),
        (".83", "", 0.83),
        ("0.83.", "", 0.83),
        ("83 %", "", 0.83),
        ("83%", "", 0.83),
        ("83 percent", "", 0.83),
        ("83 %", "%", 83),
        ("83", "%", 83),
        ("5/6", "", 5 / 6),
        ("-5 / 6", "", -5 / 6),
        ("8.3e-1", "", 0.83),
        ("2E3", "", 2000),
        ("1,024", "", 1024),
        ("1 024", "", 1024),
        ("1,234,567.5", "", 1234567.5),
        ("0,024", "", 0.024),
        ("7.5 GiB", "GiB", 7.5),
        ("7.5gib", "GiB", 7.5),
        ("−3", "", -3),
        ("-3", "", -3),
        ("+3", "", 3),
        (" 12 ", "", 12),
        ("8.3×10^-1", "", 0.83),
        ("8.3 x 10^-1", "", 0.83),
        ("8.3*10^(-1)", "", 0.83),
        ("8.3 · 10⁻¹", "", 0.83),
        ("10^6", "", 1e6),
        ("10⁶", "", 1e6),
        ("1_000_000", "", 1e6),
        ("1'000'000", "", 1e6),
        ("1.234.567,5", "", 1234567.5),
        ("1.024", "", 1.024),
        ("1,5", "", 1.5),
        ("５／６", "", 5 / 6),
        ("**0.83**", "", 0.83),
        ("`0.83`", "", 0.83),
        ("5/6 = 0.83", "", 5 / 6),
        ("5/6 ≈ 0.833", "", 5 / 6),
        ("p = 0.83", "", 0.83),
        ("1/2 = 0.6", "", None),
        ("1 - 1/6", "", None),
        ("750gigabytes", "GB", 750),
        ("750 Gigabytes", "GB", 750),
        ("3 min", "minutes", 3),
        ("3 mins", "minutes", 3),
        ("1 hour", "hours", 1),
        ("40 µs", "us", 40),
        ("12 token", "tokens", 12),
        ("3x", "times", 3),
        ("$5", "$", 5),
        ("5 dollars", "$", 5),
        ("35k", "", 35_000),
        ("35k tokens", "tokens", 35_000),
        ("2M parameters", "parameters", 2e6),
        ("2 million", "", 2e6),
        ("2 million", "million weights", 2),
        ("2 million weights", "million weights", 2),
        ("2,000,000 weights", "million weights", 2),
        ("2 million parameters", "parameters", 2e6),
        ("5 k", "kB", None),
        ("3 MB", "GB", None),
        ("3 min", "seconds", None),
        ("3 weights", "biases", None),
        ("7.5 GB", "GiB", None),
        ("7.5 apples", "", None),
        ("1/0", "", None),
        ("1e999", "", None),
        ("9" * 99, "", float("9" * 99)),
        ("", "", None),
        ("-", "", None),
        ("e5", "", None),
        ("idk", "", None),
        ("1 2", "", None),
        ("1.2.3", "", None),
        ("2 or 3", "", None),
        ("3?", "", None),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, unit: str, value: float | None) -> None:
    found = number_of(text, unit)
    assert found == (None if value is None else pytest.approx(value))


@for_all(
    st.from_regex(r"[-+0-9.,/eEx×^* %$kM()]{1,30}"), st.sampled_from(["", "%", "GB", "million"])
)
def test_what_looks_like_a_number_never_breaks_the_reading(text: str, unit: str) -> None:
    value = number_of(text, unit)
    assert value is None or abs(value) < float("inf")
