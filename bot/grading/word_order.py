"""Whether words stand in an order that English allows, by its function words and endings."""

import math
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path

from bot.grading.text import Passage
from bot.grading.vocabulary import FUNCTION_WORDS

EDGE = "."
"""Where a sentence begins or ends."""
_PAIRS = Path(__file__).with_name("word_order.txt")
_ENDINGS = ("ing", "ed", "ly", "ion", "s")
_SMOOTHING = 1.0


def kinds(passage: Passage) -> Iterator[list[str]]:
    """For each sentence its words by kind: function words as they are, the others by ending."""
    for _, sentence in groupby(passage.tokens, key=lambda token: token.sentence):
        yield [_kind(token.word) for token in sentence]


def orderliness(passage: Passage) -> float:
    """The mean log-odds that its words follow each other as they do; about 0 if shuffled."""
    found = [odds for sentence in kinds(passage) for odds in _odds_in(sentence)]
    return sum(found) / len(found) if found else 0.0


def _kind(word: str) -> str:
    if word in FUNCTION_WORDS:
        return word
    ending = next((ending for ending in _ENDINGS if word.endswith(ending)), "")
    return "-" + ending if word.isalpha() else "-1"


def _odds_in(sentence: list[str]) -> Iterator[float]:
    """Only pairs with a function word tell anything."""
    for pair in pairwise([EDGE, *sentence, EDGE]):
        if not all(kind.startswith("-") for kind in pair):
            yield _odds(*pair)


@lru_cache(maxsize=4096)
def _odds(first: str, second: str) -> float:
    pairs, firsts, seconds = _table()
    expected = firsts[first] * seconds[second] / firsts.total()
    return math.log((pairs[first, second] + _SMOOTHING) / (expected + _SMOOTHING))


@lru_cache(maxsize=1)
def _table() -> tuple[Counter[tuple[str, str]], Counter[str], Counter[str]]:
    pairs, firsts, seconds = Counter[tuple[str, str]](), Counter[str](), Counter[str]()
    for line in _PAIRS.read_text(encoding="utf-8").splitlines():
        first, *followers = line.split()
        for follower in followers if first != "#" else ():
            second, _, count = follower.rpartition(":")
            pairs[first, second] += int(count)
            firsts[first] += int(count)
            seconds[second] += int(count)
    return pairs, firsts, seconds
