"""Which live questions serve each interview question and concept that the pack is to cover.

`coverage.yaml` lists what is to be covered and how many facets each needs; the ids of the
questions, and `short` where there are too few, are filled in from the pack.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, TypeAdapter

from questions.schema import Item
from questions.schema_parts import Part

FILE = Path(__file__).with_name("coverage.yaml")
HEAD = """\
# What the shipped pack is to cover, and the live questions that do.
# `corrections` are mistakes that interview guides make about a seed: where it is put right.
# `needs` counts facets; `short` says how many are missing. A test holds this file to the pack:
# after a change of the pack run .venv/bin/python scripts/cover.py
"""
Ids = tuple[str, ...]
Count = Annotated[int, Field(ge=1)]


class Served(Part):
    """An interview question or a concept, and the ids of the questions about it."""

    needs: Count
    short: Count | None = None
    questions: Ids = ()


class Correction(Part):
    """The question that puts a common mistake right, and the words in which it does."""

    question: str
    says: str


class Coverage(Part):
    """By the ids of interview questions, of their concepts, and of the concepts beyond them."""

    seeds: dict[str, Served]
    concepts: dict[str, Served]
    beyond: dict[str, Served]
    corrections: dict[str, Correction] = Field(default={})
    """By the ids of interview questions that are often answered wrongly."""

    @property
    def short(self) -> tuple[str, ...]:
        """The ids of whatever has too few facets."""
        parts = (self.seeds, self.concepts, self.beyond)
        return tuple(id_ for part in parts for id_, served in part.items() if served.short)


_COVERAGE: TypeAdapter[Coverage] = TypeAdapter(Coverage)


def read(file: Path = FILE) -> Coverage:
    """What the file says."""
    loaded = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return _COVERAGE.validate_python(loaded, strict=False)


def refreshed(coverage: Coverage, items: Iterable[Item]) -> Coverage:
    """The same needs, served by these questions as far as they are live."""
    live = sorted((item for item in items if item.status == "live"), key=lambda item: item.id)
    seeds = {
        id_: _served(served, [item for item in live if id_ in item.seeds])
        for id_, served in coverage.seeds.items()
    }
    parts = [
        {
            id_: _served(served, [item for item in live if item.concept == id_])
            for id_, served in part.items()
        }
        for part in (coverage.concepts, coverage.beyond)
    ]
    return Coverage(
        seeds=seeds, concepts=parts[0], beyond=parts[1], corrections=coverage.corrections
    )


def uncorrected(coverage: Coverage, items: Iterable[Item]) -> tuple[str, ...]:
    """The ids of seeds whose mistake no live question puts right in the words that it is to."""
    taught = {item.id: _taught(item) for item in items if item.status == "live"}
    return tuple(
        seed
        for seed, one in coverage.corrections.items()
        if _plain(one.says) not in taught.get(one.question, "")
    )


def _taught(item: Item) -> str:
    """All that a question says once it is answered."""
    return _plain(" ".join(_texts(item.model_dump(exclude={"stem"}))))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in _texts(part))
    elif isinstance(value, tuple | list):
        yield from (text for part in value for text in _texts(part))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def written(coverage: Coverage) -> str:
    """The text of the file."""
    return HEAD + "".join(_lines(coverage))


def _served(served: Served, items: list[Item]) -> Served:
    facets = len({(item.concept, item.facet) for item in items})
    missing = max(0, served.needs - facets)
    ids = tuple(item.id for item in items)
    return Served(needs=served.needs, short=missing or None, questions=ids)


def _lines(coverage: Coverage) -> Iterator[str]:
    for name in ("seeds", "concepts", "beyond"):
        part: dict[str, Served] = getattr(coverage, name)
        yield f"{name}:\n"
        for id_, served in part.items():
            yield f"  {id_}:\n    needs: {served.needs}\n"
            if served.short:
                yield f"    short: {served.short}\n"
            yield "    questions:" + ("\n" if served.questions else " []\n")
            yield from (f"      - {question}\n" for question in served.questions)
    if coverage.corrections:
        yield "corrections:\n"
    for seed, one in coverage.corrections.items():
        says = json.dumps(one.says, ensure_ascii=False)
        yield f"  {seed}:\n    question: {one.question}\n    says: {says}\n"
