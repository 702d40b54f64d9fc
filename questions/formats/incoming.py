"""Questions of others as drafts of a pack: what is missing is said to be missing, never made up."""

import re
import unicodedata
from dataclasses import dataclass, field

from pydantic import ValidationError

from bot.quiz.question import LETTERS, Form
from questions.formats.plain import CHOICES, NO_REFERENCE, Choice, PlainQuestion, Unfit
from questions.reading import Value
from questions.schema import ITEM
from questions.sentences import faults_of

UNNAMED = "imported-unnamed"
"""The misconception of every imported wrong option, until its author names a real one."""
NO_REASON = "The imported file gives no reason."
NO_EXPLANATION = "The imported file gives no explanation."
_ID = re.compile(r"[A-Za-z0-9-]+\.[A-Za-z0-9-]+\.[0-9]{3}")
_LISTING = re.compile(r"(.*?)\n+```([A-Za-z0-9-]+)\n(.*?)\n?```\s*", re.DOTALL)
_COGNITIVE = frozenset({"recall", "explain", "apply", "diagnose", "design"})
_SERIALS = 999
Fields = dict[str, Value]


@dataclass(slots=True)
class Numbering:
    """Which ids and facets are taken, so that no two questions get the same."""

    ids: set[str] = field(default_factory=set)
    facets: set[tuple[str, str, str]] = field(default_factory=set)
    last: dict[str, int] = field(default_factory=dict)

    def next_id(self, topic: str, concept: str) -> str:
        """The next free id; a full concept goes on as concept-2, concept-3, …"""
        part = 1
        while True:
            stem = f"{topic}.{concept if part == 1 else f'{concept}-{part}'}"
            for serial in range(self.last.get(stem, 0) + 1, _SERIALS + 1):
                self.last[stem] = serial
                if (found := f"{stem}.{serial:03}") not in self.ids:
                    return found
            part += 1

    def facet(self, topic: str, concept: str, wanted: str) -> str:
        """The wanted facet, or with a number behind it if the concept has it already."""
        facet, again = wanted, 1
        while (topic, concept, facet) in self.facets:
            again += 1
            facet = f"{wanted}-{again}"
        return facet


def draft_of(question: PlainQuestion, numbering: Numbering, fallback: str) -> Fields:
    """The question as a pack writes it, with status draft; `fallback` is the topic without one.

    Raises `Unfit` with everything that our schema says against it.
    """
    topic, concept, id_ = _placed(question, numbering, fallback)
    tags = dict(tag.partition(":")[::2] for tag in question.tags)
    wanted = slug(tags.get("facet", "")) or f"imported-{id_.rsplit('.', 1)[1]}"
    facet = numbering.facet(topic, concept, wanted)
    difficulty = tags.get("difficulty", "")
    fields: Fields = {
        "id": id_,
        "version": 1,
        "status": "draft",
        "form": question.form.value,
        "topic": topic,
        "concept": concept,
        "facet": facet,
        "difficulty": int(difficulty) if re.fullmatch("[1-5]", difficulty) else 3,
        "cognitive": tags["cognitive"] if tags.get("cognitive") in _COGNITIVE else "recall",
        "stem": question.stem,
        **_answers(question),
        "explanation": question.explanation or NO_EXPLANATION,
    }
    validate(fields)
    numbering.ids.add(id_)
    numbering.facets.add((topic, concept, facet))
    return fields


def _placed(question: PlainQuestion, numbering: Numbering, fallback: str) -> tuple[str, str, str]:
    if _ID.fullmatch(question.name) and question.name not in numbering.ids:
        topic, concept, _ = question.name.split(".")
        if slug(topic) == topic and slug(concept) == concept:
            return topic, concept, question.name
    names = [found for found in map(slug, question.category) if found]
    topic, concept = names[-2:] if len(names) > 1 else (*names, fallback, fallback)[:2]
    id_ = numbering.next_id(topic, concept)
    return topic, id_.split(".")[1], id_


def slug(text: str) -> str:
    """A name for ids and files: lower case, no accents, dashes; "" if nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")


def validate(fields: Fields) -> None:
    """Raises `Unfit` with everything that our schema says against an entry of a pack."""
    try:
        ITEM.validate_python(fields)
    except ValidationError as error:
        faults = faults_of(error, fields, "", {(): 1})
        raise Unfit("; ".join(dict.fromkeys(fault.says for fault in faults))) from error


def _answers(question: PlainQuestion) -> Fields:
    if question.form in CHOICES:
        return _choice(question)
    if question.form is Form.NUMERIC:
        return _number(question)
    if question.form is Form.ORDER:
        return _order(question)
    if question.form is Form.MATCH:
        return _match(question)
    return _free_text(question)


def _choice(question: PlainQuestion) -> Fields:
    options = tuple(map(_option, LETTERS.lower(), question.choices))
    if len(question.choices) > len(LETTERS):
        raise Unfit(f"it has more than {len(LETTERS)} options")
    listing = _LISTING.fullmatch(question.stem)
    if not listing or question.form is not Form.SINGLE_CHOICE:
        return {"options": options}
    code: Fields = {"language": listing[2], "source": listing[3] + "\n"}
    return {"form": "code-output", "stem": listing[1], "code": code, "options": options}


def _option(letter: str, choice: Choice) -> Fields:
    named: Fields = {} if choice.correct else {"misconception": UNNAMED}
    why = choice.why or NO_REASON
    return {"id": letter, "text": choice.text, "correct": choice.correct, **named, "why": why}


def _number(question: PlainQuestion) -> Fields:
    key = next(choice for choice in question.choices if choice.correct)
    wrong: tuple[Value, ...] = tuple(
        {"value": float(one.text), "misconception": UNNAMED, "why": one.why or NO_REASON}
        for one in question.choices
        if not one.correct
    )
    answer: Fields = {
        "unit": question.unit,
        "tolerance": {"abs": float(question.tolerance)},
        "value": float(key.text),
        **({"wrong_values": wrong} if wrong else {}),
    }
    return {"answer": answer}


def _free_text(question: PlainQuestion) -> Fields:
    """A reference alone: points are for a person to write, and until then people judge."""
    if not question.choices:
        raise Unfit(NO_REFERENCE)
    return {"rubric": {"reference": question.choices[0].text}}


def _order(question: PlainQuestion) -> Fields:
    # Written by text, so that a reader of the file sees the order only in the answer.
    shown = sorted(question.choices, key=lambda choice: choice.text)
    ids = {id(choice): f"s{place}" for place, choice in enumerate(shown, 1)}
    notes: Fields = {ids[id(choice)]: choice.why for choice in shown if choice.why}
    return {
        "elements": tuple({"id": ids[id(choice)], "text": choice.text} for choice in shown),
        "answer": tuple(ids[id(choice)] for choice in question.choices),
        **({"step_notes": notes} if notes else {}),
    }


def _match(question: PlainQuestion) -> Fields:
    placed = tuple(enumerate(question.choices, 1))
    pairs = [(place, choice) for place, choice in placed if choice.left]
    if len({choice.text for choice in question.choices}) < len(question.choices):
        raise Unfit("two of its left sides share a right side")
    notes: Fields = {f"r{place}": one.why for place, one in placed if one.why and not one.left}
    return {
        "left": tuple({"id": f"l{place}", "text": choice.left} for place, choice in pairs),
        "right": tuple({"id": f"r{place}", "text": choice.text} for place, choice in placed),
        "answer": {f"l{place}": f"r{place}" for place, _ in pairs},
        **({"unused_note": notes} if notes else {}),
    }
