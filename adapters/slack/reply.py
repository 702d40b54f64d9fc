"""The private way back to one deed: under the button, in the direct conversation, on the page.

An answer that cannot be shown never fails the deed: whatever the deed changed is committed by then,
and an error would tell the person that it was lost. So a failure is logged, and that is all.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from adapters.slack.calls import Calls
from adapters.slack.errors import Refused
from adapters.slack.pictures import Files, Pictures
from adapters.slack.render import page, pictures, render
from bot.chat.content import Content
from bot.chat.port import ChatError, MessageGone, PlaceGone, Throttled

PATIENCE = 1.5
"""Seconds from a deed until its acknowledgement waits for no answer: those go on without."""
_NOT_SHOWN = (MessageGone, PlaceGone, Refused, Throttled)
"""Surely nothing was shown, so that another way may be tried."""

_log = logging.getLogger(__name__)

Send = Callable[[Files], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Way:
    """Where the answer to a deed goes; an empty string is what there is not."""

    team: str
    user: str
    channel: str = ""
    thread: str = ""
    message: str = ""
    """The message whose button was pressed."""
    response_url: str = ""
    is_private: bool = False
    """Only this person sees that message."""
    page: bool = False
    """It was done on the page that they have alone with us."""

    @property
    def is_direct(self) -> bool:
        """Is it a conversation of two?"""
        return self.channel.startswith("D")


class Replies:
    """Shows answers, and holds those that are still under way."""

    def __init__(self, calls: Calls, pictures: Pictures) -> None:
        self.calls = calls
        self._pictures = pictures
        self._under_way: set[asyncio.Task[None]] = set()

    def to(self, way: Way) -> "PrivateReply":
        return PrivateReply(self, way)

    async def deliver(self, showing: Coroutine[Any, Any, None], until: float) -> None:
        """Return once it is shown or has failed, at the latest at `until` (the loop's seconds)."""
        task = asyncio.create_task(_tried(showing))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.wait([task], timeout=max(until - _instant(), 0.0))
        if task.done():
            task.result()

    async def drawn(self, team: str, content: Content, send: Send) -> None:
        """Send it with its pictures, or, where Slack does not take those, with their words."""
        files = await self._files(team, content)
        await self._pictures.shown(team, files, send)

    async def _files(self, team: str, content: Content) -> Files:
        try:
            return await self._pictures.files(team, pictures(content))
        except ChatError as error:
            _log.warning("action=slack.reply picture=%s", type(error).__name__)
            return {}

    async def aclose(self) -> None:
        """Let what is under way arrive, or let it go after a while."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


def _instant() -> float:
    return asyncio.get_running_loop().time()


async def _tried(showing: Coroutine[Any, Any, None]) -> None:
    try:
        await showing
    except ChatError as error:
        _log.warning("action=slack.reply error=%s", type(error).__name__)


class PrivateReply:
    """The way back to one deed; neither method raises when Slack cannot show it."""

    def __init__(self, replies: Replies, way: Way) -> None:
        self._replies = replies
        self._way = way
        self._calls = replies.calls
        self._until = _instant() + PATIENCE

    async def say(self, content: Content) -> None:
        """In a conversation of two, a message that stays; elsewhere one that only they see."""
        await self._replies.deliver(self._say(content), self._until)

    async def replace(self, content: Content) -> None:
        """Redraw the page, or the private message whose button was pressed; else `say`."""
        await self._replies.deliver(self._replace(content), self._until)

    async def _replace(self, content: Content) -> None:
        way = self._way
        if way.page:
            await self._shown(content, self._publish)
        elif way.is_private and way.response_url:
            await self._or_say(content, self._redraw)
        elif way.is_direct and way.message:
            await self._or_say(content, self._update)
        else:
            await self._say(content)

    async def _or_say(self, content: Content, redraw: "Show") -> None:
        try:
            await self._shown(content, redraw)
        except _NOT_SHOWN:
            await self._say(content)

    async def _say(self, content: Content) -> None:
        """One way after the other, until one of them shows it."""
        way = self._way
        ways: list[Show] = [self._write] if way.is_direct or way.page else []
        ways += [self._respond] if way.response_url else []
        ways += [] if way.is_direct or way.page else [self._whisper]
        for show in ways:
            try:
                await self._shown(content, show)
                return
            except _NOT_SHOWN as error:
                _log.info("action=slack.reply way=%s error=%s", show.__name__, type(error).__name__)
        await self._shown(content, self._write_to_them)

    async def _shown(self, content: Content, show: "Show") -> None:
        await self._replies.drawn(self._way.team, content, lambda files: show(content, files))

    async def _write(self, content: Content, files: Files) -> None:
        """A message in the conversation of two."""
        await self._post("chat.postMessage", content, files, channel=self._way.channel or None)

    async def _write_to_them(self, content: Content, files: Files) -> None:
        """A message in the conversation of two, where none was at hand."""
        await self._post("chat.postMessage", content, files)

    async def _whisper(self, content: Content, files: Files) -> None:
        way = self._way
        await self._post("chat.postEphemeral", content, files, channel=way.channel, user=way.user)

    async def _post(
        self, method: str, content: Content, files: Files, channel: str | None = None, **more: str
    ) -> None:
        """A message of its own; a person's id in the place of a channel's is their direct one."""
        message = render(content, files)
        await self._calls.call(
            self._way.team,
            method,
            channel=channel or self._way.user,
            thread_ts=(self._way.thread or None) if channel else None,
            text=message.text,
            blocks=message.blocks,
            **more,
        )

    async def _respond(self, content: Content, files: Files) -> None:
        message = render(content, files)
        thread = {"thread_ts": self._way.thread} if self._way.thread else {}
        await self._calls.respond(
            self._way.response_url,
            {
                "response_type": "ephemeral",
                "replace_original": False,
                "text": message.text,
                "blocks": message.blocks,
                **thread,
            },
        )

    async def _redraw(self, content: Content, files: Files) -> None:
        message = render(content, files)
        await self._calls.respond(
            self._way.response_url,
            {"replace_original": True, "text": message.text, "blocks": message.blocks},
        )

    async def _update(self, content: Content, files: Files) -> None:
        message = render(content, files)
        await self._calls.call(
            self._way.team,
            "chat.update",
            channel=self._way.channel,
            ts=self._way.message,
            text=message.text,
            blocks=message.blocks,
        )

    async def _publish(self, content: Content, files: Files) -> None:
        """Draw the page; it remembers the conversation beside it, for its buttons."""
        view = {**page(content, files), "private_metadata": self._way.channel}
        await self._calls.call(self._way.team, "views.publish", user_id=self._way.user, view=view)


Show = Callable[[Content, Files], Coroutine[Any, Any, None]]
