"""What somebody may rule on, as `/quiz rulings` lists it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.content import (
    Action,
    Block,
    Button,
    Buttons,
    Content,
    Piece,
    Plain,
    Small,
    Text,
    Title,
)
from bot.messages import words
from bot.messages.rulings import BY, Case, word_buttons
from bot.quiz.rulings import EMOJI, By, Word

EARLIER = "ruled-earlier"
"""The verb of the button that turns the page."""
CASES_LISTED = 3
_PHRASINGS = 5
_QUOTE, _STEM, _LISTED, _RULED = 80, 160, 250, 160


@dataclass(frozen=True, slots=True)
class Phrasing:
    """An answer that people ruled right or partly right, and the grader had not known."""

    question_id: str
    text: str
    word: Word


@dataclass(frozen=True, slots=True)
class Ruled:
    """An answer that was ruled on, as an admin may overrule it."""

    id: int
    number: int
    text: str
    word: Word
    by: By


@dataclass(frozen=True, slots=True)
class Listing:
    """What one may rule on; the last three are for admins."""

    cases: Sequence[Case]
    """The first of those that wait."""
    count: int
    """So many wait."""
    ruled: Sequence[Ruled] = ()
    """The latest that were ruled on."""
    more: bool = False
    """There are earlier ones."""
    phrasings: Sequence[Phrasing] = ()


def listing(of: Listing) -> Content:
    """What waits for the reader's word; an admin sees too what was ruled and learned lately."""
    hidden = of.count - len(of.cases)
    return Content(
        f"{words.count(of.count, 'answer')} to rule on.",
        Title("Rulings"),
        *(block for one in of.cases for block in _listed(one)),
        *((Small(f"and {words.count(hidden, 'more answer')}"),) if hidden > 0 else ()),
        *(() if of.cases else (Text("No answer waits for your word."),)),
        *_ruled(of.ruled, 1 if of.more else None),
        *_learned(of.phrasings),
    )


def earlier(ruled: Sequence[Ruled], then: int | None) -> Content:
    """Further back in what was ruled; the next page is `then`, if there is one."""
    return Content(
        "Ruled earlier.",
        Title("Rulings"),
        *(_ruled(ruled, then) or (Text("Nothing was ruled before that."),)),
    )


def _ruled(ruled: Sequence[Ruled], then: int | None) -> list[Block]:
    if not ruled:
        return []
    button = Button("Earlier rulings", Action(EARLIER, (str(then),)))
    return [
        Text("**Ruled lately**: another word of yours counts instead"),
        *(block for one in ruled for block in _overrulable(one)),
        *([Buttons((button,))] if then else []),
    ]


def _overrulable(of: Ruled) -> list[Block]:
    said = Plain(words.cut(of.text, _RULED))
    ruled_ = f"” was ruled **{of.word}** {BY[of.by]}."
    return [
        Text(f"{EMOJI[of.word]} **Question {of.number}** “", said, ruled_),
        word_buttons(of.id, but=of.word),
    ]


def _listed(of: Case) -> list[Block]:
    heading = f"**Question {of.number}** {words.cut(of.question.face.stem, _STEM)}\n“"
    count = sum(point.found for point in of.points)
    found = [f" · {count} of {len(of.points)} points found"] if of.points else []
    return [Text(heading, Plain(words.cut(of.text, _LISTED)), "”", *found), word_buttons(of.id)]


def _learned(phrasings: Sequence[Phrasing]) -> list[Block]:
    if not phrasings:
        return []
    shown: list[Piece] = ["**New phrasings, for the authors of these questions**"]
    for one in phrasings[:_PHRASINGS]:
        said = Plain(words.cut(one.text, _QUOTE))
        shown += [f"\n{EMOJI[one.word]} `{one.question_id}` “", said, "”"]
    hidden = len(phrasings) - _PHRASINGS
    return [Text(*shown), *([Small(f"and {hidden} more")] if hidden > 0 else [])]
