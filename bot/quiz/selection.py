"""Which question comes next: new before asked, spaced by concept, topics in turn, about 70 % right.

The same entries, history and seed always give the same choice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256

from bot.quiz.league import Play
from bot.quiz.question import Entry, Form
from bot.quiz.ratings import expected, guess_of, start_of

CONCEPT_GAP = 15
"""Quiz days between two questions on one concept."""
TARGET = 0.70
CLOSE_ENOUGH = 0.15
"""Ratings are rougher than this, so being nearer to the target than this is no better."""

_NEVER = -1


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the league has had; `number` is the quiz day's."""

    question_id: str
    concept: str
    topic: str
    number: int


def choose(
    entries: Sequence[Entry],
    asked: Sequence[Asked],
    play: Play,
    ratings: Mapping[str, float],
    today: int,
    seed: str,
) -> str | None:
    """The id of the question to ask on quiz day `today`; None if the topics of `play` have none.

    `ratings` are in logits and override what the author's difficulty suggests.
    """
    pool = [e for e in entries if e.daily and (not play.topics or e.topic in play.topics)]
    history = _History.of(asked, today)
    new = [entry for entry in pool if entry.id not in history.questions]
    first = _spaced(play, history) if new else _longest_ago(play, history)
    ranks: tuple[Rank, ...] = (
        *first,
        history.since_topic,
        partial(_off_target, ratings=ratings),
    )
    fit: Sequence[Entry] = new or pool
    for rank in ranks:
        fit = _least(fit, rank)
    best = min(fit, key=_lots(seed), default=None)
    return best.id if best else None


Rank = Callable[[Entry], int]
"""How much speaks against an entry."""


def _spaced(play: Play, history: "_History") -> tuple[Rank, ...]:
    return history.crowding, partial(_outside, play=play)


def _longest_ago(play: Play, history: "_History") -> tuple[Rank, ...]:
    return (
        lambda entry: history.crowding(entry) > 0,
        lambda entry: _outside(entry, play) > 0,
        lambda entry: history.questions[entry.id],
    )


def _least(entries: Sequence[Entry], rank: Rank) -> Sequence[Entry]:
    """Those against which least speaks: what comes later chooses among them."""
    if len(entries) < 2:
        return entries
    ranks = [rank(entry) for entry in entries]
    least = min(ranks)
    return [entry for entry, its in zip(entries, ranks, strict=True) if its == least]


@dataclass(frozen=True, slots=True)
class _History:
    """The last quiz day of each question, concept and topic."""

    questions: Mapping[str, int]
    concepts: Mapping[str, int]
    topics: Mapping[str, int]
    today: int

    @classmethod
    def of(cls, asked: Sequence[Asked], today: int) -> "_History":
        return cls(
            _last((a.question_id, a.number) for a in asked),
            _last((a.concept, a.number) for a in asked),
            _last((a.topic, a.number) for a in asked),
            today,
        )

    def crowding(self, entry: Entry) -> int:
        """How many quiz days too early the entry's concept would come again."""
        if entry.concept not in self.concepts:
            return 0
        return max(0, CONCEPT_GAP - (self.today - self.concepts[entry.concept]))

    def since_topic(self, entry: Entry) -> int:
        """The last quiz day of the entry's topic."""
        return self.topics.get(entry.topic, _NEVER)


def _last(numbers: Iterable[tuple[str, int]]) -> dict[str, int]:
    last: dict[str, int] = {}
    for name, number in numbers:
        last[name] = max(number, last.get(name, _NEVER))
    return last


def _outside(entry: Entry, play: Play) -> int:
    """How far the entry lies outside the difficulties that the league asks for."""
    easiest, hardest = play.difficulty
    return max(0, easiest - entry.difficulty, entry.difficulty - hardest)


def _off_target(entry: Entry, ratings: Mapping[str, float]) -> int:
    return _steps_off(ratings.get(entry.id, start_of(entry.difficulty)), entry.form)


@lru_cache(maxsize=4_096)
def _steps_off(b: float, form: Form) -> int:
    """How many times `CLOSE_ENOUGH` lies between a question's expected success and the target."""
    return int(abs(expected(0.0, b, guess_of(form)) - TARGET) / CLOSE_ENOUGH)


def _lots(seed: str) -> Callable[[Entry], bytes]:
    """A draw that is fair and repeatable, among entries that are equally fit."""
    start = sha256(f"{seed}\0".encode())

    def lot(entry: Entry) -> bytes:
        drawn = start.copy()
        drawn.update(entry.id.encode())
        return drawn.digest()

    return lot
