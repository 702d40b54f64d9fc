"""The words of a question as a measure sees them: lower case, stems of words, runs of words."""

import re
from functools import lru_cache


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


HEDGES = _set(
    "almost can could depends few generally largely likely mainly many may might most mostly"
    " often partly perhaps possibly probably rarely roughly seldom several some sometimes tend"
    " tends typically usually"
)
"""Words that make a claim safe, and so give a key away."""

ABSOLUTES = _set(
    "all always any cannot certainly completely entirely every everything exactly fully"
    " guarantee guaranteed guarantees impossible must never no nobody none nothing only solely"
    " wholly"
)
"""Words that make a claim bold, and so give a distractor away."""

_COMMON = _set(
    "a about after an and are as at be because been before being both but by did do does each"
    " for from had has have how if in into is it its more no not of on one or other out over"
    " same so than that the their them then there these they this those to two under until up"
    " was were what when where which while who why will with would you your"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "ly")


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """All the words and numbers, in order."""
    return tuple(_WORD.findall(text.casefold()))


@lru_cache(maxsize=20_000)
def lemmas(text: str) -> frozenset[str]:
    """What is told by the text: its words without the common ones, cut to their stems."""
    return frozenset(_stem(word) for word in words(text) if word not in _COMMON)


def runs(text: str, length: int) -> frozenset[tuple[str, ...]]:
    """Every run of `length` words; the whole text where it is shorter."""
    found = words(text)
    return frozenset(
        found[start : start + length] for start in range(max(1, len(found) - length + 1))
    )


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word
