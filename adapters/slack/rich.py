"""Pieces become elements of Slack's rich text, where words are never read as markup."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from adapters.slack import emoji
from adapters.slack.words import DATE_FORMAT, Json, in_utc
from bot.chat.content import Letter, Name, Piece, Plain, When
from bot.chat.markdown import Span, spans


def rich(pieces: Sequence[Piece], *, bold: bool = False) -> list[Json]:
    """The elements of a line or paragraph; `bold` makes all of it so."""
    found = [element for span in spans(pieces) for element in _elements(span)]
    return merged([_in_bold(element) if bold else element for element in found])


def text(words: str, style: Json | None = None) -> Json:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def is_blank(elements: Iterable[Json]) -> bool:
    """Is there nothing to see?"""
    return all(one["type"] == "text" and not one["text"].strip() for one in elements)


def merged(elements: Iterable[Json]) -> list[Json]:
    """The same with neighbouring texts of one look in one element, and empty ones left out."""
    result: list[Json] = []
    for look, run in groupby(elements, key=_look):
        same = list(run)
        if look is None:
            result += same
        elif words := "".join(one["text"] for one in same):
            result.append({**same[0], "text": words})
    return result


def _look(element: Json) -> Json | None:
    """What two elements must share to be one; None for those that stay apart."""
    return {**element, "text": ""} if element["type"] in {"text", "link"} else None


def _in_bold(element: Json) -> Json:
    if element["type"] == "emoji":
        return element
    return {**element, "style": {"bold": True, **element.get("style", {})}}


def _elements(span: Span) -> Iterator[Json]:
    style = {name: True for name in ("bold", "italic", "code") if getattr(span, name)}
    if span.link:
        yield _link(span, style)
        return
    match span.piece:
        case str(words):
            yield from _ours(words, style)
        case Plain(words) | Name(words):
            yield text(words, style)
        case When():
            yield _date(span.piece, {name: True for name in style if name != "code"})
        case Letter(letter):
            yield from _letter(letter, style)


def _ours(words: str, style: Json) -> Iterator[Json]:
    for part, is_letter in emoji.split(words):
        yield _emoji(emoji.name_of(part)) if is_letter else text(part, style)


def _letter(letter: str, style: Json) -> Iterator[Json]:
    yield text(letter, {**style, "bold": True})
    if name := emoji.letter_name(letter):
        yield from (text(" "), _emoji(name))


def _emoji(name: str) -> Json:
    return {"type": "emoji", "name": name}


def _date(when: When, style: Json) -> Json:
    date: Json = {
        "type": "date",
        "timestamp": int(when.at.timestamp()),
        "format": DATE_FORMAT,
        "fallback": in_utc(when.at),
    }
    return {**date, **({"style": style} if style else {})}


def _link(span: Span, style: Json) -> Json:
    link = {"type": "link", "url": span.link, "text": words_of(span.piece)}
    return {**link, **({"style": style} if style else {})}


def words_of(piece: Piece) -> str:
    """A piece where nothing but words can stand."""
    match piece:
        case str(words):
            return emoji.with_keycaps(words)
        case Plain(words) | Name(words) | Letter(words):
            return words
        case When(at):
            return in_utc(at)
