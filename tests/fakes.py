"""Stand-ins that several tests share: a chat that fails on command."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

from bot.chat.content import Content
from bot.chat.events import Receive
from bot.chat.places import MessageRef, Person, Place
from bot.chat.port import Chat, ChatDown, ChatError, EditRefused, Reaction, ReplyRead, Throttled

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Before:
    """The call fails and has no effect."""

    error: ChatError


@dataclass(frozen=True, slots=True)
class After:
    """The call takes effect, yet its caller learns of a failure."""

    error: ChatError


Fault = Before | After | None
"""None: this call goes well."""


def down_before() -> Fault:
    """The platform cannot be reached."""
    return Before(ChatDown("the call was lost"))


def down_after() -> Fault:
    """The platform did it, but its answer was lost."""
    return After(ChatDown("the answer was lost"))


def throttled(retry_after: float) -> Fault:
    """The platform asks to wait so many seconds."""
    return Before(Throttled(retry_after))


def edit_refused(retry_after: float) -> Fault:
    """The platform lets nobody change the message for so many seconds."""
    return Before(EditRefused(retry_after))


class FlakyChat:
    """A chat in front of a real one; `script` says, for each operation, how its next calls go.

    `FlakyChat(chat, {"post": [down_after(), None, throttled(3)]})`; after that all goes well.
    `calls` has the names of all operations, in order, failed ones included.
    """

    def __init__(self, chat: Chat, script: Mapping[str, Iterable[Fault]] | None = None) -> None:
        self._chat = chat
        self._script: dict[str, deque[Fault]] = defaultdict(deque)
        self.calls: list[str] = []
        self.reply_note = chat.reply_note
        for operation, faults in (script or {}).items():
            self.fail(operation, *faults)

    def fail(self, operation: str, *faults: Fault) -> None:
        """Add to the script of one operation."""
        self._script[operation].extend(faults)

    async def _do(self, operation: str, call: Callable[[], Awaitable[T]]) -> T:
        self.calls.append(operation)
        fault = self._script[operation].popleft() if self._script[operation] else None
        if isinstance(fault, Before):
            raise fault.error
        result = await call()
        if isinstance(fault, After):
            raise fault.error
        return result

    @property
    def platform(self) -> str:
        return self._chat.platform

    async def __aenter__(self) -> Self:
        await self._chat.__aenter__()
        return self

    async def __aexit__(self, *details: object) -> None:
        await self._chat.__aexit__(*details)

    async def listen(self, receive: Receive) -> None:
        await self._chat.listen(receive)

    def healthy(self) -> bool:
        return self._chat.healthy()

    async def check(
        self,
        place: Place,
        *,
        reactions: bool = False,
        threads: bool = False,
        tidying: bool = False,
    ) -> str | None:
        return await self._do(
            "check",
            lambda: self._chat.check(place, reactions=reactions, threads=threads, tidying=tidying),
        )

    async def post(self, place: Place, content: Content, key: str) -> MessageRef:
        return await self._do("post", lambda: self._chat.post(place, content, key))

    async def find(self, place: Place, key: str) -> MessageRef | None:
        return await self._do("find", lambda: self._chat.find(place, key))

    async def edit(self, message: MessageRef, content: Content) -> None:
        await self._do("edit", lambda: self._chat.edit(message, content))

    async def retract(self, message: MessageRef) -> None:
        await self._do("retract", lambda: self._chat.retract(message))

    async def direct(self, person: Person) -> Place:
        return await self._do("direct", lambda: self._chat.direct(person))

    async def thread(self, message: MessageRef, title: str) -> Place:
        return await self._do("thread", lambda: self._chat.thread(message, title))

    async def close_thread(self, message: MessageRef) -> None:
        await self._do("close_thread", lambda: self._chat.close_thread(message))

    async def react(self, message: MessageRef, emojis: Sequence[str]) -> None:
        await self._do("react", lambda: self._chat.react(message, emojis))

    async def take_off(self, message: MessageRef, person: Person, emojis: Sequence[str]) -> None:
        await self._do("take_off", lambda: self._chat.take_off(message, person, emojis))

    async def read_reactions(self, message: MessageRef) -> Sequence[Reaction]:
        return await self._do("read_reactions", lambda: self._chat.read_reactions(message))

    async def read_replies(self, message: MessageRef) -> Sequence[ReplyRead]:
        return await self._do("read_replies", lambda: self._chat.read_replies(message))
