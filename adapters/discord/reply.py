"""The private way back to one deed: seen by whoever acted alone, or in their conversation with us.

An answer that cannot be shown never fails the deed: whatever the deed changed is committed by then,
and an error would tell the person that it was lost. So a failure is logged, and that is all.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Protocol

from adapters.discord import callbacks
from adapters.discord.callbacks import EPHEMERAL, Callback
from adapters.discord.keeping import Kept
from adapters.discord.render import Message, forms, render
from adapters.discord.words import Json
from bot.chat.content import Content, Text
from bot.chat.places import MessageRef, Place
from bot.chat.port import ChatError

PATIENCE = 2.0
"""Seconds that a deed waits for its answer to be shown; one that takes longer goes on without."""
SORRY = Content(
    "That did not work. Please try again.", Text("That did not work. Please try again.")
)

_log = logging.getLogger(__name__)


class Speaker(Protocol):
    """Who can post a message of its own."""

    async def post(self, place: Place, content: Content, key: str) -> MessageRef: ...


class Replies:
    """Shows answers, and holds those that are still under way."""

    def __init__(self, kept: Kept, speaker: Speaker) -> None:
        self._kept = kept
        self._under_way: set[asyncio.Task[None]] = set()
        self.speaker = speaker

    async def drawn(self, content: Content) -> Message:
        """What it looks like; its forms are kept before anybody can ask for them."""
        keys = {form: await self._kept.keep(form) for form in forms(content)}
        return render(content, keys)

    async def deliver(self, showing: Coroutine[Any, Any, None]) -> None:
        """Return once it is shown, has failed, or takes too long to wait for."""
        task = asyncio.create_task(_tried(showing))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.wait([task], timeout=PATIENCE)
        if task.done():
            task.result()

    async def aclose(self) -> None:
        """Let what is under way arrive, or let it go after a while."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


async def _tried(showing: Coroutine[Any, Any, None]) -> None:
    try:
        await showing
    except ChatError as error:
        _log.warning("action=discord.reply error=%s", type(error).__name__)


class Answer:
    """The way back to one interaction; Discord waits three seconds for its first answer.

    `redraws`: it came from a message that only this person sees. Neither `say` nor `replace` raises
    when Discord cannot show it.
    """

    def __init__(
        self, replies: Replies, callback: Callback, *, ephemeral: bool, redraws: bool, pressed: bool
    ) -> None:
        self._replies = replies
        self._callback = callback
        self._flags = EPHEMERAL if ephemeral else 0
        self._redraws = redraws
        self._pressed = pressed
        self._turn = asyncio.Lock()
        self._first: int | None = None
        """The kind of the first answer, once there is one."""

    async def say(self, content: Content) -> None:
        """A message of its own."""
        await self._replies.deliver(self._say(content))

    async def replace(self, content: Content) -> None:
        """Redraw the private message whose button was pressed, or whose form was sent."""
        showing = self._redraw(content) if self._redraws else self._say(content)
        await self._replies.deliver(showing)

    async def defer(self) -> None:
        """Acknowledge in time, the answer takes longer."""
        await self._replies.deliver(self._defer())

    async def finish(self) -> None:
        """Acknowledge if nobody has answered."""
        await self._replies.deliver(self._finish())

    async def _say(self, content: Content) -> None:
        message = await self._replies.drawn(content)
        body: Json = {**message.body, "flags": self._flags}
        async with self._turn:
            if self._first is None:
                await self._callback.first(callbacks.SAY, body, message)
                self._first = callbacks.SAY
            elif self._first == callbacks.DEFER:
                await self._callback.edit(message.body, message)
                self._first = callbacks.SAY
            else:
                await self._callback.more(body, message)

    async def _redraw(self, content: Content) -> None:
        message = await self._replies.drawn(content)
        async with self._turn:
            if self._first is None:
                await self._callback.first(callbacks.UPDATE, message.body, message)
                self._first = callbacks.UPDATE
            elif self._first in {callbacks.UPDATE, callbacks.DEFER_UPDATE}:
                await self._callback.edit(message.body, message)
            else:  # the first answer was a message of its own, and is all that we may change
                await self._callback.more({**message.body, "flags": self._flags}, message)

    async def _defer(self) -> None:
        async with self._turn:
            if self._first is None:
                await self._callback.first(*self._waiting())
                self._first = self._waiting()[0]

    def _waiting(self) -> tuple[int, Json | None]:
        """What is shown meanwhile: nothing where we redraw, else a message that says "thinking"."""
        if self._redraws:
            return callbacks.DEFER_UPDATE, None
        return callbacks.DEFER, {"flags": self._flags}

    async def _finish(self) -> None:
        async with self._turn:
            if self._first is None and self._pressed:
                await self._callback.first(callbacks.DEFER_UPDATE)
            elif self._first in {None, callbacks.DEFER}:
                if self._first is None:
                    await self._callback.first(*self._waiting())
                await self._callback.delete()
            self._first = self._first or callbacks.DEFER_UPDATE


class Direct:
    """The way back to what somebody wrote to us alone: a message in the same conversation."""

    def __init__(self, replies: Replies, message: MessageRef) -> None:
        self._replies = replies
        self._message = message
        self._said = 0

    async def say(self, content: Content) -> None:
        """A message that stays."""
        self._said += 1
        key = f"reply:{self._message.id}:{self._said}"
        await self._replies.deliver(self._post(content, key))

    async def replace(self, content: Content) -> None:
        """The same: there is no message to redraw."""
        await self.say(content)

    async def _post(self, content: Content, key: str) -> None:
        await self._replies.speaker.post(self._message.place, content, key)
