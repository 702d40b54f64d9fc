"""What members propose, as drafts of a pack: held against the same rules, in their own words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from bot.quiz.drafts import Draft, Objection, Proposal
from bot.quiz.question import LETTERS, Bank
from questions import rules
from questions.faults import Fault
from questions.formats.incoming import UNNAMED, Fields
from questions.likeness import Pair, nearest
from questions.limits import EXPLANATION_LIMIT, OPTION_LIMIT, STEM_LIMIT
from questions.loader import PackBank, Placed
from questions.reading import Path_, Value
from questions.schema import ITEM, Item
from questions.sentences import faults_of

CONCEPT = "suggested"
"""The concept of every suggestion, until its author in the pack names a real one."""
NO_REASON = "Whoever suggested the question gave no reason for this option."
NO_REFERENCE = "There is no reference. Packs want one, or another proof of the right answer."
WRONG_ONES = 3
REFERENCE_LIMIT = 300

_PLACES = ("topic", "stem", "right", "wrong", "why")
_PATHS: dict[str, tuple[Path_, ...]] = {
    "topic": (("topic",),),
    "stem": (("stem",),),
    "right": (("options",), *((("options", 0, name)) for name in ("text", "why"))),
    "wrong": tuple(("options", n, name) for n in (1, 2, 3) for name in ("text", "why")),
    "why": (("explanation",), ("references",)),
}
_LINES: dict[Path_, int] = {(): _PLACES.index("stem")} | {
    path: place for place, name in enumerate(_PLACES) for path in _PATHS[name]
}
"""A form has no lines: a fault's line counts the form's fields."""

_WORDS = (
    ("the stem", "the question"),
    ("the key", "the right answer"),
    ("Keep key / others within 0.80 to 1.25", "Make it about as long as they are"),
    ("in capitals", "in capital letters"),
)
"""What a pack's author calls otherwise than whoever fills in a form."""


class PackDrafting:
    """A `bot.quiz.drafts.Drafting` that knows what the bank asks already."""

    def __init__(self, known: Iterable[Item] = ()) -> None:
        self._known = tuple(known)

    @property
    def topics(self) -> tuple[str, ...]:
        """Those that a pack may have, in order."""
        return tuple(sorted(rules.TOPICS))

    def draft(self, proposal: Proposal) -> Draft | tuple[Objection, ...]:
        """The proposal as a pack's entry, or all that speaks against it."""
        cleaned = _cleaned(proposal)
        if found := tuple(_of_form(cleaned)):
            return found
        fields = _fields(cleaned)
        try:
            placed = _placed(fields)
        except ValidationError as error:
            return tuple(_told(fault) for fault in faults_of(error, fields, "", _LINES))
        found = *map(_told, rules.faults(placed)), *self._repeats(placed.item)
        return found or Draft(fields)

    def notes(self, draft: Draft) -> tuple[str, ...]:
        """What a reviewer of packs is told, and what is somewhat like it."""
        placed = _placed({name: as_read(value) for name, value in draft.fields.items()})
        told = [_sentence(fault) for fault in rules.notes(placed)]
        told += [f"Much like {pair.other}." for pair in nearest(placed.item, self._known)]
        return (*told, *(() if draft.references else (NO_REFERENCE,)))

    def _repeats(self, item: Item) -> tuple[Objection, ...]:
        blocked: list[Pair] = [pair for pair in nearest(item, self._known) if pair.is_blocked]
        if not blocked:
            return ()
        says = f"the bank asks nearly the same already ({blocked[0].other})"
        return (Objection("stem", _ended(says, "Ask for something else")),)


def drafting_beside(bank: Bank) -> PackDrafting:
    """Drafting that refuses what the bank asks already, in whatever state it is there."""
    packs = bank.packs if isinstance(bank, PackBank) else ()
    return PackDrafting(placed.item for pack in packs for placed in pack.questions)


def _cleaned(proposal: Proposal) -> Proposal:
    """Without control characters, and with one space between words but in longer texts."""
    return Proposal(
        topic=_line(proposal.topic),
        stem=_page(proposal.stem),
        right=_line(proposal.right),
        wrong=tuple(filter(None, map(_line, proposal.wrong))),
        why=_page(proposal.why),
        reference=_line(proposal.reference),
    )


def _line(text: str) -> str:
    return " ".join(_page(text).split())


def _page(text: str) -> str:
    plain = re.sub(r"\r\n?|[\x85\u2028\u2029]", "\n", text).replace("\t", " ")
    kept = (sign for sign in plain if sign == "\n" or unicodedata.category(sign)[0] != "C")
    return "".join(kept).strip()


def _of_form(one: Proposal) -> Iterator[Objection]:
    """What can be said of each field by itself."""
    if one.topic not in rules.TOPICS:
        yield Objection("topic", "Choose one of the topics.")
    yield from _length("stem", "the question", one.stem, STEM_LIMIT)
    yield from _length("right", "the right answer", one.right, OPTION_LIMIT)
    if len(one.wrong) != WRONG_ONES:
        says = f"there are {len(one.wrong)} wrong answers"
        yield Objection("wrong", _ended(says, "Write three, each on a line of its own"))
    for place, text in enumerate(one.wrong[:WRONG_ONES], 1):
        yield from _length("wrong", f"wrong answer {place}", text, OPTION_LIMIT)
    yield from _length("why", "the explanation", one.why, EXPLANATION_LIMIT)
    if len(one.reference) > REFERENCE_LIMIT:
        yield from _length("why", "the reference", one.reference, REFERENCE_LIMIT)


def _length(field: str, name: str, text: str, limit: int) -> Iterator[Objection]:
    if not text:
        yield Objection(field, _ended(f"{name} is empty", "Write it"))
    elif len(text) > limit:
        says = f"{name} has {len(text)} characters"
        yield Objection(field, _ended(says, f"Shorten it to {limit}"))


def _fields(one: Proposal) -> Fields:
    options = tuple(map(_option, LETTERS.lower(), (one.right, *one.wrong)))
    return {
        "id": f"{one.topic}.{CONCEPT}.001",
        "version": 1,
        "status": "draft",
        "form": "single-choice",
        "topic": one.topic,
        "concept": CONCEPT,
        "facet": CONCEPT,
        "difficulty": 3,
        "cognitive": "recall",
        "stem": one.stem,
        "options": options,
        "explanation": one.why,
        **({"references": (one.reference,)} if one.reference else {}),
    }


def _option(letter: str, text: str) -> Fields:
    correct = letter == "a"
    named: Fields = {} if correct else {"misconception": UNNAMED}
    return {"id": letter, "text": text, "correct": correct, **named, "why": NO_REASON}


def _placed(fields: Fields) -> Placed:
    """Raises `ValidationError`."""
    return Placed(ITEM.validate_python(fields), "", (), _LINES)


def as_read(value: object) -> Value:
    """A value that was kept as JSON, in the shape in which packs are read."""
    if isinstance(value, (list, tuple)):
        return tuple(map(as_read, value))
    if isinstance(value, dict):
        return {str(name): as_read(inner) for name, inner in value.items()}
    assert value is None or isinstance(value, (str, int, float, bool)), "JSON has nothing else"
    return value


def _told(fault: Fault) -> Objection:
    return Objection(_PLACES[fault.line], _sentence(fault))


def _sentence(fault: Fault) -> str:
    says, remedy = fault.says, fault.remedy
    for word, ours in _WORDS:
        says, remedy = says.replace(word, ours), remedy.replace(word, ours)
    return _ended(says, remedy)


def _ended(says: str, remedy: str) -> str:
    return f"{says[0].upper()}{says[1:]}. {remedy}."
