"""What somebody typed -> the canonical answer, or None where it is no answer to this question."""

import re

from bot.grading.numbers import number_of
from bot.quiz.answers import parse_letters
from bot.quiz.question import Face, Form

_LEAD = re.compile(
    r"^\s*(?:(?:(?:the|my)\s+)?(?:final\s+)?answer\s*(?:is|:|=)|it\s+is|it['’]s"
    r"|i\s+(?:think|guess|say|get|got)(?:\s+it(?:['’]s|\s+is))?|=)\s*[:=]?\s*",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^(?:\s*(?:my\s+)?answer\s*(?:is\b\s*:?|:))+\s*", re.IGNORECASE)
_ROUGHLY = re.compile(
    r"^(?:≈|~|about\b|around\b|roughly\b|approx(?:imately|\.)?|ca\.|circa\b)\s*", re.IGNORECASE
)
_PAIR = re.compile(r"(\d)\s*(?:[-–=:>→.)]|\bis\b)*\s*([A-Za-z])(?![A-Za-z])")
_TURNED_PAIR = re.compile(r"(?<![A-Za-z])([A-Za-z])\s*[-–=:>→.)]*\s*(\d)(?!\d)")
_STEP = re.compile(r"(\d)\s*[.):=-]*\s*([A-Za-z])(?![A-Za-z])")
_BETWEEN = re.compile(r"\b(?:and|then|first|next|finally|last)\b", re.IGNORECASE)
_FEWEST_WORDS = 3
_LONGEST = 100
"""Characters of a number, an order or a match; whatever is longer is talk."""
_LONGEST_WORDS = 2400
"""Bytes of free text that are kept, so that an index can hold them."""


def read(face: Face, text: str) -> str | None:
    """The answer that a form was filled with, as `Key.answer` writes it; None if it is none."""
    if face.form.takes_letters:
        return parse_letters(text, face.letters, face.options, face.form is Form.MULTI_SELECT)
    if face.form is Form.FREE_TEXT:
        return _words(text)
    if len(text) > _LONGEST:
        return None
    return _TYPED[face.form](face, _LEAD.sub("", text).strip().rstrip("?").rstrip())


def read_reply(face: Face, text: str) -> str | None:
    """The answer that a thread reply gives; None if it is only talk, such as a question back."""
    if face.form.takes_letters:
        return read(face, text)
    if text.rstrip().endswith("?"):
        return None
    answer = read(face, text)
    is_talk = face.form is Form.FREE_TEXT and len((answer or "").split()) < _FEWEST_WORDS
    return None if is_talk else answer


def _number(face: Face, text: str) -> str | None:
    value = number_of(_ROUGHLY.sub("", text), face.unit)
    return None if value is None else f"{value:.12g}"


def _order(face: Face, text: str) -> str | None:
    """`B D A C`, `BDAC`, `b > d > a > c`, `B, then D, then A, then C` or `1. B 2. D 3. A 4. C`."""
    bare = _BETWEEN.sub(" ", text)
    steps = {int(number): letter.upper() for number, letter in _STEP.findall(bare)}
    if sorted(steps) == list(range(1, len(face.letters) + 1)):
        letters, bare = [steps[number] for number in sorted(steps)], _STEP.sub("", bare)
        bare = bare if not re.search("[A-Za-z]", bare) else "?"
    else:
        letters = re.findall(r"[A-Z]", bare.upper())
    rest = re.sub(r"[A-Za-z\s,;>→⇒|/<.()*`=-]", "", bare)
    whole = sorted(letters) == sorted(face.letters)
    return " ".join(letters) if whole and not rest else None


def _match(face: Face, text: str) -> str | None:
    """`1b 2a`, `1-B, 2-A`, `1: b; 2: a` or, with letters first throughout, `B1 A2`."""
    is_turned = re.match(r"\W*[A-Za-z]", text) is not None
    pattern = _TURNED_PAIR if is_turned else _PAIR
    found = [pair[::-1] if is_turned else pair for pair in pattern.findall(text)]
    pairs = {int(number): letter.upper() for number, letter in found}
    rest = re.sub(r"[\s,;.()*`]|\band\b", "", pattern.sub("", text))
    whole = sorted(int(number) for number, _ in found) == list(range(1, len(face.prompts) + 1))
    if rest or not whole or not set(pairs.values()) <= set(face.letters):
        return None
    return " ".join(f"{number}{pairs[number]}" for number in sorted(pairs))


def _words(text: str) -> str | None:
    whole = "".join(map(_harmless, text))
    kept = _HEADING.sub("", whole).encode()[:_LONGEST_WORDS].decode(errors="ignore").strip()
    return kept if any(map(str.isalnum, kept)) else None


def _harmless(sign: str) -> str:
    """The sign if any database stores it; the joiners are letters of many scripts."""
    if sign.isprintable() or sign in "\n\t\u200c\u200d":
        return sign
    return " " if sign.isspace() else ""


_TYPED = {Form.NUMERIC: _number, Form.ORDER: _order, Form.MATCH: _match}
