"""Anki's notes in plain text: the question on the front, its key and reasons on the back."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape, unescape

from bot.quiz.question import LETTERS, Form
from questions.formats.plain import (
    CHOICES,
    Choice,
    Format,
    Found,
    PlainQuestion,
    Refusal,
    Unfit,
    number_of,
    number_text,
    numeric_choice,
)

HEADING = (
    "#separator:tab\n#html:true\n#notetype:Basic\n#guid column:1\n#deck column:2\n#tags column:3\n"
)
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":"}
_FRONT = re.compile(r'<div>(.*?)</div>(?:<ol>(.*?)</ol>)?(?:<ol type="A">(.*?)</ol>)?', re.DOTALL)
_BACK = re.compile(
    r"<div><b>(.*?)</b>(?: ± (.*?))?(?: \[(.*?)\])?</div><ol[^>]*>(.*?)</ol><div>(.*?)</div>",
    re.DOTALL,
)
_FORM = "form::"
_OTHER = "it has not the layout of our own export, so nobody knows what its back answers"
_WORDS = re.compile(r"<div>(.*?)</div>", re.DOTALL)
_LISTING = re.compile(r"\n\n```([A-Za-z0-9-]+)\n(.*?)\n```(?=\n|$)", re.DOTALL)
_PRE = re.compile(r'<pre><code class="([A-Za-z0-9-]+)">(.*?)</code></pre>', re.DOTALL)


def read(text: str) -> Iterator[Found]:
    """Every note that lists options as ours do, or why it is no question."""
    heading = dict(re.findall(r"^#([a-z ]+):(.*)$", text, re.MULTILINE))
    # Headings stay as empty rows, so that lines keep their numbers.
    body = re.sub(r"^#[a-z ]+:.*$", "", text, flags=re.MULTILINE)
    separator = _SEPARATORS.get(heading.get("separator", "tab").strip().lower(), "\t")
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield _note(row, heading, rows.line_num)
            line = rows.line_num + 1
    except csv.Error as error:
        yield Refusal(line, "", f"here the notes break ({error}); nothing below was read")


def _note(row: Sequence[str], heading: dict[str, str], line: int) -> Found:
    places = {
        what: _place(heading.get(f"{what} column", ""))
        for what in ("guid", "notetype", "deck", "tags")
    }
    named = {what: row[place] for what, place in places.items() if 0 <= place < len(row)}
    fields = [cell for place, cell in enumerate(row) if place not in places.values()]
    name = named.get("guid", "")
    try:
        question = _taken((*fields, "", "")[:2], named.get("tags", "").split())
    except Unfit as error:
        return Refusal(line, name, str(error))
    deck = tuple(filter(None, named.get("deck", "").split("::")))
    return replace(question, name=name, category=deck, line=line)


def _place(text: str) -> int:
    return int(text) - 1 if text.strip().isdecimal() else -1


def _taken(sides: Sequence[str], tags: Sequence[str]) -> PlainQuestion:
    front, back = sides
    forms = [tag.removeprefix(_FORM) for tag in tags if tag.startswith(_FORM)]
    face, key = _FRONT.fullmatch(front), _BACK.fullmatch(back)
    if forms == [Form.FREE_TEXT]:
        return _free_text(front, back, tags)
    if not face or not key or len(forms) != 1 or forms[0] not in ANKI.forms:
        raise Unfit(_OTHER)
    form = Form(forms[0])
    shown, whys = _items(face[3] or ""), _items(key[4])
    if form is Form.NUMERIC:
        choices = _numbers(key[1], whys)
    else:
        choices = _lettered(form, shown, _items(face[2] or ""), whys, key[1])
    return PlainQuestion(
        form=form,
        stem=_plain(face[1]),
        choices=choices,
        explanation=_plain(key[5]),
        tolerance=number_of(key[2] or "0"),
        unit=_plain(key[3] or ""),
        tags=_others(tags),
    )


def _free_text(front: str, back: str, tags: Sequence[str]) -> PlainQuestion:
    face, key = _WORDS.fullmatch(front), _WORDS.fullmatch(back)
    if not face or not key:
        raise Unfit(_OTHER)
    reference = Choice(_plain(key[1]), correct=True)
    return PlainQuestion(Form.FREE_TEXT, _plain(face[1]), (reference,), tags=_others(tags))


def _others(tags: Sequence[str]) -> tuple[str, ...]:
    return tuple(tag for tag in tags if not tag.startswith(_FORM))


def _numbers(key: str, wrong: Sequence[str]) -> tuple[Choice, ...]:
    slips = [slip.partition(": ") for slip in wrong]
    others = [numeric_choice(value, why, correct=False) for value, _, why in slips]
    return (numeric_choice(key, correct=True), *others)


def _lettered(
    form: Form, shown: Sequence[str], left: Sequence[str], whys: Sequence[str], key: str
) -> tuple[Choice, ...]:
    if len(whys) != len(shown) or len(shown) > len(LETTERS):
        raise Unfit("its options and their reasons are not as many as each other, or too many")
    options = {
        letter: Choice(text, why=why)
        for letter, text, why in zip(LETTERS, shown, whys, strict=False)
    }
    letters = [said[-1:] for said in key.split()]
    if not set(letters) <= set(options) or len(set(letters)) < len(letters):
        raise Unfit(f"its key “{key[:40]}” does not fit its options")
    if form is Form.ORDER and len(letters) == len(options):
        return tuple(options[letter] for letter in letters)
    if form is Form.MATCH and len(letters) == len(left):
        pairs = zip(letters, left, strict=True)
        paired = [replace(options.pop(at), correct=True, left=words) for at, words in pairs]
        return (*paired, *(replace(spare, correct=True) for spare in options.values()))
    if form in CHOICES:
        return tuple(replace(one, correct=at in letters) for at, one in options.items())
    raise Unfit(f"its key “{key[:40]}” does not fit its options")


def write(questions: Sequence[PlainQuestion]) -> str:
    """The questions as notes of the type Basic, in decks and subdecks by category."""
    page = io.StringIO(newline="")
    page.write(HEADING)
    table = csv.writer(page, delimiter="\t", lineterminator="\n")
    for question in questions:
        deck, tags = "::".join(question.category), " ".join(tags_of(question))
        table.writerow((question.name, deck, tags, *sides(question)))
    return page.getvalue()


def tags_of(question: PlainQuestion) -> tuple[str, ...]:
    """Its tags and one that says its form, which no side does."""
    return (*question.tags, f"{_FORM}{question.form}")


def sides(question: PlainQuestion) -> tuple[str, str]:
    """Front and back, in HTML."""
    stem, form = f"<div>{_html(question.stem)}</div>", question.form
    if form is Form.NUMERIC:
        return stem, _number_back(question)
    if form is Form.FREE_TEXT:
        answer = "".join(_html(choice.text) for choice in question.choices)
        return stem, f"<div>{answer}</div>"
    # What one must bring into order or pair may not stand there in that order.
    mixed = form in {Form.ORDER, Form.MATCH}
    shown = sorted(question.choices, key=lambda one: one.text) if mixed else question.choices
    left = [choice.left for choice in question.choices if choice.left]
    lefts = f"<ol>{_list(left)}</ol>" if left else ""
    options = f'<ol type="A">{_list([choice.text for choice in shown])}</ol>'
    back = _back(_key(question, shown), [choice.why for choice in shown], question.explanation)
    return stem + lefts + options, back


def _key(question: PlainQuestion, shown: Sequence[Choice]) -> str:
    letters = {id(choice): letter for choice, letter in zip(shown, LETTERS, strict=False)}
    if question.form is Form.ORDER:
        return " ".join(letters[id(choice)] for choice in question.choices)
    if question.form is Form.MATCH:
        pairs = [choice for choice in question.choices if choice.left]
        return " ".join(f"{place}{letters[id(choice)]}" for place, choice in enumerate(pairs, 1))
    return " ".join(letters[id(choice)] for choice in shown if choice.correct)


def _number_back(question: PlainQuestion) -> str:
    key = next(choice.text for choice in question.choices if choice.correct)
    wrong = [f"{one.text}: {one.why}" for one in question.choices if not one.correct]
    unit = f" [{_html(question.unit)}]" if question.unit else ""
    return _back(key, wrong, question.explanation, f" ± {number_text(question.tolerance)}{unit}")


def _back(key: str, whys: Sequence[str], explanation: str, more: str = "") -> str:
    kind = "" if more else ' type="A"'
    listed = f"<ol{kind}>{_list(whys)}</ol>"
    return f"<div><b>{key}</b>{more}</div>{listed}<div>{_html(explanation)}</div>"


def _list(words: Sequence[str]) -> str:
    return "".join(f"<li>{_html(word)}</li>" for word in words)


def _items(html: str) -> list[str]:
    return [_plain(item) for item in re.findall(r"<li>(.*?)</li>", html, re.DOTALL)]


def _html(text: str) -> str:
    return _LISTING.sub(r'<pre><code class="\1">\2</code></pre>', escape(text)).replace(
        "\n", "<br>"
    )


def _plain(html: str) -> str:
    return unescape(_PRE.sub(r"\n\n```\1\n\2\n```", html).replace("<br>", "\n"))


def _refuses(question: PlainQuestion) -> str:
    many = question.form is not Form.NUMERIC and len(question.choices) > len(LETTERS)
    return f"it has more than {len(LETTERS)} choices" if many else ""


ANKI = Format(
    name="anki",
    suffixes=(".tsv",),
    read=read,
    write=write,
    forms=CHOICES | {Form.NUMERIC, Form.MATCH, Form.ORDER, Form.FREE_TEXT},
    fields=frozenset({"name", "category", "explanation", "tags", "unit"}),
    whys=CHOICES | {Form.NUMERIC, Form.MATCH, Form.ORDER},
    refuses=_refuses,
)
