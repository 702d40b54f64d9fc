"""Small words that many messages share: counts, points, topics, local times."""

from datetime import datetime
from zoneinfo import ZoneInfo

_SPECIAL = {"nlp": "NLP", "llms": "LLMs", "sql": "SQL", "mlops": "MLOps"}


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 answer, 2 answers."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def points(tenths: int) -> str:
    """Tenths of a point as people read them: 12, 7.5."""
    return f"{tenths / 10:g}"


def topic(name: str) -> str:
    """A topic as people read it: NLP and LLMs."""
    words = [_SPECIAL.get(word, word) for word in name.split("-")]
    first = words[0] if words[0] in _SPECIAL.values() else words[0].capitalize()
    return " ".join([first, *words[1:]])


def clock(at: datetime, zone: ZoneInfo) -> str:
    """The local time of an instant: "17:00"."""
    return f"{at.astimezone(zone):%H:%M}"


def day(at: datetime, zone: ZoneInfo) -> str:
    """The local day of an instant: "Mon 23 Nov"."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}"


def stars(difficulty: int) -> str:
    """How hard a question is meant to be, for eye and ear: "level 3 of 5"."""
    return f"level {difficulty} of 5"


def listing(parts: list[str]) -> str:
    """Joined as in a sentence: a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def cut(text: str, longest: int) -> str:
    """The text, or as much of it as leaves room for the sign that more follows."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
