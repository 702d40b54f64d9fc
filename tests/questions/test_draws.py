"""Drawing: repeatable by seed, with the key in the key alone."""

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiz.question import Face, Form, Question
from questions.loader import PACKS, Pack, PackBank, load_packs

CHOICE = "evaluation.baseline.001"


@pytest.fixture(scope="session")
def shipped() -> PackBank:
    return load_packs([PACKS / "ml-interview"])


def face_text(face: Face) -> str:
    return json.dumps(asdict(face), default=repr)


def test_the_same_seed_gives_the_same_question_on_any_machine(bank: PackBank) -> None:
    drawn = bank.draw(CHOICE, "league-1/2026-11-20/0")
    assert drawn == bank.draw(CHOICE, "league-1/2026-11-20/0")
    assert drawn.face.options == (
        "The value of one week ago",
        "The mean of all earlier days",
        "yes",
        "The largest value of the year",
    )
    assert drawn.key.answer == "A"


def test_seeds_differ_in_order_and_numbers(bank: PackBank) -> None:
    for name in (CHOICE, "evaluation.recall.T01", "evaluation.metrics.001"):
        assert len({face_text(bank.draw(name, str(seed)).face) for seed in range(40)}) > 2


def test_over_many_seeds_the_key_falls_on_every_letter(bank: PackBank) -> None:
    answers = [bank.draw(CHOICE, str(seed)).key.answer for seed in range(400)]
    assert all(70 <= answers.count(letter) <= 130 for letter in "ABCD")


def test_options_stay_as_written_unless_shuffled(small: Pack) -> None:
    from questions.draws import draw

    (placed,) = (each for each in small.questions if each.item.id == CHOICE)
    item = placed.item.model_copy(update={"render": {"shuffle": False}})
    item = type(placed.item).model_validate(item.model_dump(warnings=False))
    assert draw(item, "any", "p").key.answer == "A"


@given(seed=st.text(max_size=8))
def test_the_key_of_a_choice_points_at_the_correct_text(seed: str, bank: PackBank) -> None:
    drawn = bank.draw(CHOICE, seed)
    place = drawn.face.letters.index(drawn.key.answer)
    assert drawn.face.options[place] == "The value of one week ago"
    assert drawn.key.scores[place] == 1.0
    assert sum(drawn.key.scores) == 1.0
    assert drawn.key.whys[place] == "It follows the weekday at no cost."
    assert drawn.key.misconceptions[place] == ""
    assert drawn.key.misconceptions.count("noise-is-signal") == 2


@given(seed=st.text(max_size=8))
def test_both_tiers_of_a_true_false_question_become_letters(seed: str, bank: PackBank) -> None:
    drawn = bank.draw("evaluation.r-squared.001", seed)
    earned = dict(zip(drawn.face.options, drawn.key.scores, strict=True))
    assert earned == {
        "True: A model can be worse than the mean": 1.0,
        "True: It is the square of a negative number": 0.3,
        "False: A square is never below zero at all": 0.0,
        "False: It is bounded just as any share is": 0.0,
    }


@given(seed=st.text(max_size=8))
def test_a_multi_select_key_lists_every_correct_letter(seed: str, bank: PackBank) -> None:
    drawn = bank.draw("evaluation.holdout.001", seed)
    pairs = dict(zip(drawn.face.letters, drawn.face.options, strict=True))
    chosen = {pairs[letter] for letter in drawn.key.answer.split()}
    assert chosen == {"Tuning on it daily", "Filling gaps with its mean"}


@given(seed=st.text(max_size=8))
def test_a_numeric_question_shows_the_numbers_that_its_key_comes_from(
    seed: str, bank: PackBank
) -> None:
    drawn = bank.draw("evaluation.recall.T01", seed)
    words = drawn.face.stem.split()
    hits, sick, alarms = int(words[3]), int(words[5]), int(words[9])
    assert float(drawn.key.answer) == pytest.approx(100 * hits / sick, abs=0.025)
    assert drawn.key.slips[0].value == pytest.approx(100 * hits / alarms)
    assert drawn.key.slips[0].why == f"That is precision, of {alarms} alarms."
    assert drawn.key.absolute_tolerance == 0.5
    assert drawn.face.unit == "%"
    assert "{" not in drawn.face.stem + drawn.key.explanation


def test_a_fixed_number_is_its_key(bank: PackBank) -> None:
    drawn = bank.draw("evaluation.folds.001", "s")
    assert drawn.key.answer == "21"
    assert drawn.key.slips[0].value == 20


@given(seed=st.text(max_size=8))
def test_an_order_key_puts_the_letters_right(seed: str, bank: PackBank) -> None:
    drawn = bank.draw("evaluation.pipeline.001", seed)
    pairs = dict(zip(drawn.face.letters, drawn.face.options, strict=True))
    assert [pairs[letter] for letter in drawn.key.answer.split()] == [
        "Split the rows",
        "Fit on the training rows",
        "Score the test rows",
        "Write the report",
    ]
    assert "Before anything is learned." in drawn.key.whys


@given(seed=st.text(max_size=8))
def test_a_match_key_pairs_numbers_with_letters(seed: str, bank: PackBank) -> None:
    drawn = bank.draw("evaluation.metrics.001", seed)
    pairs = dict(zip(drawn.face.letters, drawn.face.options, strict=True))
    assert drawn.face.prompts == ("Ranking documents", "Forecasting demand")
    first, second = drawn.key.answer.split()
    assert (first[0], pairs[first[1]]) == ("1", "NDCG")
    assert (second[0], pairs[second[1]]) == ("2", "Mean absolute error")


def test_free_text_takes_its_rubric_along(bank: PackBank) -> None:
    key = bank.draw("evaluation.leakage.001", "s").key
    rubric = key.rubric
    assert rubric is not None
    assert key.answer.startswith("Features may be known only after")
    assert [point.id for point in rubric.points] == ["future", "twice", "metric", "rerun"]
    assert [point.about for point in rubric.points] == ["inputs", "split", "", ""]
    assert [point.strict for point in rubric.points] == [True, False, True, True]
    assert rubric.points[0].accept == ("future information",)
    assert rubric.roles == {
        "inputs": ("inputs", "features", "columns"),
        "split": ("split", "folds"),
    }
    assert (rubric.need, rubric.wrong[0].cap) == (2, 0.3)


def test_code_and_figures_are_shown(bank: PackBank) -> None:
    code = bank.draw("evaluation.rounding.001", "s").face.code
    drawing = bank.draw("evaluation.learning-curve.001", "s").face.drawing
    assert code is not None
    assert code.source.endswith("for h in halves])")
    assert drawing is not None
    assert drawing.alt.startswith("Training error rises")


def every_question(*banks: PackBank) -> list[Question]:
    return [bank.draw(entry.id, "seed") for bank in banks for entry in bank.entries()]


def test_no_face_holds_anything_of_its_key(bank: PackBank, shipped: PackBank) -> None:
    for question in every_question(bank, shipped):
        shown = face_text(question.face)
        key = question.key
        points = key.rubric.points if key.rubric else ()
        hidden = [key.explanation, *key.whys, *(point.text for point in points)]
        hidden += [name for name in key.misconceptions if "-" in name]
        hidden += [slip.why for slip in key.slips]
        for text in filter(None, hidden):
            assert json.dumps(text)[1:-1] not in shown, (question.id, text)


def test_a_snapshot_of_any_question_reads_back_the_same(bank: PackBank, shipped: PackBank) -> None:
    for question in every_question(bank, shipped):
        assert Question.from_json(question.to_json()) == question


def test_every_choice_has_one_score_and_why_a_letter(shipped: PackBank, bank: PackBank) -> None:
    for question in every_question(bank, shipped):
        if question.face.form.takes_letters:
            letters = len(question.face.letters)
            assert letters == len(question.face.options)
            assert len(question.key.scores) == len(question.key.whys) == letters
            assert max(question.key.scores) == 1.0
        elif question.face.form is Form.NUMERIC:
            assert float(question.key.answer) == float(question.key.answer)
