"""Small checks that make up the description of a payload; a fault reads as Slack words it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

Check = Callable[[object, str], Iterator[str]]
"""Takes a value and its JSON pointer, gives every fault that it finds."""


def fault(words: str, pointer: str) -> str:
    return f"{words} [json-pointer:{pointer or '/'}]"


def length(text: str) -> int:
    """In UTF-16 units, the widest way in which a server may count characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def string(
    low: int = 1, high: int | None = None, pattern: str = "", *, blank: bool = False
) -> Check:
    """So many characters; `blank` allows nothing but blanks."""

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield fault("must be a string", pointer)
            return
        if length(value) < low or (low and not blank and not value.strip()):
            yield fault(f"must be more than {low - 1} characters", pointer)
        if high is not None and length(value) > high:
            yield fault(f"must be less than {high + 1} characters", pointer)
        if pattern and value and not re.fullmatch(pattern, value):
            yield fault(f"does not match {pattern}", pointer)

    return check


def integer(low: int, high: int | None = None) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield fault("must be an integer", pointer)
        elif value < low or (high is not None and value > high):
            yield fault(f"must be from {low} to {'any' if high is None else high}", pointer)

    return check


def boolean(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield fault("must be a boolean", pointer)


def one_of(*words: str) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        if value not in words:
            yield fault(f"must be one of {', '.join(words)}", pointer)

    return check


def array(item: Check, low: int, high: int | None = None) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield fault("must be an array", pointer)
            return
        if len(value) < low:
            yield fault(f"no fewer than {low} items are required", pointer)
        if high is not None and len(value) > high:
            yield fault(f"no more than {high} items allowed", pointer)
        for number, each in enumerate(value):
            yield from item(each, f"{pointer}/{number}")

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object of exactly these keys; `type` is read by `by_type`."""
    known = {**required, **(optional or {})}

    def check(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield fault("must be an object", pointer)
            return
        for key in required.keys() - value.keys():
            yield fault(f"missing required field: {key}", pointer)
        for key, each in value.items():
            if key in known:
                yield from known[key](each, f"{pointer}/{key}")
            elif key != "type":
                yield fault(f"additional property: {key}", pointer)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """The check that belongs to the value's own `type`."""

    def check(value: object, pointer: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, Mapping) else None
        if isinstance(kind, str) and kind in kinds:
            yield from kinds[kind](value, pointer)
        else:
            yield fault(f"unsupported type: {kind}", f"{pointer}/type")

    return check


def both(*checks: Check) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        for each in checks:
            yield from each(value, pointer)

    return check


def exactly_one(*keys: str) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        if isinstance(value, Mapping) and sum(key in value for key in keys) != 1:
            yield fault(f"needs exactly one of {', '.join(keys)}", pointer)

    return check


def at_least_one(*keys: str) -> Check:
    def check(value: object, pointer: str) -> Iterator[str]:
        if isinstance(value, Mapping) and not any(key in value for key in keys):
            yield fault(f"needs {' or '.join(keys)}", pointer)

    return check


def found(value: object, keys: Collection[str], pointer: str = "") -> Iterator[tuple[object, str]]:
    """Every value under one of these keys, however deep, in the order in which it stands."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key in keys:
                yield each, f"{pointer}/{key}"
            yield from found(each, keys, f"{pointer}/{key}")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, each in enumerate(value):
            yield from found(each, keys, f"{pointer}/{number}")
