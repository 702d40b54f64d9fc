"""Writes bot/grading/word_order.txt: which function words and endings follow each other in English.

It counts in the wording of the shipped questions. Run `python -m scripts.word_order` in the
project's folder; a few questions more or less do not matter.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from bot.grading.text import passage
from bot.grading.word_order import EDGE, kinds
from bot.quiz.question import Question
from questions.loader import load_packs

TARGET = Path(__file__).parent.parent / "bot" / "grading" / "word_order.txt"
FEWEST = 2
"""Pairs that were seen less often say nothing that their parts do not say."""
HEADER = """\
# How often a kind of word was followed by others in the wording of the shipped questions.
# Made by scripts/word_order.py.
"""


def main() -> int:
    """Writes the file and says how many pairs it holds."""
    bank = load_packs()
    drawn = [bank.draw(entry.id, "word order") for entry in bank.entries()]
    pairs = Counter(
        pair for question in drawn for text in _texts(question) for pair in _pairs(text)
    )
    kept = {pair: count for pair, count in pairs.items() if count >= FEWEST}
    TARGET.write_text(HEADER + "".join(_lines(kept)), encoding="utf-8")
    print(f"{TARGET.name}: {len(kept)} pairs")
    return 0


def _texts(question: Question) -> Iterator[str]:
    yield question.face.stem
    yield question.key.explanation
    yield from question.key.whys
    if question.face.form.value == "free-text":
        yield question.key.answer


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for sentence in kinds(passage(text)):
        yield from pairwise([EDGE, *sentence, EDGE])


def _lines(pairs: dict[tuple[str, str], int]) -> Iterator[str]:
    for first in sorted({first for first, _ in pairs}):
        followers = sorted((second, n) for (one, second), n in pairs.items() if one == first)
        yield f"{first} {' '.join(f'{second}:{n}' for second, n in followers)}\n"


if __name__ == "__main__":
    sys.exit(main())
