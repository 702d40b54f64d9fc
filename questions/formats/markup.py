"""HTML of other programs as our small Markdown; what it cannot say is left out or refused."""

import re
from html.parser import HTMLParser

from questions.formats.plain import Unfit

_AROUND = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "tt": "`"}
_PARAGRAPHS = frozenset(
    {"p", "div", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"blockquote", "section", "article", "header", "footer", "hr"}
)
_BREAKS = {"br": "\n", "li": "\n- ", "tr": "\n", "td": " ", "th": " ", "sup": "^", "sub": "_"}
_HIDDEN = frozenset({"script", "style", "head", "template"})
_PICTURES = frozenset(
    {"img", "svg", "picture", "video", "audio", "object", "embed", "iframe", "canvas", "math"}
)
_KNOWN = re.compile(
    r"</?(p|div|br|span|b|i|u|em|strong|code|pre|tt|ul|ol|li|table|tr|td|th|sub|sup|a|img|font"
    r"|h[1-6]|script|style|svg|iframe|object|embed|video|audio)(\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def has_html(text: str) -> bool:
    """Does a text of unknown kind hold tags that one meets in questions?"""
    return _KNOWN.search(text) is not None


def to_markdown(html: str) -> str:
    """The words of some HTML. Raises `Unfit` where a picture or film belongs to them."""
    parser = _Words()
    parser.feed(html)
    parser.close()
    return parser.text()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self.hidden = 0
        self.listing = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _PICTURES:
            raise Unfit(f"it shows a picture or film (<{tag}>); figures are drawn from data here")
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag == "pre":
            self.listing += 1
            self.parts.append("\n\n```\n")
        elif tag == "a":
            self._open_link(dict(attrs).get("href") or "")
        elif tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        elif not self.listing or tag == "br":
            self.parts.append(_AROUND.get(tag) or _BREAKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag == "pre" and self.listing:
            self.listing -= 1
            self.parts.append("\n```\n\n")
        elif tag == "a" and self.links:
            link = self.links.pop()
            self.parts.append(f"]({link})" if link else "")
        elif tag in _PARAGRAPHS:
            self.parts.append("\n\n")
        elif tag in _AROUND and not self.listing:
            self.parts.append(_AROUND[tag])

    def handle_data(self, data: str) -> None:
        if self.listing:
            self.parts.append(data)
        elif not self.hidden:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _open_link(self, link: str) -> None:
        usable = re.fullmatch(r"https://[^\s()<>]+", link)
        self.links.append(link if usable else "")
        self.parts.append("[" if usable else "")

    def text(self) -> str:
        pieces = re.split(r"(```\n.*?\n```)", "".join(self.parts), flags=re.DOTALL)
        return "".join(map(_tidied, pieces)).strip()


def _tidied(piece: str) -> str:
    if piece.startswith("```"):
        return re.sub(r"\n+```$", "\n```", piece)
    piece = re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r"[ \t]+", " ", piece))
    return re.sub(r"\n{3,}", "\n\n", piece.replace("****", ""))
