"""Words as a reader meets them: stretches of text with a style, out of mrkdwn or rich text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.emulators.slack.emojis import emoji

_MRKDWN = re.compile(
    r"```(?P<pre>[\s\S]+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<token>[^<>\n]+)>"
    r"|(?<!\w)(?P<mark>[*_~])(?P<inner>[^\s](?:[^\n]*?[^\s])?)(?P=mark)(?!\w)"
    r"|:(?P<emoji>[a-z0-9_+'-]+(?:::skin-tone-[2-6])?):"
)
_EMOJI = re.compile(r":([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):")
_MARKS = {"*": "bold", "_": "italic", "~": "strike"}
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}


@dataclass(frozen=True, slots=True)
class Span:
    """`mention` holds whom or what it names; `at` (Unix seconds) is drawn by `form`."""

    text: str
    styles: frozenset[str] = frozenset()
    link: str = ""
    mention: str = ""
    at: int = 0
    form: str = ""


def unescaped(text: str) -> str:
    """What `&lt;`, `&gt;` and `&amp;` stand for; no other entity is one to Slack."""
    return re.sub("&(lt|gt|amp);", lambda match: _ENTITIES[match[0]], text)


def plain(text: Mapping[str, Any]) -> str:
    """A plain_text object's words."""
    words = str(text["text"])
    return _EMOJI.sub(lambda match: emoji(match[1]), words) if text.get("emoji", True) else words


def spans(text: Mapping[str, Any]) -> list[Span]:
    """A text object's stretches, whichever type it has."""
    if text["type"] == "plain_text":
        return [Span(plain(text))]
    return list(mrkdwn(str(text["text"])))


def mrkdwn(text: str, styles: frozenset[str] = frozenset()) -> Iterator[Span]:
    end = 0
    for match in _MRKDWN.finditer(text):
        if match.start() > end:
            yield Span(unescaped(text[end : match.start()]), styles)
        yield from _marked(match, styles)
        end = match.end()
    if end < len(text):
        yield Span(unescaped(text[end:]), styles)


def _marked(match: re.Match[str], styles: frozenset[str]) -> Iterator[Span]:
    if match["pre"] is not None:
        yield Span(unescaped(match["pre"].strip("\n")), styles | {"pre"})
    elif match["code"] is not None:
        yield Span(unescaped(match["code"]), styles | {"code"})
    elif match["token"] is not None:
        yield replace(_token(match["token"]), styles=styles)
    elif match["emoji"] is not None:
        yield Span(emoji(match["emoji"]), styles)
    else:
        yield from mrkdwn(match["inner"], styles | {_MARKS[match["mark"]]})


def _token(token: str) -> Span:
    """What stands between angle brackets: a mention, a date or a link."""
    target, _, label = token.partition("|")
    if target.startswith("!date^"):
        _, seconds, form, *link = target.split("^")
        return Span(unescaped(label), link=link[0] if link else "", at=int(seconds), form=form)
    if target[0] in "@#":
        return Span(unescaped(label) or target, mention=target[1:])
    if target[0] == "!":
        return Span(unescaped(label) or f"@{target[1:]}", mention=target[1:])
    return Span(unescaped(label or target), link=unescaped(target))


def rich(elements: Sequence[Mapping[str, Any]]) -> list[Span]:
    """The stretches of a rich_text_section, quote or preformatted text."""
    return [_element(element) for element in elements]


def _element(element: Mapping[str, Any]) -> Span:
    styles = frozenset(name for name, on in element.get("style", {}).items() if on)
    match element["type"]:
        case "text":
            return Span(element["text"], styles)
        case "link":
            return Span(element.get("text", element["url"]), styles, link=element["url"])
        case "emoji":
            tone = f"::skin-tone-{element['skin_tone']}" if "skin_tone" in element else ""
            return Span(emoji(element["name"] + tone), styles)
        case "date":
            words = element.get("fallback", element["format"])
            link = element.get("url", "")
            return Span(words, styles, link, at=element["timestamp"], form=element["format"])
        case "color":
            return Span(element["value"], styles)
        case kind:
            return _rich_mention(kind, element, styles)


def _rich_mention(kind: str, element: Mapping[str, Any], styles: frozenset[str]) -> Span:
    if kind == "broadcast":
        return Span(f"@{element['range']}", styles, mention=element["range"])
    named = str(element[f"{kind}_id"])
    return Span(("#" if kind == "channel" else "@") + named, styles, mention=named)
