"""Content becomes what the page draws. Pure; strangers' words stay apart from ours."""

import hashlib

from adapters.playground import wire
from bot.chat.content import (
    Action,
    Block,
    Button,
    Buttons,
    Code,
    Content,
    Entry,
    Facts,
    Field,
    Form,
    Letter,
    Name,
    Picture,
    Piece,
    Plain,
    Small,
    Text,
    Title,
    When,
)

PICTURES = "/playground/api/picture"


def render(content: Content) -> wire.ContentJSON:
    """The message as JSON; its pictures are named by their bytes, see `pictures`."""
    return {"summary": content.summary, "blocks": [_block(block) for block in content.blocks]}


def pictures(content: Content) -> dict[str, bytes]:
    """The PNG bytes of every picture, by the name that `render` gives it."""
    return {
        picture_name(block.png): block.png for block in content.blocks if isinstance(block, Picture)
    }


def picture_name(png: bytes) -> str:
    """A name that tells nothing but which bytes it stands for."""
    return hashlib.sha256(png).hexdigest()


def _block(block: Block) -> wire.Block:
    match block:
        case Title(text):
            return {"kind": "title", "text": text}
        case Text(pieces):
            return {"kind": "text", "pieces": _pieces(pieces)}
        case Small(pieces):
            return {"kind": "small", "pieces": _pieces(pieces)}
        case Code(language, source):
            return {"kind": "code", "language": language, "source": source}
        case Picture(png, alt):
            return {"kind": "picture", "url": f"{PICTURES}/{picture_name(png)}.png", "alt": alt}
        case Facts():
            return _facts(block)
        case Buttons(buttons):
            return {"kind": "buttons", "buttons": [_button(button) for button in buttons]}


def _pieces(pieces: tuple[Piece, ...]) -> list[wire.Piece]:
    return [_piece(piece) for piece in pieces]


def _piece(piece: Piece) -> wire.Piece:
    match piece:
        case Plain(text):
            return {"plain": text}
        case Name(person):
            return {"name": person}
        case When(at):
            return {"when": at.isoformat()}
        case Letter(letter):
            return {"markdown": f"**{letter}**"}
        case str():
            return {"markdown": piece}


def _facts(facts: Facts) -> wire.FactsBlock:
    rows: list[wire.FactRow] = [
        {"label": _pieces(fact.label.pieces), "value": _pieces(fact.value.pieces)}
        for fact in facts.rows
    ]
    return {"kind": "facts", "rows": rows}


def _button(button: Button) -> wire.ButtonJSON:
    shown: wire.ButtonJSON = {"label": button.label, "primary": button.primary}
    match button.does:
        case Action():
            return {**shown, "action": str(button.does)}
        case Form():
            return {**shown, "form": _form(button.does)}


def _form(form: Form) -> wire.FormJSON:
    return {
        "action": str(form.action),
        "title": form.title,
        "submit": form.submit,
        "fields": [_field(field) for field in form.fields],
    }


def _field(field: Field) -> wire.Field:
    if isinstance(field, Entry):
        return {
            "kind": "entry",
            "name": field.name,
            "label": field.label,
            "value": field.value,
            "hint": field.hint,
            "lines": field.lines,
            "limit": field.limit,
            "required": field.required,
        }
    return {
        "kind": "choices",
        "name": field.name,
        "label": field.label,
        "choices": [{"value": c.value, "label": c.label} for c in field.choices],
        "value": list(field.value),
        "many": field.many,
        "required": field.required,
    }
