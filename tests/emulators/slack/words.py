"""Everything that a reader can read in a message or a view, in the order shown."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.emulators.slack.spans import Span, mrkdwn, plain, rich, spans


def text_of(payload: Mapping[str, Any]) -> str:
    """A line or more for each block; what a notification says comes first.

    Dates read as their fallback, emoji as themselves, mentions as @ and the id.
    """
    notice = _joined(mrkdwn(payload["text"])) if payload.get("text") else ""
    lines = [plain(payload["title"])] if isinstance(payload.get("title"), Mapping) else []
    for block in payload.get("blocks") or []:
        lines += _lines(block)
    lines += [plain(payload[key]) for key in ("submit", "close") if payload.get(key)]
    return "\n".join([notice, *lines] if notice and notice not in lines else lines)


def _joined(words: Iterator[Span] | list[Span]) -> str:
    return "".join(span.text for span in words)


def _lines(block: Mapping[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield plain(block["text"])
        case "section":
            yield from _section(block)
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element)
        case "context":
            yield " ".join(_read(element) for element in block["elements"])
        case "actions":
            yield " ".join(_read(element) for element in block["elements"])
        case "image":
            title = [plain(block["title"])] if "title" in block else []
            yield from [*title, block["alt_text"]]
        case "input":
            yield from _input(block)


def _section(block: Mapping[str, Any]) -> Iterator[str]:
    if "text" in block:
        yield _joined(spans(block["text"]))
    yield from (_joined(spans(field)) for field in block.get("fields", []))
    if "accessory" in block:
        yield _read(block["accessory"])


def _rich(element: Mapping[str, Any]) -> Iterator[str]:
    if element["type"] != "rich_text_list":
        yield _joined(rich(element["elements"]))
        return
    first = element.get("offset", 0) + 1
    for number, each in enumerate(element["elements"], first):
        mark = f"{number}." if element["style"] == "ordered" else "•"
        yield f"{mark} {_joined(rich(each['elements']))}"


def _read(element: Mapping[str, Any]) -> str:
    """A text, a picture or something to touch."""
    if element["type"] in {"mrkdwn", "plain_text"}:
        return _joined(spans(element))
    if element["type"] == "image":
        return str(element["alt_text"])
    if element["type"] == "button":
        return " ".join([plain(element["text"]), *_asked(element)])
    return " ".join(_offered(element))


def _asked(element: Mapping[str, Any]) -> Iterator[str]:
    """The words of the question "are you sure?"."""
    for key in ("title", "text", "confirm", "deny"):
        if "confirm" in element:
            yield _joined(spans(element["confirm"][key]))


def _offered(element: Mapping[str, Any]) -> Iterator[str]:
    if "placeholder" in element:
        yield plain(element["placeholder"])
    if element.get("initial_value"):
        yield str(element["initial_value"])
    for option in element.get("options", []):
        yield _joined(spans(option["text"]))
        if "description" in option:
            yield plain(option["description"])


def _input(block: Mapping[str, Any]) -> Iterator[str]:
    yield plain(block["label"])
    yield from _offered(block["element"])
    if "hint" in block:
        yield plain(block["hint"])
