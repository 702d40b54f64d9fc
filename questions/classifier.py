"""A text classifier that guesses keys from options alone, to find cues that nobody listed.

Conditional logistic regression (McFadden 1974) on words, pairs of words, runs of three to five
letters and the options' shapes, fitted by gradient steps. What it is tried on are concepts that
it has not seen, so that it learns how keys sound and not what is true.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import exp

from questions.words import words

Options = tuple[str, Sequence[str], int]
"""A concept, the texts of its options, and the place of the key."""

FOLDS = 5
PARTINGS = 4
"""So many ways to part the concepts into folds, so that the luck of one does not decide."""
ROUNDS = 12
STEP = 0.02
DECAY = 0.98
RARE = 4
"""A feature of fewer options than this tells of its question, not of keys."""
SHAPE_WEIGHT = 5
"""Shapes are few and letters many, so each shape counts this often."""


def hits(asked: Sequence[Options]) -> list[float]:
    """For each question how often its key is found, as a share; equals share a hit."""
    rows = _numbered([_features(options) for _, options, _ in asked])
    found = [0.0] * len(asked)
    for parting in range(PARTINGS):
        folds = _folds([concept for concept, _, _ in asked], parting)
        for fold in range(FOLDS):
            known = [place for place, its in enumerate(folds) if its != fold]
            weights = _fitted([(rows[place], asked[place][2]) for place in known])
            for place, its in enumerate(folds):
                if its == fold:
                    found[place] += _hit(_scores(weights, rows[place]), asked[place][2]) / PARTINGS
    return found


def _folds(concepts: Sequence[str], parting: int) -> list[int]:
    """The fold of each question; all of a concept are in one, whichever its hash says."""

    def mixed(name: str) -> bytes:
        return hashlib.sha256(f"{parting} {name}".encode()).digest()

    ordered = sorted(set(concepts), key=mixed)
    fold = {concept: place % FOLDS for place, concept in enumerate(ordered)}
    return [fold[concept] for concept in concepts]


def _fitted(known: Sequence[tuple[list[list[int]], int]]) -> list[float]:
    size = max((max(row, default=0) for rows, _ in known for row in rows), default=0) + 1
    weights = [0.0] * size
    for _ in range(ROUNDS):
        for rows, key in known:
            chances = _softmax(_scores(weights, rows))
            for place, row in enumerate(rows):
                step = STEP * (float(place == key) - chances[place])
                for feature in row:
                    weights[feature] += step
        weights = [weight * DECAY for weight in weights]
    return weights


def _scores(weights: list[float], rows: list[list[int]]) -> list[float]:
    top = len(weights)
    return [sum(weights[feature] for feature in row if feature < top) for row in rows]


def _softmax(scores: list[float]) -> list[float]:
    best = max(scores)
    raised = [exp(score - best) for score in scores]
    total = sum(raised)
    return [each / total for each in raised]


def _hit(scores: list[float], key: int) -> float:
    best = max(scores)
    return (scores[key] == best) / scores.count(best)


def _numbered(questions: list[list[list[str]]]) -> list[list[list[int]]]:
    """Features as numbers, without the rare ones."""
    seen = Counter(name for options in questions for option in options for name in set(option))
    kept = [name for name, count in seen.items() if count >= RARE]
    number = {name: place for place, name in enumerate(sorted(kept))}
    return [
        [[number[name] for name in option if name in number] for option in options]
        for options in questions
    ]


def _features(options: Sequence[str]) -> list[list[str]]:
    """What each option shows, in an order that no process changes.

    A shape is named as often as it counts.
    """
    lengths = [len(text) for text in options]
    return [[*_of_text(text), *(SHAPE_WEIGHT * [*_shapes(text, lengths)])] for text in options]


def _of_text(text: str) -> Iterator[str]:
    found = ["<", *words(text), ">"]
    yield from sorted({f"w {word}" for word in found})
    yield from sorted({f"p {one} {other}" for one, other in pairwise(found)})
    padded = f" {text.casefold()} "
    for size in (3, 4, 5):
        starts = range(len(padded) - size + 1)
        yield from sorted({f"c {padded[start : start + size]}" for start in starts})


def _shapes(text: str, lengths: Sequence[int]) -> Iterator[str]:
    """Its length among the options, and signs that it is made of."""
    yield f"rank {sum(length < len(text) for length in lengths)}"
    if len(text) == max(lengths):
        yield "longest"
    if len(text) == min(lengths):
        yield "shortest"
    yield f"words {min(len(words(text)), 15)}"
    for sign in (r"\d", r"[(\[]", ",", ":", "%", r"^[A-Z]", r"[A-Z]{2}", "^-?[0-9.,]+$"):
        if re.search(sign, text):
            yield f"sign {sign}"
