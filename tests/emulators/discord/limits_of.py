"""Messages and dialogs held against Discord's limits: strict, and without a look at any renderer.

Stricter than Discord itself: every key must be known, nothing may be blank, and letters are counted
as UTF-16 units, the widest way in which a server or an app may count.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]

EMBEDS_SUM = 6000
FILE_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"


def faults_of(payload: Mapping[str, Any]) -> list[str]:
    """Everything about a message or a dialog that Discord would refuse, each with its place."""
    return list((_modal if "title" in payload else _message)(payload, ""))


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# Small checks


def text(low: int, high: int, pattern: str = "") -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{at}: must be a string"
        elif not low <= length(value) <= high:
            yield f"{at}: {length(value)} characters, not {low} to {high}"
        elif low and not value.strip():
            yield f"{at}: is blank"
        elif re.search("[\ud800-\udfff\x00]", value) or not re.fullmatch(
            pattern or ".*", value, 16
        ):
            yield f"{at}: has letters that do not belong there"

    return check


def number(low: int, high: int) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if type(value) is not int or not low <= value <= high:
            yield f"{at}: must be a number from {low} to {high}"

    return check


def boolean(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield f"{at}: must be true or false"


def items(item: Check, low: int, high: int) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list) or not low <= len(value) <= high:
            yield f"{at}: must be a list of {low} to {high}"
            return
        for index, each in enumerate(value):
            yield from item(each, f"{at}/{index}")

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    known = {**required, **(optional or {})}

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{at}: must be an object"
            return
        yield from (f"{at}/{key}: is missing" for key in required.keys() - value.keys())
        for key, each in value.items():
            yield from known[key](each, f"{at}/{key}") if key in known else [f"{at}/{key}: unknown"]

    return check


def kinds(checks: Mapping[int, Check]) -> Check:
    """The check that belongs to the value's own `type`."""

    def check(value: Any, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if isinstance(kind, int) and kind in checks:
            yield from checks[kind](value, at)
        else:
            yield f"{at}/type: {kind} does not belong here"

    return check


def both(*checks: Check) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        for each in checks:
            yield from each(value, at)

    return check


# Messages


def _id(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, str) or not 1 <= len(value) <= 100:
        yield f"{at}: must have 1 to 100 characters"


_kind = number(1, 23)


def _sum_of_embeds(value: Any, at: str) -> Iterator[str]:
    """Titles, descriptions, and the words of fields, footers and authors count."""
    whole = sum(_size(embed) for embed in value if isinstance(embed, dict))
    if whole > EMBEDS_SUM:
        yield f"{at}: {whole} characters in all embeds, not 0 to {EMBEDS_SUM}"


def _size(embed: Mapping[str, Any]) -> int:
    fields = embed.get("fields", [])
    words = [embed.get("title"), embed.get("description")]
    words += [embed.get("footer", {}).get("text"), embed.get("author", {}).get("name")]
    words += [field.get(key) for field in fields for key in ("name", "value")]
    return sum(length(each) for each in words if isinstance(each, str))


def _is_something(value: Any, at: str) -> Iterator[str]:
    if isinstance(value, dict) and not {"title", "description", "fields", "image"} & value.keys():
        yield f"{at}: an embed without anything to see"


_address = text(1, 2048, r"https?://\S+")
_picture = record({"url": text(1, 2048, rf"https?://\S+|attachment://{FILE_NAME}")})
_field = record({"name": text(1, 256), "value": text(1, 1024)}, {"inline": boolean})
_embed = record(
    {},
    {
        "color": number(0, 0xFFFFFF),
        "title": text(1, 256),
        "description": text(1, 4096),
        "url": _address,
        "image": _picture,
        "thumbnail": _picture,
        "fields": items(_field, 1, 25),
        "footer": record({"text": text(1, 2048)}),
        "author": record({"name": text(1, 256)}, {"url": _address}),
    },
)
_button = record(
    {"type": _kind, "style": number(1, 4), "label": text(1, 80), "custom_id": _id},
    {"disabled": boolean},
)
_row = record({"type": _kind, "components": items(kinds({2: _button}), 1, 5)})
_attachment = record(
    {"id": number(0, 9), "filename": text(1, 100, FILE_NAME)}, {"description": text(1, 1024)}
)


def _unique(key: str) -> Check:
    """No two of anything inside share what they have under `key`."""

    def check(value: Any, at: str) -> Iterator[str]:
        for repeated, times in Counter(_all(value, key)).items():
            if times > 1:
                yield f"{at}: {times} have the {key} {repeated!r}"

    return check


def _all(value: Any, key: str) -> Iterator[str]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, each in inner:
        if name == key:
            yield str(each)
        elif isinstance(each, dict | list):
            yield from _all(each, key)


def _pictures_are_attached(value: Any, at: str) -> Iterator[str]:
    attached = {f"attachment://{name}" for name in _all(value.get("attachments", []), "filename")}
    for url in _all(value.get("embeds", []), "url"):
        if url.startswith("attachment://") and url not in attached:
            yield f"{at}/embeds: {url} is not attached"


def _says_something(value: Any, at: str) -> Iterator[str]:
    if not any(value.get(key) for key in ("content", "embeds", "components", "attachments")):
        yield f"{at}: an empty message"


_message = both(
    record(
        {},
        {
            "content": text(0, 2000),
            "embeds": both(items(both(_embed, _is_something), 0, 10), _sum_of_embeds),
            "components": both(items(kinds({1: _row}), 0, 5), _unique("custom_id")),
            "attachments": both(items(_attachment, 0, 10), _unique("filename"), _unique("id")),
            "allowed_mentions": record({"parse": items(text(1, 20), 0, 0)}),
            "nonce": text(1, 25),
            "enforce_nonce": boolean,
            "flags": number(0, 1 << 13),
            "tts": boolean,
        },
    ),
    _pictures_are_attached,
    _says_something,
)

# Dialogs

_option = record({"label": text(1, 100), "value": text(1, 100)}, {"default": boolean})


def _options(low: int, high: int) -> Check:
    return both(items(_option, low, high), _unique("value"))


def _counts_fit(value: Any, at: str) -> Iterator[str]:
    """As many may be chosen as there are, and no more are chosen at first than may be."""
    options = value.get("options", [])
    least, most = value.get("min_values", 0), value.get("max_values", 1)
    if not least <= most <= len(options):
        yield f"{at}: {least} to {most} of {len(options)} options cannot be chosen"
    if sum(option.get("default", False) for option in options) > most:
        yield f"{at}: more are chosen at first than the {most} that may be"
    if least == 0 and value["type"] == 3 and value.get("required", True):
        yield f"{at}: is required and yet may be left empty"


def _value_fits(value: Any, at: str) -> Iterator[str]:
    if length(value.get("value", "")) > value.get("max_length", 4000):
        yield f"{at}/value: is longer than it may be"


_input: dict[str, Check] = {"type": _kind, "custom_id": _id}
_text_input = record(
    {**_input, "style": number(1, 2)},
    {
        "required": boolean,
        "min_length": number(0, 4000),
        "max_length": number(1, 4000),
        "value": text(1, 4000),
        "placeholder": text(1, 100),
    },
)


def _choosing(low: int, high: int, *, counted: bool) -> Check:
    counts = {"min_values": number(0, high), "max_values": number(1, high)} if counted else {}
    shape = record({**_input, "options": _options(low, high)}, {"required": boolean, **counts})
    return both(shape, _counts_fit)


_inputs = {
    3: _choosing(1, 25, counted=True),
    4: both(_text_input, _value_fits),
    21: _choosing(2, 10, counted=False),
    22: _choosing(1, 10, counted=True),
}
_label = record(
    {"type": _kind, "label": text(1, 45), "component": kinds(_inputs)},
    {"description": text(1, 100)},
)
_modal = record(
    {
        "title": text(1, 45),
        "custom_id": _id,
        "components": both(items(kinds({18: _label}), 1, 5), _unique("custom_id")),
    }
)
