"""The rules that a free-text question's rubric must keep, beyond what the schema asks."""

from collections.abc import Iterator, Sequence
from itertools import permutations

from bot.grading.index import index_of
from bot.grading.patterns import BadPatternError, pattern_of, slot_of
from bot.grading.stems import stem_of, words_of
from bot.grading.text import is_protected, passage
from bot.grading.vocabulary import weight
from questions import trials
from questions.faults import Fault
from questions.loader import Placed
from questions.patterns import alternatives_of, is_optional, slots_of
from questions.reading import Path_
from questions.schema import FreeText
from questions.schema_rubric import PointSpec, RubricSpec

POINTS = (3, 5)
PHRASINGS = 2
TECHNICAL = 0.75
"""What a word must weigh to be asked for alone: "gradient" does, "model" and "noise" do not."""
_FILLERS = words_of(
    "a an and are as at be by do does for from had has have in is it its of on or that the these"
    " this those to was were with"
)
"""Words that stand in almost any sentence, and tell nothing as an alternative of a slot."""
SAMPLES = {"correct": 3, "partly": 1, "incorrect": 2}


def faults(placed: Placed) -> Iterator[Fault]:
    """Every rule that a rubric with points breaks; the grader is asked where it can be."""
    if not isinstance(placed.item, FreeText) or not placed.item.rubric.points:
        return
    rubric = placed.item.rubric
    unread = [*_of_unreadable(placed, rubric)]
    yield from unread
    yield from _of_points(placed, rubric)
    yield from _of_wrongs(placed, rubric)
    yield from _of_lone_slots(placed, rubric)
    yield from _of_roles(placed, rubric)
    yield from _of_counts(placed, rubric)
    if not unread:
        yield from trials.faults(placed, placed.item)


def notes(placed: Placed) -> Iterator[Fault]:
    """What leaves work to people: free text without points, and patterns that find too much."""
    if not isinstance(placed.item, FreeText):
        return
    rubric = placed.item.rubric
    if not rubric.points:
        says = "answers are held against the reference only, and people must judge most of them"
        yield placed.fault(says, "Add points to the rubric", "rubric")
    for pattern, path in _patterns(rubric):
        for slot in _needed(pattern):
            if filler := _FILLERS.intersection(alternatives_of(slot)):
                says = f"'{min(filler)}' fills a slot of '{pattern}' in any answer"
                yield placed.fault(says, "Leave it out, and name what matters", *path)


def _patterns(rubric: RubricSpec) -> Iterator[tuple[str, Path_]]:
    for place, point in enumerate(rubric.points):
        for number, pattern in enumerate(point.say):
            yield pattern, ("rubric", "points", place, "say", number)
    for place, wrong in enumerate(rubric.wrong):
        for number, pattern in enumerate(wrong.say):
            yield pattern, ("rubric", "wrong", place, "say", number)


def _of_unreadable(placed: Placed, rubric: RubricSpec) -> Iterator[Fault]:
    for pattern, path in _patterns(rubric):
        try:
            pattern_of(pattern)
        except BadPatternError as error:
            yield placed.fault(str(error), "See 'Patterns' in docs/writing-questions.md", *path)


def _of_points(placed: Placed, rubric: RubricSpec) -> Iterator[Fault]:
    low, high = POINTS
    count = sum(not point.optional for point in rubric.points)
    if not low <= count <= high:
        remedy = f"Give {low} to {high} besides the optional ones"
        yield placed.fault(f"{count} points count", remedy, "rubric", "points")
    for place, point in enumerate(rubric.points):
        at: Path_ = ("rubric", "points", place)
        yield from _of_point(placed, point, at)


def _of_point(placed: Placed, point: PointSpec, at: Path_) -> Iterator[Fault]:
    if not point.hint:
        says = f"the point '{point.id}' has no hint"
        yield placed.fault(says, "Ask for what is missing without saying it", *at)
    if not point.say:
        says = f"the point '{point.id}' has no pattern"
        yield placed.fault(says, "Add 'say' with the words that say it", *at)
    if len({*point.say, *point.para, *point.accept}) < PHRASINGS:
        says = f"the point '{point.id}' knows one phrasing only"
        yield placed.fault(says, "Add a pattern to 'say', or a sentence to 'para'", *at)


def _of_wrongs(placed: Placed, rubric: RubricSpec) -> Iterator[Fault]:
    for place, wrong in enumerate(rubric.wrong):
        if not wrong.say:
            says = f"nothing tells that an answer shows '{wrong.id}'"
            yield placed.fault(says, "Add 'say' with its words", "rubric", "wrong", place)


def _of_lone_slots(placed: Placed, rubric: RubricSpec) -> Iterator[Fault]:
    """One everyday word is in too many answers: whoever names the subject would have a point."""
    for pattern, path in _patterns(rubric):
        needed = _needed(pattern)
        if len(needed) != 1:
            continue
        if common := [word for word in alternatives_of(needed[0]) if not _is_technical(word)]:
            says = f"the pattern '{pattern}' is found wherever '{common[0]}' is written"
            yield placed.fault(says, "Add a slot: what it does, or to what", *path)


def _needed(pattern: str) -> list[str]:
    """The slots that must be filled; none of a regular expression."""
    slots = () if pattern.startswith("re:") else slots_of(pattern)
    return [slot for slot in slots if slot != ">" and not is_optional(slot)]


def _is_technical(word: str) -> bool:
    """Words that are joined, or rare enough to say something by themselves."""
    is_joined = "_" in word or "-" in word or any(map(str.isdigit, word))
    return is_joined or is_protected(word) or weight(stem_of(word)) >= TECHNICAL


def _of_roles(placed: Placed, rubric: RubricSpec) -> Iterator[Fault]:
    """What is said of "mini-batch" must not be taken as said of "batch"."""
    if rubric.roles and not any(point.about for point in rubric.points):
        says, remedy = "the roles own no point", "Give points 'about', or remove the roles"
        yield placed.fault(says, remedy, "rubric", "roles")
    for one, other in permutations(rubric.roles, 2):
        for alias in rubric.roles[one]:
            if rival := _rival(alias, rubric.roles[other]):
                says = f"'{alias}' of {one} is also read as '{rival}' of {other}"
                remedy = "Give each role names that are its own"
                yield placed.fault(says, remedy, "rubric", "roles", one)


def _rival(alias: str, others: Sequence[str]) -> str:
    """The name among `others` that covers all of `alias`, as the grader reads the two."""
    index = index_of(passage(alias.replace("_", " ")))
    last = len(index.passage.tokens) - 1
    for other in others:
        for term in slot_of(other).terms:
            if any(place[:2] == (0, last) for place in index.places(term)):
                return other
    return ""


def _of_counts(placed: Placed, rubric: RubricSpec) -> Iterator[Fault]:
    for verdict, least in SAMPLES.items():
        count = len(getattr(rubric.tests, verdict))
        if count < least:
            says = f"there are {count} test answers that are {verdict}"
            yield placed.fault(says, f"Write at least {least}", "rubric", "tests", verdict)
