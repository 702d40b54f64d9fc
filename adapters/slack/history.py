"""Reading channels and threads, page by page; a rate limit only interrupts it."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.slack.calls import Calls
from adapters.slack.pacing import SLOW_PAGE
from bot.chat.places import MessageRef
from bot.chat.port import ChatDown, Throttled
from bot.chat.recent import Recent

_PAGE = 200
_INTERRUPTED = 512
_GOES_ON = 900.0
"""Seconds for which a reading that was interrupted is worth going on with."""

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Search:
    """What is read, and why: two who look for different things do not share a reading."""

    team: str
    channel: str
    thread: str = ""
    key: str = ""
    """Looked for in the messages' metadata."""


@dataclass(slots=True)
class _Reading:
    """How far one has read."""

    began: float
    cursor: str = ""
    pages: list[Sequence[Message]] = field(default_factory=list)


class History:
    """What stands in a channel (newest first) or in a thread (oldest first).

    An app that Slack holds to one page a minute reads a long thread in several goes: whoever was
    told to come again goes on where the last page ended.
    """

    def __init__(self, calls: Calls, clock: Callable[[], float]) -> None:
        self._calls = calls
        self._clock = clock
        self._readings: Recent[Search, _Reading] = Recent(_INTERRUPTED)

    async def thread(self, message: MessageRef) -> AsyncIterator[Message]:
        """Everything that stands under a message, itself included."""
        channel = message.place.channel
        async for one in self.read(Search(channel.workspace.id, channel.id, message.id)):
            yield one

    async def read(self, search: Search, pages: int | None = None) -> AsyncIterator[Message]:
        """Every message of so many pages. Raises what `Calls.call` raises."""
        reading = self._reading(search)
        for page in list(reading.pages):
            for message in page:
                yield message
        while not reading.pages or (reading.cursor and len(reading.pages) != pages):
            for message in await self._next(search, reading):
                yield message

    def forget(self) -> None:
        """Begin anew: what was read may have changed while we heard nothing."""
        self._readings = Recent(_INTERRUPTED)

    def _reading(self, search: Search) -> _Reading:
        """Where we were interrupted, unless that is long ago; taken, so that it is used once."""
        reading = self._readings.get(search)
        self._readings.drop(search)
        if reading is None or self._clock() > reading.began + _GOES_ON:
            return _Reading(self._clock())
        return reading

    async def _next(self, search: Search, reading: _Reading) -> Sequence[Message]:
        method = "conversations.replies" if search.thread else "conversations.history"
        slow = self._calls.pacer.is_slow(search.team, method)
        try:
            answer = await self._calls.call(
                search.team,
                method,
                channel=search.channel,
                ts=search.thread or None,
                limit=SLOW_PAGE if slow else _PAGE,
                cursor=reading.cursor or None,
                include_all_metadata=True if search.key else None,
            )
        except (Throttled, ChatDown):
            self._readings.put(search, reading)
            raise
        meta = answer.get("response_metadata") or {}
        reading.cursor = str(meta.get("next_cursor") or "")
        page: list[Message] = list(answer.get("messages") or [])
        reading.pages.append(page)
        return page
