"""An answer made ready for searching: where each stem stands, its clauses and sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, groupby, pairwise

from bot.grading.aliases import Phrase
from bot.grading.meanings import beginning, meanings
from bot.grading.patterns import SHORTEST_TYPO, Lexicon, Term
from bot.grading.polarity import scopes
from bot.grading.stems import stem_of
from bot.grading.text import Passage, Token, is_protected
from bot.grading.vocabulary import FUNCTION_WORDS, is_known

_LIKENESS = 0.82
"""The least similarity at which an unknown word passes for a misspelt one."""
_WITH_FILLER = 0.97
KIN = 0.72
"""What a word of the same meaning is worth: two of them never make a point."""
_SENTENCE = 0.94
_NEIGHBOURS = 0.72
"""How much a statement is worth that is spread over a sentence, or over two."""

_SMALL = FUNCTION_WORDS - {"not", "no"}
_NONE = frozenset({"not", "no", "never", "without", "hardly"})
_VERBS = {
    "->": "lead",
    "=>": "lead",
    "→": "lead",
    "-=": "subtract",
    "+=": "add",
    "/": "divide",
    "*": "multiply",
    "×": "multiply",
    "+": "add",
    "~": "proportional",
}
"""What signs say in notes: "outliers -> median", "cov / (s * t)"."""
_SIGN = re.compile("|".join(map(re.escape, _VERBS)))

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
    meant: dict[int, tuple[tuple[int, int], ...]]
    """Where a word of each group of one meaning stands."""

    def content(self, first: int, end: int) -> int:
        """The number of content words from `first` up to, but not, `end`."""
        return self.contents[end] - self.contents[first]

    def lacks(self, lexicon: Lexicon) -> bool:
        """None of the terms can stand here; cheaper than to look for them."""
        hopeless = lexicon.by_stem.keys().isdisjoint(self.stems)
        return hopeless and lexicon.spelt.keys().isdisjoint(self.odd)

    def found(self, lexicon: Lexicon) -> Iterator[Place]:
        """Where any of the terms stands; only an author's own words are also found misspelt."""
        for stem in lexicon.by_stem.keys() & self.stems.keys():
            for term in lexicon.by_stem[stem]:
                if len(term.phrase) > 1:
                    yield from self._run(term.phrase, term.quality)
                else:
                    for place in self.stems[stem]:
                        yield place, place, term.quality
        for initial in lexicon.spelt.keys() & self.odd.keys():
            for word in lexicon.spelt[initial]:
                yield from self._misspelt(word)

    def kin(self, lexicon: Lexicon) -> Iterator[Place]:
        """Where words of the same meaning stand."""
        for group in lexicon.meanings:
            for first, last in self.meant.get(group, ()):
                yield first, last, KIN

    def places(self, term: Term) -> Iterator[Place]:
        """Where the one term stands, in its own spelling."""
        yield from self._run(term.phrase, term.quality)

    def _run(self, phrase: Phrase, quality: float) -> Iterator[Place]:
        """Adjacent words; one small word may stand between two of them."""
        for first in self.stems.get(phrase[0], ()):
            last = _ending(self.passage.tokens, first, phrase)
            if last is not None:
                is_whole = last - first < len(phrase)
                yield first, last, quality * (1.0 if is_whole else _WITH_FILLER)

    def _misspelt(self, word: str) -> Iterator[Place]:
        for place in self.odd.get(word[0], ()):
            token = self.passage.tokens[place]
            quality = max(
                likeness(word, form) for form in (token.word, token.word.removesuffix("s"))
            )
            if quality >= _LIKENESS:
                yield place, place, quality


def _ending(tokens: tuple[Token, ...], first: int, phrase: Phrase) -> int | None:
    """Where a phrase ends that begins at `first`; None if it does not stand there."""
    place = first
    for stem in phrase[1:]:
        step = _step(tokens, place, stem)
        if step is None:
            return None
        place = step
    return place


def _step(tokens: tuple[Token, ...], place: int, stem: str) -> int | None:
    """The next place, or the next but one, in the same sentence."""
    following = tokens[place + 1 : place + 3]
    if following and following[0].stem == stem:
        return place + 1 if following[0].sentence == tokens[place].sentence else None
    if len(following) > 1 and following[1].stem == stem and following[0].word in _SMALL:
        return place + 2 if following[1].sentence == tokens[place].sentence else None
    return None


def _meant(text: Passage) -> dict[int, tuple[tuple[int, int], ...]]:
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for groups, first, last in chain(_words(text.tokens), _signs(text)):
        for group in groups:
            found[group] = (*found.get(group, ()), (first, last))
    return found


def _words(tokens: tuple[Token, ...]) -> Iterator[tuple[frozenset[int], int, int]]:
    for first, token in enumerate(tokens):
        for phrase, groups in beginning(token.stem):
            last = _ending(tokens, first, phrase)
            if last is not None:
                yield groups, first, last


def _signs(text: Passage) -> Iterator[tuple[frozenset[int], int, int]]:
    """The signs of notes that stand for a verb: each fills the gap before a word."""
    if _SIGN.search(text.original) is None:
        return
    for place, (one, other) in enumerate(pairwise(text.tokens), 1):
        sign = _SIGN.search(text.original, one.end, other.start)
        if sign is not None:
            yield meanings((stem_of(_VERBS[sign[0]]),)), place, place - 1


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
        meant=_meant(text),
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
