"""GIFT, Moodle's text format: https://docs.moodle.org/en/GIFT_format."""

import re
from collections.abc import Iterator, Sequence

from bot.quiz.question import Form
from questions.formats.markup import has_html, to_markdown
from questions.formats.plain import (
    CHOICES,
    NO_REFERENCE,
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

_MARKED = "~=#{}:\\"
_HIDDEN = "\x01\x02\x03\x04\x05\x06\x07\x08"
"""Stand for escaped characters, the last for a line end, until a question is taken apart."""
_HIDE = dict(zip((*_MARKED, "n"), _HIDDEN, strict=True))
_SHOW = {ord(hidden): mark for hidden, mark in zip(_HIDDEN, (*_MARKED, "\n"), strict=True)}
_WRITTEN = str.maketrans({mark: f"\\{mark}" for mark in _MARKED} | {"\n": "\\n"})
_KIND = re.compile(r"\s*\[(html|markdown|plain|moodle)\]")
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_SHORT = "it takes some short answers as they are written, which no form here does"


def read(text: str) -> Iterator[Found]:
    """Every question of the text, or why it is none."""
    category: tuple[str, ...] = ()
    for line, rows in _blocks(text):
        tags: list[str] = []
        body = []
        for row in rows:
            if row.lstrip().startswith("//"):
                tags += re.findall(r"\[tag:([^\]\s]+)\]", row)
            elif row.lstrip().startswith("$CATEGORY:"):
                category = category_of(row.split(":", 1)[1])
            else:
                body.append(row)
        if any(row.strip() for row in body):
            yield _question("\n".join(body), line, category, tuple(tags))


def category_of(path: str) -> tuple[str, ...]:
    """The names on a path of Moodle's categories, without the ones that Moodle itself adds."""
    names = [name.replace("//", "/").strip() for name in re.split(r"(?<!/)/(?!/)", path)]
    return tuple(name for name in names if name and name != "top" and not name.startswith("$"))


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    start, rows = 1, list[str]()
    for line, row in enumerate((*text.split("\n"), ""), 1):
        if row.strip():
            start = start if rows else line
            rows.append(row)
        elif rows:
            yield start, rows
            rows = []


def _question(text: str, line: int, category: tuple[str, ...], tags: tuple[str, ...]) -> Found:
    text = re.sub(r"\\([~=#{}:\\n])", lambda found: _HIDE[found[1]], text)
    name = ""
    if titled := re.match(r"\s*::(.*?)::(.*)", text, re.DOTALL):
        name, text = _shown(titled[1]), titled[2]
    try:
        return _taken(text, PlainQuestion(Form.SINGLE_CHOICE, "", (), name, category), line, tags)
    except Unfit as error:
        return Refusal(line, name, str(error))


def _taken(text: str, bare: PlainQuestion, line: int, tags: tuple[str, ...]) -> PlainQuestion:
    parts = re.fullmatch(r"([^{}]*)\{([^{}]*)\}([^{}]*)", text)
    if not parts:
        raise Unfit("it has no answers in one pair of {braces}; write \\{ for a brace")
    before, body, after = parts.groups()
    kind, before = _kind(before, "moodle")
    stem = f"{before.rstrip()} _____ {after.lstrip()}" if after.strip() else before
    answers, _, explanation = body.partition("####")
    form, choices, tolerance, lost = _answers(answers.strip(), kind)
    return PlainQuestion(
        form=form,
        stem=_words(stem, kind),
        choices=choices,
        name=bare.name,
        category=bare.category,
        explanation=_words(explanation, kind),
        tolerance=tolerance,
        tags=tags,
        line=line,
        lost=lost,
    )


Answers = tuple[Form, tuple[Choice, ...], float, tuple[str, ...]]


def _answers(text: str, kind: str) -> Answers:
    if text.startswith("#"):
        return _numbers(text[1:], kind)
    if said := re.fullmatch(r"(TRUE|T|FALSE|F)\s*(?:#([^#]*))?(?:#([^#]*))?", text):
        return _sides(said, kind)
    pieces = re.findall(r"[=~][^=~]*", text)
    if not pieces or text[0] not in "=~":
        raise Unfit(NO_REFERENCE)
    if all(piece.startswith("=") and "->" in piece for piece in pieces):
        return Form.MATCH, tuple(_pair(piece, kind) for piece in pieces), 0.0, ()
    if all(piece.startswith("=") for piece in pieces):
        raise Unfit(_SHORT)
    return _options(pieces, kind)


def _sides(said: re.Match[str], kind: str) -> Answers:
    holds = said[1].startswith("T")
    if_wrong, if_right = _words(said[2] or "", kind), _words(said[3] or "", kind)
    sides = (
        Choice("True", holds, if_right if holds else if_wrong),
        Choice("False", not holds, if_wrong if holds else if_right),
    )
    return Form.SINGLE_CHOICE, sides, 0.0, ()


def _pair(piece: str, kind: str) -> Choice:
    left, right = piece[1:].split("->", 1)
    return Choice(_words(right, kind), correct=True, left=_words(left, kind))


def _options(pieces: Sequence[str], kind: str) -> Answers:
    form = Form.MULTI_SELECT
    choices, lost = [], list[str]()
    if any(piece.startswith("=") for piece in pieces):
        form = Form.SINGLE_CHOICE
    for piece in pieces:
        weight, words = _weighed(piece)
        text, _, why = words.partition("#")
        correct = weight > 0 if form is Form.MULTI_SELECT else weight == 100
        if form is Form.SINGLE_CHOICE and 0 < weight < 100:
            lost.append("part of the points for a wrong option")
        choices.append(Choice(_words(text, kind), correct, _words(why, kind)))
    return form, tuple(choices), 0.0, tuple(lost)


def _weighed(piece: str) -> tuple[float, str]:
    """What a choice earns in percent, and the rest of it."""
    if weighed := _WEIGHT.match(piece[1:]):
        return float(weighed[1]), piece[1 + weighed.end() :]
    return 100.0 if piece.startswith("=") else 0.0, piece[1:]


def _numbers(text: str, kind: str) -> Answers:
    pieces = re.findall(r"[=~][^=~]*", text) if text.lstrip()[:1] in {"=", "~"} else [f"={text}"]
    tolerance, choices = 0.0, []
    for piece in pieces:
        weight, words = _weighed(piece)
        value, _, why = words.partition("#")
        if 0 < weight < 100:
            raise Unfit("it gives part of the points for a number, which is not known here")
        number, width = _number(value)
        tolerance = width if weight > 0 else tolerance
        choices.append(numeric_choice(number, _words(why, kind), correct=weight > 0))
    if sum(choice.correct for choice in choices) != 1:
        raise Unfit("it has no right number, or several")
    return Form.NUMERIC, tuple(choices), tolerance, ()


def _number(text: str) -> tuple[str, float]:
    if ".." in text:
        low, high = (number_of(end) for end in text.split("..", 1))
        return number_text((low + high) / 2), abs(high - low) / 2
    value, _, width = text.partition(":")
    return value, number_of(width) if width.strip() else 0.0


def _kind(text: str, default: str) -> tuple[str, str]:
    if marked := _KIND.match(text):
        return marked[1], text[marked.end() :]
    return default, text


def _words(text: str, default: str) -> str:
    kind, text = _kind(text, default)
    words = _shown(text)
    is_html = kind == "html" or (kind == "moodle" and has_html(words))
    return to_markdown(words) if is_html else words


def _shown(text: str) -> str:
    return text.strip().translate(_SHOW).strip()


def write(questions: Sequence[PlainQuestion]) -> str:
    """The questions as one GIFT text."""
    blocks, category = list[str](), tuple[str, ...]()
    for question in questions:
        if question.category != category:
            category = question.category
            blocks.append(f"$CATEGORY: {'/'.join(category) or 'top'}\n")
        blocks.append(_block(question))
    return "\n".join(blocks)


def _block(question: PlainQuestion) -> str:
    tags = " ".join(f"[tag:{tag}]" for tag in question.tags)
    name = f"::{_escaped(question.name)}::" if question.name else ""
    opening = "{#" if question.form is Form.NUMERIC else "{"
    rows = [
        *([f"// {tags}"] if tags else []),
        f"{name}[markdown]{_escaped(question.stem)} {opening}",
        *_rows(question),
        *([f"####{_escaped(question.explanation)}"] if question.explanation else []),
        "}\n",
    ]
    return "\n".join(rows)


def _rows(question: PlainQuestion) -> Iterator[str]:
    right = sum(choice.correct for choice in question.choices) or 1
    wrong = len(question.choices) - right or 1
    for choice in question.choices:
        text, why = _guarded(choice.text), f"#{_escaped(choice.why)}" if choice.why else ""
        if question.form is Form.MATCH:
            yield f"={_escaped(choice.left)} -> {text}"
        elif question.form is Form.NUMERIC and choice.correct:
            yield f"={text}:{number_text(question.tolerance)}{why}"
        elif question.form is Form.NUMERIC:
            yield f"=%0%{text}:0{why}"
        elif question.form is Form.MULTI_SELECT:
            share = 100 / right if choice.correct else -100 / wrong
            yield f"~%{share:.5f}%{text}{why}"
        elif question.form is Form.SINGLE_CHOICE:
            yield f"{'=' if choice.correct else '~'}{text}{why}"


def _guarded(text: str) -> str:
    # What looks like a weight or a mark of GIFT is text behind a mark.
    return f"[markdown]{_escaped(text)}" if text[:1] in {"%", "["} else _escaped(text)


def _escaped(text: str) -> str:
    return text.translate(_WRITTEN)


def _refuses(question: PlainQuestion) -> str:
    if question.form is Form.MATCH and any("->" in choice.left for choice in question.choices):
        return "a left side has an arrow (->), which GIFT reads as its own"
    return ""


GIFT = Format(
    name="gift",
    suffixes=(".gift",),
    read=read,
    write=write,
    forms=CHOICES | {Form.NUMERIC, Form.MATCH, Form.FREE_TEXT},
    fields=frozenset({"name", "category", "explanation", "tags"}),
    whys=CHOICES | {Form.NUMERIC},
    refuses=_refuses,
)
