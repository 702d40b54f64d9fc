"""Content becomes embeds, buttons and files of a Discord message. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from adapters.discord.markdown import listing, shortened, written
from adapters.discord.words import Json, clean, cut, plain, units
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
    Small,
    Text,
    Title,
)
from bot.chat.markdown import Span, spans

_COLOR = 0x0B655E
_DESCRIPTION = 4096
_SUM = 6000
_GAP = 2
_PICTURES = 10
_ALT = 1024
_ROWS = 5
_LABEL = 80
_SMALL = "-# "
_HEADING = "### "
_PRIMARY, _SECONDARY = 1, 2
_NAMELESS = "Quizstreak"


@dataclass(frozen=True, slots=True)
class Message:
    """What a message shows. A file is its name, which says nothing, its PNG, and its alt text."""

    embeds: list[Json]
    components: list[Json]
    files: list[tuple[str, bytes, str]]

    @property
    def body(self) -> Json:
        """The JSON to create or edit it with; nobody is ever pinged by it."""
        files = [
            {"id": number, "filename": name, "description": alt}
            for number, (name, _, alt) in enumerate(self.files)
        ]
        return {
            "embeds": self.embeds,
            "components": self.components,
            "attachments": files,
            "allowed_mentions": {"parse": []},
        }


def render(content: Content, keys: Mapping[Form, str]) -> Message:
    """The message; `keys` has the key of each form that `forms` gives, or `KeyError` is raised.

    What does not fit into Discord's limits is cut at its end.
    """
    files = _files(content)
    pictures = [f"attachment://{name}" for name, _, _ in files]
    return Message(_embeds(content, pictures), _rows(content, keys), files)


def forms(content: Content) -> tuple[Form, ...]:
    """Every form that a button of the message opens, once."""
    does = (button.does for button in _buttons(content))
    return tuple(dict.fromkeys(one for one in does if isinstance(one, Form)))


def _files(content: Content) -> list[tuple[str, bytes, str]]:
    pictures = [block for block in content.blocks if isinstance(block, Picture)]
    return [
        (f"figure-{number}.png", picture.png, cut(clean(picture.alt), _ALT) or "Picture")
        for number, picture in enumerate(pictures[:_PICTURES], start=1)
    ]


# Words


def _embeds(content: Content, pictures: Sequence[str]) -> list[Json]:
    """One is the rule; more only for more pictures, or for more words than one holds."""
    descriptions = _descriptions(content.blocks)
    if not (descriptions or pictures):
        descriptions = [_escaped(content.summary, _DESCRIPTION) or _NAMELESS]
    return [_embed(*parts) for parts in zip_longest(descriptions, pictures)]


def _embed(description: str | None, picture: str | None) -> Json:
    """None has a title of its own: that would turn into a link where an embed has an address."""
    words = {"description": description} if description else {}
    image = {"image": {"url": picture}} if picture else {}
    return {"color": _COLOR, **words, **image}


def _descriptions(blocks: Sequence[Block]) -> list[str]:
    """The blocks in as few texts as hold them; what is beyond all limits is left out."""
    packed: list[str] = []
    room, gap = _SUM, ""
    for block in blocks:
        words = _drawn(block, min(_DESCRIPTION, room - _GAP)).strip()
        if not words:
            continue
        gap = "\n" if isinstance(block, Small | Code) else gap
        if packed and units(packed[-1] + gap + words) <= _DESCRIPTION:
            packed[-1] += gap + words
        else:
            packed.append(words)
        room = _SUM - sum(map(units, packed))
        gap = "\n" if isinstance(block, Title) else "\n\n"
    return packed


def _drawn(block: Block, room: int) -> str:
    match block:
        case Title(text):
            return _heading(text, room)
        case Text(pieces):
            return shortened(spans(pieces), room)
        case Small(pieces):
            return _small(spans(pieces), room)
        case Code(language, source):
            return listing(language, source, room)
        case Facts(rows):
            return shortened(list(_lines(rows)), room)
        case Picture() | Buttons():
            return ""


def _heading(text: str, room: int) -> str:
    words = _escaped(" ".join(text.split()), room - len(_HEADING))
    return f"{_HEADING}{words}" if words else ""


def _escaped(text: str, room: int) -> str:
    """Words without any mark of ours."""
    return shortened([Span(text)], room) if clean(text).strip() else ""


def _small(found: Sequence[Span], room: int) -> str:
    marks = len(_SMALL) * (1 + shortened(found, room).count("\n"))
    lines = shortened(found, room - marks).split("\n")
    return "\n".join(f"{_SMALL}{line.strip()}" for line in lines if line.strip())


def _lines(rows: Sequence[Fact]) -> Iterator[Span]:
    """A line for each fact: on a phone, columns would fall apart."""
    shown = [line for row in rows if (line := _line(row))]
    for number, line in enumerate(shown):
        yield from [Span("\n"), *line] if number else line


def _line(row: Fact) -> list[Span]:
    label = [replace(span, bold=True) for span in spans(row.label.pieces)]
    sides = [side for side in (label, spans(row.value.pieces)) if written(side).strip()]
    return [*sides[0], Span(": "), *sides[1]] if len(sides) > 1 else next(iter(sides), [])


# Buttons


def _buttons(content: Content) -> Iterator[Button]:
    for block in content.blocks:
        if isinstance(block, Buttons):
            yield from block.buttons


def _rows(content: Content, keys: Mapping[Form, str]) -> list[Json]:
    """Each block of buttons begins a row, as long as there are rows enough.

    Discord refuses two buttons of one id: of those that do the same, the first is shown.
    """
    seen: set[str] = set()
    blocks = [block.buttons for block in content.blocks if isinstance(block, Buttons)]
    drawn = [[made for one in block if (made := _button(one, keys, seen))] for block in blocks]
    rows = [row for block in drawn for row in _by_five(block)]
    if len(rows) > _ROWS:
        rows = _by_five([button for block in drawn for button in block])
    return [{"type": 1, "components": row} for row in rows[:_ROWS]]


def _by_five(buttons: list[Json]) -> list[list[Json]]:
    starts = range(0, len(buttons), BUTTONS_IN_ROW)
    return [buttons[start : start + BUTTONS_IN_ROW] for start in starts]


def _button(button: Button, keys: Mapping[Form, str], seen: set[str]) -> Json | None:
    does = custom_id(button.does, keys)
    if does in seen:
        return None
    seen.add(does)
    style = _PRIMARY if button.primary else _SECONDARY
    return {"type": 2, "style": style, "label": plain(button.label, _LABEL), "custom_id": does}


def custom_id(does: Action | Form, keys: Mapping[Form, str]) -> str:
    """What Discord sends back when the button is pressed: "do:<action>" or "open:<key>"."""
    return f"open:{keys[does]}" if isinstance(does, Form) else f"do:{does}"
