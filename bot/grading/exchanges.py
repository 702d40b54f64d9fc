"""Where an answer has the model answer's words, but exchanged: who knows it by heart, and wrongly.

A sentence of one's own shares few words with the model answer's. One that shares most of them
and has them in another order, or took some from another sentence, or turned one into its
contrary, may say something else altogether.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from bot.grading.polarity import opposites
from bot.grading.text import Passage, Token
from bot.grading.vocabulary import FUNCTION_WORDS

_NEAR = 0.5
"""The share of common words from which on two sentences are much the same (Jaccard)."""
_NEARER = 0.6
"""The same, where only the order is another: one may turn a sentence round."""
_ORDER = 0.7
"""The least share of common words that stand in the same order."""
_SHORTEST = 3

Stems = tuple[str, ...]


def is_exchanged(models: tuple[Passage, ...], answer: Passage) -> bool:
    """Some sentence of the answer is a model's with its words exchanged."""
    own = _sentences(answer)
    theirs = tuple(sentence for model in models for sentence in _sentences(model))
    return any(_is_exchange(sentence, own, theirs) for sentence in own)


def _is_exchange(sentence: Stems, own: Sequence[Stems], theirs: Sequence[Stems]) -> bool:
    said = set(sentence)
    model = max(theirs, key=lambda other: _likeness(said, set(other)), default=())
    likeness = _likeness(said, set(model))
    if len(said) < _SHORTEST or likeness < _NEAR:
        return False
    new, lost = said - set(model), set(model) - said
    return (
        (likeness >= _NEARER and _order(sentence, model) < _ORDER)
        or any((word,) in opposites((other,)) for word in new for other in lost)
        or bool(new & _words(theirs) and lost & _words(own))
    )


def _likeness(one: set[str], other: set[str]) -> float:
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
