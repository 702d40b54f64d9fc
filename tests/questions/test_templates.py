"""Templates: which combinations are asked, and how numbers are written."""

import pytest

from questions.loader import Pack
from questions.schema import Numeric
from questions.schema_parts import Template
from questions.templates import fill, number, short, variants


def numeric(pack: Pack, name: str) -> Numeric:
    (item,) = (placed.item for placed in pack.questions if placed.item.id == name)
    assert isinstance(item, Numeric)
    return item


def template(pack: Pack) -> tuple[Numeric, Template]:
    item = numeric(pack, "evaluation.recall.T01")
    assert item.template is not None
    return item, item.template


def test_every_usable_variant_keeps_its_constraints_and_distances(small: Pack) -> None:
    item, made_from = template(small)
    made = list(variants(made_from, item.answer.tolerance))
    assert 20 <= len(made) < made_from.size
    for variant in made:
        assert 5 <= variant.key <= 95
        assert all(abs(variant.key - wrong) >= 2 for wrong in variant.wrong)
        assert len(set(variant.wrong)) == len(variant.wrong)


def test_a_point_where_a_sum_has_no_value_is_left_out(small: Pack) -> None:
    item, made_from = template(small)
    zero = made_from.model_copy(update={"key": "hits/(sick-50)*100", "constraints": ()})
    made = list(variants(zero, item.answer.tolerance))
    assert made
    assert all(variant.names["sick"] != 50 for variant in made)


def test_names_in_braces_are_filled_and_other_braces_left() -> None:
    assert fill("{a} of {b}, {c}, {0, 1}", {"a": 0.5, "b": 4096}) == "0.5 of 4096, {c}, {0, 1}"


@pytest.mark.parametrize(
    ("value", "text"), [(7.0, "7"), (0.1 + 0.2, "0.3"), (4096, "4096"), (1e-5, "1e-05")]
)
def test_a_number_is_written_as_people_write_it(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [
        (7.476635514, 0.15, "7.48"),
        (3.0, 0.06, "3"),
        (1 / 3, 0.0, "0.3333333333"),
        (1234, 1, "1234"),
    ],
)
def test_a_key_is_as_short_as_its_tolerance_allows(value: float, width: float, text: str) -> None:
    assert short(value, width) == text
    assert abs(float(text) - value) <= max(width / 20, 1e-9)
