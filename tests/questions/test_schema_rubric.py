"""What a rubric may look like in a pack."""

from typing import Any

import pytest
from pydantic import ValidationError

from questions.reading import parse_yaml
from questions.schema_rubric import RubricSpec
from questions.sentences import faults_of

RUBRIC = """
reference: A scan reads each row. An index seeks the few that fit.
roles:
  scan: [scan, full_scan]
  index: [index]
points:
  - {id: rows, text: A scan reads each row., about: scan, say: ["read each|all row"]}
  - {id: seek, text: An index seeks., about: index, say: ["seek|jump", "index > finds"], weight: 2}
wrong:
  - {id: sorted, text: Tables have no order., say: ["table sorted"], cap: 0.3}
tests:
  correct: [A scan goes through all of them.]
"""


def read(text: str) -> RubricSpec:
    return RubricSpec.model_validate(parse_yaml(text, "r.yaml").value)


def test_a_whole_rubric_is_read() -> None:
    spec = read(RUBRIC)
    rubric = spec.rubric()
    assert rubric is not None
    assert [(point.id, point.about, point.weight) for point in rubric.points] == [
        ("rows", "scan", 1.0),
        ("seek", "index", 2.0),
    ]
    assert rubric.roles == {"scan": ("scan", "full_scan"), "index": ("index",)}
    assert (rubric.wrong[0].id, rubric.wrong[0].cap) == ("sorted", 0.3)
    assert spec.tests.correct == ("A scan goes through all of them.",)


def test_a_reference_alone_makes_no_rubric() -> None:
    spec = read("reference: An index seeks.")
    assert spec.rubric() is None


CASES = [
    ("about: scan", "about: table", "there is no role 'table'. Use one of index, scan"),
    ("id: seek", "id: rows", "the id 'rows' stands here twice. Give each its own id"),
    ("roles:", "need: 3\nroles:", "3 points are needed, but only 2 are not optional"),
    ("roles:", "need: 0\nroles:", "'need' is refused"),
    ("about: index", "optional: true, about: index, required: true", "a point cannot be required"),
    ("weight: 2", "weight: 0", "'points 2. weight' is refused"),
    ("weight: 2", "wait: 2", "there is no field 'wait' in 'points 2.'"),
    ("weight: 2", "polarity: loose", "'points 2. polarity' cannot be 'loose'"),
    ("cap: 0.3", "cap: 0.8", "'wrong 1. cap' is refused"),
    ("seek|jump", "seek||jump", "the pattern 'seek||jump' has an empty alternative"),
    ("  index: [index]\n", "", "one role alone contrasts nothing"),
    ("text: An index seeks.", "text: " + "x" * 201, "'points 2. text' has 201 characters"),
    ("  - {id: sorted", "  - {id: Sorted", "'wrong 1. id' cannot be 'Sorted'"),
]


@pytest.mark.parametrize(("old", "new", "says"), CASES)
def test_a_fault_is_told_with_its_remedy(old: str, new: str, says: str) -> None:
    assert old in RUBRIC
    document = parse_yaml(RUBRIC.replace(old, new), "r.yaml")
    with pytest.raises(ValidationError) as caught:
        RubricSpec.model_validate(document.value)
    told = [*faults_of(caught.value, document.value, "r.yaml", document.lines)]
    assert any(f"{fault.says}. {fault.remedy}".startswith(says) for fault in told), told


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"wrong": ({"id": "a", "text": "So."},)}, "without points nothing but the reference"),
        ({"points": ({"id": "a", "text": "So.", "optional": True},)}, "every point is optional"),
    ],
)
def test_points_must_carry_the_rest(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        RubricSpec.model_validate({"reference": "So it is."} | fields)
