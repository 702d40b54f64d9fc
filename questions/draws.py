"""Turns a pack's item into the question that is asked; a seed decides numbers and order.

Same item and seed, same question, on any machine: chance comes from SHA-256 alone.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from bot.quiz.question import LETTERS, Code, Drawing, Face, Form, Key, Question, Slip
from questions import figures, templates
from questions.schema import (
    CodeOutput,
    FreeText,
    ImageBased,
    Item,
    Match,
    MultiSelect,
    Numeric,
    Order,
    SingleChoice,
    TrueFalse,
)
from questions.schema_image import ImageSpec
from questions.schema_parts import Element, Option, Reason

_Part = TypeVar("_Part", bound=Option | Element)
_TRIES = 64


@dataclass(frozen=True, slots=True)
class Chance:
    """Repeatable choices for one question and seed."""

    question: str
    seed: str

    def order(self, parts: Sequence[_Part], shuffle: bool) -> tuple[_Part, ...]:
        """The parts in the order of their hashes, or as written."""
        if not shuffle:
            return tuple(parts)
        return tuple(sorted(parts, key=lambda part: self._hash(part.id)))

    def below(self, limit: int, attempt: int) -> int:
        """A number from 0 to `limit` - 1; another one for each attempt."""
        return self._hash(f"#{attempt}") % limit

    def _hash(self, word: str) -> int:
        text = f"{self.question}\0{self.seed}\0{word}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest())


def draw(item: Item, seed: str, pack: str) -> Question:
    """The question as it is asked under `seed`."""
    face, key = _SHAPES[type(item)](item, Chance(item.id, seed))
    return Question(item.id, item.version, item.concept, item.facet, pack, face, key)


Drawn = tuple[Face, Key]


def _one_of(item: Item, chance: Chance) -> Drawn:
    assert isinstance(item, SingleChoice | CodeOutput | ImageBased)
    options = chance.order(item.options, item.render.shuffle)
    scores = [float(option.correct) for option in options]
    shown = replace(_face(item, _texts(options)), code=_code(item), drawing=_figure(item))
    return shown, _choice_key(item, options, scores)


def _some_of(item: Item, chance: Chance) -> Drawn:
    assert isinstance(item, MultiSelect)
    options = chance.order(item.options, item.render.shuffle)
    scores = [float(option.correct) for option in options]
    return _face(item, _texts(options)), _choice_key(item, options, scores)


def _true_false(item: Item, chance: Chance) -> Drawn:
    assert isinstance(item, TrueFalse)
    reasons = chance.order(item.justification.options, item.render.shuffle)
    scores = [_tiers(item, reason) for reason in reasons]
    face = _face(item, tuple(sided(reason) for reason in reasons))
    return face, _choice_key(item, reasons, scores)


def sided(reason: Reason) -> str:
    """A reason with its side, as one option: "True: …"."""
    return f"{'True' if reason.supports else 'False'}: {reason.text}"


def _tiers(item: TrueFalse, reason: Reason) -> float:
    if reason.correct:
        return 1.0
    return item.scoring.tier1 if reason.supports == item.answer else 0.0


def _numeric(item: Item, chance: Chance) -> Drawn:
    assert isinstance(item, Numeric)
    if item.template is None:
        face = replace(_face(item), unit=item.answer.unit)
        slips = templates.fixed_slips(item.answer)
        return face, _number_key(item, item.answer.value or 0.0, slips)
    made = _variant(item, chance)
    face = replace(_face(item), stem=made.fill(item.stem), unit=item.answer.unit)
    key = _number_key(item, made.key, templates.slips(item.template, made))
    return face, replace(key, explanation=made.fill(item.explanation))


def _variant(item: Numeric, chance: Chance) -> templates.Variant:
    template = item.template
    assert template is not None
    start = 0
    for attempt in range(_TRIES):
        start = chance.below(template.size, attempt)
        if made := templates.variant(template, item.answer.tolerance, start):
            return made
    # So thin a grid is searched from the last try on, rather than for ever.
    for step in range(template.size):
        index = (start + step) % template.size
        if made := templates.variant(template, item.answer.tolerance, index):
            return made
    raise ValueError(f"{item.id} has no usable variant")


def _order(item: Item, chance: Chance) -> Drawn:
    assert isinstance(item, Order)
    elements = chance.order(item.elements, item.render.shuffle)
    letters = _letters(elements)
    answer = " ".join(letters[element] for element in item.answer)
    notes = tuple(item.step_notes.get(element.id, "") for element in elements)
    return _face(item, _texts(elements)), replace(_key(item, answer), whys=notes)


def _match(item: Item, chance: Chance) -> Drawn:
    assert isinstance(item, Match)
    right = chance.order(item.right, item.render.shuffle_right)
    letters = _letters(right)
    places = enumerate(item.left, 1)
    answer = " ".join(f"{place}{letters[item.answer[left.id]]}" for place, left in places)
    notes = tuple(item.unused_note.get(element.id, "") for element in right)
    face = replace(_face(item, _texts(right)), prompts=_texts(item.left))
    return face, replace(_key(item, answer), whys=notes)


def _free_text(item: Item, _: Chance) -> Drawn:
    assert isinstance(item, FreeText)
    key = replace(_key(item, item.rubric.reference), rubric=item.rubric.rubric())
    return _face(item), key


_SHAPES: dict[type, Callable[[Item, Chance], Drawn]] = {
    SingleChoice: _one_of,
    CodeOutput: _one_of,
    ImageBased: _one_of,
    MultiSelect: _some_of,
    TrueFalse: _true_false,
    Numeric: _numeric,
    Order: _order,
    Match: _match,
    FreeText: _free_text,
}


def _face(item: Item, options: tuple[str, ...] = ()) -> Face:
    return Face(Form(item.form), item.topic, item.difficulty, item.stem, options)


def _key(item: Item, answer: str) -> Key:
    return Key(answer, item.explanation or "", references=item.references)


def _choice_key(item: Item, options: Sequence[Option], scores: Sequence[float]) -> Key:
    pairs = zip(LETTERS, options, strict=False)
    answer = " ".join(letter for letter, option in pairs if option.correct)
    return replace(
        _key(item, answer),
        scores=tuple(scores),
        whys=tuple(option.why for option in options),
        misconceptions=tuple(option.misconception or "" for option in options),
    )


def _number_key(item: Numeric, value: float, slips: tuple[Slip, ...]) -> Key:
    tolerance = item.answer.tolerance
    return replace(
        _key(item, templates.short(value, tolerance.around(value))),
        absolute_tolerance=tolerance.abs,
        relative_tolerance=tolerance.rel,
        slips=slips,
    )


def _texts(parts: Sequence[Option] | Sequence[Element]) -> tuple[str, ...]:
    return tuple(part.text for part in parts)


def _letters(parts: Sequence[Element]) -> dict[str, str]:
    return {part.id: letter for letter, part in zip(LETTERS, parts, strict=False)}


def _code(item: Item) -> Code | None:
    if not isinstance(item, CodeOutput):
        return None
    return Code(item.code.language, item.code.source.rstrip("\n"))


def _figure(item: Item) -> Drawing | None:
    return _drawing(item.image) if isinstance(item, ImageBased) else None


@lru_cache(maxsize=128)
def _drawing(image: ImageSpec) -> Drawing:
    return Drawing(figures.render(image), image.alt)
