"""Block Kit as Slack accepts it: strict, and written without a look at any renderer."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

from tests.emulators.slack.rich import rich_text
from tests.emulators.slack.schema import (
    Check,
    array,
    at_least_one,
    boolean,
    both,
    by_type,
    exactly_one,
    fault,
    found,
    integer,
    length,
    one_of,
    record,
    string,
)
from tests.emulators.slack.words import text_of

__all__ = ["Surface", "faults_of", "text_of"]

Surface = Literal["message", "modal", "home"]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_TEXT = 11_300
"""Slack documents no sum; apps report `msg_blocks_too_long` from 11,341 characters on."""
VIEW_BYTES = 250_000

_url = string(1, 3000, r"https?://\S+")
_id = string(1, 255)


def _plain(high: int, low: int = 1) -> Check:
    return by_type({"plain_text": record({"text": string(low, high)}, {"emoji": boolean})})


def _text(high: int) -> Check:
    mrkdwn = record({"text": string(1, high)}, {"verbatim": boolean})
    plain = record({"text": string(1, high)}, {"emoji": boolean})
    return by_type({"plain_text": plain, "mrkdwn": mrkdwn})


# Options, and the elements that people touch


def _option(text: Check) -> Check:
    optional = {"description": _plain(75), "url": _url}
    return record({"text": text, "value": string(1, 150)}, optional)


def _unique_values(value: object, pointer: str) -> Iterator[str]:
    options = value.get("options") if isinstance(value, Mapping) else None
    values = [each.get("value") for each in options or [] if isinstance(each, Mapping)]
    for repeated, times in Counter(values).items():
        if times > 1:
            yield fault(f"option value {repeated} is given {times} times", f"{pointer}/options")


def _initial_is_an_option(value: object, pointer: str) -> Iterator[str]:
    """What is chosen at first must be one of the options, to the letter."""
    if not isinstance(value, Mapping):
        return
    chosen = [value["initial_option"]] if "initial_option" in value else []
    for each in [*chosen, *value.get("initial_options", [])]:
        if each not in value.get("options", []):
            yield fault("must match one of the options", f"{pointer}/initial_option(s)")


def _choosing(option: Check, high: int, initial: str, **more: Check) -> Check:
    first = array(option, 1, high) if initial == "initial_options" else option
    optional = {initial: first, "confirm": _confirm, "focus_on_load": boolean, **more}
    shape = record({"action_id": _id, "options": array(option, 1, high)}, optional)
    return both(shape, _unique_values, _initial_is_an_option)


def _lengths_fit(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        return
    text, low, high = (value.get(key) for key in ("initial_value", "min_length", "max_length"))
    if isinstance(text, str) and isinstance(high, int) and length(text) > high:
        yield fault(f"must be less than {high + 1} characters", f"{pointer}/initial_value")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield fault("min_length is more than max_length", pointer)


_confirm = record(
    {"title": _plain(100), "text": _text(300), "confirm": _plain(30), "deny": _plain(30)},
    {"style": one_of("primary", "danger")},
)
_button = record(
    {"text": _plain(75), "action_id": _id},
    {
        "value": string(1, 2000),
        "url": _url,
        "style": one_of("primary", "danger"),
        "confirm": _confirm,
        "accessibility_label": string(1, 75),
    },
)
_dispatch = record(
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 1, 2)}
)
_entry = both(
    record(
        {"action_id": _id},
        {
            "placeholder": _plain(150),
            "initial_value": string(0, 3000),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
            "dispatch_action_config": _dispatch,
            "focus_on_load": boolean,
        },
    ),
    _lengths_fit,
)
_select = _choosing(_option(_plain(75)), 100, "initial_option", placeholder=_plain(150))
_multi_select = _choosing(
    _option(_plain(75)),
    100,
    "initial_options",
    placeholder=_plain(150),
    max_selected_items=integer(1, 100),
)
_file = both(
    record({}, {"id": string(1, 100, r"F[A-Z0-9]+"), "url": _url}), exactly_one("id", "url")
)
_image = both(
    record({"alt_text": string(1, 2000)}, {"image_url": _url, "slack_file": _file}),
    exactly_one("image_url", "slack_file"),
)
_overflow = record(
    {"action_id": _id, "options": array(_option(_plain(75)), 1, 5)}, {"confirm": _confirm}
)
_choices = {
    "static_select": _select,
    "multi_static_select": _multi_select,
    "checkboxes": _choosing(_option(_text(75)), 10, "initial_options"),
    "radio_buttons": _choosing(_option(_text(75)), 10, "initial_option"),
}
_touched = {"button": _button, "overflow": _overflow, **_choices}

# Blocks

_more = {"block_id": _id}
_section = both(
    record(
        {},
        {
            "text": _text(3000),
            "fields": array(_text(2000), 1, 10),
            "accessory": by_type({"image": _image, **_touched}),
            "expand": boolean,
            **_more,
        },
    ),
    at_least_one("text", "fields"),
)
_picture = both(
    record(
        {"alt_text": string(1, 2000)},
        {"image_url": _url, "slack_file": _file, "title": _plain(2000), **_more},
    ),
    exactly_one("image_url", "slack_file"),
)
_context = array(
    by_type(dict.fromkeys(("mrkdwn", "plain_text"), _text(3000)) | {"image": _image}), 1, 10
)
_input = record(
    {"label": _plain(2000), "element": by_type({"plain_text_input": _entry, **_choices})},
    {"hint": _plain(2000), "optional": boolean, "dispatch_action": boolean, **_more},
)
_blocks = {
    "header": record({"text": _plain(150)}, _more),
    "section": _section,
    "rich_text": record({"elements": array(rich_text, 1)}, _more),
    "context": record({"elements": _context}, _more),
    "actions": record({"elements": array(by_type(_touched), 1, 25)}, _more),
    "image": _picture,
    "divider": record({}, _more),
    "input": _input,
}
_block = by_type(_blocks)

# Messages and views

_modal = record(
    {"title": _plain(24), "blocks": array(_block, 1, VIEW_BLOCKS)},
    {
        "submit": _plain(24),
        "close": _plain(24),
        "private_metadata": string(0, 3000),
        "callback_id": _id,
        "external_id": _id,
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_home = record(
    {"blocks": array(_block, 1, VIEW_BLOCKS)},
    {"private_metadata": string(0, 3000), "callback_id": _id, "external_id": _id},
)


def faults_of(payload: Mapping[str, object], surface: Surface) -> list[str]:
    """What Slack would refuse in the blocks of a message, or in a view; nothing if it is well."""
    if surface == "message":
        blocks = payload.get("blocks", [])
        faults = [*array(_block, 0, MESSAGE_BLOCKS)(blocks, "/blocks"), *_too_much(blocks)]
    else:
        view = by_type({surface: _modal if surface == "modal" else _home})
        faults = [*view(payload, ""), *_view_faults(payload)]
    return [*faults, *_repeated(payload, "block_id"), *_repeated(payload, "action_id")]


def text_length(blocks: object) -> int:
    """How many characters a message's blocks hold: words, labels, values and addresses."""
    counted = ("text", "value", "url", "alt_text", "fallback", "name")
    return sum(length(each) for each, _ in found(blocks, counted) if isinstance(each, str))


def _too_much(blocks: object) -> Iterator[str]:
    if text_length(blocks) > MESSAGE_TEXT:
        yield fault(f"msg_blocks_too_long: more than {MESSAGE_TEXT} characters", "/blocks")


def _repeated(payload: Mapping[str, object], key: str) -> Iterator[str]:
    """An identifier may stand once in a whole message or view."""
    seen: set[object] = set()
    for value, pointer in found({"blocks": payload.get("blocks")}, (key,)):
        if value in seen:
            yield fault(f"{key} already exists: {value}", pointer)
        seen.add(value)


def _view_faults(view: Mapping[str, object]) -> Iterator[str]:
    kinds = [value for value, _ in found(view.get("blocks"), ("type",))]
    if view.get("type") == "modal" and "input" in kinds and "submit" not in view:
        yield fault("a modal with an input needs submit", "/submit")
    focused = [value for value, _ in found(view.get("blocks"), ("focus_on_load",)) if value]
    if len(focused) > 1:
        yield fault("focus_on_load may be set once", "/blocks")
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        yield fault("view_too_large", "")
