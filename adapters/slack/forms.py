"""Forms become Slack's dialogs, travel in the values of buttons, and come back filled in."""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from adapters.slack.words import Json, cut, plain
from bot.chat.content import Action, Choice, Choices, Entry, Field, Form

_VALUE = 2000
_CALLBACK = 255
_TITLE = 24
_FIELD_LABEL = 2000
_OPTION = 75
_ENTRY = 3000
_RADIOS = 5
_BOXES = 10
_UNPACKED = 100_000
_SHORTER = (40, 20, 10, 5)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a dialog was opened, for the way back; an empty string is what there was not."""

    channel: str
    thread: str = ""
    message: str = ""
    response_url: str = ""
    page: bool = False
    """From the App Home."""


def pack(form: Form) -> str:
    """The form as a button's value.

    One that is too long loses what was filled in, then the ends of its hints and choices, but never
    a field. Raises `ValueError` if that is not enough.
    """
    for candidate in _ever_smaller(form):
        packed = _packed(candidate)
        if len(packed) <= _VALUE:
            return packed
    raise ValueError(f"the form {form.title!r} is too large to travel in a button")


def _ever_smaller(form: Form) -> Iterator[Form]:
    yield form
    bare = replace(form, fields=tuple(map(_emptied, form.fields)))
    yield bare
    for limit in _SHORTER:
        yield replace(bare, fields=tuple(_shortened(field, limit) for field in bare.fields))


def _emptied(field: Field) -> Field:
    return replace(field, value="") if isinstance(field, Entry) else replace(field, value=())


def _shortened(field: Field, limit: int) -> Field:
    if isinstance(field, Entry):
        return replace(field, hint=cut(field.hint, limit))
    choices = (replace(choice, label=cut(choice.label, limit)) for choice in field.choices)
    return replace(field, choices=tuple(choices))


def _packed(form: Form) -> str:
    whole = [str(form.action), form.title, form.submit, [_row(field) for field in form.fields]]
    compact = json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.compress(compact, 9, wbits=-zlib.MAX_WBITS)).decode()


def _row(field: Field) -> list[Any]:
    if isinstance(field, Entry):
        return ["entry", *asdict(field).values()]
    choices = [[choice.value, choice.label] for choice in field.choices]
    return ["choices", field.name, field.label, choices, field.value, field.many, field.required]


def unpack(value: str) -> Form:
    """The form that `pack` packed. Raises `ValueError` for anything else."""
    try:
        inflated = zlib.decompressobj(-zlib.MAX_WBITS)
        whole = inflated.decompress(base64.urlsafe_b64decode(value), _UNPACKED)
        action, title, submit, fields = json.loads(whole)
        return Form(Action.parse(action), title, tuple(map(_field, fields)), submit)
    except (ValueError, TypeError, KeyError, AttributeError, zlib.error) as error:
        raise ValueError("the button carries no form of ours") from error


def _field(row: list[Any]) -> Field:
    kind, *rest = row
    if kind == "entry":
        return Entry(*rest)
    name, label, choices, value, many, required = rest
    offered = tuple(Choice(*choice) for choice in choices)
    return Choices(name, label, offered, tuple(value), many, required)


def modal(form: Form, origin: Origin) -> Json:
    """The view for views.open."""
    return {
        "type": "modal",
        "callback_id": str(form.action)[:_CALLBACK],
        "private_metadata": json.dumps(asdict(origin), separators=(",", ":")),
        "title": plain(form.title, _TITLE),
        "submit": plain(form.submit, _TITLE),
        "close": plain("Cancel", _TITLE),
        "blocks": [_input(field) for field in form.fields],
    }


def _input(field: Field) -> Json:
    element = _entry(field) if isinstance(field, Entry) else _choices(field)
    hint = field.hint if isinstance(field, Entry) else ""
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain(field.label, _FIELD_LABEL),
        "element": {**element, "action_id": field.name},
        "optional": not field.required,
    }
    return {**block, **({"hint": plain(hint, _FIELD_LABEL)} if hint.strip() else {})}


def _entry(entry: Entry) -> Json:
    limit = max(1, min(entry.limit, _ENTRY))
    element: Json = {
        "type": "plain_text_input",
        "multiline": entry.lines > 1,
        "max_length": limit,
    }
    value = cut(entry.value, limit)
    return {**element, **({"initial_value": value} if value else {})}


def _choices(choices: Choices) -> Json:
    options = {choice.value: _option(choice) for choice in choices.choices}
    chosen = [option for value, option in options.items() if value in choices.value]
    element: Json = {"type": _kind(choices), "options": list(options.values())}
    if not chosen:
        return element
    first = {"initial_options": chosen} if choices.many else {"initial_option": chosen[0]}
    return {**element, **first}


def _kind(choices: Choices) -> str:
    """Everything in sight while it is little, else a list to unfold."""
    if choices.many:
        return "checkboxes" if len(choices.choices) <= _BOXES else "multi_static_select"
    return "radio_buttons" if len(choices.choices) <= _RADIOS else "static_select"


def _option(choice: Choice) -> Json:
    return {"text": plain(choice.label, _OPTION), "value": choice.value}


def submitted(view: Mapping[str, Any]) -> tuple[Action, Origin, dict[str, str]]:
    """What a view_submission says: what is asked of us, where it came from, and every field.

    Many choices are joined by a space; "" is what was left empty. Raises `ValueError` for a view
    that is not ours.
    """
    try:
        origin = Origin(**json.loads(view["private_metadata"]))
        state = view["state"]["values"]
        values = {
            name: _sent(element) for block in state.values() for name, element in block.items()
        }
        return Action.parse(view["callback_id"]), origin, values
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("the dialog is not one of ours") from error


def _sent(element: Mapping[str, Any]) -> str:
    if "selected_options" in element:
        return " ".join(option["value"] for option in element["selected_options"] or ())
    if "selected_option" in element:
        return str((element["selected_option"] or {"value": ""})["value"])
    return str(element.get("value") or "")
