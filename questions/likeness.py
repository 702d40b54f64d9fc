"""Questions that ask nearly the same thing, and misconceptions that only one question knows."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log, sqrt

from questions.checks import misconceptions_of
from questions.rules import option_lists
from questions.schema import CodeOutput, FreeText, ImageBased, Item, Match, Numeric, Order
from questions.words import lemmas, runs, words

RUN = 5
"""Words in a run; questions are compared by the runs that they share."""
REVIEW_RUNS, BLOCK_RUNS = 0.40, 0.60
"""Shared runs among all runs of two questions: look at them, or drop one."""
REVIEW_COSINE, BLOCK_COSINE = 0.75, 0.90
"""The same for the cosine of their telling words, weighted by rarity."""


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two questions with much in common."""

    one: str
    other: str
    runs: float
    cosine: float

    @property
    def is_blocked(self) -> bool:
        return self.runs >= BLOCK_RUNS or self.cosine >= BLOCK_COSINE


def near_duplicates(items: Sequence[Item]) -> tuple[Pair, ...]:
    """Every pair at or above a limit for review, the most alike first."""
    shared_runs, cosines = _shared_runs(items), _cosines(items)
    near = {pair for pair, share in shared_runs.items() if share >= REVIEW_RUNS}
    near |= {pair for pair, cosine in cosines.items() if cosine >= REVIEW_COSINE}
    found = [
        Pair(
            items[one].id,
            items[other].id,
            shared_runs.get((one, other), 0.0),
            cosines.get((one, other), 0.0),
        )
        for one, other in near
    ]
    return tuple(sorted(found, key=lambda pair: (-max(pair.runs, pair.cosine), pair)))


def nearest(item: Item, others: Sequence[Item]) -> tuple[Pair, ...]:
    """What has much in common with one question, at or above a limit for review."""
    runs_of, vectors = runs(text_of(item), RUN), [*_vectors(_telling((item, *others)))]
    found = list[Pair]()
    for other, vector in zip(others, vectors[1:], strict=True):
        its = runs(text_of(other), RUN)
        share = len(runs_of & its) / len(runs_of | its)
        cosine = sum(weight * vector.get(word, 0.0) for word, weight in vectors[0].items())
        if share >= REVIEW_RUNS or cosine >= REVIEW_COSINE:
            found.append(Pair(item.id, other.id, share, cosine))
    return tuple(sorted(found, key=lambda pair: (-max(pair.runs, pair.cosine), pair)))


def same_keys(items: Iterable[Item]) -> tuple[tuple[str, ...], ...]:
    """Ids of questions of one concept whose keys have the same words; bare numbers may agree."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for item in items:
        if not isinstance(item, CodeOutput):
            for text in _keys(item):
                if re.search(r"[^\W\d_]{3}", text):
                    found[item.concept, words(text)].append(item.id)
    return tuple(sorted(tuple(ids) for ids in found.values() if len(set(ids)) > 1))


def uses(items: Iterable[Item]) -> Counter[str]:
    """How many questions each misconception occurs in."""
    return Counter(name for item in items for name in {name for name, _ in misconceptions_of(item)})


def text_of(item: Item) -> str:
    """What a question asks and what its key says: stem, listing or figure, and key."""
    parts = [item.stem, *_keys(item)]
    if isinstance(item, CodeOutput):
        parts.append(item.code.source)
    elif isinstance(item, ImageBased):
        parts.append(item.image.alt)
    elif isinstance(item, Numeric) and item.template:
        parts.append(item.template.key)
    elif isinstance(item, Order):
        parts += [element.text for element in item.elements]
    elif isinstance(item, Match):
        parts += [element.text for element in (*item.left, *item.right)]
    elif isinstance(item, FreeText):
        parts.append(item.rubric.reference)
    return "\n".join(parts)


def _keys(item: Item) -> list[str]:
    return [
        option.text for _, options in option_lists(item) for option in options if option.correct
    ]


def _shared_runs(items: Sequence[Item]) -> dict[tuple[int, int], float]:
    """The Jaccard index of word runs, for each pair that shares one."""
    found = [runs(text_of(item), RUN) for item in items]
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, its in enumerate(found):
        for run in its:
            places[run].append(place)
    common = Counter(pair for those in places.values() for pair in combinations(those, 2))
    return {
        (one, other): count / (len(found[one]) + len(found[other]) - count)
        for (one, other), count in common.items()
    }


def _cosines(items: Sequence[Item]) -> dict[tuple[int, int], float]:
    """The cosine of weighted words, for each pair that shares a word."""
    vectors = [*_vectors(_telling(items))]
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for word, weight in vector.items():
            places[word].append((place, weight))
    cosines: dict[tuple[int, int], float] = defaultdict(float)
    for those in places.values():
        for (one, weight), (other, its) in combinations(those, 2):
            cosines[one, other] += weight * its
    return cosines


def _telling(items: Iterable[Item]) -> list[frozenset[str]]:
    return [lemmas(text_of(item)) for item in items]


def _vectors(texts: Sequence[frozenset[str]]) -> Iterator[dict[str, float]]:
    """Words weighted by rarity (inverse document frequency), of length 1 altogether."""
    seen = Counter(word for text in texts for word in text)
    rarity = {word: log((1 + len(texts)) / (1 + count)) + 1 for word, count in seen.items()}
    for text in texts:
        length = sqrt(sum(rarity[word] ** 2 for word in text)) or 1.0
        yield {word: rarity[word] / length for word in sorted(text)}
