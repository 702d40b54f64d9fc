"""Which question somebody practises next, and which topic they mean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from hashlib import sha256

from bot.quiz.question import Entry

_ALIASES = {
    "ai": "deep-learning",
    "bayes": "probability-and-statistics",
    "causal": "experiments-and-causality",
    "code": "coding-and-algorithms",
    "dl": "deep-learning",
    "pca": "clustering-and-projection",
    "ranking": "recommender-and-search",
    "regression": "linear-models",
    "stats": "probability-and-statistics",
    "svm": "kernels-and-neighbours",
    "transformer": "nlp-and-llms",
    "xgboost": "trees-and-ensembles",
}
_NEAR_ENOUGH = 0.7
_WEAK = 0.8
"""A topic is weak of which less than this was right."""
_SHORTEST_START = 2


@dataclass(frozen=True, slots=True)
class Past:
    """What choosing needs to know of a person."""

    due: Mapping[str, datetime]
    """When each question that they practised or missed is due again."""
    asked: Mapping[str, bool]
    """The questions of their leagues; True: open now."""
    shares: Mapping[str, float]
    """By topic, how much of what they answered was right."""


def choose(
    entries: Iterable[Entry], past: Past, topic: str, now: datetime, seed: str
) -> str | None:
    """The question to practise: due again, then of a weak topic, then of a new one.

    Never one that is open in a league of theirs; what a league will still be asked only when
    nothing else is left but repeating too early. `topic` "" is any. Same input, same choice.
    """
    fit = [
        entry
        for entry in entries
        if topic in ("", entry.topic) and not past.asked.get(entry.id, False)
    ]
    best = min(fit, key=lambda entry: (_rank(entry, past, now), _lot(seed, entry)), default=None)
    return best.id if best else None


def _rank(entry: Entry, past: Past, now: datetime) -> tuple[int, float]:
    due_at = past.due.get(entry.id)
    if due_at is not None:
        return (0 if due_at <= now else 5), due_at.timestamp()
    share = past.shares.get(entry.topic, 1.0)
    kind = 1 if share < _WEAK else 2
    is_fair = not entry.daily or entry.id in past.asked
    return (kind if is_fair else kind + 2), min(share, _WEAK)


def _lot(seed: str, entry: Entry) -> str:
    return sha256(f"{seed}\0{entry.id}".encode()).hexdigest()


def topic_named(text: str, topics: Sequence[str]) -> str | None:
    """The topic meant by "llm", "statistics" or "deep learning"; None if none is near."""
    wanted = "-".join(text.lower().replace("&", "and").split())
    if wanted in topics:
        return wanted
    if _ALIASES.get(wanted) in topics:
        return _ALIASES[wanted]
    return _by_word(wanted, topics) or _nearest(wanted, topics)


def _by_word(wanted: str, topics: Sequence[str]) -> str | None:
    if len(wanted) < _SHORTEST_START:
        return None
    starts = [
        topic for topic in topics if any(word.startswith(wanted) for word in topic.split("-"))
    ]
    return starts[0] if starts else None


def _nearest(wanted: str, topics: Sequence[str]) -> str | None:
    words = {word: topic for topic in reversed(topics) for word in (*topic.split("-"), topic)}
    near = get_close_matches(wanted, words, n=1, cutoff=_NEAR_ENOUGH)
    return words[near[0]] if near else None
