"""Aiken, the plainest of the text formats: https://docs.moodle.org/en/Aiken_format."""

import re
from collections.abc import Iterator, Sequence

from bot.quiz.question import LETTERS, Form
from questions.formats.plain import Choice, Format, Found, PlainQuestion, Refusal

_OPTION = re.compile(r"\s*([A-Za-z])[.)]\s+(.*\S)\s*")
_ANSWER = re.compile(r"\s*ANSWER\s*:\s*([A-Za-z])\s*", re.IGNORECASE)


def read(text: str) -> Iterator[Found]:
    """Every question of the text, or why it is none; a line "ANSWER: B" ends each of them."""
    start, rows = 1, list[str]()
    for line, row in enumerate(text.split("\n"), 1):
        if not row.strip():
            continue
        start = start if rows else line
        if answer := _ANSWER.fullmatch(row):
            yield _question(start, rows, answer[1].upper())
            rows = []
        else:
            rows.append(row)
    if rows:
        yield Refusal(start, "", "it has no line ANSWER: with the right letter")


def _question(line: int, rows: Sequence[str], letter: str) -> Found:
    options = list[tuple[str, str]]()
    stem = list[str]()
    for row in rows:
        if option := _OPTION.fullmatch(row):
            options.append((option[1].upper(), option[2]))
        elif options:
            return Refusal(line, "", f"between its options stands “{row.strip()[:40]}”")
        else:
            stem.append(row.strip())
    letters = [found for found, _ in options]
    if not stem or not options:
        return Refusal(line, "", "it has no text, or no options such as “A. …”")
    if letter not in letters or len(set(letters)) < len(letters):
        return Refusal(line, "", f"its answer {letter} is not the letter of one option")
    choices = tuple(Choice(words, found == letter) for found, words in options)
    return PlainQuestion(Form.SINGLE_CHOICE, "\n".join(stem), choices, line=line)


def write(questions: Sequence[PlainQuestion]) -> str:
    """The questions as one text."""
    return "\n".join(map(_block, questions))


def _block(question: PlainQuestion) -> str:
    pairs = list(zip(LETTERS, question.choices, strict=False))
    options = "".join(f"{letter}. {choice.text}\n" for letter, choice in pairs)
    answer = next(letter for letter, choice in pairs if choice.correct)
    return f"{question.stem}\n{options}ANSWER: {answer}\n"


def _refuses(question: PlainQuestion) -> str:
    if any("\n" in choice.text for choice in question.choices) or "\n" in question.stem:
        return "a text has several lines"
    if _OPTION.fullmatch(question.stem) or _ANSWER.fullmatch(question.stem):
        return "its text looks like an option or an answer of Aiken"
    return ""


AIKEN = Format(
    name="aiken",
    suffixes=(".aiken", ".txt"),
    read=read,
    write=write,
    forms=frozenset({Form.SINGLE_CHOICE}),
    fields=frozenset(),
    whys=frozenset(),
    refuses=_refuses,
)
