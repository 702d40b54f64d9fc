"""A sent form is held against the one that was declared, as a real platform's client does."""

from collections.abc import Mapping

from adapters.playground.errors import Refused
from adapters.playground.wire import ChoicesField, EntryField, Field, FormJSON

Value = str | list[str]


def checked(form: FormJSON, values: Mapping[str, Value]) -> dict[str, str]:
    """One string for each declared field, "" where it was left empty, picks joined by a space.

    Raises `Refused` with a sentence that names the field.
    """
    strangers = set(values) - {field["name"] for field in form["fields"]}
    if strangers:
        raise Refused(f"This form has no field {min(strangers)!r}.")
    return {
        field["name"]: _checked(field, values.get(field["name"], "")) for field in form["fields"]
    }


def _checked(field: Field, value: Value) -> str:
    if field["kind"] == "entry":
        return _entry(field, value)
    return _picks(field, value.split() if isinstance(value, str) else value)


def _entry(field: EntryField, value: Value) -> str:
    if not isinstance(value, str):
        raise Refused(f"“{field['label']}” takes text, not a list.")
    if field["required"] and not value.strip():
        raise Refused(f"“{field['label']}” must not be empty.")
    if len(value) > field["limit"]:
        raise Refused(f"“{field['label']}” takes at most {field['limit']} characters.")
    return value


def _picks(field: ChoicesField, picks: list[str]) -> str:
    known = {choice["value"] for choice in field["choices"]}
    if not known.issuperset(picks):
        raise Refused(f"“{field['label']}” has no such choice.")
    if len(picks) > 1 and not field["many"]:
        raise Refused(f"“{field['label']}” takes one choice.")
    if field["required"] and not picks:
        raise Refused(f"“{field['label']}” needs a choice.")
    return " ".join(dict.fromkeys(picks))
