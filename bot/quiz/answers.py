"""What players did, and the answer of record that follows from it.

What a player did is a set that is only ever added to, and the answer is a pure function of that
set: deliveries that come late, twice or out of order cannot change it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.quiz.league import Policy
from bot.quiz.question import LETTERS, Form

WITHDRAWAL = "withdrawal"
REACTIONS = "reactions"
"""The source of a multi-select answer that is made of several reactions."""

_REACTION = "reaction:"
_INSTANT = timedelta(microseconds=1)

LETTER_EMOJI = {
    letter: chr(ord("\N{REGIONAL INDICATOR SYMBOL LETTER A}") + index)
    for index, letter in enumerate(LETTERS)
}
"""The emoji that stands for each letter, "A" to "G"."""

_LETTER_OF = {emoji: letter for letter, emoji in LETTER_EMOJI.items()}
_VARIATION = "\N{VARIATION SELECTOR-16}"

_SHORTCODE = re.compile(r":(?:regional_indicator_)?([a-z]):", re.IGNORECASE)
_EMOJI = re.compile(f"([{''.join(_LETTER_OF)}]){_VARIATION}?")
_PREFIX = re.compile(r"^(?:(?:my|the) )?(?:answer|option)\b(?: is\b)?\s*[:=]?\s*", re.IGNORECASE)
_AND = re.compile(r"\band\b|[,;/+&]", re.IGNORECASE)
# One letter with the marks that people put around it: "(b)", "B.", "**b**", "B!".
_ONE = re.compile(r"[(\[*_`~\"']*([a-z])[)\]*_`~\"'.:!?]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """One deed: a register was set to `text`, or emptied if that is None.

    `source` names the register: "button", "form", "reaction:A", "reply:<message id>", "withdrawal".
    """

    source: str
    at: datetime
    """The platform's time (UTC)."""
    text: str | None
    sure: bool = True
    """False: found by reading the platform back, so that `at` is only the earliest it can be."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The one answer that counts."""

    text: str
    source: str
    at: datetime
    sure: bool


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several answers stand and nothing tells which is newer; none counts."""

    texts: tuple[str, ...]


def reaction(letter: str) -> str:
    """The register of one letter's reaction."""
    return _REACTION + letter


def of_record(
    given: Iterable[Given], form: Form, closes_at: datetime, policy: Policy = Policy.LAST
) -> Answer | Ambiguous | None:
    """The answer that counts, of all that a player did before `closes_at`; None if there is none.

    LAST: the newest register that still stands. FIRST: the earliest deed, whatever came later.
    """
    in_time = [one for one in given if one.at < closes_at]
    if policy is Policy.FIRST:
        return _earliest(_openings(in_time, form))
    return _newest(_standing(in_time, form))


def missed(
    given: Iterable[Given],
    standing: frozenset[str],
    since: datetime,
    read_at: datetime,
    closes_at: datetime,
) -> tuple[Given, ...]:
    """What reading back a player's reactions adds to what we have; nothing when done again.

    `standing` are the letters seen at `read_at`, `since` is when we last knew all. A reaction that
    is gone is taken as removed only if we looked before closing: later it may have gone later.
    """
    known = _latest_by_source(one for one in given if one.source.startswith(_REACTION))
    live = {source for source, one in known.items() if one.text is not None}
    seen = {reaction(letter): letter for letter in standing}
    added = [_found(source, seen[source], known, since) for source in seen.keys() - live]
    gone = live - seen.keys() if read_at < closes_at else set[str]()
    removed = [Given(source, known[source].at + _INSTANT, None, sure=False) for source in gone]
    return tuple(sorted(added + removed, key=lambda one: one.source))


def letters_standing(given: Iterable[Given], closes_at: datetime) -> tuple[str, ...]:
    """A player's letters whose reactions stand, the newest before all others.

    Nothing if nothing tells which is the newest.
    """
    reactions = (one for one in given if one.source.startswith(_REACTION) and one.at < closes_at)
    standing = _held(_latest_by_source(reactions).values())
    newest = _newest(standing)
    if not isinstance(newest, Answer):
        return ()
    return newest.text, *sorted(one.text for one in standing if one.source != newest.source)


def _found(source: str, letter: str, known: dict[str, Given], since: datetime) -> Given:
    at = max(since, known[source].at + _INSTANT) if source in known else since
    return Given(source, at, letter, sure=False)


def _latest_by_source(given: Iterable[Given]) -> dict[str, Given]:
    latest: dict[str, Given] = {}
    for one in given:
        if one.source not in latest or _age(one) > _age(latest[one.source]):
            latest[one.source] = one
    return latest


def _age(one: Given) -> tuple[datetime, bool, str, bool]:
    """Orders deeds of one register; equal instants are settled by text, the same way always."""
    return one.at, one.text is not None, one.text or "", one.sure


def _standing(given: list[Given], form: Form) -> list[Answer]:
    """The registers that hold an answer and were not voided by a withdrawal."""
    latest = _latest_by_source(given)
    withdrawal = latest.pop(WITHDRAWAL, None)
    held = _with_group(latest) if form is Form.MULTI_SELECT else _held(latest.values())
    return [one for one in held if withdrawal is None or one.at > withdrawal.at]


def _held(given: Iterable[Given]) -> list[Answer]:
    return [Answer(one.text, one.source, one.at, one.sure) for one in given if one.text is not None]


def _with_group(latest: dict[str, Given]) -> list[Answer]:
    reactions = [one for source, one in latest.items() if source.startswith(_REACTION)]
    others = [one for source, one in latest.items() if not source.startswith(_REACTION)]
    return _held(others) + _group(reactions, max((one.at for one in reactions), default=None))


def _group(latest: list[Given], at: datetime | None) -> list[Answer]:
    """A player's reactions as one answer, if any letter stands."""
    letters = sorted(one.text for one in latest if one.text is not None)
    if at is None or not letters:
        return []
    return [Answer(" ".join(letters), REACTIONS, at, all(one.sure for one in latest))]


def _openings(given: list[Given], form: Form) -> list[Answer]:
    """Every answer ever given, with several reactions as one that began with the first."""
    deeds = [one for one in given if one.source != WITHDRAWAL]
    if form is not Form.MULTI_SELECT:
        return _held(deeds)
    reactions = [one for one in deeds if one.source.startswith(_REACTION)]
    others = [one for one in deeds if not one.source.startswith(_REACTION)]
    first = min((one.at for one in reactions), default=None)
    return _held(others) + _group(list(_latest_by_source(reactions).values()), first)


def _newest(answers: list[Answer]) -> Answer | Ambiguous | None:
    if not answers:
        return None
    newest = max(one.at for one in answers)
    # What may be later than it says goes before what is known to be no later.
    return _settled([one for one in answers if one.at == newest], prefer_sure=False)


def _earliest(answers: list[Answer]) -> Answer | Ambiguous | None:
    if not answers:
        return None
    earliest = min(one.at for one in answers)
    return _settled([one for one in answers if one.at == earliest], prefer_sure=True)


def _settled(tied: list[Answer], *, prefer_sure: bool) -> Answer | Ambiguous:
    unsure = {one.text for one in tied if not one.sure}
    known = prefer_sure and any(one.sure for one in tied)
    if len(unsure) > 1 and not known:
        return Ambiguous(tuple(sorted(unsure)))
    return max(tied, key=lambda one: (one.sure is prefer_sure, one.text, one.source))


def letter_of(emoji: str) -> str | None:
    """The letter that an emoji stands for."""
    return _LETTER_OF.get(emoji.removesuffix(_VARIATION))


def parse_letters(text: str, letters: str, options: tuple[str, ...], many: bool) -> str | None:
    """What a reply names: "B", or with `many` for instance "A C"; None if it is only talk.

    Only a reply that is nothing but letters, or nothing but one option's text, names anything.
    """
    body = _PREFIX.sub("", text.strip())
    named = _one_letter(_spelled(body), letters)
    named = named or _option(text, letters, options) or _option(body, letters, options)
    return named or (_several(_spelled(body), letters) if many else None)


def _spelled(text: str) -> str:
    """The text with emoji and their short names turned into plain letters."""
    plain = _SHORTCODE.sub(r" \1 ", text)
    return _EMOJI.sub(lambda match: f" {_LETTER_OF[match[1]]} ", plain).strip()


def _one_letter(text: str, letters: str) -> str | None:
    match = _ONE.fullmatch(text)
    letter = match[1].upper() if match else ""
    return letter if letter and letter in letters else None


def _several(text: str, letters: str) -> str | None:
    named = set[str]()
    for word in _AND.sub(" ", text).split():
        found = _one_letter(word, letters) or _run(word, letters)
        if not found:
            return None
        named |= set(found)
    return " ".join(sorted(named)) or None


def _run(word: str, letters: str) -> str | None:
    """Letters without a space: "CA" or "ac", but not "bad", which is an English word."""
    run = word.upper()
    distinct = len(set(run)) == len(run) and set(run) <= set(letters)
    meant = word.isupper() or list(run) == sorted(run)
    return run if distinct and meant else None


def _option(text: str, letters: str, options: Iterable[str]) -> str | None:
    """The letter of the option that is `text`, compared as strictly as still finds just one."""
    for fold in (_spaced, _lowered, _squeezed):
        wanted = fold(text)
        found = [
            one for one, option in zip(letters, options, strict=False) if fold(option) == wanted
        ]
        if wanted and len(found) == 1:
            return found[0]
    return None


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _lowered(text: str) -> str:
    return _spaced(text).casefold()


def _squeezed(text: str) -> str:
    """Without spaces, marks of style and a full stop, as when copied from what is shown."""
    return re.sub(r"\s|`|\*\*", "", text).casefold().rstrip(".!")
