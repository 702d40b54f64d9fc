"""`quizstreak grade` as its users meet it: a verdict explained, and graders measured."""

import json
import re
from pathlib import Path

import pytest

from tests.commands import quizstreak

PACK = "name: small\ntitle: Small\nversion: 1.0.0\nlicence: CC0-1.0\n"
QUESTIONS = """
- id: evaluation.epochs.001
  version: 1
  status: live
  form: free-text
  topic: evaluation
  concept: epochs
  facet: bagging
  difficulty: 2
  cognitive: explain
  stem: What does bagging do, and how? (at most 300 characters)
  rubric:
    reference: >-
      Bagging trains models on bootstrap samples and averages them. Averaging reduces the variance.
    points:
      - {id: samples, text: models are trained on bootstrap samples, hint: On what is each trained?,
         say: ["train|fit bootstrap|resampled", "bootstrap|resampled sample|data"]}
      - {id: variance, text: averaging reduces the variance, hint: Which part of the error shrinks?,
         say: ["reduce|lower variance"]}
    wrong:
      - {id: bias, text: Averaging leaves the bias as it is., say: ["reduce > bias"]}
  explanation: Averaging models that err apart from one another evens out their errors.
  references: ["Breiman 1996"]
"""
LINES = [
    {"qid": qid, "question": question, "reference": reference, "answer": answer, "score": score}
    for qid, question, reference in (
        ("q1", "What is an epoch?", "One pass over the whole training data."),
        ("q2", "What is recall?", "The share of actual positives that were found."),
    )
    for answer, score in ((f"It is this: {reference}", 1.0), (reference[:20], 0.5), ("Tea.", 0.0))
]


@pytest.fixture
def pack(tmp_path: Path) -> str:
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK)
    (folder / "epochs.yaml").write_text(QUESTIONS)
    return str(folder)


def explained(folder: Path, pack: str, *words: str) -> str:
    run = quizstreak(folder, "grade", *words, QUIZSTREAK_PACKS=pack)
    assert run.returncode == 0, run.stderr
    return run.stdout


def answers(folder: Path) -> str:
    path = folder / "answers.jsonl"
    path.write_text("\n".join(map(json.dumps, LINES)))
    return str(path)


def refusal(folder: Path, *words: str, **settings: str) -> str:
    run = quizstreak(folder, "grade", *words, **settings)
    assert run.returncode == 1
    assert run.stdout == ""
    return run.stderr


def test_a_verdict_is_explained_point_by_point(tmp_path: Path, pack: str) -> None:
    told = explained(tmp_path, pack, "evaluation.epochs.001", "It reduces the variance of trees.")
    assert re.search(r"^(partly|unsure), score 0\.\d\d, confidence \d\.\d\d$", told, re.MULTILINE)
    assert re.search(r"^  \+ variance: hit “[^”]*variance[^”]*”$", told, re.MULTILINE)
    assert "  - samples: missed\n" in told
    assert "On what is each trained?" in told


def test_a_misconception_is_named_with_what_sets_it_right(tmp_path: Path, pack: str) -> None:
    told = explained(tmp_path, pack, "evaluation.epochs.001", "Averaging reduces the bias.")
    assert "bias: Averaging leaves the bias as it is. (at most 0.40)" in told


def test_a_gate_is_named(tmp_path: Path, pack: str) -> None:
    told = explained(tmp_path, pack, "evaluation.epochs.001", "idk")
    assert "incorrect, score 0.00" in told
    assert "Gate: empty." in told


def test_an_unknown_question_is_refused_with_the_nearest(tmp_path: Path, pack: str) -> None:
    said = refusal(tmp_path, "evaluation.epoch", "An answer.", QUIZSTREAK_PACKS=pack)
    assert said == (
        "quizstreak: There is no question “evaluation.epoch”."
        " The nearest free-text one is evaluation.epochs.001.\n"
    )


def test_figures_are_printed_for_people(tmp_path: Path) -> None:
    told = explained(tmp_path, "", "eval", answers(tmp_path))
    assert told.startswith("6 answers to 2 questions, 0 of them by rubric")
    for name in ("Pearson's r", "quadratic weighted kappa", "severe errors", "latency: p50"):
        assert name in told


def test_figures_are_printed_for_machines(tmp_path: Path) -> None:
    found = json.loads(explained(tmp_path, "", "eval", answers(tmp_path), "--json"))
    assert set(found) == {
        *("counts", "raw", "calibrated", "two_way", "coverage", "unsure", "latency_ms")
    }
    assert found["counts"] == {"answers": 6, "questions": 2, "by_rubric": 0}
    assert len(found["coverage"]) == 6


def test_a_rubric_file_is_used_where_it_has_the_question(tmp_path: Path) -> None:
    rubric = (
        "q1:\n  reference: One pass.\n  points:\n    - {id: a, text: one pass, say: [one pass]}\n"
    )
    (tmp_path / "rubrics.yaml").write_text(rubric)
    words = ("eval", answers(tmp_path), "--rubrics", "rubrics.yaml")
    assert ", 3 of them by rubric" in explained(tmp_path, "", *words)


def test_a_bad_line_is_refused_in_one_sentence_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{}\n")
    said = refusal(tmp_path, "eval", "bad.jsonl")
    assert said.startswith("quizstreak: bad.jsonl:1 is refused: qid: field required.")
    assert said.count("\n") == 1
