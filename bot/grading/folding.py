"""One alphabet for what people type: Unicode folded and lower case, each sign with its place."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Folded:
    """`text[i]` comes from the original's signs `starts[i]:ends[i]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


_NAMES = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau
upsilon phi chi psi omega
"""
_GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", _NAMES.split(), strict=True))
_SPELT = {
    **dict.fromkeys("‘’‚‛′ʼ＇`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒−﹣－", "-"),
    **dict.fromkeys("–—―", " - "),
    **dict.fromkeys("×⋅·∙∗", "*"),
    **dict.fromkeys("→⟶⇒⟹", "->"),
    **dict.fromkeys("∣❘｜", "|"),
    "⁄": "/",
    "÷": "/",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "∼": "~",
    "∞": " infinity ",
    "√": " sqrt ",
    "∑": " sum ",
    "∏": " product ",
    "∂": " d",
    "∇": " gradient ",
    "∆": " delta ",
    "∈": " in ",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
    "ℓ": "l",
}
_LATIN = {
    **dict(
        zip(
            "асеорхуіјѕԁһԛԝкмтнвгпАВСЕНІЈКМОРЅТХУ",
            "aceopxyijsdhqwkmthbrnABCEHIJKMOPSTXY",
            strict=True,
        )
    ),
    **dict(zip("αβενικορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abevikoptuxABEZHIKMNOPTYX", strict=True)),
    **dict(zip("օսո", "oun", strict=True)),
}
"""Signs of other alphabets that look like a Latin one."""

_ASCII_LETTER = re.compile("[a-zA-Z]")
_WORD = re.compile(r"[^\W\d_]+")
_LONE = re.compile(r"(?<!\w)[ОоРрΟοΡρ](?=\s?\([\x20-\x7e]{1,40}\))")
_NO_WIDTH = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
)
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a"
_OF_GREEK = "\u0370-\u03ff\u1f00-\u1fff"
_PIECE = re.compile(
    "(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ]+)"
    f"|(?P<greek>(?<![{_OF_GREEK}])[Α-Ωα-ωµϕϵϑϱ](?![{_OF_GREEK}{_MARKS}]))"
    f"|(?P<nothing>[{_NO_WIDTH}])"
    f"|(?P<sign>.[{_MARKS}]*)",
    re.DOTALL,
)


def fold(text: str) -> Folded:
    """`text` in lower case with one spelling for each sign; other scripts survive as they are.

    A sign of another alphabet becomes Latin where it hides in a Latin word ("bаgging"). A lone
    Greek letter becomes its name, a raised number is written with ^.
    """
    if text.isascii():
        return Folded(text.lower(), range(len(text)), range(1, len(text) + 1))
    return _slowly(_LONE.sub(_as_latin, _WORD.sub(_unmasked, text)))


def _slowly(text: str) -> Folded:
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _PIECE.finditer(text):
        folded = _piece(text, match)
        signs.append(folded)
        starts += [match.start()] * len(folded)
        ends += [match.end()] * len(folded)
    return Folded("".join(signs), starts, ends)


def _as_latin(match: re.Match[str]) -> str:
    return "".join(_LATIN.get(sign, sign) for sign in match[0])


def _unmasked(match: re.Match[str]) -> str:
    word = match[0]
    if word.isascii():
        return word
    latin = len(_ASCII_LETTER.findall(word))
    is_formula = latin == 1 and any(sign.lower() in _GREEK for sign in word)
    return _as_latin(match) if latin and not is_formula else word


def _piece(text: str, match: re.Match[str]) -> str:
    if match.lastgroup == "sign":
        return _sign(match[0])
    if match.lastgroup == "raised":
        return "^" + unicodedata.normalize("NFKC", match[0]).replace("−", "-")
    return _spaced(text, match) if match.lastgroup == "greek" else ""


def _spaced(text: str, match: re.Match[str]) -> str:
    """The letter's name, kept apart from what it is multiplied with ("2λx")."""
    name = _GREEK[unicodedata.normalize("NFKC", match[0]).lower().replace("ς", "σ")]
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return " " * before.isalnum() + name + " " * after.isalpha()


@lru_cache(maxsize=2048)
def _sign(sign: str) -> str:
    if sign.isascii():
        return sign.lower()
    if sign in _SPELT:
        return _SPELT[sign]
    whole = unicodedata.normalize("NFKC", sign).lower()
    bare = unicodedata.normalize("NFD", whole)[0]
    if bare.isascii() and bare.isalpha() and len(unicodedata.normalize("NFC", whole)) == 1:
        return bare
    return "".join(_SPELT.get(part, part) for part in whole)
