"""Counts what is in the shipped pack, and writes the counts into docs/bank.md.

Run it after adding or changing a question: .venv/bin/python scripts/bank_page.py
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.quiz.question import LETTERS, Question
from questions.loader import Pack, PackBank, load_packs
from questions.schema import Item, TrueFalse

PAGE = Path(__file__).parents[1] / "docs" / "bank.md"
START, END = "<!-- counts -->\n", "<!-- end of counts -->\n"
DRAWS = 100

Rows = Iterable[tuple[object, object]]


def counts(bank: PackBank) -> str:
    """The counted part of the page, as Markdown."""
    items = [item for pack in bank.packs for item in _asked(pack)]
    tables = (
        _table("topic", _tally(item.topic for item in items)),
        _table("form", _tally(str(item.form) for item in items)),
        _table("difficulty", _tally(item.difficulty for item in items)),
        _table("what it takes", _tally(str(item.cognitive) for item in items)),
        _table("guessing", _guessing(bank, items)),
    )
    return f"{len(items)} questions.\n\n" + "\n".join(tables)


def filled(page: str, bank: PackBank) -> str:
    """The page with its counts counted anew. Raises `ValueError` if it has no place for them."""
    before, rest = _halves(page, START)
    _, after = _halves(rest, END)
    return f"{before}{START}{counts(bank)}{END}{after}"


def _halves(text: str, mark: str) -> tuple[str, str]:
    before, found, after = text.partition(mark)
    if not found:
        raise ValueError(f"the page has no line {mark.strip()}. Put it back")
    return before, after


def _asked(pack: Pack) -> list[Item]:
    return [placed.item for placed in pack.questions if placed.item.is_played]


def _tally(labels: Iterable[object]) -> Rows:
    """How often each label occurs, by label."""
    return sorted(Counter(labels).items(), key=str)


def _table(name: str, rows: Rows) -> str:
    lines = [f"| {name} | |", "|---|---|"]
    lines += [f"| {label} | {value} |" for label, value in rows]
    return "\n".join(lines) + "\n"


def _guessing(bank: PackBank, items: Sequence[Item]) -> Rows:
    drawn = [bank.draw(item.id, "0") for item in items]
    one_letter = [question for question in drawn if question.face.form.takes_one_letter]
    sides = [item.answer for item in items if isinstance(item, TrueFalse)]
    yield "statements that are true / false", f"{sum(sides)} / {len(sides) - sum(sides)}"
    yield "questions with one right letter", len(one_letter)
    yield "… whose key alone is the longest option", _share(map(_is_longest, one_letter))
    yield "… whose key alone is the shortest option", _share(map(_is_shortest, one_letter))
    places = Counter(
        bank.draw(question.id, str(seed)).key.answer
        for question in one_letter
        for seed in range(DRAWS)
    )
    for letter in LETTERS[: len(places)]:
        yield (
            f"… key at {letter}, over {DRAWS} draws of each",
            _percent(places[letter], places.total()),
        )


def _is_longest(question: Question) -> bool:
    key, rest = _lengths(question)
    return key > max(rest)


def _is_shortest(question: Question) -> bool:
    key, rest = _lengths(question)
    return key < min(rest)


def _lengths(question: Question) -> tuple[int, list[int]]:
    """How many characters the key has, and each of the others."""
    lengths = [len(option) for option in question.face.options]
    key = lengths.pop(question.face.letters.index(question.key.answer))
    return key, lengths


def _share(hits: Iterable[bool]) -> str:
    found = [*hits]
    return _percent(sum(found), len(found))


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%"


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text("utf-8"), load_packs()), "utf-8")
