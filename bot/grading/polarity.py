"""What stands negated, and what is the contrary of what."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from bot.grading.aliases import Phrase, stems
from bot.grading.negation import negators
from bot.grading.stems import words_of
from bot.grading.text import Passage
from bot.grading.vocabulary import FUNCTION_WORDS

_CONTRARIES = """
reduce lower decrease cut shrink diminish lessen drop fall decline minimize minimise \
go_down come_down mitigate dampen | increase raise grow rise gain enlarge inflate boost amplify \
maximize maximise go_up come_up
high large big great strong | low small little tiny weak
higher larger bigger greater stronger | lower smaller weaker fewer less
fast quick rapid | slow
easy | hard difficult
better improve | worse worsen degrade deteriorate
before | after
always | never
same equal identical | different unequal
similar | dissimilar
linear | nonlinear non_linear non-linear
supervised | unsupervised
labelled labeled | unlabelled unlabeled
dependent depend | independent
correlated | uncorrelated
biased | unbiased
parametric | nonparametric non_parametric non-parametric
convex | nonconvex non_convex non-convex concave
sequential one_after_another one_by_one | parallel independently simultaneous
positive | negative
ascend ascent | descend descent
converge | diverge
simple | complex complicated
sparse | dense
stable | unstable
expensive costly | cheap
add | subtract
add include keep | remove exclude discard
early | late
continuous | discrete categorical
deterministic | stochastic random
internal | external
forward | backward
true correct right | false incorrect wrong
overfit overfitting | underfit underfitting
accept | reject
numerator | denominator
horizontal | vertical
symmetric | asymmetric
balanced | imbalanced unbalanced
consistent | inconsistent
relevant | irrelevant
sufficient | insufficient
complete full | incomplete partial
equal | unequal
visible observed | hidden latent unobserved
narrow | wide broad
shallow | deep
shorter | longer
short | long
sensitive | insensitive robust
global | local
bounded | unbounded
row | column
minimum | maximum
least fewest smallest lowest | most largest highest biggest
closest nearest | farthest furthest
possible | impossible
directed | undirected
finite | infinite
differentiable | non-differentiable nondifferentiable
stationary | nonstationary non-stationary
"""

_PASSIVE = words_of(
    "true case correct right possible happen occur guaranteed achieved needed necessary required"
    " work works worked do done goal aim point help helpful matter matters happening"
)
"""What "X is not …" ends in when X itself is what is denied."""
_PHRASAL = frozenset(
    {"without", "no", "rather", "instead", "nor", "neither", "lack", "lacks", "nothing", "none"}
    | {"absence", "absent", "lacking", "devoid", "opposed"}
)
_CONTRASTS = frozenset({"instead", "rather", "opposed"})
_PHRASE = 6
"""How many words a negator of a phrase, such as "without", reaches at most."""
_BEFORE_COMMA = 2
"""So many content words after "not" and a comma ends what it denies: "does not, often, help"."""
_COMPLEMENT = frozenset({"that", "whether", "if", "what", "which", "how"})
_MERELY = frozenset({"only", "just", "merely", "simply", "solely", "all", "every"})
_RESUME = words_of("it they we you i this that these those he she there one the its their our each")
AUXILIARIES = frozenset(
    {"is", "are", "was", "were", "be", "do", "does", "did", "has", "have", "had", "can", "could"}
    | {"will", "would", "shall", "should", "may", "might", "must", "need"}
)
_HENCE = frozenset({"so", "then", "thus", "therefore", "hence"})
_JOINTS = _HENCE | {"and", "which"}
_RELATIVES = frozenset({"which", "who", "whose", "that", "where", "when", "if", "because", "since"})
_QUOTED = re.compile(r"[\"\u201c\u2018'\u00ab]\w+(?: \w+){1,3}[\"\u201d\u2019'\u00bb]")
_DENIALS = frozenset({"false", "untrue", "wrong", "incorrect", "myth", "misconception", "mistake"})
_OPENERS = frozenset({"that", "to"})


@cache
def opposites(phrase: Phrase) -> tuple[Phrase, ...]:
    """The phrases that say the contrary of `phrase`, such as ("raise",) of ("lower",)."""
    return _table().get(phrase, ())


@cache
def _table() -> dict[Phrase, tuple[Phrase, ...]]:
    table: dict[Phrase, tuple[Phrase, ...]] = {}
    for line in _CONTRARIES.strip().splitlines():
        one, other = (tuple(map(_phrase, side.split())) for side in line.split("|"))
        for these, those in ((one, other), (other, one)):
            for phrase in these:
                table[phrase] = tuple(dict.fromkeys(table.get(phrase, ()) + those))
    return table


def _phrase(word: str) -> Phrase:
    return stems(word.replace("_", " "))


@lru_cache(maxsize=256)
def scopes(text: Passage) -> tuple[tuple[int, range], ...]:
    """Each word that negates, by its place, and the places of the words that it negates."""
    found = [(place, _scope(text, place)) for place in negators(text) if not _is_idle(text, place)]
    return tuple((place, scope) for place, scope in found + list(_denials(text)) if scope)


def _is_idle(text: Passage, place: int) -> bool:
    """A "yes or no" and a quoted "not now" deny nothing; what is "just barely" done is done."""
    words = [token.word for token in text.tokens[max(0, place - 2) : place + 1]]
    if words[-2:] == ["just", "barely"] or words == ["yes", "or", "no"]:
        return True
    return _QUOTED.match(text.original, max(0, text.tokens[place].start - 1)) is not None


def turned(text: Passage) -> bool:
    """The text is a negative statement as a whole."""
    return len({place for place, _ in scopes(text)}) % 2 == 1


def _scope(text: Passage, place: int) -> range:
    words = [token.word for token in text.tokens]
    if words[place] == "not" and words[place + 1 : place + 2] and words[place + 1] in _MERELY:
        return range(0)
    if _is_interjection(text, place):
        return range(0)
    if words[place] in _PHRASAL:
        return range(place + 1, _end(text, place, place + 1 + _PHRASE))
    end = _end(text, place, len(words))
    return range(_start(text, place, end), end)


def _end(text: Passage, place: int, limit: int) -> int:
    """Where what follows the negator is no longer under it."""
    tokens = text.tokens
    room = 0 if tokens[place].word in _PHRASAL else _BEFORE_COMMA
    for other in range(place + 1, min(limit, len(tokens))):
        if tokens[other].clause != tokens[place].clause:
            return other
        if other == place + 1:
            continue  # "nothing does not": the one denies the other
        if _is_denied_verb(text, other) or (
            _resumes(text, other) or _is_cut(text, place, other, room)
        ):
            return other
    return min(limit, len(tokens))


def _is_cut(text: Passage, place: int, other: int, room: int) -> bool:
    """A comma, or the next verb, ends a denial that has denied something already."""
    words = [token.word for token in text.tokens[place + 1 : other]]
    denied = sum(word not in FUNCTION_WORDS for word in words)
    if has_comma(text, other):
        return denied >= room
    if denied and "(" in _gap(text, other):
        return True
    is_verb = text.tokens[other].word in AUXILIARIES and denied > 0 and room > 0
    return is_verb and not _COMPLEMENT & set(words)


def denials(text: Passage) -> int:
    """How many verbs are denied: "is not", "does not", "cannot"."""
    return sum(_is_denied_verb(text, place) for place in range(len(text.tokens)))


def _is_denied_verb(text: Passage, place: int) -> bool:
    """A verb with a "not" of its own: what comes before it denies it no more."""
    words = [token.word for token in text.tokens[place : place + 2]]
    return words[0] in AUXILIARIES and words[1:] in (["not"], ["never"])


def _resumes(text: Passage, place: int) -> bool:
    """A new statement begins here though the clause goes on: ", and it …", ", it …"."""
    tokens = text.tokens
    following = tokens[place + 1].word if place + 1 < len(tokens) else ""
    if tokens[place].word in _JOINTS:
        return following in _RESUME or has_comma(text, place) or tokens[place].word != "and"
    word = tokens[place].word
    is_new = word in _RESUME or word.endswith("ing") or (word, following) == ("such", "as")
    return has_comma(text, place) and is_new


def is_phrasal(text: Passage, place: int) -> bool:
    """The negator denies a noun and not a verb: "no", "without"."""
    return text.tokens[place].word in _PHRASAL


def is_contrast(text: Passage, place: int) -> bool:
    """The negator sets one thing against another: "instead of", "rather than"."""
    return text.tokens[place].word in _CONTRASTS


def has_comma(text: Passage, place: int) -> bool:
    """A comma stands before the word at `place`."""
    return "," in _gap(text, place)


def _gap(text: Passage, place: int) -> str:
    """What stands between the word at `place` and the one before it."""
    return text.original[text.tokens[place - 1].end : text.tokens[place].start] if place else ""


def _start(text: Passage, place: int, end: int) -> int:
    """Where the negation begins: at its subject, when little but "the case" follows."""
    tokens = text.tokens
    rest = [token.word for token in tokens[place + 1 : end]]
    if len(rest) > 3 or not (not rest or _PASSIVE & set(rest)):
        return place + 1
    first = place
    while first > 0 and tokens[first - 1].clause == tokens[place].clause:
        if has_comma(text, first) or tokens[first - 1].word in _RELATIVES | _HENCE:
            break
        first -= 1
    return first


def _is_interjection(text: Passage, place: int) -> bool:
    """A "no" that heads a sentence answers the question and negates nothing else."""
    tokens = text.tokens
    if tokens[place].word != "no" or place + 1 >= len(tokens):
        return False
    leads = place == 0 or tokens[place - 1].sentence != tokens[place].sentence
    is_cut = has_comma(text, place + 1) or tokens[place + 1].clause != tokens[place].clause
    return leads and is_cut


def _denials(text: Passage) -> Iterator[tuple[int, range]]:
    """What "it is wrong that …" or "a myth that …" denies."""
    tokens = text.tokens
    for place, token in enumerate(tokens[:-1]):
        if token.word in _DENIALS and tokens[place + 1].word in _OPENERS:
            sentence = token.sentence
            ends = (n for n in range(place, len(tokens)) if tokens[n].sentence != sentence)
            yield place, range(place + 2, next(ends, len(tokens)))
