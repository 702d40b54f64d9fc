"""Where an answer has the model answer's words, but exchanged: who knows it by heart, and wrongly.

A sentence of one's own shares few words with the model answer's. One that shares most of them
and has them in another order, or took some from another sentence, or turned one into its
contrary, may say something else altogether.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby

from bot.grading.negation import negators
from bot.grading.polarity import has_comma, opposites
from bot.grading.text import Passage, Token
from bot.grading.vocabulary import FUNCTION_WORDS

_NEAR, _NEARER = 0.5, 0.6
"""The share of common words from which on two sentences are much the same (Jaccard); the second
one where only the order is another, for one may turn a sentence round."""
_ORDER = 0.7
"""The least share of common words that stand in the same order."""
_SHORTEST = 3
_KNOWN = 0.63
"""Fewer words of the model answers in the whole answer, and it is in its writer's own words."""
_BY_HEART = 0.7
"""So many, and one word in the place of another is enough."""
_PLACED = 0.44

_COPY, _LENGTHY, _MUCH = 0.8, 5, 3
"""A model's sentence is told by so much of it; so many others, of so many words, bury it."""
_AND = frozenset({"and", "so", "which"})
_SAME = 0.6
"""The share of common words from which on a clause is a model's, said or denied."""

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """What a piece of a text says, and how many words in it deny."""

    words: frozenset[str]
    denials: int


def is_exchanged(models: tuple[Passage, ...], answer: Passage) -> bool:
    """Some sentence of the answer is a model's with its words exchanged, or denied."""
    own = _sentences(answer)
    theirs = tuple(sentence for model in models for sentence in _sentences(model))
    texts = _Texts(own, theirs, _known(_words(own), _words(theirs)))
    if _is_reversed(models, answer, texts.known >= _KNOWN) or _is_buried(own, theirs):
        return True
    return any(_is_exchange(sentence, texts) for sentence in own)


def _is_reversed(models: tuple[Passage, ...], answer: Passage, is_known: bool) -> bool:
    """Some clause or sentence is a model's, but for a "not" more or less."""
    known = [part for model in models for part in _parts(model)]
    shortest, least = (1, _SAME) if is_known else (_SHORTEST, _COPY)
    parts = [part for part in _parts(answer) if len(part.words) >= shortest]
    return any(_is_denied(part, known, least) for part in parts)


def _is_buried(own: Sequence[Stems], theirs: Sequence[Stems]) -> bool:
    """The whole model answer, word by word, among as much of something else."""
    told = [set(model) for model in theirs]
    copied = [any(_likeness(set(one), model) >= _COPY for one in own) for model in told]
    other = [one for one in own if all(_likeness(set(one), model) < _NEAR for model in told)]
    return bool(copied) and all(copied) and sum(len(one) >= _LENGTHY for one in other) >= _MUCH


def _is_denied(part: _Part, known: Sequence[_Part], least: float) -> bool:
    model = max(known, key=lambda other: _likeness(part.words, other.words), default=part)
    likeness = _likeness(part.words, model.words)
    is_same = likeness == 1 or (likeness >= least and len(part.words) >= _SHORTEST)
    return is_same and model.denials % 2 != part.denials % 2


@lru_cache(maxsize=256)
def _parts(text: Passage) -> tuple[_Part, ...]:
    """The clauses, and the pieces of them between commas and "and"."""
    denying = frozenset(negators(text))
    places = list(enumerate(text.tokens))
    clauses = [list(some) for _, some in groupby(places, key=lambda place: place[1].clause)]
    pieces = [piece for clause in clauses for piece in (clause, *_pieces(clause, text))]
    return tuple(_part(piece, denying) for piece in pieces)


def _pieces(clause: list[tuple[int, Token]], text: Passage) -> Iterator[list[tuple[int, Token]]]:
    piece: list[tuple[int, Token]] = []
    for place, token in clause:
        if piece and (token.word in _AND or has_comma(text, place)):
            yield piece
            piece = []
        piece.append((place, token))
    if piece and len(piece) < len(clause):
        yield piece


def _part(piece: list[tuple[int, Token]], denying: frozenset[int]) -> _Part:
    words = frozenset(
        token.stem for place, token in piece if place not in denying and _counts(token)
    )
    return _Part(words, sum(place in denying for place, _ in piece))


@dataclass(frozen=True, slots=True)
class _Texts:
    own: Sequence[Stems]
    theirs: Sequence[Stems]
    known: float
    """The share of its own words that are theirs."""


def _known(own: set[str], theirs: set[str]) -> float:
    return len(own & theirs) / max(1, len(own))


def _is_exchange(sentence: Stems, texts: _Texts) -> bool:
    said = set(sentence)
    model = max(texts.theirs, key=lambda other: _likeness(said, set(other)), default=())
    likeness = _likeness(said, set(model))
    if len(said) < _SHORTEST or likeness < _PLACED:
        return False
    new, lost = said - set(model), set(model) - said
    if likeness >= _NEAR and any((word,) in opposites((other,)) for word in new for other in lost):
        return True
    nearer = _NEAR if texts.known >= _BY_HEART else _NEARER
    is_turned = likeness >= nearer and _order(sentence, model) < _ORDER
    is_moved = likeness >= _NEAR and new & _words(texts.theirs) and lost & _words(texts.own)
    if texts.known >= _KNOWN and (is_turned or is_moved):
        return True
    return texts.known >= _BY_HEART and _is_placed(sentence, model, texts)


def _is_placed(sentence: Stems, model: Stems, texts: _Texts) -> bool:
    """A word stands in the place of another, and either has its own place elsewhere."""
    steps = SequenceMatcher(None, model, sentence, autojunk=False).get_opcodes()
    swaps = [(model[a], sentence[c]) for _, a, b, c, d in steps if b - a == d - c == 1]
    own, theirs = _words(texts.own), _words(texts.theirs)
    return any(was != now and was in own and now in theirs for was, now in swaps)


def _likeness(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _words(sentences: Sequence[Stems]) -> set[str]:
    return set().union(*sentences)


def _order(one: Stems, other: Stems) -> float:
    """The longest common subsequence of the common words, as a share of them."""
    common = set(one) & set(other)
    first = [word for word in one if word in common]
    second = [word for word in other if word in common]
    row = [0] * (len(second) + 1)
    for word in first:
        before = 0
        for place, match in enumerate(second, 1):
            above = row[place]
            row[place] = before + 1 if word == match else max(above, row[place - 1])
            before = above
    return row[-1] / max(len(first), len(second))


@lru_cache(maxsize=256)
def _sentences(text: Passage) -> tuple[Stems, ...]:
    """The content words of each sentence."""
    groups = groupby(text.tokens, key=lambda token: token.sentence)
    found = (tuple(token.stem for token in group if _counts(token)) for _, group in groups)
    return tuple(sentence for sentence in found if sentence)


def _counts(token: Token) -> bool:
    return token.word not in FUNCTION_WORDS or bool(opposites((token.stem,)))
