"""How a question looks, in a daily round and in practice; a `Face` has no key to slip in."""

from collections.abc import Sequence

from bot.chat.content import (
    Action,
    Block,
    Button,
    Buttons,
    Choice,
    Choices,
    Code,
    Entry,
    Form,
    Letter,
    Picture,
    Piece,
    Plain,
    Text,
)
from bot.messages import words
from bot.quiz.question import Face, Question
from bot.quiz.question import Form as Asks

_LABEL = 75
_POINTS, _SENTENCE = 8, 160
_HINTS = {
    Asks.NUMERIC: "A number, such as 0.83, 5/6 or 8.3e-1",
    Asks.ORDER: "The letters in order, such as B D A C",
    Asks.MATCH: "Pairs, such as 1B 2A 3C",
    Asks.FREE_TEXT: "A few sentences in your own words",
}
_TASKS = {
    Asks.MULTI_SELECT: "Choose all that apply.",
    Asks.ORDER: "Put the letters into the right order.",
    Asks.MATCH: "Find the letter for each number.",
}


def body(face: Face, *, by_reaction: bool = False) -> tuple[Block, ...]:
    """Stem, listing, figure and options, with no way to answer yet.

    `by_reaction`: the options' letters may be reacted with, so each shows its emoji.
    """
    blocks: list[Block] = [Text(face.stem)]
    if face.code:
        blocks.append(Code(face.code.language, face.code.source))
    if face.drawing:
        blocks.append(Picture(face.drawing.png, face.drawing.alt))
    if face.prompts:
        blocks.append(Text("\n".join(f"**{n}** {p}" for n, p in enumerate(face.prompts, 1))))
    if face.options:
        blocks.append(Text(*_reactable(face)) if by_reaction else Text(_lines(face)))
    if face.form in _TASKS:
        blocks.append(Text(f"*{_TASKS[face.form]}*"))
    return tuple(blocks)


def answer_buttons(face: Face, tap: Action, fill: Action) -> Buttons:
    """Letter buttons (`tap` gets the letter as last id), or one that opens a form (`fill`)."""
    if face.form.takes_one_letter:
        return Buttons(
            tuple(Button(letter, Action(tap.verb, (*tap.ids, letter))) for letter in face.letters)
        )
    label = "Choose…" if face.form.takes_letters else "Answer…"
    return Buttons((Button(label, _form(face, fill), primary=True),))


def right_answer(question: Question) -> Text:
    """The key in words; only for after closing."""
    face, key = question.face, question.key
    if face.form.takes_letters:
        right = key.answer.split()
        return Text("\n".join(_line(x, _option(face, x)) for x in right))
    if face.form is Asks.NUMERIC:
        return Text(f"**{key.answer}{_unit(face.unit)}**")
    if face.form is Asks.ORDER:
        return Text("\n".join(_line(x, _option(face, x)) for x in key.answer.split()))
    if face.form is Asks.MATCH:
        return Text("\n".join(_pair(face, pair) for pair in key.answer.split()))
    return Text(key.answer)


def why(question: Question, letter: str) -> str:
    """Why choosing `letter` is right or wrong; empty where the author did not say."""
    whys = question.key.whys
    return whys[question.face.letters.index(letter)] if whys else ""


def _option(face: Face, letter: str) -> str:
    return face.options[face.letters.index(letter)]


def _pair(face: Face, pair: str) -> str:
    """A number and its letter, such as "1B", with what they stand for."""
    number, letter = pair[:-1], pair[-1]
    return f"**{pair}**  {face.prompts[int(number) - 1]} → {_option(face, letter)}"


def _lines(face: Face) -> str:
    return "\n".join(map(_line, face.letters, face.options))


def _reactable(face: Face) -> list[Piece]:
    pieces: list[Piece] = []
    for letter, option in zip(face.letters, face.options, strict=True):
        pieces += [Letter(letter), f"  {option}\n"]
    return [*pieces[:-1], f"  {face.options[-1]}"]


def _line(letter: str, option: str) -> str:
    return f"**{letter}**  {option}"


def found(sentences: Sequence[str]) -> list[Block]:
    """What free text hit and missed, a sentence each; they may quote the answer."""
    pieces: list[Piece] = []
    for sentence in sentences[:_POINTS]:
        pieces += ["\n• " if pieces else "• ", Plain(words.cut(sentence, _SENTENCE))]
    return [Text(*pieces)] if pieces else []


def _unit(unit: str) -> str:
    return unit if unit in {"", "%"} else f" {unit}"


def _form(face: Face, fill: Action) -> Form:
    return Form(fill, "Your answer", (_field(face),), submit="Answer")


def _field(face: Face) -> Choices | Entry:
    if face.form.takes_letters:
        choices = tuple(map(_choice, face.letters, face.options))
        return Choices("answer", "All that apply", choices, many=True)
    is_long = face.form is Asks.FREE_TEXT
    label = f"In {face.unit}" if face.unit else "Your answer"
    lines, limit = (6, 1500) if is_long else (1, 60)
    return Entry("answer", label, hint=_HINTS[face.form], lines=lines, limit=limit)


def _choice(letter: str, option: str) -> Choice:
    text = f"{letter}  {option}"
    return Choice(letter, words.cut(text, _LABEL))
