"""How often somebody who knows nothing of the subject would find the key of four options.

A strategy ranks the options; several at the top share the hit. A bank that gives nothing away
lets every strategy hit as often as chance. Both sides count: "never the longest" is a cue too.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

from questions.classifier import hits as classifier_hits
from questions.draws import Chance
from questions.rules import option_lists
from questions.schema import Item, MultiSelect
from questions.words import ABSOLUTES, HEDGES, lemmas, words

OPTIONS = 4
CHANCE = 1 / OPTIONS
DRAWS = 100
CLASSIFIER_MARGIN = (0.04, 0.06)
"""By how much the text classifier may beat chance: the target, and what fails."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A question of which one option is right, as somebody sees it who knows nothing."""

    id: str
    concept: str
    stem: str
    options: tuple[str, ...]
    key: int
    shown: tuple[int, ...] = ()
    """How often the key stands at each place over the draws."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often a strategy hits, and where its rate ought to be."""

    strategy: str
    hits: float
    of: int
    window: tuple[float, float]
    limits: tuple[float, float]

    @property
    def share(self) -> float:
        return self.hits / self.of

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.of)

    @property
    def verdict(self) -> str:
        if _within(self.share, self.window):
            return "inside"
        return "outside" if _within(self.share, self.limits) else "fails"


Strategy = Callable[[Choice], Sequence[float]]


def choices(items: Iterable[Item]) -> tuple[Choice, ...]:
    """The questions with four options of which one is right; reasons of statements as well."""
    return tuple(choice for item in items for choice in _choice(item))


def rates(found: Sequence[Choice]) -> Iterator[Rate]:
    """Every strategy's rate; nothing for no questions."""
    if not found:
        return
    for place in range(OPTIONS):
        wrote = sum(choice.key == place for choice in found)
        yield _rate(f"always option {place + 1}, as written", wrote, len(found))
    for place, letter in enumerate("ABCD"):
        drawn = fmean(choice.shown[place] / DRAWS for choice in found)
        yield _rate(f"always {letter}, over {DRAWS} draws", drawn * len(found), len(found))
    for name, strategy in STRATEGIES.items():
        yield _rate(name, sum(hit(choice, strategy(choice)) for choice in found), len(found))
    yield text_classifier(found)


def text_classifier(found: Sequence[Choice]) -> Rate:
    """How often a classifier hits that has learnt from the options of other concepts."""
    guessed = classifier_hits([(each.concept, each.options, each.key) for each in found])
    target, limit = (CHANCE + margin for margin in CLASSIFIER_MARGIN)
    name = "text classifier, other concepts learnt"
    return Rate(name, sum(guessed), len(found), (0.0, target), (0.0, limit))


def hit(choice: Choice, scores: Sequence[float]) -> float:
    """1 if the option with the highest score is the key; a share of it among equals."""
    best = max(scores)
    top = [place for place, score in enumerate(scores) if score == best]
    return (choice.key in top) / len(top)


def wilson(hits: float, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    z, share = 1.96, hits / of
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return centre - half, centre + half


def marked(found: Sequence[Choice], marks: frozenset[str]) -> tuple[float, float]:
    """The share of keys, and of the other options, that have such a word."""
    keys = [_has(choice.options[choice.key], marks) for choice in found]
    rest = [
        _has(text, marks)
        for choice in found
        for place, text in enumerate(choice.options)
        if place != choice.key
    ]
    return fmean(keys), fmean(rest)


def _rate(name: str, hits: float, of: int) -> Rate:
    error = sqrt(CHANCE * (1 - CHANCE) / of)
    window = (CHANCE - 2 * error, CHANCE + 2 * error)
    return Rate(name, hits, of, window, (CHANCE - 3 * error, CHANCE + 3 * error))


def _within(share: float, window: tuple[float, float]) -> bool:
    return window[0] <= share <= window[1]


def _choice(item: Item) -> Iterator[Choice]:
    if isinstance(item, MultiSelect):
        return
    for _, options in option_lists(item):
        if len(options) == OPTIONS:
            texts = tuple(option.text for option in options)
            key = next(place for place, option in enumerate(options) if option.correct)
            shown = [0] * OPTIONS
            for seed in range(DRAWS):
                order = Chance(item.id, str(seed)).order(options, _shuffles(item))
                shown[order.index(options[key])] += 1
            yield Choice(item.id, item.concept, item.stem, texts, key, tuple(shown))


def _shuffles(item: Item) -> bool:
    return bool(getattr(item.render, "shuffle", True))


def _longest(choice: Choice) -> Sequence[float]:
    return [len(text) for text in choice.options]


def _overlap(choice: Choice) -> Sequence[float]:
    """How many telling words an option shares with the stem."""
    stem = lemmas(choice.stem)
    return [len(lemmas(text) & stem) for text in choice.options]


def _hedged(choice: Choice) -> Sequence[float]:
    return [_count(text, HEDGES) for text in choice.options]


def _absolute(choice: Choice) -> Sequence[float]:
    return [_count(text, ABSOLUTES) for text in choice.options]


def _specific(choice: Choice) -> Sequence[float]:
    """Digits, brackets and words of ten letters or more."""
    return [
        len(re.findall(r"\d+|[(\[]", text)) + sum(len(word) >= 10 for word in words(text))
        for text in choice.options
    ]


def _alike(choice: Choice) -> Sequence[float]:
    """How much an option has in common with the others: the mean share of common words."""
    sets = [frozenset(words(text)) for text in choice.options]
    return [
        round(fmean(_jaccard(one, other) for j, other in enumerate(sets) if j != i), 9)
        for i, one in enumerate(sets)
    ]


def _least(strategy: Strategy) -> Strategy:
    return lambda choice: [-score for score in strategy(choice)]


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _count(text: str, marks: frozenset[str]) -> int:
    return sum(word in marks for word in words(text))


def _has(text: str, marks: frozenset[str]) -> bool:
    return _count(text, marks) > 0


STRATEGIES: dict[str, Strategy] = {
    "the longest": _longest,
    "the shortest": _least(_longest),
    "most words of the stem": _overlap,
    "fewest words of the stem": _least(_overlap),
    "most hedges (usually, may)": _hedged,
    "fewest absolutes (always, only)": _least(_absolute),
    "the most specific (digits, long words)": _specific,
    "convergence: most like the others": _alike,
    "odd one out: least like the others": _least(_alike),
}
