"""How many questions of what kind the shipped pack ought to have.

A working year has about 261 weekdays. Two years of daily questions, and a quarter more that turns
out not to work, make 717; what is only for practice, and templates, come on top.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many questions a topic ought to have."""

    daily: int
    practice: int
    templates: int


TOPICS = {
    "foundations-and-generalisation": Wanted(48, 24, 3),
    "linear-models": Wanted(42, 20, 6),
    "trees-and-ensembles": Wanted(45, 22, 4),
    "kernels-and-neighbours": Wanted(24, 12, 3),
    "clustering-and-projection": Wanted(30, 14, 4),
    "probability-and-statistics": Wanted(54, 28, 12),
    "evaluation": Wanted(57, 28, 10),
    "experiments-and-causality": Wanted(42, 22, 6),
    "deep-learning": Wanted(54, 26, 6),
    "nlp-and-llms": Wanted(66, 34, 6),
    "data-preparation": Wanted(39, 18, 2),
    "coding-and-algorithms": Wanted(51, 28, 4),
    "data-engineering-and-sql": Wanted(42, 24, 2),
    "recommender-and-search": Wanted(48, 18, 3),
    "design-cases-and-mlops": Wanted(57, 26, 2),
    "interview-communication": Wanted(18, 18, 0),
}

FORMS = {
    "single-choice": 55,
    "multi-select": 9,
    "numeric": 9,
    "image-based": 9,
    "true-false": 6,
    "code-output": 6,
    "order": 3,
    "match": 3,
    "free-text": 0,
}
"""Percent of the daily questions."""

DIFFICULTIES = {1: 10, 2: 25, 3: 35, 4: 20, 5: 10}
"""Percent of the daily questions."""

COGNITIVE: dict[tuple[str, ...], tuple[int, int]] = {
    ("recall",): (0, 25),
    ("explain", "apply"): (45, 100),
    ("diagnose", "design"): (30, 100),
}
"""From and to, in percent of the daily questions."""

IMAGES = 60
MISCONCEPTIONS_REUSED = 80
"""Percent of the misconceptions in use that at least two questions share."""
