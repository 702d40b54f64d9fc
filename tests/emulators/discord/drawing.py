"""Words, embeds and components become HTML that looks as Discord draws them."""

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from tests.emulators.discord import dates
from tests.emulators.discord.markdown_of import Shown, shown

Json = Mapping[str, Any]
_TAGS = (
    ("bold", "b"),
    ("italic", "i"),
    ("struck", "s"),
    ("underline", "u"),
    ("code", "code"),
)
_BLOCKS = ("heading", "small", "quote", "list", "block")
_STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "secondary"}
_EMPTY = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: their zone and moment, and what ids and files are to them."""

    zone: ZoneInfo
    now: datetime
    name: Callable[[str], str]
    """What a mark such as <@1> or <#2> is shown as."""
    files: Mapping[str, bytes]
    """Bytes by address."""

    def picture(self, url: str) -> str:
        data = self.files.get(url)
        return f"data:image/png;base64,{base64.b64encode(data).decode()}" if data else _EMPTY


def tag(name: str, inner: str = "", **attributes: str) -> str:
    """`inner` is HTML already; attributes are escaped, `klass` is class, `_` becomes a hyphen."""
    pairs = {
        key.replace("klass", "class").replace("_", "-"): value for key, value in attributes.items()
    }
    opening = "".join(f' {key}="{escape(value)}"' for key, value in pairs.items())
    return f"<{name}{opening}>" + ("" if name in {"img", "input"} else f"{inner}</{name}>")


# Words


def words(text: str, reader: Reader) -> str:
    """A text in Discord's Markdown."""
    html, before = "", ""
    for block, runs in groupby(shown(text), key=_block):
        inner = "".join(_run(run, reader) for run in runs)
        html += _within(block, inner.removeprefix("\n") if before else inner)
        before = block
    return tag("div", html, klass="words")


def _block(run: Shown) -> str:
    return next((name for name in _BLOCKS if name in run.looks), "")


def _within(block: str, inner: str) -> str:
    if block == "block":
        return tag("pre", inner)
    return tag("div", inner, klass=block) if block else tag("span", inner)


def _run(run: Shown, reader: Reader) -> str:
    html = escape(run.words)
    if run.kind == "time":
        html = tag("span", escape(dates.stamp(run.words, reader.zone, reader.now)), klass="time")
    if run.kind == "mention":
        html = tag("span", escape(reader.name(run.words)), klass="mention")
    if run.kind == "link":
        html = tag("a", html, href=run.address or run.words)
    for look, name in _TAGS:
        html = tag(name, html) if look in run.looks else html
    return html


# Embeds


def embed_html(embed: Json, reader: Reader) -> str:
    body = "".join(
        tag("div", words(embed[key], reader), klass=key)
        for key in ("title", "description")
        if embed.get(key)
    )
    if embed.get("author"):
        body = tag("div", escape(embed["author"]["name"]), klass="author") + body
    fields = "".join(_field(each, reader) for each in embed.get("fields") or [])
    body += tag("div", fields, klass="fields") if fields else ""
    if embed.get("image"):
        image = embed["image"]
        source, alt = reader.picture(image["url"]), image.get("description", "")
        body += tag("img", src=source, alt=alt, klass="picture")
    if embed.get("footer"):
        body += tag("div", escape(embed["footer"]["text"]), klass="footer")
    color = f"#{embed.get('color') or 0x1E1F22:06x}"
    return tag("div", body, klass="embed", style=f"border-left-color:{color}")


def _field(field: Json, reader: Reader) -> str:
    inner = tag("div", words(field["name"], reader), klass="name")
    inner += tag("div", words(field["value"], reader))
    return tag("div", inner, klass="field inline" if field.get("inline") else "field")


def files_html(files: Iterable[Json], reader: Reader) -> str:
    """Pictures beside the embeds."""
    return "".join(
        tag("img", src=reader.picture(one["url"]), alt=one.get("description", ""), klass="picture")
        for one in files
    )


# Components


def rows_html(rows: Iterable[Json]) -> str:
    return "".join(
        tag("div", "".join(map(_component, row["components"])), klass="row") for row in rows
    )


def _component(component: Json) -> str:
    if component["type"] != 2:
        placeholder = component.get("placeholder") or "Make a selection"
        chosen = [one["label"] for one in component.get("options") or [] if one.get("default")]
        return tag("div", escape(", ".join(chosen) or placeholder), klass="select")
    label = " ".join(
        part
        for part in ((component.get("emoji") or {}).get("name"), component.get("label"))
        if part
    )
    kind = f"button {_STYLES[component['style']]}"
    more = {"disabled": "disabled"} if component.get("disabled") else {}
    outward = " ↗" if component["style"] == 5 else ""
    return tag("button", escape(label) + outward, klass=kind, type="button", **more)


# Dialogs


def dialog_html(dialog: Json, app: str, reader: Reader) -> str:
    head = tag("div", escape(app[:1]), klass="avatar") + tag("h2", escape(dialog["title"]))
    fields = "".join(_outer(one, reader) for one in dialog["components"])
    foot = tag("button", "Cancel", klass="button secondary", type="button")
    foot += tag("button", "Submit", klass="button primary", type="button")
    body = tag("div", head, klass="head") + tag("div", fields, klass="inside")
    return tag("div", body + tag("div", foot, klass="foot"), klass="modal")


def _outer(component: Json, reader: Reader) -> str:
    if component["type"] == 10:
        return words(component["content"], reader)
    if component["type"] == 1:
        inner = component["components"][0]
        return _labelled(inner["label"], "", inner)
    description = component.get("description") or ""
    return _labelled(component["label"], description, component["component"])


def _labelled(label: str, description: str, inner: Json) -> str:
    star = tag("span", " *", klass="star") if inner.get("required", inner["type"] != 23) else ""
    html = tag("div", escape(label) + star, klass="label")
    html += tag("div", escape(description), klass="hint") if description else ""
    return tag("div", html + _input(inner), klass="entry")


def _input(inner: Json) -> str:
    kind = inner["type"]
    if kind == 4:
        value, hint = str(inner.get("value") or ""), str(inner.get("placeholder") or "")
        if inner["style"] == 2:
            return tag("textarea", escape(value), placeholder=hint)
        return tag("input", value=value, placeholder=hint)
    if kind in {21, 22}:
        return "".join(_box(one, "radio" if kind == 21 else "checkbox") for one in inner["options"])
    if kind == 23:
        return _box({"label": "", "default": inner.get("default")}, "checkbox")
    return _component(inner)


def _box(option: Json, kind: str) -> str:
    ticked = {"checked": "checked"} if option.get("default") else {}
    html = tag("input", type=kind, **ticked) + tag("span", escape(option["label"]))
    if option.get("description"):
        html += tag("span", escape(option["description"]), klass="hint")
    return tag("div", html, klass="box")
