"""CSV: one row a question, under a heading row of the columns' names."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from bot.quiz.question import LETTERS, Form
from questions.formats.plain import (
    CHOICES,
    Choice,
    Format,
    Found,
    PlainQuestion,
    Refusal,
    Unfit,
    Unreadable,
    number_of,
    number_text,
    numeric_choice,
)

_LETTERS = LETTERS.lower()
COLUMNS = (
    *("name", "category", "form", "stem", "key", "tolerance", "unit", "explanation", "tags"),
    *_LETTERS,
    *(f"why_{letter}" for letter in _LETTERS),
    *(f"left_{letter}" for letter in _LETTERS),
)
_FORMULA = "=+-@\t'"
"""A table program may run a cell that starts so; an apostrophe before it keeps it text."""


def read(text: str) -> Iterator[Found]:
    """Every row, or why it is no question. Raises `Unreadable` without the heading row."""
    # A field of many lines is one row: only the reader knows on which line it is.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    heading = [cell.strip().lower() for cell in next(rows, [])]
    if not {"stem", "key", "a"} <= set(heading):
        says = "the first row does not name the columns stem, key and a"
        raise Unreadable(says, f"Start with {', '.join(COLUMNS[:12])}, …")
    line = rows.line_num + 1
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _question(dict(zip(heading, row, strict=False)), line)
            line = rows.line_num + 1
    except csv.Error as error:
        yield Refusal(line, "", f"here the table breaks ({error}); nothing below was read")


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _question(row: dict[str, str], line: int) -> Found:
    cells = {name: _unguarded(cell).strip() for name, cell in row.items()}
    name = cells.get("name", "")
    try:
        form = _form(cells)
        return PlainQuestion(
            form=form,
            stem=cells["stem"],
            choices=_choices(form, cells),
            name=name,
            category=tuple(filter(None, cells.get("category", "").split("/"))),
            explanation=cells.get("explanation", ""),
            tolerance=number_of(cells.get("tolerance") or "0"),
            unit=cells.get("unit", ""),
            tags=tuple(cells.get("tags", "").split()),
            line=line,
        )
    except Unfit as error:
        return Refusal(line, name, str(error))


def _form(cells: dict[str, str]) -> Form:
    said = cells.get("form") or Form.SINGLE_CHOICE
    known = sorted(TABLE.forms)
    if said not in known:
        raise Unfit(f"the form “{said[:40]}” is not known; write one of {', '.join(known)}")
    return Form(said)


def _choices(form: Form, cells: dict[str, str]) -> tuple[Choice, ...]:
    given = [letter for letter in _LETTERS if cells.get(letter)]
    key = cells.get("key", "")
    if form is Form.NUMERIC:
        wrong = [
            numeric_choice(cells[letter], cells.get(f"why_{letter}", ""), correct=False)
            for letter in given
        ]
        return (numeric_choice(key, correct=True), *wrong)
    letters = set(re.split(r"[\s,;]+", key.lower())) if form in CHOICES else set(given)
    if form in CHOICES and not letters <= set(given):
        raise Unfit(f"its key “{key[:40]}” is no letter of its options")
    return tuple(
        Choice(
            cells[letter],
            letter in letters and form is not Form.ORDER,
            cells.get(f"why_{letter}", ""),
            cells.get(f"left_{letter}", "") if form is Form.MATCH else "",
        )
        for letter in given
    )


def write(questions: Sequence[PlainQuestion]) -> str:
    """The questions as one table."""
    page = io.StringIO(newline="")
    table = csv.DictWriter(page, COLUMNS, lineterminator="\n")
    table.writeheader()
    for question in questions:
        table.writerow({name: _guarded(cell) for name, cell in _cells(question).items()})
    return page.getvalue()


def _cells(question: PlainQuestion) -> dict[str, str]:
    is_number = question.form is Form.NUMERIC
    listed = [choice for choice in question.choices if not (is_number and choice.correct)]
    cells = {
        "name": question.name,
        "category": "/".join(question.category),
        "form": question.form.value,
        "stem": question.stem,
        "key": _key(question),
        "tolerance": number_text(question.tolerance) if is_number else "",
        "unit": question.unit,
        "explanation": question.explanation,
        "tags": " ".join(question.tags),
    }
    for letter, choice in zip(_LETTERS, listed, strict=False):
        cells |= {letter: choice.text, f"why_{letter}": choice.why, f"left_{letter}": choice.left}
    return cells


def _key(question: PlainQuestion) -> str:
    if question.form is Form.NUMERIC:
        return next(choice.text for choice in question.choices if choice.correct)
    if question.form not in CHOICES:
        return ""
    pairs = zip(LETTERS, question.choices, strict=False)
    return " ".join(letter for letter, choice in pairs if choice.correct)


def _guarded(cell: str) -> str:
    is_number = re.fullmatch(r"-?\d[\d.e+-]*", cell)
    return f"'{cell}" if cell[:1] and cell[0] in _FORMULA and not is_number else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1] in _FORMULA else cell


def _refuses(question: PlainQuestion) -> str:
    most = len(LETTERS) + (question.form is Form.NUMERIC)
    return f"it has more than {most} choices" if len(question.choices) > most else ""


TABLE = Format(
    name="csv",
    suffixes=(".csv",),
    read=read,
    write=write,
    forms=CHOICES | {Form.NUMERIC, Form.MATCH, Form.ORDER, Form.FREE_TEXT},
    fields=frozenset({"name", "category", "explanation", "tags", "unit"}),
    whys=CHOICES | {Form.NUMERIC, Form.MATCH, Form.ORDER},
    refuses=_refuses,
)
