"""Answers that people graded, in a file of JSON lines, and rubrics in a file of YAML."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from bot.quiz.rubric import Rubric
from questions.faults import Fault, PackError
from questions.reading import Document, read_yaml
from questions.schema_rubric import RubricSpec
from questions.sentences import faults_of

_Text = Annotated[str, StringConstraints(min_length=1)]
_Score = Annotated[float, Field(ge=0, le=1)]
_FIELDS = "qid, question, reference, answer and score"
_IGNORED = frozenset({"id", "question"})
"""A rubric file may name its questions for those who read it."""


class SampleTrouble(Exception):
    """A file of graded answers that cannot be read: where, why, and what to do."""


class Sample(BaseModel):
    """An answer, and the score that people gave it, 0 to 1. Other fields are passed over."""

    model_config = ConfigDict(frozen=True, strict=True, populate_by_name=True)

    question_id: _Text = Field(alias="qid")
    question: str
    reference: _Text
    others: list[_Text] | None = Field(default=None, alias="references")
    answer: str
    score: _Score
    label_2way: Literal["correct", "incorrect"] | None = None

    @property
    def references(self) -> tuple[str, ...]:
        """Every model answer once, the first one first."""
        return tuple(dict.fromkeys((self.reference, *(self.others or ()))))

    @property
    def is_right(self) -> bool | None:
        return None if self.label_2way is None else self.label_2way == "correct"


def read_samples(path: Path) -> list[Sample]:
    """Every answer of the file. Raises `SampleTrouble` at the first line that is none."""
    samples = [_sample(path, number, line) for number, line in _lines(path) if line.strip()]
    if not samples:
        raise SampleTrouble(f"{path} holds no answers. Put one JSON object with {_FIELDS} a line.")
    return samples


def read_rubrics(path: Path) -> Mapping[str, Rubric]:
    """The rubrics by question id. Raises `PackError` with every fault, its line and remedy."""
    document = read_yaml(path)
    if not isinstance(document.value, dict) or not document.value:
        says, remedy = "the file maps no question to its rubric", "Start each with '<qid>:'"
        raise PackError([Fault(str(path), 1, "", says, remedy)])
    specs = {name: _spec(path, document, name) for name in document.value}
    return {name: rubric for name, spec in specs.items() if (rubric := spec.rubric())}


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise SampleTrouble(
            f"{path} cannot be read ({error.strerror}). Check its name and permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise SampleTrouble(f"{path} is no UTF-8 text. Save it as UTF-8.") from error
    # Not `splitlines`, which would also break at separators within JSON strings.
    return enumerate(text.split("\n"), 1)


def _sample(path: Path, number: int, line: str) -> Sample:
    try:
        return Sample.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise SampleTrouble(
            f"{path}:{number} is no JSON ({error.msg} at column {error.colno})."
            f" Put one object with {_FIELDS} on each line."
        ) from error
    except ValidationError as error:
        raise SampleTrouble(f"{path}:{number} {_told(error)} Each line needs {_FIELDS}.") from error


def _told(error: ValidationError) -> str:
    details = error.errors(include_url=False)[0]
    where = ".".join(map(str, details["loc"])) or "the line"
    return f"is refused: {where}: {details['msg'][:1].lower()}{details['msg'][1:]}."


def _spec(path: Path, document: Document, name: str) -> RubricSpec:
    assert isinstance(document.value, dict)
    value = document.value[name]
    if isinstance(value, dict):
        value = {key: part for key, part in value.items() if key not in _IGNORED}
    try:
        return RubricSpec.model_validate(value)
    except ValidationError as error:
        found = faults_of(error, value, str(path), document.lines, (name,))
        raise PackError(found) from error
