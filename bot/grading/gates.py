"""What keeps an answer from being judged by its content alone."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from bot.grading.asides import denies, pleads, shrugs
from bot.grading.negation import negators
from bot.grading.result import Verdict
from bot.grading.stems import words_of
from bot.grading.text import Passage, Token
from bot.grading.vocabulary import FUNCTION_WORDS
from bot.grading.word_order import orderliness


@dataclass(frozen=True, slots=True)
class Gate:
    """A reason not to trust the content."""

    name: str
    verdict: Verdict | None
    """It stands whatever the content says; None leaves the verdict to the content."""
    cap: float
    """The most that the answer can score."""
    why: str
    """A sentence for whoever gave the answer."""
    gives_way: bool = False
    """Not where every point is found affirmed."""


@dataclass(frozen=True, slots=True)
class _Case:
    question: Passage
    references: tuple[Passage, ...]
    answer: Passage


_SURE, _DOUBTFUL = Verdict.INCORRECT, Verdict.UNSURE
_HALF = 0.6
"""The most that a doubtful answer scores: partly right."""
_EMPTY = words_of(
    "answer question ask explain describ describe define mean say tell thing way word pleas"
)
"""Stems that say nothing, whatever the question is."""
_VERBS = words_of(
    "is are was were be am do does did has have had can could may might must shall should will"
    " would"
)
"""Verbs that take a `not` behind them."""
_STATING = _VERBS | words_of("it they them we you i which that this these if when while so than")
"""Words of statements, which lists of key words have not."""
_SHORT, _LONG, _LENGTHY = 24, 40, 100
"""Words."""
_SIGNS = re.compile(r"[,;:.!?\n()=<>+*~|/\u2192]|(?:^|\s)[-\u2013](?:\s|$)|->")
"""What parts the pieces of notes."""
_RELATIONS = re.compile(r"[;:\n=<>|\u2192]|(?:^|\s)-(?:\s|$)|->")
_BRIEF = 6
"""Words between two such signs, at most, on the average."""
_STOPS = re.compile(r"[,;\n]")
_TITLE = re.compile(r"\W*(?:key ?words?|buzz ?words?|tags)\s*:")
_RUN, _BARE, _MUCH = 9, 0.8, 0.45
"""So many words without a sign, nearly all of content, and so much of the whole, are a list."""
_ROW, _SPARE = 9, 3
"""So many pieces in a row of fewer words than this are a list too."""
_SORTED, _IN_ORDER = 24, 0.95
"""Words, and the share of neighbours in the order of the alphabet."""
_FEW, _MOST = 3, 0.65
"""Denied verbs, and the share of the verbs, that may be natural."""
_OFFERS, _APART = 3, 10
"""So many times "or", so few words apart, leave open what is so."""
_FOREIGN = 45
"""Different words of content that neither the question nor a model answer has."""


def gate(question: Passage, references: tuple[Passage, ...], answer: Passage) -> Gate | None:
    """The first gate that the answer runs into, the surest ones first; None if it passes all."""
    case = _Case(question, references, answer)
    return next((barrier for test, barrier in _GATES if test(case)), None)


def _is_empty(case: _Case) -> bool:
    return not case.answer.tokens or shrugs(case.answer.plain)


def _is_copied(case: _Case) -> bool:
    """It says again what was asked, and the model answers say more than that.

    Where a model answer's words all stand in the question ("A or B?"), only the question's very
    words count as a copy.
    """
    asked = [token.stem for token in case.question.tokens]
    said = [token.stem for token in case.answer.tokens]
    content = [token.stem for token in _content(case.answer) if token.stem not in _EMPTY]
    if not asked or (_is_within(said, asked) and len(said) > len(asked) / 2):
        return bool(asked)
    if _is_within(asked, said):
        return not Counter(content) - Counter(asked)
    needed = [_share(token.stem in asked for token in _content(one)) for one in case.references]
    is_shared = len(content) >= 3 and _share(stem in asked for stem in content) > 0.8
    return is_shared and max(needed, default=0.0) < 0.5 and len(content) >= len(set(asked)) / 3


def _is_within(few: list[str], many: list[str]) -> bool:
    return f" {' '.join(few)} " in f" {' '.join(many)} "


def _is_repeated(case: _Case) -> bool:
    """One word over and over, or the same few sentences."""
    stems = [token.stem for token in case.answer.tokens]
    runs = (len(list(run)) for _, run in groupby(stems))
    if len(stems) >= 6 and max(runs) >= max(4, len(stems) / 4):
        return True
    sentences = Counter(
        tuple(token.stem for token in sentence)
        for _, sentence in groupby(case.answer.tokens, key=lambda token: token.sentence)
    )
    often = sum(count for words, count in sentences.items() if count > 2 and len(words) > 2)
    return often >= 3 or (len(stems) >= 24 and len(set(stems)) / len(stems) < 0.22)


def _is_foreign(case: _Case) -> bool:
    """In letters that no model answer is written in: somebody may be able to read it."""
    references = case.references or (case.question,)
    return any(map(_is_english, references)) and not _is_english(case.answer)


def _is_plea(case: _Case) -> bool:
    return pleads(case.answer, (case.question, *case.references))


def _is_denied(case: _Case) -> bool:
    return denies(case.answer, (case.question, *case.references))


def _is_stuffed(case: _Case) -> bool:
    """Words of the trade without the words that make statements of them.

    Lists are fine where the model answers are lists too.
    """
    if len(case.answer.tokens) < 6:
        return False
    if _is_alphabetical(case.answer) or _TITLE.match(case.answer.plain):
        return True
    return not any(map(_is_terse, case.references)) and _is_list(case.answer)


def _is_terse(model: Passage) -> bool:
    return _is_list(model) or _share(map(_is_content, model.tokens)) > _BARE


def _is_alphabetical(text: Passage) -> bool:
    """Many words in the order of the alphabet, which no sentence is in for long."""
    words = [token.word for token in text.tokens]
    return len(words) >= _SORTED and _share(a <= b for a, b in pairwise(words)) > _IN_ORDER


def _is_list(text: Passage) -> bool:
    if _bare(text) >= _MUCH * len(text.tokens):
        return True
    return _is_enumeration(text) or _is_row(_pieces(text, _STOPS))


def _bare(text: Passage) -> int:
    """The words in pieces that are a list."""
    runs = [piece for piece in _pieces(text, _SIGNS) if len(piece) >= _RUN]
    return sum(len(run) for run in runs if _share(map(_is_content, run)) > _BARE)


def _pieces(text: Passage, signs: re.Pattern[str]) -> list[list[Token]]:
    """The words between signs that note-takers use for verbs, and between stops."""
    pieces: list[list[Token]] = [[]]
    end = 0
    for token in text.tokens:
        if pieces[-1] and signs.search(text.original[end : token.start]):
            pieces.append([])
        pieces[-1].append(token)
        end = token.end
    return pieces


def _is_row(pieces: list[list[Token]]) -> bool:
    """Many pieces of a word or two, one after another."""
    runs = groupby(pieces, key=lambda piece: len(piece) < _SPARE)
    return any(brief and len(list(run)) >= _ROW for brief, run in runs)


def _is_enumeration(text: Passage) -> bool:
    """Many short pieces between commas, and hardly a word that a statement would need."""
    pieces = re.split(r"[,;]", text.original)
    stating = sum(token.word in _STATING for token in text.tokens)
    if text.original.count("\n") > 1:
        return False  # who writes a list of points need not write sentences
    return len(pieces) >= 8 and len(text.tokens) < 4 * len(pieces) and stating * 8 <= len(pieces)


def _is_hedged(case: _Case) -> bool:
    """Both sides of several questions are offered, and the model answers do no such thing."""
    expected = max((_offers(one) for one in case.references), default=0)
    offers = _offers(case.answer)
    return offers >= _OFFERS and expected < 2 and offers * _APART >= len(case.answer.tokens)


def _offers(text: Passage) -> int:
    return sum(token.word == "or" for token in text.tokens)


def _is_shuffled(case: _Case) -> bool:
    length = len(case.answer.tokens)
    if length < 5 or not _is_english(case.answer) or _are_notes(case.answer):
        return False
    return orderliness(case.answer) < (0.0 if length >= 8 else -0.4)


def _are_notes(text: Passage) -> bool:
    """Signs stand for the verbs, so that the order of the words says little."""
    pieces = _pieces(text, _RELATIONS)
    return len(pieces) * _BRIEF >= len(text.tokens)


def _is_english(text: Passage) -> bool:
    """Whether most of its words are in letters that English has."""
    return _share(token.word.isascii() for token in text.tokens) > 0.5


def _is_denied_throughout(case: _Case) -> bool:
    """Most statements are denied, and the model answers deny next to nothing.

    One denial is enough only in a short answer whose model answers deny nothing at all: people
    who are right also say what is not the case.
    """
    expected = max((_density(one) for one in case.references), default=0.0)
    denied, verbs = _denials(case.answer)
    length = len(case.answer.tokens)
    if denied == 1:
        is_one = verbs == 1 and case.answer.tokens[-1].clause == 0
        return is_one and not expected and length <= _SHORT
    return denied > 1 and denied / verbs >= 0.5 and expected < 0.3 and length <= _LONG * denied


def _is_denied_often(case: _Case) -> bool:
    """The same, of so few verbs that whoever is right may have denied them."""
    denied, verbs = _denials(case.answer)
    return denied == 2 or (denied == _FEW and denied < _MOST * verbs)


def _denials(text: Passage) -> tuple[int, int]:
    """How many verbs are denied right behind them, of how many that could be."""
    words = [*(token.word for token in text.tokens), ""]
    places = set(negators(text))
    verbs = [
        n for n in range(len(text.tokens)) if words[n] in _VERBS and words[n + 1] not in _VERBS
    ]
    return sum(n + 1 in places for n in verbs), len(verbs)


def _density(text: Passage) -> float:
    """Words that deny for each verb that could be denied or clause, whichever are more."""
    verbs = sum(token.word in _VERBS for token in text.tokens)
    clauses = text.tokens[-1].clause + 1 if text.tokens else 1
    return len(negators(text)) / max(verbs, clauses)


def _is_long(case: _Case) -> bool:
    """Several times as long as the longest model answer, and mostly about something else."""
    length = len(case.answer.tokens)
    longest = max((len(one.tokens) for one in case.references), default=0)
    if length <= max(_LENGTHY, 3 * longest):
        return False
    told = {token.stem for one in (case.question, *case.references) for token in one.tokens}
    foreign = {token.stem for token in _content(case.answer)} - told
    return length > max(3 * _LENGTHY, 8 * longest) or len(foreign) > _FOREIGN


def _content(text: Passage) -> list[Token]:
    return [token for token in text.tokens if _is_content(token)]


def _is_content(token: Token) -> bool:
    return token.word not in FUNCTION_WORDS


def _share(found: Iterable[bool]) -> float:
    all_ = list(found)
    return sum(all_) / len(all_) if all_ else 0.0


_SPARING = Gate("negation", _DOUBTFUL, _HALF, "Nearly everything here is denied.", gives_way=True)
_GATES: tuple[tuple[Callable[[_Case], bool], Gate], ...] = (
    (_is_empty, Gate("empty", _SURE, 0.0, "This says nothing about the question.")),
    (_is_copied, Gate("copy", _SURE, 0.0, "This only repeats the question.")),
    (_is_repeated, Gate("repetition", _SURE, 0.0, "This says the same thing over and over.")),
    (_is_foreign, Gate("script", _DOUBTFUL, _HALF, "This is in another script than the question.")),
    (_is_plea, Gate("plea", _DOUBTFUL, _HALF, "Part of this speaks to whoever grades it.")),
    (_is_denied, Gate("denial", _DOUBTFUL, _HALF, "Part of this takes back what it says.")),
    (_is_stuffed, Gate("keywords", _DOUBTFUL, _HALF, "These are key words, not statements.")),
    (_is_hedged, Gate("hedge", _DOUBTFUL, _HALF, "This offers one thing or another.")),
    (_is_shuffled, Gate("order", _DOUBTFUL, _HALF, "The order of the words makes no sense.")),
    (lambda case: _is_denied_throughout(case) and _is_denied_often(case), _SPARING),
    (_is_denied_throughout, replace(_SPARING, gives_way=False)),
    (_is_long, Gate("length", _DOUBTFUL, _HALF, "This is far longer than an answer needs to be.")),
)
