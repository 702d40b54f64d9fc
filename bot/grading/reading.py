"""What somebody typed -> the canonical answer, or None where it is no answer to this question."""

import re
from fractions import Fraction

from bot.quiz.answers import parse_letters
from bot.quiz.question import Face, Form

_LEAD = re.compile(r"^\s*(?:(?:my\s+)?answer\s*(?:is|:)|=|≈|~)\s*", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?P<sign>[-+−]?)\s*(?:(?P<top>\d+)\s*/\s*(?P<bottom>\d+)"
    r"|(?P<number>\d{1,3}(?:[ ,]\d{3})+(?:\.\d+)?|\d*[.,]?\d+)(?:[eE](?P<power>[-+]?\d{1,3}))?)"
    r"\s*(?P<unit>[^\d\s][^\d]{0,20})?"
)
_PAIR = re.compile(r"(\d)\s*[-=:>→.)]*\s*([A-Za-z])")
_FEWEST_WORDS = 3
_LONGEST = 100
"""Characters of a number, an order or a match; whatever is longer is talk."""
_LONGEST_WORDS = 2400
"""Bytes of free text that are kept, so that an index can hold them."""


_HUGE = 10**300
"""More than any answer, and near to what a float can hold."""


def read(face: Face, text: str) -> str | None:
    """The answer that `text` gives, as `Key.answer` writes it; None if it gives none."""
    if face.form.takes_letters:
        return parse_letters(text, face.letters, face.options, face.form is Form.MULTI_SELECT)
    if face.form is not Form.FREE_TEXT and len(text) > _LONGEST:
        return None
    return _TYPED[face.form](face, _LEAD.sub("", text).strip())


def number_of(text: str, unit: str = "") -> float | None:
    """The number that `text` is: `0.83`, `83 %`, `5/6`, `8.3e-1`, `0,83`, `1,024`, `7.5 GiB`.

    A percent sign divides by 100 unless `unit` is "%" itself. Any other unit than the one asked
    for is no answer.
    """
    match = _NUMBER.fullmatch(text.strip().rstrip(".!"))
    if match is None:
        return None
    scale = _scale((match["unit"] or "").strip(), unit)
    value = _magnitude(match)
    if scale is None or value is None or value > _HUGE:
        return None
    return float(-value * scale if match["sign"] in {"-", "−"} else value * scale)


def _scale(written: str, asked: str) -> Fraction | None:
    if not written or written.casefold() == asked.casefold():
        return Fraction(1)
    if written in {"%", "percent", "per cent"}:
        return Fraction(1) if asked == "%" else Fraction(1, 100)
    return None


def _magnitude(match: re.Match[str]) -> Fraction | None:
    if match["top"]:
        bottom = int(match["bottom"])
        return Fraction(int(match["top"]), bottom) if bottom else None
    digits = match["number"]
    if re.fullmatch(r"\d{1,3}([ ,]\d{3})+(\.\d+)?", digits) and not digits.startswith("0,"):
        digits = digits.replace(",", "").replace(" ", "")
    return Fraction(digits.replace(",", ".")) * Fraction(10) ** int(match["power"] or 0)


def _number(face: Face, text: str) -> str | None:
    value = number_of(text, face.unit)
    return None if value is None else f"{value:.12g}"


def _order(face: Face, text: str) -> str | None:
    letters = re.findall(r"[A-Z]", text.upper())
    rest = re.sub(r"[A-Za-z\s,;>→<.()-]", "", text)
    whole = sorted(letters) == sorted(face.letters)
    return " ".join(letters) if whole and not rest else None


def _match(face: Face, text: str) -> str | None:
    found = _PAIR.findall(text)
    pairs = {int(number): letter.upper() for number, letter in found}
    rest = re.sub(r"[\s,;.()]", "", _PAIR.sub("", text))
    whole = sorted(int(number) for number, _ in found) == list(range(1, len(face.prompts) + 1))
    if rest or not whole or not set(pairs.values()) <= set(face.letters):
        return None
    return " ".join(f"{number}{pairs[number]}" for number in sorted(pairs))


def _words(_: Face, text: str) -> str | None:
    kept = "".join(map(_harmless, text)).encode()[:_LONGEST_WORDS].decode(errors="ignore").strip()
    is_question = kept.endswith("?")
    return None if is_question or len(kept.split()) < _FEWEST_WORDS else kept


def _harmless(sign: str) -> str:
    """The sign if any database stores it; the joiners are letters of many scripts."""
    if sign.isprintable() or sign in "\n\t\u200c\u200d":
        return sign
    return " " if sign.isspace() else ""


_TYPED = {
    Form.NUMERIC: _number,
    Form.ORDER: _order,
    Form.MATCH: _match,
    Form.FREE_TEXT: _words,
}
