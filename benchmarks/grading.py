"""Grading an answer of fifty words, against counting the words it shares with the reference."""

import random
import re
from collections.abc import Callable, Sequence
from time import perf_counter

from benchmarks.homes import Home, SqliteHome
from benchmarks.memory import SAID, of_program
from benchmarks.pairs import Outcome, compare
from benchmarks.sizes import Sizes
from benchmarks.table import Figure
from bot.grading.reference import by_reference
from bot.grading.rubric import by_rubric
from bot.quiz.rubric import rubric_of

QUESTION = "What is the difference between bagging and boosting?"
REFERENCE = (
    "Bagging trains models independently on bootstrap samples and averages them, which reduces the"
    " variance. Boosting trains weak models one after the other, each on the errors of those before"
    " it, and adds them with weights, which reduces the bias."
)
RUBRIC = rubric_of(
    {
        "roles": {"bagging": ["bagging", "random_forest"], "boosting": ["boosting", "adaboost"]},
        "points": [
            {
                "id": "apart",
                "text": "",
                "about": "bagging",
                "say": ["train|fit independent|parallel"],
            },
            {
                "id": "samples",
                "text": "",
                "about": "bagging",
                "say": ["bootstrap|resample sample|data"],
            },
            {"id": "variance", "text": "", "about": "bagging", "say": ["reduce|lower variance"]},
            {
                "id": "errors",
                "text": "",
                "about": "boosting",
                "say": ["error|mistake previous|before"],
            },
            {"id": "bias", "text": "", "about": "boosting", "say": ["reduce|lower bias"]},
        ],
    }
)
WORDS = 50
ANSWERS = 5
"""So many for each page of a leaderboard are one repetition."""
LOADED = f"import bot.grading.grade; {SAID}"

Grade = Callable[[str], object]


async def measure(home: Home, sizes: Sizes) -> list[Figure]:
    """Grading knows no database, so it is measured once."""
    if not isinstance(home, SqliteHome):
        return []
    found = [
        await _compared(
            "by rubric, 5 points",
            lambda text: by_rubric(RUBRIC, QUESTION, (REFERENCE,), text),
            sizes,
        ),
        await _compared(
            "by reference", lambda text: by_reference(QUESTION, (REFERENCE,), text), sizes
        ),
    ]
    loaded, bare = of_program(LOADED), of_program(SAID)
    memory = Outcome(loaded, bare, loaded / bare)
    return [*found, Figure("memory with the grader", "bare Python", "–", "MB", memory)]


async def _compared(how: str, grade: Grade, sizes: Sizes) -> Figure:
    source = random.Random(5)
    count = sizes.pages * ANSWERS

    async def ours() -> float:
        return _time(grade, answers(source, count))

    async def other() -> float:
        return _time(overlap, answers(source, count))

    outcome = await compare(ours, other, sizes.pairs)
    return Figure(f"grade {WORDS} words {how}", "token overlap", "–", "µs", outcome)


def answers(source: random.Random, count: int) -> list[str]:
    """Texts of the subject's words in sentences of ten, no two alike: nothing is cached."""
    words = re.findall(r"\w+", f"{REFERENCE} {QUESTION}")
    return [" ".join(_sentence(source, words) for _ in range(WORDS // 10)) for _ in range(count)]


def overlap(text: str) -> float:
    """The share of the reference's words that the text has."""
    wanted = set(re.findall(r"\w+", REFERENCE.lower()))
    return len(wanted & set(re.findall(r"\w+", text.lower()))) / len(wanted)


def _sentence(source: random.Random, words: Sequence[str]) -> str:
    return f"{' '.join(source.choices(words, k=10)).capitalize()}."


def _time(grade: Grade, texts: Sequence[str]) -> float:
    start = perf_counter()
    for text in texts:
        grade(text)
    return (perf_counter() - start) / len(texts) * 1e6
