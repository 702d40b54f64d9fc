"""The words of a passage that deny something; how far each one reaches is not decided here."""

from functools import lru_cache

from bot.grading.stems import words_of
from bot.grading.text import Passage, Token

_ALWAYS = words_of(
    "not never without hardly barely scarcely seldom rarely neither nor none nothing nobody nowhere"
    " cannot unable incapable impossible lack lacks lacked lacking absence absent"
)
_WITH_NEXT = {
    "fail": words_of("to"),
    "fails": words_of("to"),
    "failed": words_of("to"),
    "failing": words_of("to"),
    "instead": words_of("of"),
    "rather": words_of("than"),
    "opposed": words_of("to"),
    "far": words_of("from"),
    "anything": words_of("but"),
    "devoid": words_of("of"),
}
"""Words that deny only before one of these."""
_HARMLESS_BEFORE = {
    "not": words_of("only just merely solely sure certain"),
    "no": words_of("matter doubt wonder"),
    "nothing": words_of("but more"),
    "none": words_of("other"),
    "never": words_of("mind"),
}
"""Words that deny nothing before one of these: not only, no matter, nothing but."""


@lru_cache(maxsize=256)
def negators(passage: Passage) -> tuple[int, ...]:
    """Which tokens deny something: not, no, never, without, hardly, fail (to), rather (than)."""
    places = range(len(passage.tokens))
    return tuple(place for place in places if _denies(passage, place))


def _denies(passage: Passage, place: int) -> bool:
    token = passage.tokens[place]
    following = _next(passage, place)
    if token.word in _WITH_NEXT:
        return following in _WITH_NEXT[token.word]
    if token.word != "no" and token.word not in _ALWAYS:
        return False
    if following in _HARMLESS_BEFORE.get(token.word, ()):
        return False
    return not (_is_interjection(passage, token) or _is_or_not(passage, place))


def _next(passage: Passage, place: int) -> str:
    following = passage.tokens[place + 1 : place + 2]
    return following[0].word if following else ""


def _is_interjection(passage: Passage, token: Token) -> bool:
    """`No, bagging reduces variance` denies what was asked, not what it goes on to say."""
    is_first = token.start == 0 or passage.original[: token.start].rstrip()[-1:] in ".!?:;\n"
    behind = passage.original[token.end :].lstrip(" *_")[:1]
    return (
        token.word == "no" and is_first and behind in {",", ".", "!", ";", ":", "-", "–", "—", ""}
    )


def _is_or_not(passage: Passage, place: int) -> bool:
    """`whether it converges or not` leaves open what it names."""
    token = passage.tokens[place]
    if token.word != "not" or place == 0:
        return False
    before = [other.word for other in passage.tokens[:place] if other.sentence == token.sentence]
    return before[-1:] == ["or"] and "whether" in before
