"""The rules of good questions that can be judged from the text of one question.

Sources: Haladyna, Downing & Rodriguez 2002 (item writing); the NBME list of flaws; Rodriguez 2005
(three or four options). Lengths are what a phone shows at a glance.
"""

import re
from collections.abc import Iterator, Sequence
from statistics import fmean

from questions.faults import Fault
from questions.limits import POLL_LIMIT, STEM_LIMIT
from questions.loader import Placed
from questions.reading import Path_
from questions.schema import (
    CodeOutput,
    Item,
    Match,
    MultiSelect,
    Numeric,
    OneOfOptions,
    TrueFalse,
)
from questions.schema_parts import Option
from questions.templates import longest_stem

TOPICS = frozenset(
    {
        "foundations-and-generalisation",
        "linear-models",
        "trees-and-ensembles",
        "kernels-and-neighbours",
        "clustering-and-projection",
        "probability-and-statistics",
        "evaluation",
        "experiments-and-causality",
        "deep-learning",
        "nlp-and-llms",
        "data-preparation",
        "coding-and-algorithms",
        "data-engineering-and-sql",
        "recommender-and-search",
        "design-cases-and-mlops",
        "interview-communication",
    }
)
LENGTH_RATIO = (0.80, 1.25)
# A difference of so few characters tells nothing, however large the ratio.
LENGTH_SLACK = 3

_NEGATIVE = re.compile(r"\b(not|except|least|incorrect)\b", re.IGNORECASE)
_HARMLESS = re.compile(
    r"\bat least\b|\bleast[ -]squares\b|\bwhether or not\b|\bmost to least\b|\bleast to most\b",
    re.IGNORECASE,
)
_COMBINED = re.compile(
    r"\b(all|none|any|both|neither) of (the|these|those) (above|options|answers|others|other)\b"
    r"|\b(all|none|any|both|neither) of (these|those)\b|^both\b(?! \w+ and)"
    r"|^(options? |answers? )?\(?[a-g]\)? (and|or) \(?[a-g]\)?( only)?\W*$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"([-+−]?\d+(?:\.(\d+))?)\s*(%|[A-Za-z]{0,4})")
_RANGE = re.compile(r"(?:from )?(\d+(?:\.\d+)?) ?%? ?(?:to|-|–) ?(\d+(?:\.\d+)?) ?%?")


def faults(placed: Placed) -> Iterator[Fault]:
    """Every hard rule that the question breaks."""
    yield from _of_stem(placed)
    for path, options in option_lists(placed.item):
        yield from _of_options(placed, path, options)
        yield from _of_numbers(placed, path, options)
    yield from _of_counts(placed)
    yield from _of_key_length(placed)
    yield from _of_form(placed)


def notes(placed: Placed) -> Iterator[Fault]:
    """What a reviewer should look at."""
    last = _last_sentence(placed.item.stem)
    if not isinstance(placed.item, TrueFalse) and not last.endswith(("?", ".", "!", ")", ":")):
        yield placed.fault("the stem ends in no question or request", "Ask outright", "stem")
    for sentence in re.split(r"(?<=[.?!])\s+", placed.item.stem):
        if len(sentence.split()) > 25:
            says = f"a sentence of the stem has {len(sentence.split())} words"
            yield placed.fault(says, "Keep sentences to 25 words", "stem")
    for path, options in option_lists(placed.item):
        words = [len(option.text.split()) for option in options]
        if max(words) - min(words) > 4:
            says = f"the options have {min(words)} to {max(words)} words"
            yield placed.fault(says, "Give all of them one frame", *path)
        if len({_precision(option.text) for option in options} - {None}) > 1:
            remedy = "Write all of them with the same decimals"
            yield placed.fault("the numbers have unequal precision", remedy, *path)


def option_lists(item: Item) -> Iterator[tuple[Path_, Sequence[Option]]]:
    """The options of a question, with the path of the field that has them."""
    if isinstance(item, (OneOfOptions, MultiSelect)):
        yield ("options",), item.options
    elif isinstance(item, TrueFalse):
        yield ("justification", "options"), item.justification.options


def _of_stem(placed: Placed) -> Iterator[Fault]:
    item = placed.item
    if item.topic not in TOPICS:
        remedy = f"Write one of {', '.join(sorted(TOPICS))}"
        yield placed.fault(f"there is no topic '{item.topic}'", remedy, "topic")
    if isinstance(item, TrueFalse):
        return
    for found in _NEGATIVE.finditer(_HARMLESS.sub("", _last_sentence(item.stem))):
        if not found[0].isupper():
            says = f"the question is put negatively ('{found[0]}')"
            remedy = f"Ask it positively, or write {found[0].upper()} in capitals"
            yield placed.fault(says, remedy, "stem")


def _of_options(placed: Placed, path: Path_, options: Sequence[Option]) -> Iterator[Fault]:
    for place, option in enumerate(options):
        at: Path_ = (*path, place)
        if _COMBINED.search(option.text):
            says = f"'{option.text}' combines other options"
            yield placed.fault(says, "Let every option stand alone", *at, "text")
        if "\n" in option.text.strip():
            yield placed.fault("an option spans lines", "Keep it on one line", *at, "text")
    shown = [option.text.casefold() for option in options]
    if len(set(shown)) < len(shown):
        yield placed.fault("two options have the same text", "Reword one", *path)


def _of_numbers(placed: Placed, path: Path_, options: Sequence[Option]) -> Iterator[Fault]:
    if isinstance(placed.item, CodeOutput):
        return
    plain = [_PLAIN.fullmatch(option.text) for option in options]
    values = [float(found[1].replace("−", "-")) for found in plain if found]
    shuffled = getattr(placed.item.render, "shuffle", True)
    if len(values) == len(options) and not shuffled and values != sorted(values):
        yield placed.fault("the numbers are not in order", "Sort them, or shuffle: true", *path)
    ranges = [(float(r[1]), float(r[2])) for o in options if (r := _RANGE.fullmatch(o.text))]
    for low, high in ranges:
        if any((a, b) != (low, high) and a <= low and high <= b for a, b in ranges):
            says = f"the range {low:g} to {high:g} lies inside another"
            yield placed.fault(says, "Give ranges that do not overlap", *path)


def _precision(text: str) -> int | None:
    found = _PLAIN.fullmatch(text)
    return len(found[2] or "") if found else None


def _of_counts(placed: Placed) -> Iterator[Fault]:
    item = placed.item
    for path, options in option_lists(item):
        low, high = (5, 7) if isinstance(item, MultiSelect) else (3, 4)
        if not low <= len(options) <= high:
            says = f"there are {len(options)} options"
            yield placed.fault(says, f"Give {low} to {high}", *path)
        longest = max(len(option.text) for option in options)
        if getattr(item.render, "poll_ok", False) and longest > POLL_LIMIT:
            says = f"an option of {longest} characters is too long for a poll"
            yield placed.fault(says, f"Shorten it to {POLL_LIMIT}, or poll_ok: false", "render")


def _of_key_length(placed: Placed) -> Iterator[Fault]:
    """A key that is longer or shorter than the rest gives itself away."""
    if isinstance(placed.item, MultiSelect):
        return
    for path, options in option_lists(placed.item):
        key = fmean(len(option.text) for option in options if option.correct)
        rest = fmean(len(option.text) for option in options if not option.correct)
        low, high = LENGTH_RATIO
        if not low <= key / rest <= high and abs(key - rest) > LENGTH_SLACK:
            says = f"the key has {key:.0f} characters, the others {rest:.0f} on average"
            yield placed.fault(says, f"Keep key / others within {low:.2f} to {high:.2f}", *path)


def _of_form(placed: Placed) -> Iterator[Fault]:
    item = placed.item
    if isinstance(item, Numeric) and item.template:
        if not item.template.wrong_values:
            remedy = "Add the slips people make"
            yield placed.fault("the template knows no wrong value", remedy, "template")
        length = longest_stem(item)
        if length > STEM_LIMIT:
            says = f"with its numbers the stem has up to {length} characters"
            yield placed.fault(says, f"Shorten it to {STEM_LIMIT}", "stem")
    elif isinstance(item, Match) and len(item.right) == len(item.left):
        remedy = "Add one on the right that stays unused"
        yield placed.fault("the last pair follows from the others", remedy, "right")


def _last_sentence(stem: str) -> str:
    return re.split(r"(?<=[.?!])\s+", stem.strip())[-1]
