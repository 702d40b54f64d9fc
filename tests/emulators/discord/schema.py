"""Small checks that make up the description of a body; a fault reads as Discord words it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from tests.emulators.discord.state import Json

Place = tuple[str | int, ...]


class Fault(NamedTuple):
    place: Place
    code: str
    words: str


Check = Callable[[Any, Place], Iterator[Fault]]
"""Takes a value and where it is, gives every fault that it finds."""


def nested(faults: Iterable[Fault]) -> Json:
    """Faults as error bodies hold them: objects along the place, then `_errors`."""
    tree: Json = {}
    for place, code, words in faults:
        node = tree
        for step in place:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": words})
    return tree


def length(text: str) -> int:
    """In code points, after the blanks around it are gone."""
    return len(text.strip())


def string(low: int = 0, high: int | None = None, pattern: str = "") -> Check:
    def check(value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault(place, "STRING_TYPE_CONVERT", "Could not interpret as string.")
            return
        if low and not value.strip():
            yield Fault(place, "BASE_TYPE_REQUIRED", "This field is required")
        elif not low <= length(value) <= (len(value) if high is None else high):
            yield _length_fault(place, low, high, long=length(value) >= low)
        if pattern and value and not re.fullmatch(pattern, value):
            yield Fault(place, "STRING_TYPE_REGEX", "String value did not match validation regex.")

    return check


def _length_fault(place: Place, low: int, high: int | None, *, long: bool) -> Fault:
    if low and high is not None:
        return Fault(place, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
    if long:
        return Fault(place, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
    return Fault(place, "BASE_TYPE_MIN_LENGTH", f"Must be {low} or more in length.")


def integer(low: int, high: int) -> Check:
    def check(value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Fault(place, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < low:
            words = f"int value should be greater than or equal to {low}."
            yield Fault(place, "NUMBER_TYPE_MIN", words)
        elif value > high:
            words = f"int value should be less than or equal to {high}."
            yield Fault(place, "NUMBER_TYPE_MAX", words)

    return check


def number(value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield Fault(place, "NUMBER_TYPE_COERCE", f'Value "{value}" is not float.')


def boolean(value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield Fault(place, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


def anything(_value: Any, _place: Place) -> Iterator[Fault]:
    yield from ()


def snowflake(value: Any, place: Place) -> Iterator[Fault]:
    if not str(value).isdigit():
        yield Fault(place, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


def moment(value: Any, place: Place) -> Iterator[Fault]:
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        yield Fault(place, "DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")


def link(*schemes: str) -> Check:
    def check(value: Any, place: Place) -> Iterator[Fault]:
        scheme, colon, rest = str(value).partition("://")
        if not colon or not rest or scheme not in schemes:
            shown = ", ".join(f"'{one}'" for one in schemes)
            words = f'Scheme "{scheme}" is not supported. Scheme must be one of ({shown}).'
            yield Fault(place, "URL_TYPE_INVALID_SCHEME", words)
        elif len(str(value)) > 2048:
            yield Fault(place, "BASE_TYPE_MAX_LENGTH", "Must be 2048 or fewer in length.")

    return check


def one_of(*values: object) -> Check:
    def check(value: Any, place: Place) -> Iterator[Fault]:
        if value not in values or isinstance(value, bool):
            shown = ", ".join(map(repr, values))
            words = f"Value must be one of {{{shown}}}."
            yield Fault(place, "BASE_TYPE_CHOICES", words)

    return check


def array(item: Check, low: int = 0, high: int | None = None) -> Check:
    def check(value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, list):
            words = "Only iterables may be used in a ListType"
            yield Fault(place, "LIST_TYPE_CONVERT", words)
            return
        if not low <= len(value) <= (len(value) if high is None else high):
            yield _length_fault(place, low, high, long=len(value) >= low)
        for each, entry in enumerate(value):
            yield from item(entry, (*place, each))

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object; null counts as absent, and keys that Discord does not know are ignored."""

    def check(value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, dict):
            words = "Only dictionaries may be used in a DictType"
            yield Fault(place, "DICT_TYPE_CONVERT", words)
            return
        for key, inner in required.items():
            if value.get(key) is None:
                yield Fault((*place, key), "BASE_TYPE_REQUIRED", "This field is required")
            else:
                yield from inner(value[key], (*place, key))
        for key, inner in (optional or {}).items():
            if value.get(key) is not None:
                yield from inner(value[key], (*place, key))

    return check


def by_type(kinds: Mapping[int, Check]) -> Check:
    """An object whose `type` says which check it has to pass."""

    def check(value: Any, place: Place) -> Iterator[Fault]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, int) or isinstance(kind, bool) or kind not in kinds:
            shown = ", ".join(map(str, kinds))
            words = f'Value of field "type" must be one of ({shown}).'
            yield Fault((*place, "type"), "UNION_TYPE_CHOICES", words)
        else:
            yield from kinds[kind](value, place)

    return check
