"""An answer made ready for searching: where each stem stands, its clauses and sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby, pairwise

from bot.grading.aliases import Phrase
from bot.grading.patterns import SHORTEST_TYPO, Lexicon, Term
from bot.grading.polarity import scopes
from bot.grading.text import Passage, Token, is_protected
from bot.grading.vocabulary import FUNCTION_WORDS, is_known

_LIKENESS = 0.82
"""The least similarity at which an unknown word passes for a misspelt one."""
_WITH_FILLER = 0.97
_SENTENCE = 0.94
_NEIGHBOURS = 0.72
"""How much a statement is worth that is spread over a sentence, or over two."""

_NONE = frozenset({"not", "no", "never", "without", "hardly"})

Place = tuple[int, int, float]
"""First token, last token, quality."""
Extent = tuple[int, int, float, bool]
"""First token, the one after the last, the share of strength, whether it is one clause."""


@dataclass(frozen=True, slots=True)
class Index:
    passage: Passage
    stems: dict[str, tuple[int, ...]]
    odd: dict[str, tuple[int, ...]]
    """Tokens that no vocabulary has, and so may be misspelt, by their first letter."""
    windows: tuple[Extent, ...]
    """Clauses, sentences of several clauses, and neighbouring sentences."""
    scopes: tuple[tuple[int, range], ...]
    """Each word that negates, and what it negates."""
    contents: tuple[int, ...]
    """How many content words come before each token."""

    def content(self, first: int, end: int) -> int:
        """The number of content words from `first` up to, but not, `end`."""
        return self.contents[end] - self.contents[first]

    def lacks(self, lexicon: Lexicon) -> bool:
        """None of the terms can stand here; cheaper than to look for them."""
        hopeless = lexicon.by_stem.keys().isdisjoint(self.stems)
        return hopeless and not (self.odd and lexicon.spelt)

    def found(self, lexicon: Lexicon) -> Iterator[Place]:
        """Where any of the terms stands; only an author's own words are also found misspelt."""
        for stem in lexicon.by_stem.keys() & self.stems.keys():
            for term in lexicon.by_stem[stem]:
                yield from self._exactly(term)
        if self.odd:
            for term in lexicon.spelt:
                yield from self._misspelt(term.words[0])

    def places(self, term: Term) -> Iterator[Place]:
        """Where the one term stands, in its own spelling."""
        yield from self._exactly(term)

    def _exactly(self, term: Term) -> Iterator[Place]:
        if len(term.phrase) == 1:
            return ((place, place, term.quality) for place in self._word(term.phrase[0]))
        return self._run(term.phrase, term.quality)

    def _word(self, stem: str) -> tuple[int, ...]:
        return self.stems.get(stem, ())

    def _run(self, phrase: Phrase, quality: float) -> Iterator[Place]:
        """Adjacent words; one small word may stand between two of them."""
        for first in self._word(phrase[0]):
            place, share = first, quality
            for stem in phrase[1:]:
                step = self._step(place, stem)
                if step is None:
                    break
                share = min(share, quality * (1.0 if step == place + 1 else _WITH_FILLER))
                place = step
            else:
                yield first, place, share

    def _step(self, place: int, stem: str) -> int | None:
        tokens = self.passage.tokens
        if place + 1 < len(tokens) and tokens[place + 1].stem == stem:
            return place + 1
        if place + 2 < len(tokens) and tokens[place + 2].stem == stem:
            return place + 2 if tokens[place + 1].word in FUNCTION_WORDS - {"not", "no"} else None
        return None

    def _misspelt(self, word: str) -> Iterator[Place]:
        for place in self.odd.get(word[0], ()):
            token = self.passage.tokens[place]
            quality = max(
                likeness(word, form) for form in (token.word, token.word.removesuffix("s"))
            )
            if quality >= _LIKENESS:
                yield place, place, quality


@lru_cache(maxsize=128)
def index_of(text: Passage) -> Index:
    """The index of a text."""
    stems: dict[str, list[int]] = {}
    for place, token in enumerate(text.tokens):
        if not _is_none(text, place):
            stems.setdefault(token.stem, []).append(place)
    return Index(
        passage=text,
        stems={stem: tuple(places) for stem, places in stems.items()},
        odd=_odd(text.tokens),
        windows=tuple(_windows(text.tokens)),
        scopes=scopes(text),
        contents=(0, *accumulate(token.word not in FUNCTION_WORDS for token in text.tokens)),
    )


def _is_none(text: Passage, place: int) -> bool:
    """The "any" of "without any error" is no "every"."""
    before = text.tokens[max(0, place - 3) : place]
    return text.tokens[place].word == "any" and any(token.word in _NONE for token in before)


def _odd(tokens: tuple[Token, ...]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for place, token in enumerate(tokens):
        if _is_odd(token):
            found[token.word[0]] = (*found.get(token.word[0], ()), place)
    return found


def _is_odd(token: Token) -> bool:
    long_enough = len(token.word) >= SHORTEST_TYPO
    return long_enough and not is_protected(token.word) and not is_known(token.word)


def _windows(tokens: tuple[Token, ...]) -> Iterator[Extent]:
    clauses = list(_extents([token.clause for token in tokens]))
    sentences = list(_extents([token.sentence for token in tokens]))
    yield from ((first, end, 1.0, True) for first, end in clauses)
    yield from ((*extent, _SENTENCE, False) for extent in sentences if extent not in clauses)
    yield from ((one[0], other[1], _NEIGHBOURS, False) for one, other in pairwise(sentences))


def _extents(numbers: list[int]) -> Iterator[tuple[int, int]]:
    first = 0
    for _, group in groupby(numbers):
        end = first + sum(1 for _ in group)
        yield first, end
        first = end


@lru_cache(maxsize=16384)
def likeness(one: str, other: str) -> float:
    """1 less the optimal-string-alignment distance per letter of the longer word."""
    longest = max(len(one), len(other))
    if one[0] != other[0] or abs(len(one) - len(other)) > longest * (1 - _LIKENESS):
        return 0.0
    return 1.0 - _distance(one, other) / longest


def _distance(one: str, other: str) -> int:
    before: list[int] = []
    row = list(range(len(other) + 1))
    for m, sign in enumerate(one, 1):
        older, before, row = before, row, [m]
        for n, letter in enumerate(other, 1):
            cost = min(before[n] + 1, row[n - 1] + 1, before[n - 1] + (sign != letter))
            if m > 1 and n > 1 and sign == other[n - 2] and one[m - 2] == letter:
                cost = min(cost, older[n - 2] + 1)
            row.append(cost)
    return row[-1]
