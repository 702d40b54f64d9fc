"""What keeps an answer from being judged by its content alone."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from bot.grading.negation import negators
from bot.grading.pleas import denies, pleads, shrugs
from bot.grading.result import Verdict
from bot.grading.stems import words_of
from bot.grading.text import Passage, Token
from bot.grading.vocabulary import FUNCTION_WORDS
from bot.grading.word_order import orderliness


@dataclass(frozen=True, slots=True)
class Gate:
    """A reason not to trust the content. `verdict` stands if it is given; `cap` limits the score."""

    name: str
    verdict: Verdict | None
    cap: float
    why: str


@dataclass(frozen=True, slots=True)
class _Case:
    question: Passage
    references: tuple[Passage, ...]
    answer: Passage


_SURE, _DOUBTFUL = Verdict.INCORRECT, Verdict.UNSURE
_HALF = 0.6
"""The most that a doubtful answer scores: partly right."""
_DENIERS = words_of(
    "is are was were be am do does did has have had can could may might must shall should will would"
)


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
    asked = {token.stem for token in case.question.tokens}
    content = _content(case.answer)
    if len(content) < 3 or not asked:
        return False
    if _as_asked(case):
        return True
    shared = _share(token.stem in asked for token in content)
    needed = [_share(token.stem in asked for token in _content(one)) for one in case.references]
    return shared > 0.8 and max(needed, default=0.0) < 0.5 and len(content) >= len(asked) / 3


def _as_asked(case: _Case) -> bool:
    asked = [token.stem for token in case.question.tokens]
    said = [token.stem for token in case.answer.tokens]
    return " ".join(said) in " ".join(asked) and len(said) > len(asked) / 2


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


def _is_plea(case: _Case) -> bool:
    about = (case.question, *case.references)
    return pleads(case.answer.plain) and not any(pleads(one.plain) for one in about)


def _is_denied(case: _Case) -> bool:
    about = (case.question, *case.references)
    return denies(case.answer.plain) and not any(denies(one.plain) for one in about)


def _is_stuffed(case: _Case) -> bool:
    """Words of the trade without the words that make statements of them.

    Lists are fine where the model answers are lists too.
    """
    tokens = case.answer.tokens
    if len(tokens) < 6 or len(set(tokens)) < 5:
        return False
    bare = _share(_is_content(token) for token in tokens)
    listed = max((_share(map(_is_content, one.tokens)) for one in case.references), default=0.0)
    return bare > max(0.88, listed + 0.1) and _longest_run(tokens) >= 6


def _longest_run(tokens: Iterable[Token]) -> int:
    runs = groupby(tokens, key=_is_content)
    return max((sum(1 for _ in run) for bare, run in runs if bare), default=0)


def _is_shuffled(case: _Case) -> bool:
    return len(case.answer.tokens) >= 8 and orderliness(case.answer) < 0.0


def _is_dense(case: _Case) -> bool:
    """Nearly every statement is denied, and the model answers deny next to nothing."""
    expected = max((_denied(one) for one in case.references), default=0.0)
    found = _denied(case.answer)
    return found > 0.5 and expected < 0.25 and len(negators(case.answer)) >= 2


def _denied(text: Passage) -> float:
    """Words that deny for each verb that could be denied or sentence, whichever are more."""
    verbs = sum(token.word in _DENIERS for token in text.tokens)
    clauses = text.tokens[-1].clause + 1 if text.tokens else 1
    return len(negators(text)) / max(verbs, clauses, 1)


def _is_long(case: _Case) -> bool:
    """Several times as long as the longest model answer, and mostly about something else."""
    length = len(case.answer.tokens)
    longest = max((len(one.tokens) for one in case.references), default=0)
    if length <= max(100, 3 * longest):
        return False
    told = {token.stem for one in (case.question, *case.references) for token in one.tokens}
    foreign = {token.stem for token in _content(case.answer)} - told
    return length > max(300, 8 * longest) or len(foreign) > 60


def _content(text: Passage) -> list[Token]:
    return [token for token in text.tokens if _is_content(token)]


def _is_content(token: Token) -> bool:
    return token.word not in FUNCTION_WORDS


def _share(found: Iterable[bool]) -> float:
    all_ = list(found)
    return sum(all_) / len(all_) if all_ else 0.0


_GATES: tuple[tuple[Callable[[_Case], bool], Gate], ...] = (
    (_is_empty, Gate("empty", _SURE, 0.0, "This says nothing about the question.")),
    (_is_copied, Gate("copy", _SURE, 0.0, "This only repeats the question.")),
    (_is_repeated, Gate("repetition", _SURE, 0.0, "This says the same thing over and over.")),
    (_is_plea, Gate("plea", _DOUBTFUL, _HALF, "Part of this speaks to whoever grades it.")),
    (_is_denied, Gate("denial", _DOUBTFUL, _HALF, "Part of this takes back what it says.")),
    (_is_stuffed, Gate("keywords", _DOUBTFUL, _HALF, "These are key words, not statements.")),
    (_is_shuffled, Gate("order", _DOUBTFUL, _HALF, "The order of the words makes no sense.")),
    (_is_dense, Gate("negation", _DOUBTFUL, _HALF, "Nearly everything here is denied.")),
    (_is_long, Gate("length", _DOUBTFUL, _HALF, "This is far longer than an answer needs to be.")),
)
