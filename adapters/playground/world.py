"""Who is there, what stands where, and what each person sees of it."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from adapters.playground import reading
from adapters.playground.errors import Unknown
from adapters.playground.records import BOT, BOT_NAME, Channel, Draft, Mark, Member, Message, Spot
from adapters.playground.render import pictures, render
from adapters.playground.store import Store
from adapters.playground.stream import Stream
from adapters.playground.wire import (
    AuthorJSON,
    ChannelJSON,
    ContentJSON,
    MessageJSON,
    ReactionJSON,
)
from bot.chat.content import Content

SHOWN = 200
"""How many messages of a channel a page gets; their threads come whole."""

_FOUNDERS = ("Ada", "Grace", "Alan", "Katherine", "Edsger", "Barbara")
_CHANNELS = ("ml-interviews", "data-team")
_DIRECT = "direct-"


@dataclass(frozen=True, slots=True)
class _Around:
    """What is said about some messages: reactions on them, and replies under them."""

    marks: dict[int, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    replies: Counter[int] = field(default_factory=Counter)


class World:
    """The playground's memory with eyes: every change is told to those who can see it."""

    def __init__(self, store: Store, stream: Stream) -> None:
        self.store = store
        self.stream = stream
        self._worn: dict[int, ContentJSON] = {}
        if store.is_new:
            self._begin()

    def _begin(self) -> None:
        for name in _CHANNELS:
            self.store.add_channel(Channel(name, name, None, lost=False))
        for name in _FOUNDERS:
            self.welcome(Member(name.lower(), name, admin=name == _FOUNDERS[0]))

    def welcome(self, member: Member) -> None:
        """Add a person, who can talk to the bot at once."""
        direct = Channel(f"{_DIRECT}{member.id}", BOT_NAME, member.id, lost=False)
        self.store.add_person(member, direct)
        self.call_back()

    # Looking things up as somebody

    def member(self, person: str) -> Member:
        """Raises `Unknown`."""
        if member := self.store.person(person):
            return member
        raise Unknown("There is no such person here.")

    def channel(self, name: str, viewer: str) -> Channel:
        """Raises `Unknown`, also for somebody else's direct conversation."""
        channel = self.store.channel(name)
        if channel is None or channel.owner not in (None, viewer):
            raise Unknown("There is no such channel.")
        return channel

    def message(self, number: str, viewer: str) -> Message:
        """A message that stands and that `viewer` can see. Raises `Unknown`."""
        message = self.any_message(number)
        if message is None or message.deleted or not self.is_seen_by(message, viewer):
            raise Unknown("This message is gone.")
        return message

    def any_message(self, number: str) -> Message | None:
        """The message of this id, whoever may see it, deleted or not."""
        is_number = number.isascii() and number.isdecimal() and len(number) < 18
        return self.store.message(int(number)) if is_number else None

    def direct(self, person: str) -> Channel | None:
        """A person's conversation with the bot."""
        return self.store.channel(f"{_DIRECT}{person}")

    def is_seen_by(self, message: Message, viewer: str) -> bool:
        channel = self.store.channel(message.spot.channel)
        is_theirs = channel is not None and channel.owner in (None, viewer)
        return is_theirs and message.private_for in (None, viewer)

    def pressable(self, message: Message) -> list[ContentJSON]:
        """What the message shows, and what it showed last with buttons: a page may lag behind."""
        worn = self._worn.get(message.id)
        return [shown(message), *([worn] if worn else [])]

    # Changes, each told to those who see it

    def show(self, draft: Draft, content: Content | None = None) -> Message:
        """Store a message, unless its key stands at the spot, and show it."""
        message = self.store.add(draft, pictures(content) if content else None)
        self.changed(message)
        return message

    def redraw(self, message: Message, content: Content, at: datetime) -> None:
        """Store the new content of a message of the bot and show it."""
        old = shown(message)
        if reading.buttons(old):
            self._worn[message.id] = old
        self.changed(self.store.write_content(message.id, drawn(content), pictures(content), at))

    def remove(self, message: Message) -> None:
        """Delete a message; its channel is read anew by those who saw it."""
        self.store.delete(message.id)
        self.stream.tell_each(
            "changed",
            lambda viewer: (
                {"channel": message.spot.channel, "message": None}
                if self.is_seen_by(message, viewer)
                else None
            ),
        )

    def changed(self, message: Message) -> None:
        """Tell a message, and the one it replies to, to everybody who sees it."""
        parent = self.store.message(message.spot.thread) if message.spot.thread else None
        for each in (message, parent):
            if each and not each.deleted:
                self._tell(each)

    def call_back(self) -> None:
        """Ask every page to read the state anew."""
        channel = self.store.channels()[0].id
        self.stream.tell("changed", {"channel": channel, "message": None})

    def _tell(self, message: Message) -> None:
        def see(viewer: str) -> object | None:
            if not self.is_seen_by(message, viewer):
                return None
            [seen] = self.draw([message], viewer)
            return {"channel": message.spot.channel, "message": seen}

        self.stream.tell_each("changed", see)

    # What a person sees

    def messages(self, channel: str, viewer: str) -> list[MessageJSON]:
        """The last messages of a channel, oldest first, with the whole of their threads."""
        tops = self.store.top_messages(channel, viewer, SHOWN)
        replies = self.store.replies([message.id for message in tops], viewer)
        return self.draw(sorted([*tops, *replies], key=lambda message: message.id), viewer)

    def channels(self, viewer: str) -> list[ChannelJSON]:
        """The channels that a person sees, with the number of messages they have not read."""
        unread = self.store.unread(viewer)
        return [
            {
                "id": channel.id,
                "name": channel.name,
                "kind": "direct" if channel.owner else "channel",
                "lost": channel.lost,
                "unread": unread.get(channel.id, 0),
            }
            for channel in self.store.channels()
            if channel.owner in (None, viewer)
        ]

    def draw(self, messages: Sequence[Message], viewer: str) -> list[MessageJSON]:
        """The messages as `viewer` sees them; the caller has checked that they may."""
        names = {member.id: member.name for member in self.store.people()} | {BOT: BOT_NAME}
        around = self._around([message.id for message in messages])
        return [_draw(message, viewer, names, around) for message in messages]

    def _around(self, ids: list[int]) -> _Around:
        around = _Around()
        for mark in self.store.marks(ids):
            around.marks[mark.message].append(mark)
        around.replies.update(reply.spot.thread or 0 for reply in self.store.replies(ids, None))
        return around


def drawn(content: Content) -> str:
    """The content as it is stored."""
    return json.dumps(render(content), ensure_ascii=False)


def shown(message: Message) -> ContentJSON:
    """What a message shows; a person's own words are its summary."""
    if message.content is None:
        return {"summary": message.text or "", "blocks": []}
    content: ContentJSON = json.loads(message.content)
    return content


def _draw(message: Message, viewer: str, names: dict[str, str], around: _Around) -> MessageJSON:
    content = shown(message)
    in_direct = message.spot.channel.startswith(_DIRECT)
    return {
        "id": str(message.id),
        "channel": message.spot.channel,
        "thread": str(message.spot.thread) if message.spot.thread else None,
        "author": _author(message.author, names),
        "at": message.at.isoformat(),
        # The bot redraws its messages as a matter of course; only people's edits are news.
        "edited": message.edited_at is not None and message.author is not None,
        "private": message.private_for is not None and not in_direct,
        "summary": content["summary"],
        "blocks": content["blocks"],
        "text": message.text or "",
        "reactions": _reactions(around.marks[message.id], viewer, names),
        "replies": around.replies[message.id],
        "deleted": False,
    }


def _author(author: str | None, names: dict[str, str]) -> AuthorJSON:
    key = author or BOT
    return {"id": key, "name": names[key], "bot": author is None}


def _reactions(marks: Iterable[Mark], viewer: str, names: dict[str, str]) -> list[ReactionJSON]:
    people: dict[str, list[str]] = {}
    for mark in marks:
        people.setdefault(mark.emoji, []).append(mark.person)
    return [
        {
            "emoji": emoji,
            "count": len(ids),
            "mine": viewer in ids,
            "people": [names[key] for key in ids],
        }
        for emoji, ids in people.items()
    ]


def spot_in(message: Message) -> Spot:
    """The spot of a thread under a message."""
    return Spot(message.spot.channel, message.id)
