"""What stands in blocks to be pressed or filled in, and what Slack makes of what was entered."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.emulators.slack.delivery import NotTaken
from tests.emulators.slack.state import Json

Entry = str | Sequence[str]
TEXT_INPUTS = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
ONE_OF = {"static_select", "radio_buttons"}
SOME_OF = {"multi_static_select", "checkboxes"}
PICKED = {
    "datepicker": "date",
    "timepicker": "time",
    "users_select": "user",
    "conversations_select": "conversation",
    "channels_select": "channel",
    "multi_users_select": "users",
    "multi_conversations_select": "conversations",
    "multi_channels_select": "channels",
}


def elements(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with its block."""
    for block in blocks:
        single = block.get("accessory") or block.get("element")
        for element in [single] if single else block.get("elements", []):
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def words(text: Any) -> str:
    return str(text.get("text", "")) if isinstance(text, dict) else str(text or "")


def button(blocks: Sequence[Json], name: str) -> tuple[Json, Json]:
    """The block and the action of pressing what has this label or value. Raises NotTaken."""
    found = list(elements(blocks))
    for block, element in found:
        if element["type"] == "button" and name in (words(element["text"]), element.get("value")):
            return block, _pressed(block, element)
    for block, element in found:
        option = _option(element, name)
        if option:
            return block, _pressed(block, element) | {"selected_option": option}
    labels = [words(element.get("text")) for _, element in found]
    raise NotTaken(f"there is nothing called {name!r} to press, only {labels}")


def _pressed(block: Json, element: Json) -> Json:
    kept = ("type", "action_id", "text", "value", "style", "url")
    pressed = {key: element[key] for key in kept if key in element}
    return pressed | {"block_id": block["block_id"]}


def _option(element: Json, name: str) -> Json | None:
    for option in options(element):
        if name in (option.get("value"), words(option["text"])):
            return option
    return None


def options(element: Json) -> list[Json]:
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def filled(view: Json, entries: Mapping[str, Entry]) -> dict[str, dict[str, Json]]:
    """A dialog's state with these entries, each named by block_id, action_id or label.

    Raises NotTaken for what Slack does not let a person submit.
    """
    left = dict(entries)
    values: dict[str, dict[str, Json]] = {}
    for block in view["blocks"]:
        element = block.get("element")
        if block["type"] == "input" and isinstance(element, dict):
            entry = _taken(left, block, element)
            value = initial(element) if entry is None else entered(element, entry)
            _complain(block, element, value)
            values[block["block_id"]] = {element["action_id"]: value}
    if left:
        raise NotTaken(f"the dialog has no field called {', '.join(left)}")
    return values


def _taken(left: dict[str, Entry], block: Json, element: Json) -> Entry | None:
    for name in (block["block_id"], element["action_id"], words(block["label"])):
        if name in left:
            return left.pop(name)
    return None


def initial(element: Json) -> Json:
    """What stands in a field that nobody touched."""
    kind = element["type"]
    if kind in TEXT_INPUTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in ONE_OF:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in SOME_OF:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    what = PICKED[kind]
    return {"type": kind, f"selected_{what}": element.get(f"initial_{what}")}


def entered(element: Json, entry: Entry) -> Json:
    kind = element["type"]
    if kind in SOME_OF:
        names = [entry] if isinstance(entry, str) else list(entry)
        return {"type": kind, "selected_options": [_chosen(element, name) for name in names]}
    if kind in ONE_OF:
        return {"type": kind, "selected_option": _chosen(element, str(entry))}
    if kind in TEXT_INPUTS:
        return {"type": kind, "value": str(entry) or None}
    what = PICKED[kind]
    value = entry if isinstance(entry, str) else list(entry)
    return {"type": kind, f"selected_{what}": value or None}


def _chosen(element: Json, name: str) -> Json:
    option = _option(element, name)
    if option is None:
        offered = [words(option["text"]) for option in options(element)]
        raise NotTaken(f"{name!r} is none of the options {offered}")
    return option


def _complain(block: Json, element: Json, value: Json) -> None:
    [content] = [inner for key, inner in value.items() if key != "type"]
    label = words(block["label"])
    if not content:
        if not block.get("optional"):
            raise NotTaken(f"{label}: Please complete this required field.")
        return
    if element["type"] in TEXT_INPUTS:
        _complain_of_text(element, label, str(content))


def _complain_of_text(element: Json, label: str, text: str) -> None:
    if len(text) < element.get("min_length", 0):
        raise NotTaken(f"{label}: This must be at least {element['min_length']} characters.")
    if len(text) > element.get("max_length", 3000):
        raise NotTaken(f"{label}: This must be at most {element.get('max_length', 3000)}.")
    if element["type"] == "number_input":
        _complain_of_number(element, label, text)


def _complain_of_number(element: Json, label: str, text: str) -> None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, text):
        raise NotTaken(f"{label}: Enter a valid number.")
    low, high = element.get("min_value", text), element.get("max_value", text)
    if not float(low) <= float(text) <= float(high):
        raise NotTaken(f"{label}: The number is out of range.")
