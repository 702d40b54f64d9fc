"""Each way a pack can be broken is told with file, line, question and remedy."""

from pathlib import Path

import pytest

from questions.faults import PackError
from questions.loader import load_pack
from tests.questions.conftest import Edit, is_told

BASE = "evaluation.baseline.001"
LONG = "x" * 400

CASES = [
    ("difficulty: 2", "dificulty: 2", BASE, "there is no field 'dificulty'. Write 'difficulty'"),
    ("status: live", "status: alive", BASE, "'status' cannot be 'alive'. Write 'draft', 'rev"),
    ("version: 2", "version: two", BASE, "'version' must be a whole number, not 'two'. Write"),
    ("difficulty: 2", "difficulty: 7", BASE, "'difficulty' is refused: input should be less"),
    ("text: yes", "text: true", BASE, "'options 4. text' must be words, not true. Put it"),
    ("text: yes", "text: ~", BASE, "'options 4. text' must be words, not empty. Put it"),
    ("text: yes", f"text: {LONG}", BASE, "'options 4. text' has 400 characters. Shorten it to 90"),
    ("seeds: []", "seeds: none", BASE, "'seeds' must be a list, not 'none'. Write it in [brac"),
    ("form: single-choice", "form: essay", BASE, "the field 'form' names no kind of question."),
    ("id: evaluation.baseline.001", "id: eval-1", "eval-1", "'id' cannot be 'eval-1'. It must"),
    ("concept: baseline", "concept: Base Line", BASE, "'concept' cannot be 'Base Line'. It must"),
    (
        'correct: false, misconception: noise-is-signal, why: "No forecast at all."',
        'correct: false, why: "No forecast at all."',
        BASE,
        "a wrong option names no misconception. Add 'misconception' with an id",
    ),
    ("{id: d, text: yes", "{id: a, text: yes", BASE, "an id stands here twice. Give each its own"),
    (
        "\n  answer: true",
        "\n  answer: false",
        "evaluation.r-squared.001",
        "the correct reason argues ag",
    ),
    ("tier1: 0.3", "tier1: 0.9", "evaluation.r-squared.001", "tier1 and tier2 do not add up to 1."),
    ("answer: [p, q, r, s]", "answer: [p, q, r]", "evaluation.pipeline.001", "the answer is no o"),
    ("{l1: r1, l2: r2}", "{l1: r1, l2: r1}", "evaluation.metrics.001", "the answer does not pair"),
    ('{r3: "That', '{r1: "That', "evaluation.metrics.001", "there is no 'r1' to note this abo"),
    ("need: 2", "need: 4", "evaluation.leakage.001", "4 points are needed, but only 3 are not op"),
    ('key: "100*hits/sick"', 'key: "100*hit/sick"', "evaluation.recall.T01", "the sum '100*hit/"),
    ('"missed > 0"', '"x.y > 0"', "evaluation.recall.T01", "'x.y' is not allowed in a sum."),
    ("finds {hits} of", "finds {hit} of", "evaluation.recall.T01", "the stem uses the unknown nam"),
    ("here {key}", "here {kee}", "evaluation.recall.T01", "the explanation uses the unknown name"),
    ("value: 21", "unit: fits", "evaluation.folds.001", "the answer has no number, or two. Give"),
    (
        "{value: 20, ",
        "{value: 5*4, ",
        "evaluation.folds.001",
        "'answer wrong_values 1. value' must",
    ),
    ("y: [0.1, 0.15, 0.2]", "y: [0.1, 0.2]", "evaluation.learning-curve.001", "the series has 3"),
    ("language: python", "language: 3", "evaluation.rounding.001", "'code language' must be words"),
    (
        "print([round(h) for h in halves])",
        "print([round(h) for h in halves], sep='', end='')",
        "evaluation.rounding.001",
        "a line of the code has 49 columns. Keep it to 40",
    ),
]


@pytest.mark.parametrize(("old", "new", "question", "says"), CASES)
def test_a_broken_field_is_told_with_place_and_remedy(
    old: str, new: str, question: str, says: str, edit: Edit
) -> None:
    folder, place = edit(old, new)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert is_told(caught.value.faults, place, question, says), str(caught.value)
    assert all(fault.remedy and not fault.remedy.endswith(".") for fault in caught.value.faults)


EXACT = [CASES[0], CASES[1], CASES[4], CASES[19], CASES[20], CASES[21]]


@pytest.mark.parametrize(("old", "new", "question", "says"), EXACT)
def test_the_line_is_that_of_the_field(
    old: str, new: str, question: str, says: str, edit: Edit
) -> None:
    folder, place = edit(old, new)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert any(
        str(fault).startswith(f"{place} {question}: {says}") for fault in caught.value.faults
    )


def test_a_missing_field_is_told_at_the_question(edit: Edit) -> None:
    folder, place = edit("  facet: first-step\n", "")
    with pytest.raises(PackError, match=r"the field 'facet' is missing\. Add 'facet'") as caught:
        load_pack(folder)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.question) == (place.rsplit(":", 1)[0], 1, BASE)


def test_every_fault_of_every_file_is_listed_not_just_the_first(edit: Edit) -> None:
    folder, _ = edit("licence: CC0-1.0", "license: CC0-1.0")
    choices = folder / "evaluation" / "choices.yaml"
    choices.write_text(choices.read_text().replace("difficulty", "hardness"))
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert len(caught.value.faults) == 2 + 2 * 5
    assert "Write 'licence'" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("name: small", "name: small\nname: big", "the key 'name' stands here twice"),
        ('version: "1"', "version: 1", "'version' must be words, not '1'. Put it into quotes"),
        ("id: wrong-base", "id: noise-is-signal", "'noise-is-signal' is already in the catalogue"),
        ("- id: evaluation.baseline.001", "x: 1\ny:\n- id: q", "the file is not a list"),
    ],
)
def test_a_broken_page_of_the_pack_refuses_it_whole(
    old: str, new: str, says: str, edit: Edit
) -> None:
    folder, _ = edit(old, new)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert says in str(caught.value)


def test_a_file_with_the_wrong_ending_is_not_passed_over(edit: Edit) -> None:
    folder, _ = edit("name: small", "name: small")
    (folder / "more.yml").write_text("- id: x")
    with pytest.raises(PackError, match=r"end in \.yaml\. Rename it more\.yaml"):
        load_pack(folder)


def test_an_id_used_twice_names_the_other_place(edit: Edit) -> None:
    folder, place = edit("evaluation.pipeline.001", "evaluation.folds.002")
    other = folder / "evaluation" / "others.yaml"
    text = other.read_text().replace("concept: pipeline", "concept: folds")
    other.write_text(text.replace("evaluation.folds.002", "evaluation.folds.001"))
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert f"{place} evaluation.folds.001: this id is also in {other}:" in str(caught.value)


def test_a_pack_without_questions_says_so(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("{name: a, title: A, version: '1', licence: CC0-1.0}")
    with pytest.raises(PackError, match=r"the pack has no questions\. Add a file"):
        load_pack(tmp_path)


def test_a_template_that_makes_nothing_is_refused(edit: Edit) -> None:
    folder, _ = edit('"5 <= key <= 95"', '"key > 1000"')
    with pytest.raises(PackError, match="no combination of the parameters makes a good question"):
        load_pack(folder)
