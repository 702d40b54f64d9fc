"""The benchmark of the grader runs, and what it measures does the work."""

import random
from dataclasses import replace
from math import isfinite
from pathlib import Path

from benchmarks import grading
from benchmarks.homes import SqliteHome
from benchmarks.sizes import QUICK


async def test_every_figure_is_a_positive_ratio(tmp_path: Path) -> None:
    figures = await grading.measure(SqliteHome(tmp_path), replace(QUICK, pairs=1, pages=1))
    assert len(figures) == 3
    for figure in figures:
        outcome = figure.outcome
        assert all(n > 0 and isfinite(n) for n in (outcome.ours, outcome.other, outcome.ratio))


def test_no_two_answers_are_alike_and_each_has_fifty_words() -> None:
    texts = grading.answers(random.Random(1), 20)
    assert len(set(texts)) == 20
    assert {len(text.split()) for text in texts} == {grading.WORDS}


def test_the_other_side_counts_shared_words() -> None:
    assert grading.overlap(grading.REFERENCE) == 1
    assert grading.overlap("Tea and biscuits.") < 0.2
