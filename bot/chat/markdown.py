"""Our small Markdown, with strangers' words set between, becomes spans of one look each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.chat.content import Name, Piece, Plain

# While the Markdown is read, a sign from Unicode's private area stands for each piece that is not
# Markdown: nothing a stranger wrote can take part in it, and **bold** may span a name.
_FIRST = 0xF0000
_PRIVATE = re.compile("([\U000f0000-\U000ffffd])")
_MARKS = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\*\*(?P<bold>\S|\S.*?\S)\*\*(?!\*)"
    r"|\*(?P<italic>[^\s*](?:[^*]*[^\s*])?)\*"
    r"|\[(?P<label>[^\]]+)\]\((?P<link>https://[^\s)]+)\)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece and how it looks; a `str` has no marks left. `link` is an address or empty."""

    piece: Piece
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str = ""

    @property
    def is_bare(self) -> bool:
        """Are these words without any look of their own?"""
        has_look = self.bold or self.italic or self.code or bool(self.link)
        return isinstance(self.piece, str | Plain | Name) and not has_look

    @property
    def is_strange(self) -> bool:
        """Did somebody else write this?"""
        return isinstance(self.piece, Plain | Name)


def spans(pieces: Sequence[Piece]) -> list[Span]:
    """The pieces in order, marks taken off and turned into looks; unclosed ones stay as text."""
    set_aside = [piece for piece in pieces if not isinstance(piece, str)]
    signs = map(chr, range(_FIRST, _FIRST + len(set_aside)))
    source = "".join(
        _PRIVATE.sub("", piece) if isinstance(piece, str) else next(signs) for piece in pieces
    )
    return list(_read(source, Span(""), set_aside))


def _read(source: str, look: Span, set_aside: Sequence[Piece]) -> Iterator[Span]:
    read = 0
    for match in _MARKS.finditer(source):
        yield from _words(source[read : match.start()], look, set_aside)
        yield from _marked(match, look, set_aside)
        read = match.end()
    yield from _words(source[read:], look, set_aside)


def _marked(match: re.Match[str], look: Span, set_aside: Sequence[Piece]) -> Iterator[Span]:
    match match.lastgroup:
        case "code":
            return _words(match["code"], replace(look, code=True), set_aside)
        case "bold":
            return _read(match["bold"], replace(look, bold=True), set_aside)
        case "italic":
            return _read(match["italic"], replace(look, italic=True), set_aside)
        case _:
            # a stranger's words may stand in a label, never in an address
            link = _PRIVATE.sub("", match["link"])
            return _words(match["label"], replace(look, link=link), set_aside)


def _words(text: str, look: Span, set_aside: Sequence[Piece]) -> Iterator[Span]:
    for part in _PRIVATE.split(text):
        if part and _PRIVATE.fullmatch(part):
            yield replace(look, piece=set_aside[ord(part) - _FIRST])
        elif part:
            yield replace(look, piece=part)
