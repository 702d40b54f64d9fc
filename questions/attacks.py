"""Turns a right answer into a wrong one, to see whether a rubric can tell the two apart."""

import re
from collections.abc import Mapping

_CLAUSE = re.compile(r"(?<=[.!?;:])\s+")
_NEGATION = re.compile(r"\b(?:not|never|no longer)\s+|n't\b", re.IGNORECASE)
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|will|would|should|must|may|might|does|do|did|has|have)\b",
    re.IGNORECASE,
)


def negated(text: str) -> str:
    """The text with each clause up to a stop, semicolon or colon turned into its contrary."""
    return " ".join(map(_contrary, _CLAUSE.split(text.strip())))


def swapped(text: str, roles: Mapping[str, tuple[str, ...]]) -> str:
    """The text with each role's names put in the place of the next one's."""
    names = list(roles)
    instead = {
        _plain(alias): _plain(roles[names[(place + 1) % len(names)]][0])
        for place, name in enumerate(names)
        for alias in roles[name]
    }
    longest = sorted(instead, key=len, reverse=True)
    shapes = "|".join(re.escape(alias).replace(r"\ ", r"[\s-]+") for alias in longest)
    found = re.compile(rf"(?<![\w-])({shapes})(?![\w-])", re.IGNORECASE)
    return found.sub(lambda match: instead[_plain(match[0])], text)


def _contrary(clause: str) -> str:
    if clause.endswith("?"):
        return clause
    bare, count = _NEGATION.subn("", clause, count=1)
    if count:
        return bare
    put, count = _AUXILIARY.subn(r"\1 not", clause, count=1)
    return put if count else f"It is not true that {_lowered(clause)}"


def _lowered(clause: str) -> str:
    """Without the capital of a sentence's first word; abbreviations keep theirs."""
    return clause if clause[1:2].isupper() else clause[:1].lower() + clause[1:]


def _plain(alias: str) -> str:
    return re.sub(r"[\s_-]+", " ", alias).casefold()
