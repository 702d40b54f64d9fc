"""The shapes that the page and the playground exchange as JSON."""

from typing import Literal, NotRequired, TypedDict, final


@final
class MarkdownPiece(TypedDict):
    """Words of the bot, in its small Markdown."""

    markdown: str


@final
class PlainPiece(TypedDict):
    """A stranger's words, to be shown letter by letter."""

    plain: str


@final
class NamePiece(TypedDict):
    name: str


@final
class WhenPiece(TypedDict):
    """An instant in ISO 8601, UTC."""

    when: str


Piece = MarkdownPiece | PlainPiece | NamePiece | WhenPiece


class TitleBlock(TypedDict):
    kind: Literal["title"]
    text: str


class TextBlock(TypedDict):
    kind: Literal["text"]
    pieces: list[Piece]


class SmallBlock(TypedDict):
    kind: Literal["small"]
    pieces: list[Piece]


class CodeBlock(TypedDict):
    kind: Literal["code"]
    language: str
    source: str


class PictureBlock(TypedDict):
    kind: Literal["picture"]
    url: str
    alt: str


class FactRow(TypedDict):
    label: list[Piece]
    value: list[Piece]


class FactsBlock(TypedDict):
    kind: Literal["facts"]
    rows: list[FactRow]


class EntryField(TypedDict):
    kind: Literal["entry"]
    name: str
    label: str
    value: str
    hint: str
    lines: int
    limit: int
    required: bool


class ChoiceRow(TypedDict):
    value: str
    label: str


class ChoicesField(TypedDict):
    kind: Literal["choices"]
    name: str
    label: str
    choices: list[ChoiceRow]
    value: list[str]
    many: bool
    required: bool


Field = EntryField | ChoicesField


class FormJSON(TypedDict):
    action: str
    title: str
    submit: str
    fields: list[Field]


class ButtonJSON(TypedDict):
    """Has either an `action` or a `form`."""

    label: str
    primary: bool
    action: NotRequired[str]
    form: NotRequired[FormJSON]


class ButtonsBlock(TypedDict):
    kind: Literal["buttons"]
    buttons: list[ButtonJSON]


Block = TitleBlock | TextBlock | SmallBlock | CodeBlock | PictureBlock | FactsBlock | ButtonsBlock


class ContentJSON(TypedDict):
    summary: str
    blocks: list[Block]


class AuthorJSON(TypedDict):
    id: str
    name: str
    bot: bool


class ReactionJSON(TypedDict):
    emoji: str
    count: int
    mine: bool
    people: list[str]


class MessageJSON(TypedDict):
    """A message as one person sees it; `at` is ISO 8601, UTC."""

    id: str
    channel: str
    thread: str | None
    author: AuthorJSON
    at: str
    edited: bool
    private: bool
    summary: str
    blocks: list[Block]
    text: str
    reactions: list[ReactionJSON]
    replies: int
    deleted: Literal[False]


class PersonJSON(TypedDict):
    id: str
    name: str
    admin: bool


class ChannelJSON(TypedDict):
    id: str
    name: str
    kind: Literal["channel", "direct"]
    lost: bool
    unread: int


class OptionJSON(TypedDict):
    name: str
    says: str
    choices: list[str]


class CommandJSON(TypedDict):
    name: str
    says: str
    admin: bool
    options: list[OptionJSON]


class StateJSON(TypedDict):
    """All that the page needs to draw one channel for one person."""

    clock: str
    live: bool
    running: bool
    you: str
    people: list[PersonJSON]
    channels: list[ChannelJSON]
    messages: list[MessageJSON]
    commands: list[CommandJSON]


class ProgressJSON(TypedDict):
    """How far a run with pretend teammates is, in days."""

    done: int
    total: int
    says: str
    running: bool
