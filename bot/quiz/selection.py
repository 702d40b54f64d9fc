"""Which question comes next: new before asked, spaced by concept, topics in turn, about 70 % right.

The same entries, history and seed always give the same choice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.quiz.league import Play
from bot.quiz.question import Entry
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

    def preference(entry: Entry) -> tuple[int, ...]:
        crowding, outside = history.crowding(entry), _outside(entry, play)
        if new:
            first: tuple[int, ...] = (crowding, outside)
        else:
            first = (crowding > 0, outside > 0, history.questions[entry.id])
        return (*first, history.topics.get(entry.topic, _NEVER), _off_target(entry, ratings))

    best = min(new or pool, key=lambda entry: (preference(entry), _lot(seed, entry)), default=None)
    return best.id if best else None


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
    b = ratings.get(entry.id, start_of(entry.difficulty))
    success = expected(0.0, b, guess_of(entry.form))
    return int(abs(success - TARGET) / CLOSE_ENOUGH)


def _lot(seed: str, entry: Entry) -> str:
    """A draw that is fair and repeatable, among entries that are equally fit."""
    return sha256(f"{seed}\0{entry.id}".encode()).hexdigest()
