"""What a free-text answer is judged by, as packs write it; `questions.rubrics` checks its sense."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, model_validator

from bot.quiz.rubric import Rubric, rubric_of
from questions.faults import Refused
from questions.limits import ANSWER_LIMIT, WHY_LIMIT
from questions.patterns import Sound, checked
from questions.schema_parts import Part, Why, Words, words

PointId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$")]


def _readable(pattern: str, info: ValidationInfo) -> str:
    """Whoever validates may bring along what was found sound before."""
    return checked(pattern, info.context if isinstance(info.context, Sound) else Sound())


Pattern = Annotated[Words, AfterValidator(_readable)]
Hint = Annotated[str, StringConstraints(strip_whitespace=True, max_length=WHY_LIMIT)]
Sample = Annotated[str, words(2 * ANSWER_LIMIT)]
POINTS_LIMIT = 8


class PointSpec(Part):
    """Something that a full answer says: in a sentence to show, and in patterns to look for."""

    id: PointId
    text: Why
    hint: Hint = ""
    about: PointId | Literal[""] = ""
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    required: bool = False
    optional: bool = False
    say: tuple[Pattern, ...] = ()
    polarity: Literal["strict", "free"] = "strict"
    para: tuple[Words, ...] = ()
    accept: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _is_needed_or_a_bonus(self) -> "PointSpec":
        if self.required and self.optional:
            says = "a point cannot be required and optional"
            raise Refused(says, "Remove one of the two", ("optional",))
        return self


class WrongSpec(Part):
    """A misconception: patterns that no right answer holds, and what sets it right."""

    id: PointId
    text: Why
    say: tuple[Pattern, ...] = ()
    cap: Annotated[float, Field(ge=0, le=0.7)] = 0.4


class Samples(Part):
    """Answers and the verdict that each must get."""

    correct: tuple[Sample, ...] = ()
    partly: tuple[Sample, ...] = ()
    incorrect: tuple[Sample, ...] = ()


class RubricSpec(Part):
    """Without points, an answer is only held against the reference, and people decide."""

    reference: Annotated[str, words(ANSWER_LIMIT)]
    roles: dict[PointId, Annotated[tuple[Words, ...], Field(min_length=1)]] = Field(default={})
    need: Annotated[int, Field(ge=1)] | None = None
    points: Annotated[tuple[PointSpec, ...], Field(max_length=POINTS_LIMIT)] = ()
    wrong: tuple[WrongSpec, ...] = ()
    tests: Samples = Samples()

    @model_validator(mode="after")
    def _ids_are_their_own(self) -> "RubricSpec":
        _check_ids([point.id for point in self.points], "points")
        _check_ids([wrong.id for wrong in self.wrong], "wrong")
        return self

    @model_validator(mode="after")
    def _owners_are_known(self) -> "RubricSpec":
        if len(self.roles) == 1:
            says = "one role alone contrasts nothing"
            raise Refused(says, "Name a second one, or remove it", ("roles",))
        for place, point in enumerate(self.points):
            if point.about and point.about not in self.roles:
                says = f"there is no role '{point.about}'"
                remedy = f"Use one of {_listed(self.roles)}, or add it to 'roles'"
                raise Refused(says, remedy, ("points", place, "about"))
        return self

    @model_validator(mode="after")
    def _need_is_in_reach(self) -> "RubricSpec":
        count = sum(not point.optional for point in self.points)
        if self.need is not None and self.need > count:
            says = f"{self.need} points are needed, but only {count} are not optional"
            raise Refused(says, "Lower 'need', or add points", ("need",))
        if not self.points and (self.roles or self.wrong or self.tests != Samples()):
            says = "without points nothing but the reference is looked at"
            raise Refused(says, "Add 'points', or leave only 'reference'", ("points",))
        if self.points and not count:
            says = "every point is optional"
            raise Refused(says, "Make one of them count", ("points",))
        return self

    def rubric(self) -> Rubric | None:
        """What grading needs of it; None if there are no points."""
        return rubric_of(self.model_dump()) if self.points else None


def _check_ids(ids: list[str], at: str) -> None:
    twice = [name for name, count in Counter(ids).items() if count > 1]
    if twice:
        raise Refused(f"the id '{twice[0]}' stands here twice", "Give each its own id", (at,))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
