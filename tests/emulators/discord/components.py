"""Which rows of a message and which fields of a dialog Discord accepts.

Only messages without the second version of components are known here.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.emulators.discord.schema import (
    Check,
    Fault,
    Place,
    array,
    boolean,
    by_type,
    integer,
    link,
    one_of,
    record,
    string,
)

_EMOJI = record({}, {"name": string(1, 32)})
_ID = string(1, 100)


def button(value: Any, place: Place) -> Iterator[Fault]:
    yield from _BUTTON(value, place)
    if not value.get("label") and not value.get("emoji"):
        words = "A button needs a label or an emoji."
        yield Fault((*place, "label"), "BUTTON_COMPONENT_LABEL_REQUIRED", words)
    named, linked = value.get("custom_id"), value.get("url")
    if value.get("style") == 5:
        if not linked or named:
            words = "A url is required"
            yield Fault((*place, "url"), "BASE_TYPE_REQUIRED", words)
    elif not named or linked:
        words = "A custom id is required"
        yield Fault((*place, "custom_id"), "COMPONENT_CUSTOM_ID_REQUIRED", words)


_BUTTON = record(
    {"style": one_of(1, 2, 3, 4, 5)},
    {
        "label": string(0, 80),
        "emoji": _EMOJI,
        "custom_id": _ID,
        "url": link("http", "https", "discord"),
        "disabled": boolean,
    },
)
_OPTION = record(
    {"label": string(1, 100), "value": string(1, 100)},
    {"description": string(0, 100), "emoji": _EMOJI, "default": boolean},
)


def _choosing(check: Check, most: int) -> Check:
    """Options with values of their own, and no more picked than there are."""

    def whole(value: Any, place: Place) -> Iterator[Fault]:
        yield from check(value, place)
        options = [one for one in value.get("options") or [] if isinstance(one, dict)]
        counted = Counter(str(one.get("value")) for one in options)
        for each, one in enumerate(options):
            if counted[str(one.get("value"))] > 1:
                at = (*place, "options", each, "value")
                words = "The specified option value is already used"
                yield Fault(at, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", words)
        if options and int(value.get("max_values") or 1) > min(len(options), most):
            words = f"Max values must not exceed the {len(options)} options."
            yield Fault((*place, "max_values"), "SELECT_COMPONENT_MAX_VALUES_INVALID", words)

    return whole


def _picking(most: int) -> dict[str, Check]:
    return {
        "placeholder": string(0, 150),
        "min_values": integer(0, most),
        "max_values": integer(1, most),
        "disabled": boolean,
        "required": boolean,
    }


_SELECT = _choosing(record({"custom_id": _ID, "options": array(_OPTION, 1, 25)}, _picking(25)), 25)
_ENTITY = record({"custom_id": _ID}, _picking(25))
_MENUS: dict[int, Check] = {3: _SELECT, 5: _ENTITY, 6: _ENTITY, 7: _ENTITY, 8: _ENTITY}


def row(value: Any, place: Place) -> Iterator[Fault]:
    """Up to five buttons, or one menu."""
    inside = array(by_type({2: button, **_MENUS}), 1, 5)
    yield from record({"components": inside})(value, place)
    inner = value.get("components") if isinstance(value, dict) else None
    width = sum(5 if one.get("type") != 2 else 1 for one in inner or [] if isinstance(one, dict))
    if width > 5 and len(inner or []) <= 5:
        words = "Cannot have more than 5 buttons or 1 menu in a row"
        yield Fault((*place, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", words)


def unique_ids(value: Any, place: Place) -> Iterator[Fault]:
    """No two components may have one custom_id."""
    found = list(_ids(value, place))
    counted = Counter(id for _, id in found)
    for at, id in found:
        if counted[id] > 1:
            words = f"Component custom id cannot be duplicated: {id}"
            yield Fault(at, "COMPONENT_CUSTOM_ID_DUPLICATED", words)


def _ids(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, dict):
        if "custom_id" in value:
            yield (*place, "custom_id"), str(value["custom_id"])
        for key in ("components", "component"):
            yield from _ids(value.get(key), (*place, key))
    if isinstance(value, list):
        for each, entry in enumerate(value):
            yield from _ids(entry, (*place, each))


def rows(value: Any, place: Place) -> Iterator[Fault]:
    """The components of a message."""
    yield from array(by_type({1: row}), 0, 5)(value, place)
    yield from unique_ids(value, place)


# Dialogs


def text_input(value: Any, place: Place) -> Iterator[Fault]:
    yield from _TEXT_INPUT(value, place)
    low, high = value.get("min_length") or 0, value.get("max_length") or 4000
    text = value.get("value")
    if isinstance(text, str) and text and not low <= len(text) <= high:
        words = f"Must be between {low} and {high} in length."
        yield Fault((*place, "value"), "BASE_TYPE_BAD_LENGTH", words)
    if low > high:
        words = "The least length must not exceed the greatest."
        yield Fault((*place, "min_length"), "TEXT_INPUT_LENGTH_INVALID", words)


_TEXT_INPUT = record(
    {"custom_id": _ID, "style": one_of(1, 2)},
    {
        "label": string(1, 45),
        "min_length": integer(0, 4000),
        "max_length": integer(1, 4000),
        "required": boolean,
        "value": string(0, 4000),
        "placeholder": string(0, 100),
    },
)


def _labelled(value: Any, place: Place) -> Iterator[Fault]:
    """A text input in a row of its own carries its label itself."""
    if not value.get("label"):
        yield Fault((*place, "label"), "BASE_TYPE_REQUIRED", "This field is required")
    yield from text_input(value, place)


def _bare(value: Any, place: Place) -> Iterator[Fault]:
    """Within a Label, that has the words."""
    if value.get("label"):
        words = "The label stands on the Label that holds the input"
        yield Fault((*place, "label"), "COMPONENT_LABEL_NOT_ALLOWED", words)
    yield from text_input(value, place)


_RADIO = _choosing(
    record({"custom_id": _ID, "options": array(_OPTION, 2, 10)}, {"required": boolean}), 10
)
_BOXES = _choosing(record({"custom_id": _ID, "options": array(_OPTION, 1, 10)}, _picking(10)), 10)
_BOX = record({"custom_id": _ID}, {"default": boolean})
_FILES = record({"custom_id": _ID}, _picking(10))
_FIELDS: dict[int, Check] = {4: _bare, **_MENUS, 19: _FILES, 21: _RADIO, 22: _BOXES, 23: _BOX}
_LABEL = record(
    {"label": string(1, 45), "component": by_type(_FIELDS)}, {"description": string(0, 100)}
)
_OLD_ROW = record({"components": array(by_type({4: _labelled}), 1, 1)})
_WORDS = record({"content": string(1, 4000)})
_DIALOG = record(
    {
        "title": string(1, 45),
        "custom_id": _ID,
        "components": array(by_type({1: _OLD_ROW, 10: _WORDS, 18: _LABEL}), 1, 5),
    }
)


def dialog(value: Any, place: Place) -> Iterator[Fault]:
    """The data of a modal."""
    yield from _DIALOG(value, place)
    if isinstance(value, dict):
        yield from unique_ids(value.get("components"), (*place, "components"))
