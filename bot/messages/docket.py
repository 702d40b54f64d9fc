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

PAGE = "ruled-before"
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
    """What one may rule on; the last two are for admins."""

    cases: Sequence[Case]
    """The first of those that wait."""
    count: int
    """So many wait."""
    ruled: bool = False
    """Something was ruled on before, which they may overrule."""
    phrasings: Sequence[Phrasing] = ()


def listing(of: Listing) -> Content:
    """What waits for the reader's word; an admin gets at what was ruled before, and learned."""
    hidden = of.count - len(of.cases)
    return Content(
        f"{words.count(of.count, 'answer')} to rule on.",
        Title("Rulings"),
        *(block for place, one in enumerate(of.cases, 1) for block in _listed(place, one)),
        *((Small(f"and {words.count(hidden, 'more answer')}"),) if hidden > 0 else ()),
        *(() if of.cases else (Text("No answer waits for your word."),)),
        *((_turn("Ruled before", 0),) if of.ruled else ()),
        *_learned(of.phrasings),
    )


def _listed(place: int, of: Case) -> list[Block]:
    asked = words.cut(of.question.face.stem, _STEM)
    heading = f"**{place}.** Question {of.number}: {asked}\n“"
    count = sum(point.found for point in of.points)
    found = [f" · {count} of {len(of.points)} points found"] if of.points else []
    said = Plain(words.cut(of.text, _LISTED))
    return [Text(heading, said, "”", *found), word_buttons(of.id, place)]


def _turn(label: str, page: int) -> Buttons:
    return Buttons((Button(label, Action(PAGE, (str(page),))),))


def ruled(shown: Sequence[Ruled], then: int | None) -> Content:
    """A page of what an admin may overrule, newest first; `then` is the next one, if any."""
    return Content(
        "What was ruled before.",
        Title("Ruled before"),
        Text(
            "Another word of yours counts instead, for an answer and all that read the same."
            if shown
            else "Nothing was ruled before that."
        ),
        *(block for place, one in enumerate(shown, 1) for block in _overrulable(place, one)),
        *([_turn("Earlier", then)] if then else []),
    )


def _overrulable(place: int, of: Ruled) -> list[Block]:
    said = Plain(words.cut(of.text, _RULED))
    ruled_ = f"” was ruled **{of.word}** {BY[of.by]}."
    return [
        Text(f"**{place}.** {EMOJI[of.word]} Question {of.number}: “", said, ruled_),
        word_buttons(of.id, place, but=of.word),
    ]


def _learned(phrasings: Sequence[Phrasing]) -> list[Block]:
    if not phrasings:
        return []
    shown: list[Piece] = ["**New phrasings, for the authors of these questions**"]
    for one in phrasings[:_PHRASINGS]:
        said = Plain(words.cut(one.text, _QUOTE))
        shown += [f"\n{EMOJI[one.word]} `{one.question_id}` “", said, "”"]
    hidden = len(phrasings) - _PHRASINGS
    return [Text(*shown), *([Small(f"and {hidden} more")] if hidden > 0 else [])]
