"""A question as packs write it: one shape for each form, strict in every field."""

import re
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from bot.quiz.question import LETTERS
from questions.faults import Refused
from questions.limits import EXPLANATION_LIMIT, STEM_LIMIT
from questions.schema_image import ImageSpec
from questions.schema_parts import (
    ChoiceRender,
    Element,
    Justification,
    Listing,
    MatchRender,
    NumericAnswer,
    NumericRender,
    Option,
    OrderRender,
    PairScoring,
    Part,
    SetScoring,
    Slug,
    Template,
    TextRender,
    TierScoring,
    Why,
    Words,
    words,
)
from questions.schema_rubric import RubricSpec

Status = Literal["draft", "reviewed", "pilot", "live", "retired"]
PLAYED: frozenset[Status] = frozenset({"pilot", "live"})
"""The states in which a question is asked."""

QuestionId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9-]+\.[A-Za-z0-9-]+\.(T[0-9]{2}|[0-9]{3})$")
]
Explanation = Annotated[str, words(EXPLANATION_LIMIT)]
Options = Annotated[tuple[Option, ...], Field(min_length=2, max_length=len(LETTERS))]
Elements = Annotated[tuple[Element, ...], Field(min_length=3, max_length=len(LETTERS))]


class ItemPart(Part):
    """What every question has."""

    id: QuestionId
    version: Annotated[int, Field(ge=1)]
    status: Status
    practice_only: bool = False
    topic: Slug
    concept: Slug
    facet: Slug
    seeds: tuple[Words, ...] = ()
    difficulty: Annotated[int, Field(ge=1, le=5)]
    cognitive: Literal["recall", "explain", "apply", "diagnose", "design"]
    stem: Annotated[str, words(STEM_LIMIT)]
    explanation: Explanation | None = None
    check: Words | None = None
    references: tuple[Words, ...] = ()
    related: tuple[QuestionId, ...] = ()
    extra_data: bool = False

    @model_validator(mode="after")
    def _id_says_topic_and_concept(self) -> "ItemPart":
        topic, concept, serial = self.id.split(".")
        if (topic, concept) != (self.topic, self.concept):
            remedy = f"Write {self.topic}.{self.concept}.{serial}, or mend topic and concept"
            raise Refused("the id does not start with topic and concept", remedy, ("id",))
        return self

    @property
    def is_played(self) -> bool:
        """Is it asked at all? Drafts, reviewed and retired questions are not."""
        return self.status in PLAYED


class OneOfOptions(ItemPart):
    """Exactly one option is right."""

    options: Options
    render: ChoiceRender = ChoiceRender()

    @model_validator(mode="after")
    def _one_is_correct(self) -> "OneOfOptions":
        check_ids(self.options, "options")
        check_one_correct(self.options, ("options",))
        return self


class SingleChoice(OneOfOptions):
    form: Literal["single-choice"]
    explanation: Explanation


class CodeOutput(OneOfOptions):
    """`check: exec` runs the code and compares what it prints with the key."""

    form: Literal["code-output"]
    code: Listing
    explanation: Explanation


class ImageBased(OneOfOptions):
    form: Literal["image-based"]
    image: ImageSpec
    explanation: Explanation


class MultiSelect(ItemPart):
    form: Literal["multi-select"]
    options: Options
    scoring: SetScoring = SetScoring()
    render: ChoiceRender = ChoiceRender()
    explanation: Explanation

    @model_validator(mode="after")
    def _some_are_correct(self) -> "MultiSelect":
        check_ids(self.options, "options")
        if not 0 < sum(option.correct for option in self.options) < len(self.options):
            says = "either none or all of the options are correct"
            raise Refused(says, "Make some correct and some wrong", ("options",))
        return self


class TrueFalse(ItemPart):
    """Two tiers: the side, and the reason for it."""

    form: Literal["true-false"]
    answer: bool
    justification: Justification
    scoring: TierScoring = TierScoring()
    render: ChoiceRender = ChoiceRender()
    explanation: Explanation

    @model_validator(mode="after")
    def _reasons_take_both_sides(self) -> "TrueFalse":
        reasons, at = self.justification.options, ("justification", "options")
        check_ids(reasons, *at)
        check_one_correct(reasons, at)
        if {reason.supports for reason in reasons} != {True, False}:
            remedy = "Give at least one reason for true and one for false"
            raise Refused("all reasons argue for one side", remedy, at)
        if any(reason.correct and reason.supports != self.answer for reason in reasons):
            remedy = "Mend 'answer' or the reason's 'supports'"
            raise Refused("the correct reason argues against the answer", remedy, at)
        return self


class Numeric(ItemPart):
    """A number, either fixed (`answer.value`) or made by a template."""

    form: Literal["numeric"]
    template: Template | None = None
    answer: NumericAnswer
    example: dict[str, float] = Field(default={})
    render: NumericRender = NumericRender()
    explanation: Explanation

    @model_validator(mode="after")
    def _has_one_key(self) -> "Numeric":
        if (self.template is None) == (self.answer.value is None):
            remedy = "Give a template, or a value and no template"
            raise Refused("the answer has no number, or two", remedy, ("answer",))
        if self.template and self.answer.wrong_values:
            remedy = "Move them to the template"
            raise Refused("a template has its own wrong values", remedy, ("answer", "wrong_values"))
        if self.template and "key" not in self.example:
            remedy = "Add 'example' with a value for each parameter and the key"
            raise Refused("the template has no worked example", remedy, ("example",))
        if not self.template and (self.example or "T" in self.id.rsplit(".")[-1]):
            remedy = "Remove it, and number the id 001, 002, …"
            raise Refused("only a template has an example and a T number", remedy)
        return self

    @model_validator(mode="after")
    def _names_are_known(self) -> "Numeric":
        if self.template is None:
            return self
        known = {*self.template.params, *self.template.derived}
        if unknown := names_in(self.stem) - known:
            remedy = f"Use one of {', '.join(sorted(known))}"
            raise Refused(f"the stem uses the unknown name {{{min(unknown)}}}", remedy, ("stem",))
        if unknown := names_in(self.explanation) - known - {"key"}:
            says = f"the explanation uses the unknown name {{{min(unknown)}}}"
            raise Refused(says, f"Use key or one of {', '.join(sorted(known))}", ("explanation",))
        return self


class Order(ItemPart):
    form: Literal["order"]
    elements: Elements
    answer: tuple[str, ...]
    step_notes: dict[str, Why] = Field(default={})
    scoring: PairScoring = PairScoring(method="concordant-pairs")
    render: OrderRender = OrderRender()
    explanation: Explanation

    @model_validator(mode="after")
    def _answer_uses_each_once(self) -> "Order":
        ids = check_ids(self.elements, "elements")
        if sorted(self.answer) != sorted(ids):
            remedy = "List every element's id exactly once"
            raise Refused("the answer is no order of the elements", remedy, ("answer",))
        check_known(self.step_notes, ids, "step_notes")
        return self


class Match(ItemPart):
    form: Literal["match"]
    left: Annotated[tuple[Element, ...], Field(min_length=2, max_length=len(LETTERS))]
    right: Elements
    answer: dict[str, str]
    unused_note: dict[str, Why] = Field(default={})
    scoring: PairScoring = PairScoring(method="per-pair")
    render: MatchRender = MatchRender()
    explanation: Explanation

    @model_validator(mode="after")
    def _answer_pairs_each_left(self) -> "Match":
        left, right = check_ids(self.left, "left"), check_ids(self.right, "right")
        used = set(self.answer.values())
        if set(self.answer) != left or not used <= right or len(used) < len(left):
            remedy = "Give every left id its own right id"
            raise Refused("the answer does not pair left with right", remedy, ("answer",))
        check_known(self.unused_note, right - used, "unused_note")
        return self


class FreeText(ItemPart):
    form: Literal["free-text"]
    rubric: RubricSpec
    render: TextRender = TextRender()


Item = Annotated[
    SingleChoice
    | MultiSelect
    | TrueFalse
    | Numeric
    | Order
    | Match
    | CodeOutput
    | ImageBased
    | FreeText,
    Field(discriminator="form"),
]
ITEM: TypeAdapter[Item] = TypeAdapter(Item)


class Misconception(Part):
    """A wrong thought that distractors stand for, and what sets it right."""

    id: Slug
    statement: Words
    refutation: Words


class PackInfo(Part):
    """A pack's own page: `name` is its id, `licence` an SPDX id such as CC-BY-4.0."""

    name: Slug
    title: Words
    version: Words
    licence: Words
    description: Words | None = None


_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def names_in(text: str) -> set[str]:
    """The names that a template's text wants filled in: {prev} and the like."""
    return set(_PLACEHOLDER.findall(text))


def check_ids(parts: tuple[Option, ...] | tuple[Element, ...], *at: str) -> set[str]:
    ids = [part.id for part in parts]
    if len(set(ids)) < len(ids):
        raise Refused("an id stands here twice", "Give each its own id", at)
    return set(ids)


def check_one_correct(options: tuple[Option, ...], at: tuple[str, ...]) -> None:
    count = sum(option.correct for option in options)
    if count != 1:
        says = f"{count or 'no'} options are correct"
        raise Refused(says, "Make exactly one correct", at)


def check_known(notes: dict[str, str], ids: set[str], at: str) -> None:
    if unknown := set(notes) - ids:
        says = f"there is no '{min(unknown)}' to note this about"
        raise Refused(says, f"Use one of {', '.join(sorted(ids)) or 'none'}", (at,))
