"""Content becomes a Slack message or App Home page. Pure; strangers' words stay plain text."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from adapters.slack import context, emoji, forms
from adapters.slack.rich import is_blank, merged, rich, text
from adapters.slack.words import Json, cut, escaped, plain, units
from bot.chat.content import (
    BUTTONS_IN_ROW,
    Action,
    Block,
    Button,
    Buttons,
    Code,
    Content,
    Fact,
    Facts,
    Form,
    Picture,
    Piece,
    Small,
    Text,
    Title,
)

_SUMMARY = 4000
_HEADER = 150
_LABEL = 75
_ALT = 2000
_PLAIN = 3000
_NAMELESS = "Quizstreak"


@dataclass(frozen=True, slots=True)
class Message:
    """What chat.postMessage takes; `text` is for notifications and screen readers."""

    text: str
    blocks: list[Json]


def render(content: Content, files: Mapping[str, str]) -> Message:
    """The message; `files` has the Slack file of each picture by the name that `pictures` gives.

    A picture without its file is shown as its description.
    """
    return Message(_summary(content.summary), _blocks(content, files))


def page(content: Content, files: Mapping[str, str]) -> Json:
    """The same as an App Home view, which may not be empty."""
    blocks = _blocks(content, files) or [_words_only(content.summary)]
    return {"type": "home", "blocks": blocks}


def pictures(content: Content) -> dict[str, bytes]:
    """The PNG bytes of every picture by a name that tells nothing but which bytes they are."""
    return {_name(block.png): block.png for block in content.blocks if isinstance(block, Picture)}


def _name(png: bytes) -> str:
    return hashlib.sha256(png).hexdigest()


def _summary(summary: str) -> str:
    whole = escaped(emoji.with_keycaps(summary))
    if not whole.strip() or units(whole) <= _SUMMARY:
        return whole if whole.strip() else _NAMELESS
    # a reference such as &amp; must not be cut in two
    return re.sub(r"&[a-z]*…$", "…", cut(whole, _SUMMARY))


def _blocks(content: Content, files: Mapping[str, str]) -> list[Json]:
    numbers = count(1)
    return [drawn for block in content.blocks for drawn in _drawn(block, files, numbers)]


def _drawn(block: Block, files: Mapping[str, str], numbers: Iterator[int]) -> list[Json]:
    match block:
        case Title(title):
            return _header(emoji.with_keycaps(title))
        case Text(pieces):
            return _paragraph(rich(pieces))
        case Small(pieces):
            return _context(context.elements(pieces))
        case Code(_, source):
            return _listing(source)
        case Picture():
            return [_picture(block, files)]
        case Facts(rows):
            return _paragraph(merged(_rows(rows)))
        case Buttons(buttons):
            return _actions([_button(button, next(numbers)) for button in buttons])


def _header(title: str) -> list[Json]:
    if not title.strip():
        return []
    return [{"type": "header", "text": plain(title, _HEADER, emoji=True)}]


def _paragraph(elements: list[Json]) -> list[Json]:
    if is_blank(elements):
        return []
    return [_rich_text({"type": "rich_text_section", "elements": elements})]


def _listing(source: str) -> list[Json]:
    if not source.strip():
        return []
    return [_rich_text({"type": "rich_text_preformatted", "elements": [text(source)]})]


def _rich_text(element: Json) -> Json:
    return {"type": "rich_text", "elements": [element]}


def _context(elements: list[Json]) -> list[Json]:
    return [{"type": "context", "elements": elements}] if elements else []


def _words_only(words: str) -> Json:
    return {"type": "context", "elements": [plain(words, _PLAIN)]}


def _picture(picture: Picture, files: Mapping[str, str]) -> Json:
    file = files.get(_name(picture.png))
    if file is None:
        return _words_only(picture.alt)
    alt = cut(picture.alt, _ALT) or "Picture"
    return {"type": "image", "slack_file": {"id": file}, "alt_text": alt}


def _rows(rows: tuple[Fact, ...]) -> Iterator[Json]:
    """A line for each fact: on a phone, columns would fall apart."""
    shown = [line for row in rows if (line := _row(row.label.pieces, row.value.pieces))]
    for number, line in enumerate(shown):
        yield from [text("\n"), *line] if number else line


def _row(label: tuple[Piece, ...], value: tuple[Piece, ...]) -> list[Json]:
    sides = [side for side in (rich(label, bold=True), rich(value)) if not is_blank(side)]
    return [*sides[0], text(": "), *sides[1]] if len(sides) > 1 else next(iter(sides), [])


def _actions(buttons: list[Json]) -> list[Json]:
    starts = range(0, len(buttons), BUTTONS_IN_ROW)
    rows = [buttons[start : start + BUTTONS_IN_ROW] for start in starts]
    return [{"type": "actions", "elements": row} for row in rows]


def _button(button: Button, number: int) -> Json:
    kind, value = _does(button.does)
    label = plain(emoji.with_keycaps(button.label), _LABEL, emoji=True)
    shown: Json = {
        "type": "button",
        "text": label,
        "action_id": f"{kind}:{number}",
        "value": value,
    }
    return {**shown, **({"style": "primary"} if button.primary else {})}


def _does(does: Action | Form) -> tuple[str, str]:
    """Whether a button does something by itself or opens a form, and what it carries."""
    return ("open", forms.pack(does)) if isinstance(does, Form) else ("do", str(does))
