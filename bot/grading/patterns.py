"""The pattern language of rubrics: what a pattern asks for, read once and kept.

Slots stand between blanks and may be found in any order; `|` parts alternatives, `_` joins
adjacent words, `?` makes a slot optional, `>` asks for the order, `not:` for a negation, and
`re:` is a regular expression over the answer's plain line.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.grading.aliases import Phrase, stems, variants
from bot.grading.meanings import meanings
from bot.grading.negation import negators
from bot.grading.polarity import opposites, turned
from bot.grading.text import Token, is_protected, passage
from bot.grading.vocabulary import FUNCTION_WORDS, weight

_LIGHTEST = 0.15
"""What a function word weighs, where an ordinary noun weighs several times as much."""
GIVEN = 0.3
"""What a word of the question is worth when an answer repeats it."""
_SENTENCE_WORDS = 4
SHORTEST_TYPO = 5
"""Letters of the shortest word that is found misspelt."""
_LONG = 8
_CONTRARY = 0.4
"""The share of a slot's alternatives that a word must be the contrary of."""
_KIN = 0.5
"""The share of a slot's alternatives that have a meaning, for it to be what the slot means."""
_BAR = re.compile(r"\|(?![^()]*\))")
"""Between alternatives; the one of p(y|x) is part of a word."""


class BadPatternError(ValueError):
    """A pattern that nothing can match."""


@dataclass(frozen=True, slots=True)
class Term:
    """One way to fill a slot: adjacent words."""

    phrase: Phrase
    words: tuple[str, ...]
    """As they were written, for typos; empty if the term is not the author's own."""
    quality: float = 1.0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Ways to fill a slot, by the stem that each begins with."""

    terms: tuple[Term, ...]
    by_stem: Mapping[str, tuple[Term, ...]]
    spelt: Mapping[str, tuple[str, ...]]
    """The author's own single words that may also stand misspelt, by their first letter."""
    meanings: frozenset[int] = frozenset()
    """What words of the same meaning have in common with the author's own."""


@dataclass(frozen=True, slots=True)
class Slot:
    direct: Lexicon
    contrary: Lexicon
    """Ways to say the contrary, in a word."""
    weight: float
    is_optional: bool = False
    is_negated: bool = False
    """What fills it must stand negated: `not:labels`."""
    follows: bool = False
    """It must come after the slot before it."""

    @property
    def is_asked(self) -> bool:
        return not self.is_optional

    @property
    def terms(self) -> tuple[Term, ...]:
        return self.direct.terms


@dataclass(frozen=True, slots=True)
class Pattern:
    source: str
    slots: tuple[Slot, ...]
    is_negated: bool = False
    """The statement must stand negated."""
    is_sentence: bool = False
    """A whole sentence, found by how much of it is there and not slot by slot."""
    formula: re.Pattern[str] | None = None

    @property
    def is_ordered(self) -> bool:
        return any(slot.follows for slot in self.slots)


@lru_cache(maxsize=8192)
def pattern_of(source: str) -> Pattern:
    """The pattern that `source` writes down; raises `BadPatternError` with the place."""
    text = source.strip()
    if text.startswith("re:"):
        return Pattern(source, (), formula=_formula(source, text[3:].strip()))
    is_negated = text.startswith("not: ")
    slots = tuple(_slots(source, text[5:] if is_negated else text))
    if all(slot.is_optional for slot in slots):
        raise BadPatternError(f'the pattern "{source}" needs a slot that is not optional')
    return Pattern(source, slots, is_negated)


@lru_cache(maxsize=4096)
def sentence_of(source: str, given: frozenset[str] = frozenset()) -> Pattern:
    """A whole sentence as a pattern: its content words; those `given` by the question weigh less.

    `given` holds stems. What denies is no slot: it turns the whole.
    """
    text = passage(source)
    denying = {text.tokens[place].stem for place in negators(text)}
    found = {token.stem: token for token in text.tokens if _is_content(token)}
    slots = tuple(_word_slot(token, given) for stem, token in found.items() if stem not in denying)
    return Pattern(source, slots, turned(text), is_sentence=True)


def is_sentence(source: str) -> bool:
    """A phrasing in plain words rather than in the pattern language."""
    if source.startswith(("re:", "not:")) or re.search(r"[|_>]|\?\S|\S\?\s|\bnot:", source):
        return False
    return len(source.split()) >= _SENTENCE_WORDS


@lru_cache(maxsize=4096)
def slot_of(part: str) -> Slot:
    """One slot by itself, such as a role's name."""
    return _slot(part, part, False)


def _formula(source: str, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise BadPatternError(f'the pattern "{source}" is no regular expression: {error}') from None


def _slots(source: str, text: str) -> list[Slot]:
    found: list[Slot] = []
    follows = False
    for part in re.sub(r"(?<=\s)>(?=\s)", " > ", text).split():
        if part == ">":
            follows = True
            continue
        found.append(_slot(source, part, follows))
        follows = False
    if not found or follows:
        raise BadPatternError(f'the pattern "{source}" ends where a slot should stand')
    return found


def _slot(source: str, part: str, follows: bool) -> Slot:
    is_negated = part.startswith("not:")
    bare = part.removeprefix("not:")
    is_optional = bare.startswith("?") or bare.endswith("?")
    phrases = [one.replace("_", " ") for one in _BAR.split(bare.strip("?"))]
    phrases = [phrase for phrase in phrases if stems(phrase)]
    if not phrases:
        raise BadPatternError(f'the pattern "{source}" has no words in "{part}"')
    terms = _terms(phrases)
    return Slot(
        direct=_lexicon(terms),
        contrary=_lexicon(_opposites(terms)),
        weight=sum(_weight(stems(phrase)) for phrase in phrases) / len(phrases),
        is_optional=is_optional,
        is_negated=is_negated,
        follows=follows,
    )


def _terms(phrases: list[str]) -> tuple[Term, ...]:
    """The author's own alternatives first, then what means the same."""
    own = [_term(phrase) for phrase in phrases]
    found = {term.phrase: term for term in own}
    for term in own:
        for phrase, quality in variants(term.phrase):
            found.setdefault(phrase, Term(phrase, (), quality))
    return tuple(found.values())


def _lexicon(terms: tuple[Term, ...]) -> Lexicon:
    by_stem: dict[str, list[Term]] = {}
    for term in terms:
        by_stem.setdefault(term.phrase[0], []).append(term)
    spelt: dict[str, tuple[str, ...]] = {}
    for term in filter(_may_be_misspelt, terms):
        (word,) = term.words
        spelt[word[0]] = (*spelt.get(word[0], ()), word)
    return Lexicon(
        terms, {stem: tuple(same) for stem, same in by_stem.items()}, spelt, _shared(terms)
    )


def _shared(terms: tuple[Term, ...]) -> frozenset[int]:
    """The meanings that enough of the author's own words have."""
    own = [term.phrase for term in terms if term.words]
    counts = Counter(group for phrase in own for group in meanings(phrase))
    least = _KIN * len(own)
    return frozenset(group for group, n in counts.items() if n >= least)


def _may_be_misspelt(term: Term) -> bool:
    """One word of the author's; protected terms, such as "variance", only if they are long."""
    if len(term.words) != 1 or not term.words[0].isalpha():
        return False
    return len(term.words[0]) >= (_LONG if is_protected(term.words[0]) else SHORTEST_TYPO)


def _term(text: str) -> Term:
    tokens = passage(text).tokens
    return Term(tuple(token.stem for token in tokens), tuple(token.word for token in tokens))


def _opposites(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """The contraries of most of what the slot takes, so that "slow|poor" has none in "fast"."""
    taken = {term.phrase for term in terms}
    own = [term.phrase for term in terms if term.words]
    counts = Counter(phrase for one in own for phrase in set(opposites(one)))
    least = _CONTRARY * len(own)
    return tuple(
        Term(phrase, ()) for phrase, n in counts.items() if n >= least and phrase not in taken
    )


def _word_slot(token: Token, given: frozenset[str]) -> Slot:
    terms = _terms([token.word])
    share = GIVEN if token.stem in given else 1.0
    contrary = _lexicon(_opposites(terms))
    return Slot(_lexicon(terms), contrary, _weight((token.stem,)) * share)


def _weight(phrase: Phrase) -> float:
    return max(_LIGHTEST, *(weight(stem) for stem in phrase))


def _is_content(token: Token) -> bool:
    return token.word not in FUNCTION_WORDS or bool(opposites((token.stem,)))
