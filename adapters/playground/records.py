"""What the playground remembers: people, channels, messages and reactions, as stored."""

from dataclasses import dataclass
from datetime import datetime

from bot.chat.places import MessageRef, Person, Place, Workspace

PLATFORM = "playground"
WORKSPACE = Workspace(PLATFORM, "playground")
BOT = "quizstreak"
BOT_NAME = "Quizstreak"

_THREAD = "thread-"


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    name: str
    admin: bool

    @property
    def person(self) -> Person:
        return Person(WORKSPACE, self.id, self.name, self.admin)


@dataclass(frozen=True, slots=True)
class Channel:
    """`owner` is the person whose conversation with the bot this is; None: everybody's."""

    id: str
    name: str
    owner: str | None
    lost: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message stands: in a channel itself, or in the thread under a message."""

    channel: str
    thread: int | None = None

    @property
    def place(self) -> Place:
        if self.thread is None:
            return Place(WORKSPACE, self.channel)
        return Place(WORKSPACE, f"{_THREAD}{self.thread}", self.channel)

    @classmethod
    def of(cls, place: Place) -> "Spot":
        """The spot that `place` names, whether or not it exists."""
        if place.parent is None:
            return cls(place.id)
        number = place.id.removeprefix(_THREAD)
        return cls(place.parent, int(number) if number.isdecimal() else 0)


@dataclass(frozen=True, slots=True)
class Message:
    """`author` and `text` are a person's, `content` is the bot's, as JSON of what is drawn."""

    id: int
    spot: Spot
    author: str | None
    at: datetime
    edited_at: datetime | None
    private_for: str | None
    text: str | None
    content: str | None
    deleted: bool

    @property
    def ref(self) -> MessageRef:
        return MessageRef(self.spot.place, str(self.id))


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be stored."""

    spot: Spot
    at: datetime
    author: str | None = None
    text: str | None = None
    content: str | None = None
    private_for: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A reaction that stands; `person` is `BOT` for the bot's own."""

    message: int
    person: str
    emoji: str
