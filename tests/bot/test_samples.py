"""Files of graded answers and rubrics: what is wrong is told with line and remedy."""

import json
from pathlib import Path

import pytest

from bot.samples import SampleTrouble, read_rubrics, read_samples
from questions.faults import PackError

LINE = {
    "qid": "q1",
    "question": "What is an epoch?",
    "reference": "One pass over the data.",
    "answer": "A pass.",
    "score": 0.5,
}


def file_of(folder: Path, *lines: object) -> Path:
    path = folder / "answers.jsonl"
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    )
    return path


def test_a_line_is_an_answer_and_blank_lines_are_none(tmp_path: Path) -> None:
    (sample,) = read_samples(file_of(tmp_path, LINE, ""))
    assert (sample.question_id, sample.score, sample.is_right) == ("q1", 0.5, None)


def test_every_reference_is_kept_once_and_the_first_one_first(tmp_path: Path) -> None:
    others = ["All data once.", "One pass over the data."]
    (sample,) = read_samples(file_of(tmp_path, LINE | {"references": others}))
    assert sample.references == ("One pass over the data.", "All data once.")


def test_other_fields_are_passed_over(tmp_path: Path) -> None:
    spare = {"human1": 0.4, "split": "dev", "label_3way": None, "references": None}
    given = LINE | spare | {"label_2way": "correct"}
    assert read_samples(file_of(tmp_path, given))[0].is_right is True


def test_a_separator_within_a_text_ends_no_line(tmp_path: Path) -> None:
    path = file_of(tmp_path, json.dumps(LINE | {"answer": "A\u2028pass."}, ensure_ascii=False))
    assert read_samples(path)[0].answer == "A\u2028pass."


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{oops", "is no JSON"),
        ("[1]", "is refused"),
        (LINE | {"score": 3}, "score: input should be less than or equal to 1"),
        (LINE | {"score": "0.5"}, "score: input should be a valid number"),
        ({"qid": "q1"}, "question: field required"),
        (LINE | {"reference": ""}, "reference: string should have at least 1 character"),
        (LINE | {"label_2way": "maybe"}, "label_2way"),
    ],
)
def test_a_bad_line_is_refused_with_its_number(tmp_path: Path, line: object, says: str) -> None:
    with pytest.raises(SampleTrouble) as caught:
        read_samples(file_of(tmp_path, LINE, line))
    assert says in str(caught.value)
    assert "answers.jsonl:2 " in str(caught.value)
    assert "qid, question, reference, answer and score" in str(caught.value)


def test_an_empty_a_missing_and_a_foreign_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SampleTrouble, match="holds no answers"):
        read_samples(file_of(tmp_path, ""))
    with pytest.raises(SampleTrouble, match="cannot be read"):
        read_samples(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(SampleTrouble, match="is no UTF-8"):
        read_samples(tmp_path / "latin.jsonl")


RUBRIC = """
q1:
  id: q1
  question: What is an epoch?
  reference: One pass over the whole training data.
  points:
    - {id: pass, text: one pass, hint: How often is each example seen?, say: ["one|once pass|see"]}
"""


def rubric_file(folder: Path, text: str) -> Path:
    path = folder / "rubrics.yaml"
    path.write_text(text)
    return path


def test_a_rubric_may_name_its_question(tmp_path: Path) -> None:
    rubric = read_rubrics(rubric_file(tmp_path, RUBRIC))["q1"]
    assert rubric.points[0].say == ("one|once pass|see",)


def test_a_rubric_without_points_is_none(tmp_path: Path) -> None:
    assert read_rubrics(rubric_file(tmp_path, "q1: {reference: One pass over all data.}")) == {}


def test_a_bad_rubric_is_refused_with_file_line_and_remedy(tmp_path: Path) -> None:
    path = rubric_file(tmp_path, RUBRIC.replace("text: one pass", "weight: 99"))
    with pytest.raises(PackError) as caught:
        read_rubrics(path)
    assert f"{path}:7" in str(caught.value)
    with pytest.raises(PackError, match="maps no question"):
        read_rubrics(rubric_file(tmp_path, "- a\n- b\n"))
