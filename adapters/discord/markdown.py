"""Spans become Discord's Markdown, in which nothing but our own marks is ever read as markup."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from adapters.discord.words import clean, cut, in_utc, isolated, units
from bot.chat.content import Letter, Name, Piece, Plain, When
from bot.chat.markdown import Span

_NOTHING = "\N{ZERO WIDTH SPACE}"
# A backslash takes the meaning from any sign of ASCII: these have one wherever they stand. With
# them go mentions, links (https://), short names of emoji (:tada:), times and spoilers.
_SIGNS = re.compile(r"[\\`*_~|@\[\]]|<(?![\s=])|:(?=/|[^\s:]+:)")
# These have one where a line starts: quotes, headings, footnotes and lists.
_LINE_START = re.compile(r"^(?P<before>[^\S\n]*(?:\d+(?=\.\s)|(?=[#>+-])))", re.MULTILINE)
_IN_ADDRESS = str.maketrans({"\\": "%5C", "<": "%3C", ">": "%3E", "(": "%28", "*": "%2A"})
_LANGUAGE = re.compile(r"[a-z0-9_+#.-]{1,20}", re.IGNORECASE)
_FENCE = "```"
_FENCES = re.compile("`{3,}")


def escaped(text: str) -> str:
    """Clean text so that Discord shows it letter by letter."""
    signs = _SIGNS.sub(r"\\\g<0>", text)
    return _LINE_START.sub(r"\g<before>\\", signs)


def listing(language: str, source: str, room: int) -> str:
    """A block of code in at most `room` UTF-16 units; within it Discord reads only the end."""
    known = language if _LANGUAGE.fullmatch(language) else ""
    inside = _in_fences(source, room - len(known) - 2 * len(f"{_FENCE}\n"))
    return f"{_FENCE}{known}\n{inside}\n{_FENCE}" if inside else ""


def _in_fences(source: str, room: int) -> str:
    for length in (room, room // 2):
        inside = _FENCES.sub(lambda found: _NOTHING.join(found[0]), cut(clean(source), length))
        if units(inside) <= room:
            return inside
    return ""


def written(found: Iterable[Span]) -> str:
    """The spans as Discord's Markdown."""
    return _bold(map(_simpler, found))


def shortened(found: Sequence[Span], room: int) -> str:
    """The same in at most `room` UTF-16 units: whole, or as many letters as fit and an ellipsis."""
    whole = written(found)
    if units(whole) <= room:
        return whole
    least, most = 0, sum(len(_words(span.piece)) for span in found)
    while most - least > 1:
        middle = (least + most) // 2
        fits = units(written(_first(found, middle))) <= room
        least, most = (middle, most) if fits else (least, middle)
    return written(_first(found, least)) if least else ""


def _first(found: Sequence[Span], letters: int) -> Iterator[Span]:
    for span in found:
        if letters <= 0:
            break
        words = _words(span.piece)
        yield span if len(words) <= letters else replace(span, piece=_cut(span.piece, letters))
        letters -= len(words)
    yield Span("…")


def _cut(piece: Piece, letters: int) -> Piece:
    match piece:
        case str():
            return piece[:letters]
        case Plain(words) | Name(words):
            return Plain(words[:letters])
        case _:
            return ""


def _simpler(span: Span) -> Span:
    """Without the looks that its words would break."""
    match span.piece:
        case Letter(letter):
            span = replace(span, piece=letter, bold=True)
        case When(at) if span.code or span.link:
            span = replace(span, piece=in_utc(at))
    words = _words(span.piece)
    if span.code and ("`" in words or not words.strip()):
        return replace(span, code=False)
    has_star = span.code and "*" in words
    return replace(span, bold=False, italic=False) if has_star else span


def _words(piece: Piece) -> str:
    match piece:
        case str(words):
            return clean(words)
        case Plain(words) | Name(words):
            return isolated(words)
        case Letter(letter):
            return letter
        case When(at):
            return f"<t:{int(at.timestamp())}:f>"


# Marks from the outermost to the innermost: each goes once around all that shares its look.


def _bold(found: Iterable[Span]) -> str:
    runs = groupby(found, key=lambda span: span.bold)
    return _joined(_marked(_italic(run), "**" if bold else "") for bold, run in runs)


def _italic(found: Iterable[Span]) -> str:
    runs = groupby(found, key=lambda span: span.italic)
    return _joined(_marked(_linked(run), "*" if italic else "") for italic, run in runs)


def _linked(found: Iterable[Span]) -> str:
    runs = groupby(found, key=lambda span: span.link)
    return _joined(_link(_code(run), link) if link else _code(run) for link, run in runs)


def _code(found: Iterable[Span]) -> str:
    runs = groupby(found, key=lambda span: span.code)
    return _joined(_verbatim(run) if code else _escaped(run) for code, run in runs)


def _joined(parts: Iterable[str]) -> str:
    """Side by side, but no star beside another: they would be read as one mark."""
    whole = ""
    for part in parts:
        touch = whole[-1:] in {"*", "`"} and whole[-1:] == part[:1]
        whole += _NOTHING * touch + part
    return whole


def _marked(words: str, mark: str) -> str:
    """Marks must touch the words that they stand around."""
    inner = words.strip()
    if not mark or not inner:
        return words
    return words.replace(inner, _joined((mark, inner, mark)), 1)


def _link(label: str, address: str) -> str:
    inner = " ".join(label.split())
    return f"[{inner}]({address.translate(_IN_ADDRESS)})" if inner else label


def _verbatim(run: Iterable[Span]) -> str:
    return _marked("".join(_words(span.piece) for span in run), "`")


def _escaped(run: Iterable[Span]) -> str:
    """Neighbours are read together: one may end with what the next would complete."""
    parts = groupby(run, key=lambda span: isinstance(span.piece, When))
    said = ((is_time, "".join(_words(span.piece) for span in part)) for is_time, part in parts)
    return "".join(words if is_time else escaped(words) for is_time, words in said)
