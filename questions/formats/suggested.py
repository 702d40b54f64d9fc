"""Suggestions that admins accepted, as drafts of a pack."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from questions.formats.exchange import Report, land, numbering_of, reading_of
from questions.formats.incoming import Fields, Numbering, validate
from questions.formats.plain import Unfit
from questions.suggestions import CONCEPT, as_read


def add_suggested(drafts: Iterable[Mapping[str, Any]], into: Path) -> Report:
    """Add drafts to a pack's folder, in new files and under the next free ids.

    One whose question the pack has already is left out, so that it may be repeated. Raises
    `PackError` if the folder holds a pack with faults.
    """
    reading = reading_of(into)
    numbering = numbering_of(reading)
    known = {_plain(placed.item.stem) for placed in reading.questions}
    taken, lines, refused = list[Fields](), list[str](), 0
    for draft in drafts:
        stem = str(draft["stem"])
        if _plain(stem) in known:
            lines.append(f"“{stem[:60]}”: left out: the pack has this question already")
            continue
        known.add(_plain(stem))
        try:
            taken.append(_numbered(draft, numbering))
        except Unfit as error:
            refused += 1
            lines.append(f"“{stem[:60]}”: refused: {error}")
    land(taken, reading, into, "Suggested questions")
    return Report(len(taken), tuple(lines), refused)


def _plain(stem: str) -> str:
    return " ".join(stem.casefold().split())


def _numbered(draft: Mapping[str, Any], numbering: Numbering) -> Fields:
    fields = {name: as_read(value) for name, value in draft.items()}
    topic = str(fields["topic"])
    id_ = numbering.next_id(topic, CONCEPT)
    _, concept, serial = id_.split(".")
    facet = numbering.facet(topic, concept, f"{CONCEPT}-{serial}")
    fields |= {"id": id_, "concept": concept, "facet": facet}
    validate(fields)
    numbering.ids.add(id_)
    numbering.facets.add((topic, concept, facet))
    return fields
