"""Blocks become HTML that looks as Slack draws them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from tests.emulators.slack import dates
from tests.emulators.slack.spans import Span, mrkdwn, plain, rich, spans

Json = Mapping[str, Any]

_TAGS = (("bold", "b"), ("italic", "i"), ("strike", "s"), ("underline", "u"), ("code", "code"))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: their zone and moment, and what ids and files are to them."""

    zone: ZoneInfo
    now: datetime
    name: Callable[[str], str]
    """What an id of a person or channel is called, or ""."""
    picture: Callable[[Json], str]
    """The address of an image block's or element's bytes."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """What an open dialog complains about, by block_id."""


def tag(name: str, inner: str = "", **attributes: str) -> str:
    """`inner` is HTML already; attributes are escaped, `klass` is class, `_` becomes a hyphen."""
    pairs = {
        key.replace("klass", "class").replace("_", "-"): value for key, value in attributes.items()
    }
    opening = "".join(f' {key}="{escape(value)}"' for key, value in pairs.items())
    return f"<{name}{opening}>" + ("" if name in {"img", "input"} else f"{inner}</{name}>")


def blocks_html(blocks: Iterable[Json], reader: Reader) -> str:
    drawn = (_DRAWN[block["type"]](block, reader) for block in blocks)
    return "".join(tag("div", inner, klass=f"block {kind}") for inner, kind in drawn)


def message_text(text: str, reader: Reader) -> str:
    """A message that has no blocks."""
    return tag("div", _mrkdwn(text, reader), klass="block section")


# Words


def _words(parts: Iterable[Span], reader: Reader) -> str:
    return "".join(_span(part, reader) for part in parts)


def _span(span: Span, reader: Reader) -> str:
    words = _said(span, reader)
    html = escape(words).replace("\n", "<br>")
    if "pre" in span.styles:
        return tag("pre", escape(words))
    for style, name in _TAGS:
        html = tag(name, html) if style in span.styles else html
    if span.mention:
        return tag("span", html, klass="mention")
    return tag("a", html, href=span.link) if span.link else html


def _said(span: Span, reader: Reader) -> str:
    if span.at:
        return dates.shown(span.form, span.at, reader.zone, reader.now)
    known = reader.name(span.mention) if span.mention else ""
    return ("#" if span.mention[:1] in "CG" else "@") + known if known else span.text


def _text(text: Json, reader: Reader) -> str:
    if text["type"] == "mrkdwn":
        return _mrkdwn(text["text"], reader)
    return _words(spans(text), reader)


def _mrkdwn(text: str, reader: Reader) -> str:
    """Lines that begin with > are quoted."""
    if "```" in text:
        return _words(mrkdwn(text), reader)
    html = ""
    for line in text.split("\n"):
        quoted = line.startswith(("&gt;", ">"))
        inner = _words(mrkdwn(line.removeprefix("&gt;").removeprefix(">").strip()), reader)
        html += tag("blockquote", inner) if quoted else _words(mrkdwn(line), reader) + "<br>"
    return html.removesuffix("<br>")


# Blocks: each gives its inside and its class


Drawn = tuple[str, str]


def _header(block: Json, reader: Reader) -> Drawn:
    return escape(plain(block["text"])), "header"


def _section(block: Json, reader: Reader) -> Drawn:
    inner = tag("div", _text(block["text"], reader)) if "text" in block else ""
    fields = "".join(tag("div", _text(field, reader)) for field in block.get("fields", []))
    inner += tag("div", fields, klass="fields") if fields else ""
    if "accessory" not in block:
        return inner, "section"
    return tag("div", inner, klass="grow") + _element(block["accessory"], reader), "section beside"


def _rich(block: Json, reader: Reader) -> Drawn:
    return "".join(_rich_part(part, reader) for part in block["elements"]), "rich"


def _rich_part(part: Json, reader: Reader) -> str:
    match part["type"]:
        case "rich_text_list":
            return _list(part, reader)
        case "rich_text_preformatted":
            return tag("pre", _words(rich(part["elements"]), reader).replace("<br>", "\n"))
        case "rich_text_quote":
            return tag("blockquote", _words(rich(part["elements"]), reader))
    return tag("div", _words(rich(part["elements"]), reader))


def _list(part: Json, reader: Reader) -> str:
    items = "".join(tag("li", _words(rich(each["elements"]), reader)) for each in part["elements"])
    kind = "ol" if part["style"] == "ordered" else "ul"
    return tag(
        kind, items, klass=f"indent{part.get('indent', 0)}", start=str(part.get("offset", 0) + 1)
    )


def _context(block: Json, reader: Reader) -> Drawn:
    return "".join(tag("span", _element(each, reader)) for each in block["elements"]), "context"


def _actions(block: Json, reader: Reader) -> Drawn:
    return "".join(_element(each, reader) for each in block["elements"]), "actions"


def _image(block: Json, reader: Reader) -> Drawn:
    title = tag("div", escape(plain(block["title"])), klass="caption") if "title" in block else ""
    return title + tag("img", src=reader.picture(block), alt=block["alt_text"]), "image"


def _divider(block: Json, reader: Reader) -> Drawn:
    return "", "divider"


def _input(block: Json, reader: Reader) -> Drawn:
    optional = tag("span", " (optional)", klass="optional") if block.get("optional") else ""
    label = tag("label", escape(plain(block["label"])) + optional)
    hint = tag("div", escape(plain(block["hint"])), klass="hint") if "hint" in block else ""
    error = reader.errors.get(block.get("block_id", ""), "")
    hint += tag("div", escape(error), klass="error") if error else ""
    return label + _element(block["element"], reader) + hint, "field wrong" if error else "field"


_DRAWN: dict[str, Callable[[Json, Reader], Drawn]] = {
    "header": _header,
    "section": _section,
    "rich_text": _rich,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "divider": _divider,
    "input": _input,
}


# What people touch


def _element(element: Json, reader: Reader) -> str:
    match element["type"]:
        case "button":
            kind = f"button {element.get('style', '')}".strip()
            return tag("button", escape(plain(element["text"])), klass=kind, type="button")
        case "image":
            return tag("img", src=reader.picture(element), alt=element["alt_text"], klass="small")
        case "plain_text_input":
            return _entry(element)
        case "static_select" | "multi_static_select":
            return _select(element, reader)
        case "checkboxes" | "radio_buttons":
            return _boxes(element, reader)
        case "overflow":
            return tag("button", "⋯", klass="button", type="button")
    return _text(element, reader)


def _entry(element: Json) -> str:
    hint = plain(element["placeholder"]) if "placeholder" in element else ""
    value = element.get("initial_value", "")
    if element.get("multiline"):
        return tag("textarea", escape(value), placeholder=hint, rows="4")
    return tag("input", value=value, placeholder=hint)


def _chosen(element: Json) -> list[Json]:
    one = [element["initial_option"]] if "initial_option" in element else []
    return [*one, *element.get("initial_options", [])]


def _select(element: Json, reader: Reader) -> str:
    hint = plain(element["placeholder"]) if "placeholder" in element else "Select an item"
    chosen = [_text(option["text"], reader) for option in _chosen(element)]
    if element["type"] == "multi_static_select":
        chosen = [tag("span", each, klass="token") for each in chosen]
    inner = "".join(chosen) or tag("span", escape(hint), klass="hint")
    return tag("div", inner, klass="select")


def _boxes(element: Json, reader: Reader) -> str:
    kind = "radio" if element["type"] == "radio_buttons" else "checkbox"
    return "".join(
        _box(option, kind, option in _chosen(element), reader) for option in element["options"]
    )


def _box(option: Json, kind: str, chosen: bool, reader: Reader) -> str:
    checked = {"checked": "checked"} if chosen else {}
    words = tag("span", _text(option["text"], reader))
    if "description" in option:
        words += tag("span", escape(plain(option["description"])), klass="hint")
    return tag("div", tag("input", type=kind, **checked) + words, klass="box")
