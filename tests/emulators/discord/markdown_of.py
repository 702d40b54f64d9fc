"""What Discord's apps show for a text in their Markdown, written without a look at any renderer.

Wherever a rule could match it does, also where an app would not try: who passes here is safe there.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Shown:
    """Words of one look; `kind` names what is no text: "mention", "emoji", "time", "link"…"""

    words: str
    looks: frozenset[str] = frozenset()
    kind: str = "text"
    address: str = ""


_BARE = Shown("")
_NAME = r"[A-Za-z0-9_~+-]+"


def shown(source: str) -> list[Shown]:
    """All that is seen, in order; neighbours of one look are one, and zero-width spaces gone."""
    found = groupby(_read(source, _BARE, at_start=True), key=lambda one: replace(one, words=""))
    runs = [replace(look, words="".join(each.words for each in run)) for look, run in found]
    bare = [replace(run, words=run.words.replace("\u200b", "")) for run in runs]
    return [run for run in bare if run.words]


def _read(source: str, look: Shown, *, at_start: bool) -> Iterator[Shown]:
    read = 0
    while read < len(source):
        starts = at_start if read == 0 else source[read - 1] == "\n"
        rules = (*_AT_LINE_START, *_INLINE) if starts else _INLINE
        match = _first(rules, source, read)
        if match is None:
            yield replace(look, words=source[read])
            read += 1
            continue
        rule, found = match
        yield from rule.shows(found, look)
        read = found.end()


def _first(
    rules: "tuple[_Rule, ...]", source: str, at: int
) -> "tuple[_Rule, re.Match[str]] | None":
    """The rule that applies; of strong, emphasis and underline, the one that takes most."""
    found = [(rule, match) for rule in rules if (match := rule.pattern.match(source, at))]
    stars = [pair for pair in found if pair[0].is_star]
    best = max(stars, key=lambda pair: len(pair[1][0]), default=None)
    return next((best if pair[0].is_star else pair for pair in found), None)


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    shows: Callable[[re.Match[str], Shown], Iterator[Shown]]
    is_star: bool = False


def _rule(pattern: str, shows: Callable[[re.Match[str], Shown], Iterator[Shown]]) -> _Rule:
    return _Rule(re.compile(pattern), shows)


def _kind(kind: str) -> Callable[[re.Match[str], Shown], Iterator[Shown]]:
    return lambda match, look: iter([replace(look, words=match[0], kind=kind)])


def _inside(name: str) -> Callable[[re.Match[str], Shown], Iterator[Shown]]:
    """The group "in" is Markdown again, with one look more."""
    return lambda match, look: _read(match["in"], _with(look, name), at_start=False)


def _verbatim(name: str) -> Callable[[re.Match[str], Shown], Iterator[Shown]]:
    return lambda match, look: iter([replace(_with(look, name), words=match["in"])])


def _with(look: Shown, name: str) -> Shown:
    return replace(look, looks=look.looks | {name})


def _link(match: re.Match[str], look: Shown) -> Iterator[Shown]:
    inside = replace(look, kind="link", address=match["to"])
    return _read(match["in"], inside, at_start=False)


def _letter(match: re.Match[str], look: Shown) -> Iterator[Shown]:
    yield replace(look, words=match[1])


_AT_LINE_START = (
    _rule(r"[^\S\n]*#{1,3}\s+(?P<in>(?:\\.|[^\\\n])+)(?:\n|$)", _inside("heading")),
    _rule(r"[^\S\n]*-#\s+(?P<in>(?:\\.|[^\\\n])+)(?:\n|$)", _inside("small")),
    _rule(r"[^\S\n]*>(?:>>)?\s(?P<in>[^\n]*)(?:\n|$)", _inside("quote")),
    _rule(r"[^\S\n]*(?:[-*+]|\d+\.)\s+(?P<in>[^\n]+)(?:\n|$)", _inside("list")),
)
_ANY = r"(?:\\[\s\S]|[^\\])"
_STARS = (
    _Rule(re.compile(rf"\*\*(?P<in>{_ANY}+?)\*\*(?!\*)"), _inside("bold"), is_star=True),
    _Rule(re.compile(rf"__(?P<in>{_ANY}+?)__(?!_)"), _inside("underline"), is_star=True),
    _Rule(
        re.compile(
            r"\*(?=\S)(?P<in>(?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
        ),
        _inside("italic"),
        is_star=True,
    ),
    _Rule(re.compile(r"_(?P<in>(?:__|\\[\s\S]|[^\\_])+?)_"), _inside("italic"), is_star=True),
)
_INLINE = (
    _rule(r"\\([^0-9A-Za-z\s])", _letter),
    _rule(r"```(?:[a-zA-Z0-9_+.#-]+?\n)?\n*(?P<in>[^\n][\s\S]*?)\n*```", _verbatim("block")),
    _rule(r"(?P<ticks>`+)(?P<in>[\s\S]*?[^`])(?P=ticks)(?!`)", _verbatim("code")),
    _rule(r"<t:-?\d+(?::[tTdDfFRsS])?>", _kind("time")),
    _rule(r"@everyone|@here|<@[!&]?\d+>|<#\d+>|</[^>]+:\d+>|<id:\w+>", _kind("mention")),
    _rule(rf"<a?:{_NAME}:\d+>|:{_NAME}:(?::skin-tone-\d:)?", _kind("emoji")),
    _rule(r"<(?:[a-z]+:[^ >]+|[^ >]+@[^ >]+|\+\d+)>", _kind("link")),
    _rule(r"(?:https?|steam|discord|mailto|tel)://\S+", _kind("link")),
    _rule(
        r"\[(?P<in>(?:\[[^\]]*\]|\\[\s\S]|[^\[\]\\]|\](?=[^\[]*\]))*)\]"
        r"\(\s*<?(?P<to>(?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['\"][\s\S]*?['\"])?\s*\)",
        _link,
    ),
    *_STARS,
    _rule(rf"~~(?P<in>{_ANY}+?)~~", _inside("struck")),
    _rule(r"\|\|(?P<in>[\s\S]+?)\|\|", _inside("spoiler")),
)
