"""Which message stands under which key: what we remember, and what Discord keeps with it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from adapters.discord.calls import Calls
from adapters.discord.nonces import bears, mark, nonce
from bot.chat.places import MessageRef, Place
from bot.chat.port import ChatDown, ChatError, MessageGone, PlaceGone
from bot.chat.recent import Recent

PAGE = 100
_PAGES = 5
"""So many of a place's newest pages are looked at."""
_MANY = 20_000
"""More messages than a bot's channels get in a day."""

MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"


class Keys:
    """Every (place, key) that we posted under lately."""

    def __init__(self, calls: Calls, us: str) -> None:
        self._calls = calls
        self._us = us
        self._known: Recent[tuple[Place, str], MessageRef] = Recent(_MANY)
        self._keys: Recent[MessageRef, str] = Recent(_MANY)
        self._doubtful: Recent[tuple[Place, str], bool] = Recent()
        self._gone: Recent[tuple[Place, str], int] = Recent()

    def nonce(self, place: Place, key: str) -> str:
        return nonce(place, key, self._gone.get((place, key)) or 0)

    def mark_of(self, message: MessageRef) -> str | None:
        """What it was marked with, if we remember."""
        key = self._keys.get(message)
        return None if key is None else mark(message.place, key)

    def stands(self, place: Place, key: str, message: MessageRef) -> None:
        self._known.put((place, key), message)
        self._keys.put(message, key)

    def gone(self, message: MessageRef) -> None:
        key = self._keys.get(message)
        if key is None:
            return
        self._known.drop((message.place, key))
        self._keys.drop(message)
        self._gone.put((message.place, key), (self._gone.get((message.place, key)) or 0) + 1)

    @contextmanager
    def doubting(self, place: Place, key: str) -> Iterator[None]:
        """Around a post: in doubt until Discord has answered, whatever becomes of us meanwhile."""
        already = (place, key) in self._doubtful
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

    async def standing(self, place: Place, key: str) -> MessageRef | None:
        """The message under this key as far as we know; None: post it, with the same nonce.

        Raises `ChatDown` or `Throttled`.
        """
        if (place, key) in self._doubtful:
            return await self.find(place, key)
        known = self._known.get((place, key))
        if known is None:
            return None
        try:
            await self._calls.get(MESSAGE, channel_id=place.id, message_id=known.id)
        except MessageGone:
            self.gone(known)
            return None
        return known

    async def find(self, place: Place, key: str) -> MessageRef | None:
        """The message that stands under the key; None also where we may not read.

        Raises `ChatDown` or `Throttled`.
        """
        try:
            found = await self._read(place, mark(place, key))
        except (PlaceGone, MessageGone):
            return None
        if found is not None:
            self.stands(place, key, found)
        self._doubtful.drop((place, key))
        return found

    async def _read(self, place: Place, address: str) -> MessageRef | None:
        before: dict[str, str | int] = {}
        for _ in range(_PAGES):
            query = {"limit": PAGE, **before}
            page = await self._calls.page(MESSAGES, query, channel_id=place.id)
            for message in page:
                if self._is_ours(message) and bears(message, address):
                    return MessageRef(place, str(message["id"]))
            if len(page) < PAGE:
                return None
            before = {"before": str(page[-1]["id"])}
        return None

    def _is_ours(self, message: Mapping[str, Any]) -> bool:
        return str((message.get("author") or {}).get("id")) == self._us
