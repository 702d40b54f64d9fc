"""Where an answer denies what belongs to a full one, though much of that is said elsewhere.

People who are right also say what is not the case. So only statements count: no conditions, no
advice, nothing that merely tells which thing is meant, and nothing that the rubric denies as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from bot.grading.evidence import readable
from bot.grading.index import Index
from bot.grading.points import Judgement
from bot.grading.polarity import AUXILIARIES, has_comma, scopes
from bot.grading.stems import words_of
from bot.grading.text import Passage, passage
from bot.grading.vocabulary import FUNCTION_WORDS, weight
from bot.quiz.rubric import Point

_MODALS = words_of("would should may might must need shall")
_CONDITIONS = words_of("if when whenever unless until while where whether some")
_TELLING = words_of("that who what")
_RATHER = words_of("a an the one its rather instead by in on from with for to")
_HENCE = words_of("so therefore thus hence")
_MILD = words_of(
    "always necessarily yet all every exactly fully entirely completely know known see seen say"
    " tell matter matters care"
)
"""What is "not always" so is not denied, and what nobody "can tell" or "has seen" no more."""
_NEAR = 4
"""So many words before "not" such a word begins what it denies: "points that are not …"."""
_FEWEST, _TOLD = 2, 0.3
"""So many words denied, and so much of them told by the rubric, are about the question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a full answer says."""

    points: tuple[Point, ...]
    references: tuple[Passage, ...]
    given: frozenset[str]
    """Stems of the question's own words."""


def is_denied(asked: Asked, index: Index, judgements: Sequence[Judgement]) -> bool:
    """Some statement denies what a full answer affirms, and nothing explains the denial."""
    meant = frozenset[int]().union(*(judgement.meant for judgement in judgements))
    denied = frozenset[int]().union(*(judgement.denied for judgement in judgements))
    return any(judgement.is_turned for judgement in judgements) or any(
        place in denied or _is_told(asked, index.passage, scope)
        for place, scope in index.scopes
        if place not in meant and _is_statement(index.passage, place)
    )


def _is_statement(text: Passage, place: int) -> bool:
    """The word at `place` denies a verb, in a clause that states something."""
    tokens = text.tokens
    head = place
    while head > 0 and tokens[head - 1].clause == tokens[place].clause:
        if tokens[head - 1].word in _HENCE:
            break
        head -= 1
    words = [token.word for token in tokens[head:place]]
    following = tokens[place + 1].word if place + 1 < len(tokens) else ""
    if not words or following in _MILD or _is_restricted(text, head, words):
        return False
    if tokens[place].word == "never":
        return words[-1] not in {"and", "so"} and not has_comma(text, place)
    verb = words[-2:] if words[-1].endswith("ly") else words[-1:]
    before = words[: -len(verb)]
    is_advice = verb[0] == "do" and before[-1:] in ([], ["and"])
    is_verb = verb[0] in AUXILIARIES and verb[0] not in _MODALS
    return tokens[place].word == "not" and is_verb and not is_advice and before[-1:] != ["or"]


def _is_restricted(text: Passage, head: int, words: list[str]) -> bool:
    """In a condition, of some things only, or in a clause that only tells which thing is meant."""
    if _CONDITIONS & set(words) or (words[0] == "as" and "long" in words):
        return True
    if _is_corrected(text, head + len(words)):
        return True
    near = list(enumerate(words))[-_NEAR:]
    telling = [place for place, word in near if word in _TELLING]
    return any(not has_comma(text, head + n) if n else words[0] == "what" for n in telling)


def _is_corrected(text: Passage, place: int) -> bool:
    """It says what is so instead: "does not learn a point but a distribution"."""
    rest = [token for token in text.tokens[place:] if token.clause > text.tokens[place].clause][:2]
    words = [token.word for token in rest]
    return words[:1] == ["but"] and len(words) == 2 and words[1] in _RATHER


def _is_told(asked: Asked, text: Passage, scope: range) -> bool:
    tokens = [text.tokens[place] for place in scope]
    stems = [token.stem for token in tokens if token.word not in FUNCTION_WORDS]
    new = [stem for stem in stems if stem not in asked.given]
    told = _told(asked.points, asked.references)
    known = sum(weight(stem) for stem in new if stem in told)
    return len(new) >= _FEWEST and known >= _TOLD * sum(map(weight, new))


@lru_cache(maxsize=256)
def _told(points: tuple[Point, ...], references: tuple[Passage, ...]) -> frozenset[str]:
    """The stems of all that the rubric and the model answers affirm."""
    sentences = [*references]
    stems: set[str] = set()
    for point in points:
        sentences += map(passage, (point.text, *point.para))
        stems.update(_affirmed((*point.say, *point.accept)))
    return frozenset(stems.union(*map(_stated, sentences)))


def _affirmed(sources: tuple[str, ...]) -> Iterator[str]:
    patterns = chain.from_iterable(map(readable, sources))
    slots = (slot for pattern in patterns if not pattern.is_negated for slot in pattern.slots)
    terms = (slot.terms for slot in slots if not slot.is_negated)
    yield from (stem for term in chain.from_iterable(terms) for stem in term.phrase)


def _stated(text: Passage) -> set[str]:
    denied = {place for _, scope in scopes(text) for place in scope}
    places = enumerate(text.tokens)
    return {token.stem for place, token in places if place not in denied}
