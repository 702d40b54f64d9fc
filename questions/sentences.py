"""What the schema found wrong with a value, as a sentence and a remedy."""

import difflib
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from questions.faults import Fault, Refused
from questions.reading import Path_, Value

_TYPES = {
    "string_type": ("words", "Put it into quotes"),
    "int_type": ("a whole number", "Write it without quotes or decimals"),
    "float_type": ("a number", "Write it without quotes"),
    "bool_type": ("true or false", "Write true or false, without quotes"),
    "tuple_type": ("a list", "Write it in [brackets] or with dashes"),
    "dict_type": ("fields", "Write 'name: value' pairs"),
    "model_type": ("fields", "Write 'name: value' pairs"),
    "model_attributes_type": ("fields", "Write 'name: value' pairs"),
}


def faults_of(
    error: ValidationError,
    value: Value,
    file: str,
    lines: dict[Path_, int],
    at: Path_ = (),
    fields: tuple[str, ...] = (),
) -> Iterator[Fault]:
    """One fault for each field that fails. `value` stands at path `at` in the file."""
    question = str(value.get("id", "")) if isinstance(value, dict) else ""
    seen: set[tuple[Path_, str]] = set()
    for details in error.errors(include_url=False):
        path = _inside(value, (*details["loc"], *_refused_at(details)))
        says, remedy = _sentence(details, path, fields)
        # A field that may be of several types fails once for each of them.
        once = "type" if details["type"].endswith("_type") else says
        if (path, once) not in seen:
            seen.add((path, once))
            yield Fault(file, _line(lines, at, path), question, says, remedy)


def _inside(value: Value, loc: Path_) -> Path_:
    """The part of pydantic's location that is a path into the value: it also names union arms."""
    path: list[str | int] = []
    for step in loc:
        if isinstance(value, dict) and step in value:
            value = value[str(step)]
        elif isinstance(value, tuple) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            continue
        path.append(step)
    return tuple(path)


def _line(lines: dict[Path_, int], at: Path_, path: Path_) -> int:
    return lines.get((*at, *path), lines.get(at, 1))


def _refused(details: ErrorDetails) -> Refused | None:
    error = details.get("ctx", {}).get("error")
    return error if isinstance(error, Refused) else None


def _refused_at(details: ErrorDetails) -> Path_:
    refused = _refused(details)
    return refused.at if refused else ()


def _sentence(details: ErrorDetails, path: Path_, fields: tuple[str, ...]) -> tuple[str, str]:
    kind, last = details["type"], str(details["loc"][-1]) if details["loc"] else "this"
    name = _named(path) or last
    if refused := _refused(details):
        return refused.says, refused.remedy
    if kind == "missing":
        return f"the field '{last}' is missing{_within(path)}", f"Add '{last}'"
    if kind == "extra_forbidden":
        return f"there is no field '{last}'{_within(path[:-1])}", _did_you_mean(last, fields)
    if kind in _TYPES:
        wanted, remedy = _TYPES[kind]
        return f"{name} must be {wanted}, not {_shown(details['input'])}", remedy
    return _limit(details, name)


def _limit(details: ErrorDetails, name: str) -> tuple[str, str]:
    kind, context = details["type"], details.get("ctx", {})
    if kind.startswith("union_tag"):
        forms = context.get("expected_tags", "")
        forms = forms or "'single-choice', 'numeric' or another form"
        return "the field 'form' names no kind of question", f"Write one of {forms}"
    if kind == "literal_error":
        shown = _shown(details["input"])
        return f"{name} cannot be {shown}", f"Write {context['expected']}"
    if kind == "string_pattern_mismatch":
        remedy = f"It must fit the pattern {context['pattern']}"
        return f"{name} cannot be {_shown(details['input'])}", remedy
    if kind == "string_too_long":
        limit = context["max_length"]
        return f"{name} has {len(details['input'])} characters", f"Shorten it to {limit}"
    message = details["msg"].rstrip(".")
    return f"{name} is refused: {message[0].lower()}{message[1:]}", f"Change {name}"


def _named(path: Path_) -> str:
    names = [str(step) if isinstance(step, str) else f"{step + 1}." for step in path]
    return f"'{' '.join(names)}'" if names else ""


def _within(path: Path_) -> str:
    return f" in {_named(path)}" if path else ""


def _did_you_mean(name: str, fields: tuple[str, ...]) -> str:
    if " " in name:
        return "Put a text with a comma or ': ' into quotes"
    close = difflib.get_close_matches(name, fields, n=1)
    return f"Write '{close[0]}'" if close else "Remove it, or mend its name"


def _shown(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, tuple, list)):
        return "a list" if not isinstance(value, dict) else "fields"
    text = str(value)
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"
