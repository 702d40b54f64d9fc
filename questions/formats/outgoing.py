"""Questions of a pack as a file of another program, and what such a file cannot hold of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

from bot.quiz.question import Drawing, Form
from questions.draws import sided
from questions.figures import render
from questions.formats.plain import Choice, Format, PlainQuestion, number_text, without_whys
from questions.schema import (
    CodeOutput,
    FreeText,
    ImageBased,
    Item,
    Match,
    MultiSelect,
    Numeric,
    Order,
    TrueFalse,
)
from questions.schema_parts import Option
from questions.templates import fixed_slips, slips, variants


@dataclass(frozen=True, slots=True)
class Loss:
    """What a file does not hold of a question; without `left_out` of it all."""

    question: str
    left_out: str
    is_whole: bool = False

    def __str__(self) -> str:
        if self.is_whole:
            return f"{self.question}: not exported: {self.left_out}."
        return f"{self.question}: exported without {self.left_out}."


def exported(items: Iterable[Item], into: Format) -> tuple[str | bytes, tuple[Loss, ...], int]:
    """What the file holds, every loss, and how many questions are in it."""
    written, losses = list[PlainQuestion](), list[Loss]()
    for item in items:
        plain, why = plain_of(item), ""
        if isinstance(item, ImageBased):
            if "figure" in into.fields:
                plain = replace(plain, figure=Drawing(render(item.image), item.image.alt))
            else:
                why = "its figure is drawn from data"
        if plain.form not in into.forms:
            why = why or f"{into.name} has no questions of the form {plain.form}"
        if why := why or into.refuses(plain):
            losses.append(Loss(item.id, why, is_whole=True))
            continue
        held, lost = reduced(plain, into)
        losses += [Loss(item.id, what) for what in (*_untold(item), *lost)]
        written.append(held)
    pack = into.packed.write if into.packed else into.write
    return pack(written), tuple(losses), len(written)


def reduced(question: PlainQuestion, into: Format) -> tuple[PlainQuestion, tuple[str, ...]]:
    """The question as far as the format can hold it, and the names of what it cannot."""
    lost = list[str]()
    if question.form not in into.whys and any(choice.why for choice in question.choices):
        question, lost = without_whys(question), ["the reasons of its choices"]
    for name in _FIELDS:
        if getattr(question, name) and name not in into.fields:
            question = _without(question, name)
            lost.append(f"its {name}")
    return question, tuple(lost)


_FIELDS = ("name", "category", "explanation", "unit", "tags")


def _without(question: PlainQuestion, name: str) -> PlainQuestion:
    empty = PlainQuestion(question.form, question.stem)
    values = {field.name: getattr(question, field.name) for field in fields(question)}
    return PlainQuestion(**values | {name: getattr(empty, name)})


def _untold(item: Item) -> Iterator[str]:
    """What no file of another program holds."""
    if item.references:
        yield "its references"
    if isinstance(item, TrueFalse):
        yield "the points for the right side with a wrong reason"
    if isinstance(item, FreeText):
        yield "its rubric"
    if isinstance(item, Numeric) and item.template:
        yield "other numbers than the first that its template makes"


def plain_of(item: Item) -> PlainQuestion:
    """The question, as far as a plain one can say it."""
    tags = (f"difficulty:{item.difficulty}", f"cognitive:{item.cognitive}", f"facet:{item.facet}")
    bare = PlainQuestion(
        form=Form.SINGLE_CHOICE,
        stem=item.stem,
        name=item.id,
        category=(item.topic, item.concept),
        explanation=item.explanation or "",
        tags=tags,
    )
    if isinstance(item, Numeric):
        return _numeric(item, bare)
    if isinstance(item, MultiSelect):
        return replace(bare, form=Form.MULTI_SELECT, choices=_options(item.options))
    if isinstance(item, Order):
        return replace(bare, form=Form.ORDER, choices=_steps(item))
    if isinstance(item, Match):
        return replace(bare, form=Form.MATCH, choices=_pairs(item))
    if isinstance(item, FreeText):
        answer = Choice(item.rubric.reference, correct=True)
        return replace(bare, form=Form.FREE_TEXT, choices=(answer,))
    if isinstance(item, TrueFalse):
        sides = tuple(
            Choice(sided(reason), reason.correct, reason.why)
            for reason in item.justification.options
        )
        return replace(bare, choices=sides)
    stem = f"{item.stem}\n\n{_listing(item)}" if isinstance(item, CodeOutput) else item.stem
    return replace(bare, stem=stem, choices=_options(item.options))


def _listing(item: CodeOutput) -> str:
    source = item.code.source.rstrip("\n")
    return f"```{item.code.language}\n{source}\n```"


def _options(options: Iterable[Option]) -> tuple[Choice, ...]:
    return tuple(Choice(option.text, option.correct, option.why) for option in options)


def _steps(item: Order) -> tuple[Choice, ...]:
    texts = {element.id: element.text for element in item.elements}
    return tuple(Choice(texts[id_], why=item.step_notes.get(id_, "")) for id_ in item.answer)


def _pairs(item: Match) -> tuple[Choice, ...]:
    texts = {element.id: element.text for element in item.right}
    used = [(item.answer[left.id], left.text) for left in item.left]
    spare = [(id_, "") for id_ in texts if id_ not in item.answer.values()]
    return tuple(
        Choice(texts[id_], correct=True, why=item.unused_note.get(id_, ""), left=left)
        for id_, left in (*used, *spare)
    )


def _numeric(item: Numeric, bare: PlainQuestion) -> PlainQuestion:
    tolerance = item.answer.tolerance
    key, wrong = item.answer.value or 0.0, fixed_slips(item.answer)
    stem, explanation = item.stem, item.explanation
    if item.template:
        made = next(iter(variants(item.template, tolerance)))
        key, wrong = made.key, slips(item.template, made)
        stem, explanation = made.fill(stem), made.fill(explanation)
    others = [Choice(number_text(slip.value), why=slip.why) for slip in wrong]
    return replace(
        bare,
        form=Form.NUMERIC,
        stem=stem,
        explanation=explanation,
        choices=(Choice(number_text(key), correct=True), *others),
        tolerance=tolerance.around(key),
        unit=item.answer.unit,
    )
