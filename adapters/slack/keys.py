"""Which message stands under which key: what we remember, and what Slack keeps in its metadata.

The metadata of a message can be read by other apps, so it holds a hash and nothing else.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from adapters.slack.history import History, Message, Search
from adapters.slack.installations import Bot, Installations
from bot.chat.places import MessageRef, Place
from bot.chat.port import ChatDown, ChatError, MessageGone, PlaceGone
from bot.chat.recent import Recent

EVENT_TYPE = "quizstreak"
_PAGES = 5
"""So many of a channel's newest pages are looked at; a thread is read to its end."""


def opaque(key: str) -> str:
    """The key as Slack sees it."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def metadata(key: str) -> dict[str, Any]:
    """What goes with a message, so that it can be found again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": opaque(key)}}


class Keys:
    """Every (place, key) that we posted under lately."""

    def __init__(self, history: History, installations: Installations) -> None:
        self._history = history
        self._installations = installations
        self._known: Recent[tuple[Place, str], MessageRef] = Recent()
        self._keys: Recent[MessageRef, str] = Recent()
        self._doubtful: Recent[tuple[Place, str], bool] = Recent()

    def known(self, place: Place, key: str) -> MessageRef | None:
        return self._known.get((place, key))

    def stands(self, place: Place, key: str, message: MessageRef) -> None:
        self._known.put((place, key), message)
        self._keys.put(message, key)

    def gone(self, message: MessageRef) -> None:
        key = self._keys.get(message)
        if key is not None:
            self._known.drop((message.place, key))
            self._keys.drop(message)

    def is_doubtful(self, place: Place, key: str) -> bool:
        """Did an answer to a post under this key get lost?"""
        return (place, key) in self._doubtful

    @contextmanager
    def doubting(self, place: Place, key: str) -> Iterator[None]:
        """Around a post: in doubt until Slack has answered, whatever becomes of us meanwhile."""
        already = self.is_doubtful(place, key)
        self._doubtful.put((place, key), True)
        try:
            yield
        except ChatDown:
            raise
        except ChatError:
            if not already:
                self._doubtful.drop((place, key))
            raise
        self._doubtful.drop((place, key))

    async def find(self, place: Place, key: str) -> MessageRef | None:
        """The message that stands under the key; None also where the app may not read.

        Raises `ChatDown` or `Throttled`.
        """
        try:
            found = await self._read(place, key)
        except (PlaceGone, MessageGone):
            return None
        if found is not None:
            self.stands(place, key, found)
        self._doubtful.drop((place, key))
        return found

    async def _read(self, place: Place, key: str) -> MessageRef | None:
        bot = await self._installations.bot(place.workspace.id)
        thread = place.id if place.parent else ""
        search = Search(place.workspace.id, place.channel.id, thread, opaque(key))
        async for message in self._history.read(search, None if thread else _PAGES):
            ts = str(message["ts"])
            # A thread is read with the message that it hangs under; that one is elsewhere.
            if ts != thread and _is_ours(message, bot) and _key_of(message) == search.key:
                return MessageRef(place, ts)
        return None


def _is_ours(message: Message, bot: Bot) -> bool:
    return message.get("user") == bot.user or (bool(bot.id) and message.get("bot_id") == bot.id)


def _key_of(message: Message) -> str | None:
    found = message.get("metadata")
    payload = found.get("event_payload") if isinstance(found, Mapping) else None
    return payload.get("key") if isinstance(payload, Mapping) else None
