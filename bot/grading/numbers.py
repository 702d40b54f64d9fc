"""A number as people type it, with the unit that was asked for or without."""

import re
from dataclasses import dataclass
from fractions import Fraction

from bot.grading.folding import fold

_GROUPED = r"\d{1,3}(?:[ ,_'\u2009\u202f]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+"
_NUMBER = re.compile(
    r"(?P<sign>[-+]?)\s*(?P<money>[$€£]?)\s*"
    r"(?:(?P<top>\d+)\s*/\s*(?P<bottom>\d+)"
    rf"|(?:(?P<number>{_GROUPED}|\d*[.,]?\d+)(?:e(?P<power>[-+]?\d{{1,3}})"
    r"|\s*(?:\*|x)\s*10\s*\^\s*[({]?(?P<ten>[-+]?\d{1,3})[)}]?)?)"
    r"|10\s*\^\s*[({]?(?P<alone>[-+]?\d{1,3})[)}]?)"
    r"\s*(?P<unit>[^\d\s][^\d]{0,30})?"
)
_HUGE = 10**300
"""More than any answer, and near to what a float can hold."""
_AGREEMENT = 0.02
"""How far two ways of writing one number may be apart: 5/6 = 0.83."""
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT_SCALES = {"k": 10**3, "m": 10**6}
_SPELLINGS = {
    spelling: names.split()[0]
    for names in (
        "% percent per_cent pct",
        "ms msec millisecond milliseconds",
        "us microsecond microseconds",
        "s sec secs second seconds",
        "min mins minute minutes",
        "h hr hrs hour hours",
        "day days",
        "bit bits",
        "byte bytes",
        "kb kilobyte kilobytes",
        "mb megabyte megabytes",
        "gb gigabyte gigabytes",
        "tb terabyte terabytes",
        "kib kibibyte kibibytes",
        "mib mebibyte mebibytes",
        "gib gibibyte gibibytes",
        "tib tebibyte tebibytes",
        "$ usd dollar dollars",
        "€ eur euro euros",
        "£ gbp pound pounds",
        "times x * fold",
        "pp percentage_point percentage_points",
    )
    for spelling in names.split()
}


@dataclass(frozen=True, slots=True)
class _Unit:
    """`million weights` is a scale of 1,000,000 and the name `weight`."""

    scale: int
    name: str


def number_of(text: str, unit: str = "") -> float | None:
    """The number that `text` is: `0.83`, `83 %`, `5/6`, `8.3e-1`, `8.3×10^-1`, `0,83`, `1,024`.

    It comes in units of `unit`: a percent sign divides by 100 unless % was asked for, and so does
    `million` multiply. Any other unit than the one asked for is no answer. Where one number is
    written twice (`5/6 = 0.83`) the first counts if they agree.
    """
    parts = re.split(r"[=≈~]", _plain(text))
    if len(parts) > 1 and re.fullmatch(r"\s*[a-z]\w{0,11}\s*", parts[0]):
        parts = parts[1:]
    values = [_value(part.strip(), unit) for part in parts]
    first, last = values[0], values[-1]
    if first is None or last is None or None in values:
        return None
    return float(first) if abs(first - last) <= _AGREEMENT * abs(first) else None


def _plain(text: str) -> str:
    """Folded, without the marks around it; `µs` is the one unit with a Greek letter."""
    marked = re.sub("[µμ](?=s)", "u", text)
    return fold(marked).text.strip().strip("*`_").rstrip(".!").strip()


def _value(text: str, unit: str) -> Fraction | None:
    match = _NUMBER.fullmatch(text)
    magnitude = _magnitude(match) if match else None
    if match is None or magnitude is None or magnitude > _HUGE:
        return None
    written = " ".join(filter(None, (match["money"], match["unit"])))
    scale = _scale(written.strip(), unit)
    if scale is None or magnitude * scale > _HUGE:
        return None
    return (-1 if match["sign"] == "-" else 1) * magnitude * scale


def _scale(written: str, asked: str) -> Fraction | None:
    """What the number is multiplied with to come in the unit asked for."""
    if not written:
        return Fraction(1)
    said, wanted = _unit(written), _unit(_plain(asked))
    if said.name == wanted.name or (not said.name and said.scale > 1):
        return Fraction(said.scale, wanted.scale)
    if said == _Unit(1, "%"):
        return Fraction(1, 100)
    if written in _SHORT_SCALES and wanted.name not in _SPELLINGS.values():
        return Fraction(_SHORT_SCALES[written], wanted.scale)
    return None


def _unit(text: str) -> _Unit:
    first, _, rest = text.partition(" ")
    scale = (_SHORT_SCALES if rest else {}).get(first) or _SCALES.get(first.removesuffix("s"), 1)
    name = "_".join((rest if scale > 1 else text).split())
    if name in _SPELLINGS:
        return _Unit(scale, _SPELLINGS[name])
    return _Unit(scale, name.removesuffix("s") if len(name) > 3 else name)


def _magnitude(match: re.Match[str]) -> Fraction | None:
    if match["top"]:
        bottom = int(match["bottom"])
        return Fraction(int(match["top"]), bottom) if bottom else None
    if match["alone"]:
        return _ten_to(match["alone"])
    return Fraction(_digits(match["number"])) * _ten_to(match["power"] or match["ten"] or "0")


def _ten_to(power: str) -> Fraction:
    return Fraction(10) ** int(power)


def _digits(number: str) -> str:
    """With a point for the decimals and nothing between the thousands."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", number):
        return number.replace(".", "").replace(",", ".")
    if re.fullmatch(_GROUPED, number) and not number.startswith("0,"):
        return re.sub(r"[^\d.]", "", number)
    return number.replace(",", ".")
