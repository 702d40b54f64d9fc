"""Answers that try a grader: written ones, and those that a seed makes of the written ones."""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent / "bot" / "grading" / "adversarial"


class Kind(StrEnum):
    """What is honest or wrong with an answer."""

    PARAPHRASE = "paraphrase"
    """Right and complete, in words of its own."""
    PARTIAL = "partial"
    """Right as far as it goes: one to three of the points."""
    NEGATED = "negated"
    SWAPPED = "swapped"
    """The owners of two contrasted statements exchanged."""
    REVERSED = "reversed"
    """Where nothing is contrasted: order, or cause and effect, exchanged."""
    STUFFED = "stuffed"
    """The words of the topic without a statement."""
    COPIED = "copied"
    """The question again."""
    DENIED = "denied"
    """A right answer that takes itself back."""
    MISCONCEPTION = "misconception"
    INJECTED = "injected"
    """Orders to whoever grades."""


class Made(StrEnum):
    """Answers that are made of others."""

    SHUFFLED = "shuffled"
    DUMPED = "dumped"
    """The model answers of ten other questions."""
    OVERLONG = "overlong"
    """A misconception among pages of other things."""
    OTHER = "other reference"
    EMPTY = "empty"
    RULE_NEGATED = "rule-negated"


@dataclass(frozen=True, slots=True)
class Case:
    """One answer to one question; `source` is the right answer that it was made of, if any."""

    question: str
    kind: Kind | Made
    answer: str
    source: str = ""


def written() -> tuple[Case, ...]:
    """Every case of the YAML files, by file and place."""
    yaml = YAML(typ="safe")
    return tuple(
        Case(entry["question"], Kind(case["kind"]), case["answer"])
        for file in sorted(FOLDER.glob("*.yaml"))
        for entry in yaml.load(file.read_text(encoding="utf-8"))
        for case in entry["cases"]
    )


def made(cases: Sequence[Case], references: Mapping[str, str]) -> tuple[Case, ...]:
    """The same answers each time; `references` has each free-text question's model answer."""
    ids = dict.fromkeys(case.question for case in cases)
    return tuple(case for id_ in ids for case in _made_for(id_, cases, references))


def negated_by_rule(text: str) -> str:
    """The text with "not" after each plain is, are, can, does and their like."""
    return _VERB.sub(r"\g<0> not", text)


_VERB = re.compile(
    r"(?:\b(?:is|are|was|were|can|could|do|does|did|will|would|should|must|may|might|has|have)"
    r"|\b(?:it|that|there|they|you|we|which)['’](?:s|re|ll|d))\b(?!['’]|\s+(?:not|never|no)\b)",
    re.IGNORECASE,
)
_NOTHING = (
    "",
    "  \n",
    "idk",
    "I don't know, sorry.",
    "🤷",
    "🙂👍🔥",
    "...",
    "?",
    "no idea",
    "pass",
)


def _made_for(id_: str, cases: Sequence[Case], references: Mapping[str, str]) -> Iterable[Case]:
    chance = random.Random(id_)
    own = [case for case in cases if case.question == id_]
    right = [case.answer for case in own if case.kind is Kind.PARAPHRASE]
    wrong = next(case.answer for case in own if case.kind is Kind.MISCONCEPTION)
    others = chance.sample([text for key, text in references.items() if key != id_], 12)
    for source in (references[id_], chance.choice(right)):
        yield Case(id_, Made.SHUFFLED, _shuffled(source, chance), source)
    yield Case(id_, Made.DUMPED, " ".join(others[:10]))
    yield Case(id_, Made.OVERLONG, _padded(wrong, _foreign(id_, cases), chance))
    yield from (Case(id_, Made.OTHER, text) for text in (*others[10:], _sibling(id_, references)))
    yield from (Case(id_, Made.EMPTY, text) for text in _NOTHING)
    yield from (case for text in right for case in _rule_negated(id_, text))


def _rule_negated(id_: str, text: str) -> Iterable[Case]:
    """Only where at least three verbs turn: else most of the answer stays right."""
    if len(_VERB.findall(text)) >= 3:
        yield Case(id_, Made.RULE_NEGATED, negated_by_rule(text), text)


def _shuffled(text: str, chance: random.Random) -> str:
    words = text.split()
    chance.shuffle(words)
    return " ".join(words)


def _foreign(id_: str, cases: Sequence[Case]) -> list[str]:
    honest = {Kind.PARTIAL, Kind.PARAPHRASE}
    return [case.answer for case in cases if case.question != id_ and case.kind in honest]


def _padded(wrong: str, filling: Sequence[str], chance: random.Random) -> str:
    """About ten thousand characters, the wrong answer somewhere among them."""
    pages = chance.sample(filling, 20)
    pages.insert(chance.randrange(len(pages)), wrong)
    return "\n\n".join(pages)


def _sibling(id_: str, references: Mapping[str, str]) -> str:
    """The model answer of the next question of the same topic."""
    topic = id_.split(".", maxsplit=1)[0] + "."
    ids = sorted(key for key in references if key.startswith(topic))
    return references[ids[(ids.index(id_) + 1) % len(ids)]]
