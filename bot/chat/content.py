"""What a message says, for any platform: a summary and a flat row of a few kinds of block.

Text of ours is a small Markdown: **bold**, *italic*, `code`, [label](https://link).
Text of anybody else goes into `Plain`, which every renderer shows letter by letter:
it can neither ping nor format nor link.
"""

from dataclasses import dataclass
from datetime import datetime

# The strictest platform's limits; a test holds every message and every pack to them.
TITLE_LIMIT = 150
TEXT_LIMIT = 2500
CODE_LIMIT = 1200
SMALL_LIMIT = 300
LABEL_LIMIT = 38
ACTION_LIMIT = 90
ALT_LIMIT = 1000
FACTS_LIMIT = 25
BUTTONS_LIMIT = 10
BUTTONS_IN_ROW = 5
FIELDS_LIMIT = 5
FORM_TITLE_LIMIT = 24
FIELD_LABEL_LIMIT = 45
HINT_LIMIT = 100
CHOICES_LIMIT = 25
CHOICE_LABEL_LIMIT = 75
ENTRY_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Plain:
    """Words of a stranger, shown as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as it should be read; never a ping."""

    person: str


@dataclass(frozen=True, slots=True)
class When:
    """An instant (UTC), shown in each reader's own zone where the platform can."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """An option's letter that may also be reacted with, shown with the emoji it takes here."""

    letter: str


Piece = str | Plain | Name | When | Letter


@dataclass(frozen=True, slots=True)
class Title:
    text: str


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A paragraph: our Markdown, with strangers' words set between."""

    pieces: tuple[Piece, ...]

    def __init__(self, *pieces: Piece) -> None:
        object.__setattr__(self, "pieces", pieces)


@dataclass(frozen=True, slots=True)
class Code:
    language: str
    source: str


@dataclass(frozen=True, slots=True)
class Picture:
    """An image; `alt` is read out and must say what the picture shows."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Fact:
    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value pairs, one a line; standings are facts too."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, init=False)
class Small:
    """A footnote."""

    pieces: tuple[Piece, ...]

    def __init__(self, *pieces: Piece) -> None:
        object.__setattr__(self, "pieces", pieces)


@dataclass(frozen=True, slots=True)
class Action:
    """What a button or a form asks of us: a verb and a few ids, `verb:id:id` on the wire."""

    verb: str
    ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ":".join((self.verb, *self.ids))

    @classmethod
    def parse(cls, text: str) -> "Action":
        """The action that `str` wrote; whatever its ids say is the handler's to doubt."""
        verb, *ids = text.split(":")
        return cls(verb, tuple(ids))


@dataclass(frozen=True, slots=True)
class Entry:
    """A form's line or box to write in."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    lines: int = 1
    limit: int = ENTRY_LIMIT
    required: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Choices:
    """A form's list to pick from: one of them, or `many` (values joined by a space)."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    value: tuple[str, ...] = ()
    many: bool = False
    required: bool = True


Field = Entry | Choices


@dataclass(frozen=True, slots=True)
class Form:
    """A dialog; it is declared on the button, so that an adapter opens it without asking us."""

    action: Action
    title: str
    fields: tuple[Field, ...]
    submit: str = "Send"


@dataclass(frozen=True, slots=True)
class Button:
    """`does` is an action that comes back when pressed, or the form that opens."""

    label: str
    does: Action | Form
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Buttons:
    buttons: tuple[Button, ...]


Block = Title | Text | Code | Picture | Facts | Small | Buttons


@dataclass(frozen=True, slots=True, init=False)
class Content:
    """A message. `summary` is plain text for notifications and screen readers."""

    summary: str
    blocks: tuple[Block, ...]

    def __init__(self, summary: str, *blocks: Block) -> None:
        object.__setattr__(self, "summary", summary)
        object.__setattr__(self, "blocks", blocks)
