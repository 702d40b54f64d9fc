"""Questions that members propose: what they typed, and the draft that a pack could take."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class State(StrEnum):
    """What became of a proposed question."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question with one right answer, as somebody typed it."""

    topic: str
    stem: str
    right: str
    wrong: tuple[str, ...]
    why: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a proposal cannot be taken as it is, with the remedy; `field` is one of `Proposal`'s."""

    field: str
    says: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed question in the words of a pack: `fields` are those of its entry there."""

    fields: Mapping[str, Any]

    @property
    def topic(self) -> str:
        return str(self.fields["topic"])

    @property
    def stem(self) -> str:
        return str(self.fields["stem"])

    @property
    def options(self) -> tuple[tuple[str, bool], ...]:
        """Each option, and whether it is right."""
        return tuple((str(one["text"]), bool(one["correct"])) for one in self.fields["options"])

    @property
    def why(self) -> str:
        return str(self.fields["explanation"])

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(map(str, self.fields.get("references", ())))

    @property
    def digest(self) -> str:
        """The same for the same question and options, however they are spaced or capitalised."""
        texts = [self.stem, *sorted(text for text, _ in self.options)]
        plain = "\n".join(" ".join(text.casefold().split()) for text in texts)
        return hashlib.sha256(plain.encode()).hexdigest()


class Drafting(Protocol):
    """Holds proposals against the rules of packs; `questions.suggestions` has the real one."""

    @property
    def topics(self) -> tuple[str, ...]:
        """What a question may be about."""
        ...

    def draft(self, proposal: Proposal) -> Draft | tuple[Objection, ...]:
        """The proposal as a draft, or everything that speaks against it. Takes a moment."""
        ...

    def notes(self, draft: Draft) -> tuple[str, ...]:
        """What a reviewer should look at; none of it speaks against the draft."""
        ...
