"""How a person fills in a dialog and a command."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tests.emulators.discord.interacting import NotTaken
from tests.emulators.discord.state import Json

Entry = str | bool | int | float | Sequence[str]
"""Text, a tick, a number, or what was chosen: by label or value."""


def button(components: list[Json], name: str) -> Json:
    """The `data` of pressing what is called so, or choosing it; raises NotTaken.

    A name is a label, a custom_id, an emoji, or an option's label or value.
    """
    for row in components:
        for component in row["components"]:
            found = _pressed(component, name)
            if found:
                return found
    raise NotTaken(f"nothing here is called {name!r}")


def _pressed(component: Json, name: str) -> Json | None:
    about: Json = {
        "custom_id": component.get("custom_id"),
        "component_type": component["type"],
        "id": component["id"],
    }
    values = [one["value"] for one in component.get("options", []) if name in _names(one)]
    if name not in _names(component) and not values:
        return None
    if component.get("disabled"):
        raise NotTaken(f"{name!r} cannot be pressed")
    if component.get("url"):
        raise NotTaken(f"{name!r} leads out of Discord")
    return about | ({"values": values} if component["type"] != 2 else {})


def _names(thing: Json) -> set[str]:
    emoji = (thing.get("emoji") or {}).get("name")
    return {str(thing[key]) for key in ("label", "custom_id", "value") if thing.get(key)} | (
        {emoji} if emoji else set()
    )


# Dialogs


def submitted(dialog: Json, entries: Mapping[str, Entry]) -> list[Json]:
    """The components as a submission carries them; raises NotTaken for what Discord would stop."""
    fields = list(fields_of(dialog))
    names = {name for field, label in fields for name in (field["custom_id"], label)}
    unknown = set(entries) - names
    if unknown:
        raise NotTaken(f"the dialog has no {sorted(unknown)}, only {sorted(names)}")
    return [_outer(component, entries) for component in dialog["components"]]


def fields_of(dialog: Json) -> Iterator[tuple[Json, str]]:
    """Each input with its label."""
    for outer in dialog["components"]:
        if outer["type"] == 18:
            yield outer["component"], outer["label"]
        elif outer["type"] == 1:
            yield outer["components"][0], outer["components"][0]["label"]


def _outer(component: Json, entries: Mapping[str, Entry]) -> Json:
    if component["type"] == 18:
        inner = _field(component["component"], component["label"], entries)
        return {"type": 18, "id": 1, "component": inner}
    if component["type"] == 1:
        field = component["components"][0]
        return {"type": 1, "id": 1, "components": [_field(field, field["label"], entries)]}
    return {"type": component["type"], "id": 1}


def _field(field: Json, label: str, entries: Mapping[str, Entry]) -> Json:
    entry = entries.get(field["custom_id"], entries.get(label))
    about = {"type": field["type"], "id": 2, "custom_id": field["custom_id"]}
    if field["type"] == 4:
        return about | {"value": _text(field, label, entry)}
    if field["type"] == 23:
        return about | {"value": bool(field.get("default") if entry is None else entry)}
    values = _chosen(field, label, entry)
    if field["type"] == 21:
        return about | {"value": values[0] if values else None}
    return about | {"values": values}


def _text(field: Json, label: str, entry: Entry | None) -> str:
    text = str(field.get("value") or "") if entry is None else str(entry)
    if not text:
        if field.get("required", True):
            raise NotTaken(f"{label}: this is required")
        return ""
    low, high = field.get("min_length") or 0, field.get("max_length") or 4000
    if not low <= len(text) <= high:
        raise NotTaken(f"{label}: must be between {low} and {high} in length")
    return text if field["style"] == 2 else text.replace("\n", " ")


def _chosen(field: Json, label: str, entry: Entry | None) -> list[str]:
    options = field.get("options") or []
    if entry is None:
        values = [one["value"] for one in options if one.get("default")]
    else:
        values = [_value(options, label, str(name)) for name in _listed(entry)]
    _check_count(field, label, len(values))
    return values


def _listed(entry: Entry) -> Iterable[str]:
    if isinstance(entry, str) or not isinstance(entry, Sequence):
        return [str(entry)]
    return entry


def _value(options: list[Json], label: str, name: str) -> str:
    for one in options:
        if name in _names(one):
            return str(one["value"])
    if not options:
        return name
    raise NotTaken(f"{label}: there is no {name!r}")


def _check_count(field: Json, label: str, count: int) -> None:
    required = field.get("required", True)
    if not count:
        if required and field.get("min_values") != 0:
            raise NotTaken(f"{label}: this is required")
        return
    grouped = len(field.get("options") or []) if field["type"] == 22 else 1
    low, high = field.get("min_values") or 1, field.get("max_values") or grouped
    if not low <= count <= high:
        raise NotTaken(f"{label}: choose between {low} and {high}")


# Commands


def filled(options: list[Json], given: Mapping[str, Entry], typing: str = "") -> list[Json]:
    """The options of a command as Discord sends them; `typing` is the one being typed.

    Raises NotTaken for what Discord's client would not let anybody send.
    """
    known = {option["name"]: option for option in options}
    unknown = set(given) - set(known)
    if unknown:
        raise NotTaken(f"the command has no option {sorted(unknown)}, only {sorted(known)}")
    missing = [one["name"] for one in options if one.get("required") and one["name"] not in given]
    if missing and not typing:
        raise NotTaken(f"{missing[0]}: this option is required")
    return [_option(known[name], entry, typing) for name, entry in given.items()]


def _option(option: Json, entry: Entry, typing: str) -> Json:
    about: Json = {"name": option["name"], "type": option["type"]}
    if typing == option["name"]:
        return about | {"value": str(entry), "focused": True}
    value = _typed(option, entry)
    choices = {one["name"]: one["value"] for one in option.get("choices") or []}
    if choices:
        value = choices.get(str(value), value)
        if value not in choices.values():
            raise NotTaken(f"{option['name']}: there is no choice {value!r}")
    return about | {"value": value}


def _typed(option: Json, entry: Entry) -> Entry:
    name, kind = option["name"], option["type"]
    if kind == 4 and (isinstance(entry, bool) or not isinstance(entry, int)):
        raise NotTaken(f"{name}: input a valid integer")
    if kind == 5 and not isinstance(entry, bool):
        raise NotTaken(f"{name}: choose true or false")
    if kind in {4, 10}:
        _check_range(name, float(str(entry)), option.get("min_value"), option.get("max_value"))
    if kind == 3:
        entry = str(entry)
        _check_range(name, len(entry), option.get("min_length"), option.get("max_length"))
    return entry


def _check_range(name: str, value: float, low: float | None, high: float | None) -> None:
    if (low is not None and value < low) or (high is not None and value > high):
        raise NotTaken(f"{name}: must be between {low} and {high}")
