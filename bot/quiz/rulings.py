"""What people rule on an answer that could not be graded surely: from votes to a decision."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

AGREEING = 2
"""How many peers have to agree."""

_VARIATION = "\N{VARIATION SELECTOR-16}"


class Word(StrEnum):
    """What one can rule an answer to be."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"


class By(StrEnum):
    """Whose word it was."""

    PEERS = "peers"
    ADMIN = "admin"
    MODEL = "model"
    """A language model that an operator set up; people may always say otherwise."""


SCORES = {Word.RIGHT: 1.0, Word.PARTLY: 0.5, Word.WRONG: 0.0}

EMOJI = {Word.RIGHT: "✅", Word.PARTLY: "🟡", Word.WRONG: "❌"}
"""The reaction that says each word."""

_WORD_OF = {emoji: word for word, emoji in EMOJI.items()}


@dataclass(frozen=True, slots=True)
class Vote:
    """One thing that somebody said; of all that a person said, the newest counts."""

    voter: int
    """The person."""
    word: Word | None
    """None: taken back."""
    at: datetime
    admin: bool = False
    """Said by somebody who decides alone."""


@dataclass(frozen=True, slots=True)
class Decision:
    word: Word
    by: By


def word_of(emoji: str) -> Word | None:
    """What a reaction says; None if it is none of ours."""
    return _WORD_OF.get(emoji.replace(_VARIATION, ""))


def standing(votes: Iterable[Vote], authors: Collection[int]) -> dict[int, Vote]:
    """Each person's newest word, without what was taken back and without the authors' own."""
    newest: dict[int, Vote] = {}
    for vote in sorted(votes, key=_order):
        newest[vote.voter] = vote
    return {
        voter: vote
        for voter, vote in newest.items()
        if vote.word is not None and voter not in authors
    }


def _order(vote: Vote) -> tuple[datetime, str, bool]:
    """In order of time; two words of one instant always in the same order."""
    return vote.at, vote.word or "", vote.admin


def decide(votes: Iterable[Vote], authors: Collection[int]) -> Decision | None:
    """What the votes come to, in whatever order they arrived; None while nothing is decided.

    An admin decides alone, of several the last. Else it takes two peers who agree, and more of them
    than say anything else: a split decides nothing. `authors` gave the answer and have no vote.
    """
    said = sorted(standing(votes, authors).values(), key=_order)
    if by_admin := [vote.word for vote in said if vote.admin and vote.word]:
        return Decision(by_admin[-1], By.ADMIN)
    counts = {word: sum(vote.word is word for vote in said) for word in Word}
    most = max(counts.values())
    leading = [word for word, count in counts.items() if count == most]
    if most < AGREEING or len(leading) > 1:
        return None
    return Decision(leading[0], By.PEERS)
