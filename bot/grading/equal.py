"""When two answers are the same text: what people ruled on one of them holds for the other."""

import re
from functools import lru_cache

from bot.grading.folding import fold

_SHORT = {
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "let's": "let us",
    "it's": "it is",
    "that's": "that is",
    "there's": "there is",
    "i'm": "i am",
}
_ENDINGS = (("n't", " not"), ("'re", " are"), ("'ve", " have"), ("'ll", " will"))
_QUOTES = re.compile(r"[\"“”«»]|(?<!\w)'|'(?!\w)|`+")
_PAUSES = re.compile(r"[.,;:!]+(?=\s|$)")
_BULLET = re.compile(r"^\s*(?:[•*+-]|\d{1,2}[.)])\s+", re.MULTILINE)


@lru_cache(maxsize=1024)
def normal_form(answer: str) -> str:
    """The answer without what changes no meaning: case, blanks, quotes, pauses, contractions.

    Signs of formulas, brackets, question marks and the order of the words stay.
    """
    bare = _PAUSES.sub("", _QUOTES.sub("", _BULLET.sub("", fold(answer).text)))
    return " ".join(_long(word) for word in bare.split())


def _long(word: str) -> str:
    if word in _SHORT:
        return _SHORT[word]
    for ending, full in _ENDINGS:
        if word.endswith(ending) and word != ending:
            return word.removesuffix(ending) + full
    return word
