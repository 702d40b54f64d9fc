"""The rules that rubrics keep, each tried on the example that the documentation gives."""

import re
from pathlib import Path

import pytest

from questions.faults import Fault
from questions.loader import Placed
from questions.reading import parse_yaml
from questions.rubrics import faults, notes
from questions.schema import ITEM

PAGE = Path(__file__).parents[2] / "docs" / "writing-questions.md"
NO_POINTS = """- id: our-topic.gradient-descent.001
  version: 1
  status: draft
  form: free-text
  topic: our-topic
  concept: gradient-descent
  facet: nothing-yet
  difficulty: 2
  cognitive: explain
  stem: Why does it descend?
  rubric:
    reference: It follows the gradient downhill.
"""


def example() -> str:
    found = re.search(r"```yaml\n(- id: our-topic\..*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def placed(text: str) -> Placed:
    document = parse_yaml(text, "example.yaml")
    assert isinstance(document.value, tuple)
    item = ITEM.validate_python(document.value[0])
    return Placed(item, "example.yaml", (0,), document.lines)


def checked(old: str, new: str) -> list[Fault]:
    before, found, after = example().partition(old)
    assert found, old
    return [*faults(placed(before + new + after))]


def test_the_example_of_the_documentation_keeps_every_rule() -> None:
    assert [*faults(placed(example()))] == []


CHEAP = (
    "text: Its updates are cheap, those of the full-batch kind expensive.\n"
    "        hint: What does a single update cost?\n"
    "        about: stochastic\n"
    '        say: ["update|step|iteration cheap|fast|quick|inexpensive",'
    ' "progress|learns faster|sooner"]'
)
"""All that the example has of a point: words of its text alone may say it too."""
FULL_MARKS = (
    "Full batch reads all rows for each step. SGD takes one random row, so its steps are cheap"
    " and its updates noisy."
)
CASES = [
    (
        "averages the gradient over all rows before each update, so",
        "is the older kind:",
        "the reference does not hit the required point 'all'. Say it there",
    ),
    (
        "updates are cheap but noisy, so the learning rate has to shrink for it to settle",
        "name is short",
        "the reference scores 0.",
    ),
    (
        '"progress|learns faster|sooner"',
        '"differ gradient|kind"',
        "the question's own words hit the point 'cheap'. Ask for words",
    ),
    (
        '"stochastic|sgd > exact > gradient|direction"',
        '"updates > cheap|noisy"',
        "'exact' is found in the reference. Narrow its patterns",
    ),
    (
        '"stochastic|sgd > exact > gradient|direction"',
        '"single > random|example"',
        "'exact' is found in correct test answer 1. Narrow its patterns",
    ),
    (
        '"progress|learns faster|sooner"',
        '"faster|sooner ?learning"',
        "the pattern 'faster|sooner ?learning' is found wherever 'faster' is written. Add a slot",
    ),
    (
        "Stochastic gradient descent uses all the rows for each step, and full batch takes",
        "SGD takes",
        "no incorrect test answer gives one role's part to another. Write one with the roles",
    ),
    (
        "        hint: What does a single update cost?\n",
        "",
        "the point 'cheap' has no hint. Ask for what is missing",
    ),
    (
        'cheap|fast|quick|inexpensive", "progress|learns faster|sooner"]',
        'cheap|fast|quick|inexpensive"]',
        "the point 'cheap' knows one phrasing only. Add a pattern",
    ),
    (
        'say: ["stochastic|sgd > exact > gradient|direction"]',
        "say: []",
        "nothing tells that an answer shows 'exact'. Add 'say'",
    ),
    ("full: [full_batch", "full: [stochastics", "'stochastics' of full is also read as 'stoch"),
    (
        "- SGD takes one example for each step, while full batch uses the entire training set.",
        "[]",
        "there are 0 test answers that are partly. Write at least 1",
    ),
    (
        "SGD takes one example for each step, while full batch uses the entire training set.",
        "SGD always follows the exact gradient.",
        "partly right test answer 1 is graded incorrect (0.00)",
    ),
    (
        "SGD always follows the exact gradient, which is why it never needs a learning rate.",
        FULL_MARKS,
        "incorrect test answer 2 is graded correct",
    ),
    (
        "SGD updates on one observation at a time, cheap iterations whose path is erratic,",
        "SGD is best,",
        "correct test answer 3 is graded",
    ),
    (
        '"progress|learns faster|sooner"',
        '"re:[aeiou]"',
        "every test answer hits the point 'cheap'. Add one that misses it",
    ),
    (
        CHEAP,
        'text: Giraffes sleep.\n        say: ["giraffe eats > leaves", "giraffe > standing"]',
        "no test answer hits the point 'cheap'. Add one that says it",
    ),
]


@pytest.mark.parametrize(("old", "new", "says"), CASES)
def test_a_broken_rule_is_told_with_its_remedy(old: str, new: str, says: str) -> None:
    found = checked(old, new)
    assert any(f"{fault.says}. {fault.remedy}.".startswith(says) for fault in found), found
    assert all(fault.question.startswith("our-topic.") and fault.line > 1 for fault in found)


def test_three_points_must_count() -> None:
    found = checked("id: cheap\n", "id: cheap\n        optional: true\n")
    assert not [fault for fault in found if "points" in fault.says]
    both = example().replace("id: cheap\n", "id: cheap\n        optional: true\n")
    both = both.replace("id: noise\n", "id: noise\n        optional: true\n")
    told = [fault.says for fault in faults(placed(both))]
    assert "2 points count" in told


def test_a_reference_that_survives_its_denial_is_told() -> None:
    # "is not only" denies nothing, so that this reference stays right.
    for word, survives in (("always", False), ("only", True)):
        one_clause = (
            f"Full-batch descent is {word} done with all rows before each update, whereas"
            " stochastic gradient descent updates after one random row, cheaply but noisily."
        )
        put = f"reference: {one_clause}\n    roles:"
        found = [*faults(placed(re.sub(r"(?s)reference: >-.*?roles:", put, example())))]
        assert any("each clause negated" in fault.says for fault in found) is survives, found


def test_roles_that_nothing_depends_on_are_told() -> None:
    found = [*faults(placed(re.sub(r"(?m)^ +about: \w+\n", "", example())))]
    told = [fault.says for fault in found]
    assert "the roles own no point" in told


def test_a_reference_must_name_its_roles() -> None:
    strange = re.sub(r"(?m)^( +)(full|stochastic): \[.*\]$", r"\1\2: [other_\2]", example())
    told = [fault.says for fault in faults(placed(strange))]
    assert "the reference names none of the roles" in told


def test_a_name_inside_a_longer_one_is_no_rival() -> None:
    found = checked("full: [full_batch", "full: [batch, full_batch")
    assert not [fault for fault in found if "also read as" in fault.says]
    again = checked("[stochastic, sgd", "[stochastic, mini-batch, sgd")
    assert not [fault for fault in again if "also read as" in fault.says]


def test_a_reference_alone_is_a_note_and_no_fault() -> None:
    assert [*faults(placed(NO_POINTS))] == []
    [note] = notes(placed(NO_POINTS))
    assert note.says.startswith("answers are held against the reference only")
    assert [*notes(placed(example()))] == []


def test_a_slot_that_any_answer_fills_is_a_note() -> None:
    loose = example().replace(
        '"progress|learns faster|sooner"', '"progress|with|and faster|sooner"'
    )
    [note] = notes(placed(loose))
    assert note.says == "'and' fills a slot of 'progress|with|and faster|sooner' in any answer"
    assert note.line > 1
