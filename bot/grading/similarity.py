"""How much an answer is like a reference: twenty light measures, and one likeness of them.

Likeness knows nothing of truth: a reference with "not" in it is as like as can be. So it is a
second opinion, and where there is no rubric, it never says "correct".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import log1p, sqrt

from bot.grading.aliases import renamed
from bot.grading.kinship import nearest
from bot.grading.negation import negators
from bot.grading.stems import words_of
from bot.grading.text import Passage, Token, passage
from bot.grading.vocabulary import FUNCTION_WORDS, weight

ASKED = 0.1
"""What a word of the question counts for: repeating it shows little."""
_RECALL = 4.0
"""F2: recall counts four times as much as precision (van Rijsbergen's F with beta 2)."""
_NEIGHBOURS = 2
_WIDER = 3
"""Neighbours of a word in the reference, and in the answer, where more may stand between."""
_LONGEST_NAME = 4
"""So many words at most are looked up as something that has an abbreviation."""
_RARE = 0.77
"""Words of at least this share of the heaviest weight are foreign unless somebody said them."""
_TELLING = words_of(
    "not no without same other another between more most less least before after above below up"
    " down out off all any each both few many into through during only even"
)
"""Function words that make a difference to what is said; their weights are small anyway."""

FEATURES = (
    "root",
    "blend",
    "recall",
    "asked recall",
    "balance",
    "best clause",
    "order",
    "loose order",
    "neighbours",
    "letters",
    "new letters",
    "all words",
    "precision",
    "foreign",
    "length",
    "negation",
    "letter balance",
    "other side",
    "denial",
    "short",
)
"""The names of what `features` gives, in its order."""

_BLEND = (0.15, 0.4, 0.15, 0.1, 0.1, 0.1)
"""Of recall, demoted recall, balance, letters, new letters and neighbours; chosen by hand."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the texts, made ready for comparing."""

    stems: tuple[str, ...]
    """Of the content words, in order."""
    weights: Mapping[str, float]
    words: frozenset[str]
    """Every stem, of function words too."""
    initials: Mapping[str, tuple[str, ...]]
    """What can be found in it, by the first letter: its content words, with and without their
    abbreviations."""
    clauses: tuple[frozenset[str], ...]
    letters: frozenset[str]
    """Three letters each of the content words."""
    places: Mapping[str, tuple[int, ...]]
    size: int
    negators: int
    side: str
    """"yes" or "no", where it begins with that."""


def features(
    question: Passage, references: tuple[Passage, ...], answer: Passage
) -> tuple[float, ...]:
    """The measures named by `FEATURES`, about 0 to 1, for the reference most like the answer."""
    asked = side(question.original)
    found = (measure(asked, side(one.original), side(answer.original)) for one in references)
    return max(found, default=(0.0,) * len(FEATURES))


def likeness(question: Passage, references: tuple[Passage, ...], answer: Passage) -> float:
    """0 to 1 for the most similar reference; nothing in it was fitted to graded answers."""
    return features(question, references, answer)[0]


def measure(asked: Side, reference: Side, answer: Side) -> tuple[float, ...]:
    """What `features` gives, for one reference."""
    if not reference.stems or not answer.stems:
        return (0.0,) * len(FEATURES)
    found = {stem: nearest(stem, answer.initials) for stem in reference.weights}
    known = {near for near, _ in found.values()}
    demoted, precision = _demoted(reference, asked), _precision(answer, asked, known)
    recall, asked_recall = _share(reference.weights, found), _share(demoted, found)
    balance = _balanced(asked_recall, precision)
    letters, new_letters = _letters(asked, reference, answer)
    beside = _neighbours(reference, answer, demoted)
    order = _in_order(reference.stems, answer.places, len(answer.stems)) / len(reference.stems)
    parts = (recall, asked_recall, balance, letters, new_letters, beside)
    blend = sum(share * part for share, part in zip(_BLEND, parts, strict=True))
    return (
        *(sqrt(blend), blend, recall, asked_recall, balance),
        _best_clause(demoted, found, answer),
        *(order, _concave(order), beside, letters, _concave(new_letters)),
        _part(reference.words, answer.words),
        *(precision, _foreign(answer, asked, known), log1p(answer.size) / 4),
        float((answer.negators > 0) != (reference.negators > 0)),
        _letter_balance(asked, reference, answer),
        float({answer.side, reference.side} == {"yes", "no"}),
        float(answer.negators > 0),
        float(2 * len(answer.stems) < len(reference.stems)),
    )


def _concave(share: float) -> float:
    """The first half of something is worth three times the second."""
    return 1 - (1 - share) ** 2


def _letters(asked: Side, reference: Side, answer: Side) -> tuple[float, float]:
    """The shares of the reference's letters that the answer has: of all, of those not asked."""
    whole = _part(reference.letters, answer.letters)
    return whole, _part(reference.letters - asked.letters, answer.letters, whole)


def _letter_balance(asked: Side, reference: Side, answer: Side) -> float:
    """How far both say the same beyond the question, by their letters (after Dice 1945)."""
    wanted, given = reference.letters - asked.letters, answer.letters - asked.letters
    return 2 * len(wanted & given) / (len(wanted) + len(given)) if wanted or given else 0.0


@lru_cache(maxsize=512)
def side(text: str) -> Side:
    """The text as one side of a comparison."""
    read = passage(text)
    content = [token for token in read.tokens if _is_content(token.word)]
    stems = tuple(token.stem for token in content)
    unique = tuple(dict.fromkeys(stems))
    return Side(
        stems,
        {stem: _weight(stem) for stem in unique},
        frozenset(token.stem for token in read.tokens),
        _grouped({*unique, *_renamed(tuple(token.stem for token in read.tokens))}),
        _clauses(content),
        frozenset(gram for token in content for gram in _grams(token.word)),
        _places(stems),
        len(read.tokens),
        len(negators(read)),
        _side(read.tokens[:1]),
    )


def _side(first: Iterable[Token]) -> str:
    return next((token.word for token in first if token.word in {"yes", "no"}), "")


def _weight(stem: str) -> float:
    """Flatter than how rare a word is: common words make a statement too."""
    return sqrt(weight(stem))


def _is_content(word: str) -> bool:
    return word not in FUNCTION_WORDS or word in _TELLING


def _grouped(stems: Iterable[str]) -> dict[str, tuple[str, ...]]:
    ordered = sorted(stems)
    return {initial: tuple(group) for initial, group in groupby(ordered, lambda stem: stem[0])}


def _renamed(stems: tuple[str, ...]) -> Iterable[str]:
    """The words of abbreviations spelt out, and abbreviations of what is spelt out."""
    for first in range(len(stems)):
        for last in range(first + 1, min(first + _LONGEST_NAME, len(stems)) + 1):
            for phrase in renamed(stems[first:last]):
                yield from phrase


def _clauses(content: Iterable[Token]) -> tuple[frozenset[str], ...]:
    runs = groupby(content, lambda token: token.clause)
    return tuple(frozenset(token.stem for token in run) for _, run in runs)


def _places(stems: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for place, stem in enumerate(stems):
        found[stem] = (*found.get(stem, ()), place)
    return found


def _grams(word: str) -> Iterable[str]:
    padded = f" {word} "
    return (padded[start : start + 3] for start in range(len(padded) - 2))


def _demoted(reference: Side, asked: Side) -> dict[str, float]:
    return {
        stem: value * ASKED if stem in asked.weights else value
        for stem, value in reference.weights.items()
    }


def _share(weights: Mapping[str, float], found: Mapping[str, tuple[str, float]]) -> float:
    total = sum(weights.values())
    return sum(value * found[stem][1] for stem, value in weights.items()) / total


def _precision(answer: Side, asked: Side, known: set[str]) -> float:
    """The share of what the answer says beyond the question that the reference says too."""
    demoted = _demoted(answer, asked)
    return sum(value for stem, value in demoted.items() if stem in known) / sum(demoted.values())


def _balanced(recall: float, precision: float) -> float:
    below = _RECALL * precision + recall
    return (1 + _RECALL) * recall * precision / below if below else 0.0


def _part(wanted: frozenset[str], given: frozenset[str], default: float = 0.0) -> float:
    return len(wanted & given) / len(wanted) if wanted else default


def _best_clause(
    demoted: Mapping[str, float], found: Mapping[str, tuple[str, float]], answer: Side
) -> float:
    """Recall by the best single clause, made concave: what is said together is meant together."""
    best = max(
        sum(value * found[stem][1] for stem, value in demoted.items() if found[stem][0] in clause)
        for clause in answer.clauses
    ) / sum(demoted.values())
    return _concave(best)


def _neighbours(reference: Side, answer: Side, demoted: Mapping[str, float]) -> float:
    """How far words of the reference keep their neighbours (after Sultan et al. 2014)."""
    total = sum(demoted[stem] for stem in reference.stems)
    kept = sum(
        demoted[stem] * _kept(_around(reference.stems, place, _NEIGHBOURS), stem, answer)
        for place, stem in enumerate(reference.stems)
        if stem in answer.places
    )
    return kept / total


def _kept(around: set[str], stem: str, answer: Side) -> float:
    if not around:
        return 1.0
    return max(
        len(around & _around(answer.stems, place, _WIDER)) for place in answer.places[stem]
    ) / len(around)


def _around(stems: tuple[str, ...], place: int, reach: int) -> set[str]:
    return {*stems[max(0, place - reach) : place], *stems[place + 1 : place + 1 + reach]}


def _in_order(stems: tuple[str, ...], places: Mapping[str, tuple[int, ...]], size: int) -> int:
    """The length of the longest common subsequence, with a bit for each word (Hyyrö 2004)."""
    everywhere = (1 << size) - 1
    free = everywhere
    for stem in stems:
        here = sum(1 << place for place in places.get(stem, ()))
        kept = free & here
        free = ((free + kept) | (free - kept)) & everywhere
    return size - free.bit_count()


def _foreign(answer: Side, asked: Side, known: set[str]) -> float:
    """The share of rare words that neither question nor reference has."""
    if not answer.weights:
        return 0.0
    rare = _RARE * _weight("")
    strange = sum(
        value >= rare and stem not in known and stem not in asked.weights
        for stem, value in answer.weights.items()
    )
    return strange / len(answer.weights)
