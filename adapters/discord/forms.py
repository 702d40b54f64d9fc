"""Forms become Discord's dialogs and come back filled in."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.discord.words import Json, clean, cut, plain
from bot.chat.content import Choice, Choices, Entry, Field, Form

_TITLE = 45
_LABEL_TEXT = 45
_HINT = 100
_OPTION = 100
_ENTRY = 4000
_IN_SIGHT = 10
_LABEL, _TEXT_INPUT, _SELECT, _RADIO_GROUP, _CHECKBOX_GROUP = 18, 4, 3, 21, 22
_LINE, _BOX = 1, 2


def modal(form: Form, custom_id: str) -> Json:
    """The data of the response that opens the dialog (type 9)."""
    return {
        "custom_id": custom_id,
        "title": plain(form.title, _TITLE),
        "components": [_label(field) for field in form.fields],
    }


def _label(field: Field) -> Json:
    component = _entry(field) if isinstance(field, Entry) else _choices(field)
    hint = field.hint if isinstance(field, Entry) else ""
    label: Json = {
        "type": _LABEL,
        "label": plain(field.label, _LABEL_TEXT),
        "component": {**component, "custom_id": field.name, "required": field.required},
    }
    return {**label, **({"description": plain(hint, _HINT)} if hint.strip() else {})}


def _entry(entry: Entry) -> Json:
    limit = max(1, min(entry.limit, _ENTRY))
    style = _BOX if entry.lines > 1 else _LINE
    value = cut(clean(entry.value), limit)
    return {
        "type": _TEXT_INPUT,
        "style": style,
        "max_length": limit,
        **({"value": value} if value else {}),
    }


def _choices(choices: Choices) -> Json:
    """Everything in sight while it is little, else a list to unfold."""
    chosen = choices.value if choices.many else choices.value[:1]
    options = [_option(choice, chosen) for choice in choices.choices]
    if not choices.many and 1 < len(options) <= _IN_SIGHT:
        return {"type": _RADIO_GROUP, "options": options}
    kind = _CHECKBOX_GROUP if choices.many and len(options) <= _IN_SIGHT else _SELECT
    most = len(options) if choices.many else 1
    return {
        "type": kind,
        "options": options,
        "min_values": int(choices.required),
        "max_values": most,
    }


def _option(choice: Choice, chosen: Sequence[str]) -> Json:
    option = {"label": plain(choice.label, _OPTION), "value": choice.value}
    return {**option, **({"default": True} if choice.value in chosen else {})}


def submitted(components: Sequence[Mapping[str, Any]], form: Form) -> dict[str, str]:
    """What was filled in, for every field of the form; `components` are the interaction's.

    Many choices are joined by a space; "" is what was left empty. Raises `ValueError` for what is
    no dialog of this form.
    """
    try:
        inputs = [label["component"] for label in components]
        sent = {one["custom_id"]: _sent(one) for one in inputs}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is not the dialog {form.title!r}") from error
    names = [field.name for field in form.fields]
    if not sent.keys() <= set(names):
        raise ValueError(f"this is not the dialog {form.title!r}")
    return {name: sent.get(name, "") for name in names}


def _sent(component: Mapping[str, Any]) -> str:
    if "values" in component:
        return " ".join(component["values"] or ())
    return str(component.get("value") or "")
