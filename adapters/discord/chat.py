"""Discord as a chat platform: the port, on its REST API and its gateway."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from typing import Any, Protocol, Self

from discord.http import HTTPClient
from discord.utils import snowflake_time

from adapters.discord.address import addressed
from adapters.discord.calls import Calls, Request
from adapters.discord.checking import Wants, trouble_in
from adapters.discord.errors import (
    FORM_INVALID,
    OLD_EDITS_PAUSE,
    THREAD_EXISTS,
    Archived,
    Limited,
    NoSuchPlace,
    NotAllowed,
    Refused,
    reaching,
)
from adapters.discord.http import Http
from adapters.discord.keeping import Kept
from adapters.discord.keys import MESSAGE, MESSAGES, Keys
from adapters.discord.nonces import mark, marked
from adapters.discord.options import Options
from adapters.discord.pacing import Pacer
from adapters.discord.reactions import Reactions
from adapters.discord.render import Message, forms, render
from adapters.discord.replies import replies_under, thread_under
from bot.chat.content import Content
from bot.chat.events import Receive
from bot.chat.places import DIRECT, MessageRef, Person, Place, Workspace
from bot.chat.port import ChatDown, EditRefused, MessageGone, PlaceGone, Reaction, ReplyRead
from bot.chat.recent import Recent

PLATFORM = "discord"
TITLE_LIMIT = 100
ARCHIVED_AFTER = 1440
"""Minutes without a word after which Discord puts a thread away; any word brings it back."""
_YOUNG = timedelta(minutes=59)
"""Discord limits edits of messages older than an hour; its clock may differ from ours."""
REPLY_NOTE = "ping me in yours"


class Hearing(Protocol):
    """What listens at the gateway."""

    async def listen(self, receive: Receive) -> None: ...
    def healthy(self) -> bool: ...


class Discord:
    """One bot of Discord's, in all the servers that let it in.

    One who does not `listen` speaks over REST alone and opens no gateway.
    """

    calls: Calls
    line: Hearing | None = None
    """Without one it speaks and hears nothing."""
    us: str
    """Our own user's id; known once we are logged in."""

    def __init__(
        self,
        options: Options,
        kept: Kept,
        now: Callable[[], datetime],
        pacer: Pacer | None = None,
        http: HTTPClient | None = None,
    ) -> None:
        """`http` takes the place of our own way to speak."""
        self.options = options
        self.kept = kept
        self.pacer = pacer or Pacer(options.requests_per_second)
        self._now = now
        self._http = http
        self._direct: Recent[str, Place] = Recent()
        self._open = AsyncExitStack()

    @property
    def platform(self) -> str:
        return PLATFORM

    @property
    def reply_note(self) -> str:
        """Without the message-content intent Discord shows us only replies that ping us."""
        return "" if self.options.message_content else REPLY_NOTE

    async def __aenter__(self) -> Self:
        """Raises `ChatDown`, or `PlaceGone` if the token is not valid."""
        async with AsyncExitStack() as opening:
            opening.enter_context(addressed(self.options))
            http = self._http or Http(self.pacer)
            opening.push_async_callback(http.close)
            user = await reaching(http.static_login(self.options.token.strip()))
            self.us = _id_of(user)
            self._equip(http)
            opening.push_async_callback(self.calls.aclose)
            self._open = opening.pop_all()
        return self

    def _equip(self, http: HTTPClient) -> None:
        self.calls = Calls(http, self.pacer)
        self._keys = Keys(self.calls, self.us)
        self._reactions = Reactions(self.calls, self.us)

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    # Hearing

    async def listen(self, receive: Receive) -> None:
        """Deliver every event to `receive` until cancelled."""
        assert self.line is not None
        await self.line.listen(receive)

    def healthy(self) -> bool:
        return self.line is not None and self.line.healthy()

    # Speaking

    async def check(
        self,
        place: Place,
        *,
        reactions: bool = False,
        threads: bool = False,
        tidying: bool = False,
    ) -> str | None:
        """What keeps us from working here, and what to do about it."""
        wants = Wants(reactions, threads, tidying)
        return await trouble_in(self.calls, place, self.us, wants)

    async def post(self, place: Place, content: Content, key: str) -> MessageRef:
        """Say something to everybody there; the same key again gives the message that stands.

        For some minutes Discord itself sees to that. When no answer came at all (`ChatDown`), the
        next post under this key looks first whether the message stands. Raises `PlaceGone`.
        """
        if standing := await self._keys.standing(place, key):
            return standing
        drawn = await self._drawn(content)
        body = _marked(drawn, mark(place, key)) | {
            "nonce": self._keys.nonce(place, key),
            "enforce_nonce": True,
        }
        with self._keys.doubting(place, key):
            answer = await self.calls.call(
                Request("POST", MESSAGES, {"channel_id": place.id}, body, files=drawn.files)
            )
        message = MessageRef(place, str(answer["id"]))
        self._keys.stands(place, key, message)
        return message

    async def _drawn(self, content: Content) -> Message:
        keys = {form: await self.kept.keep(form) for form in forms(content)}
        return render(content, keys)

    async def find(self, place: Place, key: str) -> MessageRef | None:
        """Looks through the newest messages there; None also where we may not read."""
        return await self._keys.find(place, key)

    async def edit(self, message: MessageRef, content: Content) -> None:
        """Replace a message of ours. Raises `EditRefused`, `MessageGone` or `PlaceGone`.

        Messages of more than an hour share a small number of edits.
        """
        drawn = await self._drawn(content)
        address = self._keys.mark_of(message)
        body = _marked(drawn, address) if address else drawn.body
        is_young = self._now() - snowflake_time(int(message.id)) < _YOUNG
        try:
            await self.calls.edit(
                Request("PATCH", MESSAGE, _ids(message), body, files=drawn.files, patient=is_young)
            )
        except Limited as limited:
            raise EditRefused(max(limited.retry_after, OLD_EDITS_PAUSE)) from None

    async def retract(self, message: MessageRef) -> None:
        """Remove a message of ours; one that is gone already, or its channel, counts as removed."""
        self._keys.gone(message)
        with suppress(MessageGone, PlaceGone):
            await self.calls.call(Request("DELETE", MESSAGE, _ids(message), gives=object))

    async def direct(self, person: Person) -> Place:
        """The private conversation with a person; whether they take messages shows in posting.

        Raises `PlaceGone` for somebody whom Discord does not know.
        """
        if known := self._direct.get(person.id):
            return known
        body = {"recipient_id": person.id}
        try:
            opened = await self.calls.call(Request("POST", "/users/@me/channels", {}, body))
        except Refused as refused:
            if refused.code != FORM_INVALID:
                raise
            raise PlaceGone("There is no such person") from refused
        place = Place(Workspace(PLATFORM, DIRECT), str(opened["id"]))
        self._direct.put(person.id, place)
        return place

    async def thread(self, message: MessageRef, title: str) -> Place:
        """The thread under a message, opened if need be. Raises `MessageGone` or `PlaceGone`."""
        name = title.strip()[:TITLE_LIMIT].strip() or "Replies"
        body = {"name": name, "auto_archive_duration": ARCHIVED_AFTER}
        try:
            await self.calls.call(Request("POST", MESSAGE + "/threads", _ids(message), body))
        except Refused as refused:
            if refused.code != THREAD_EXISTS:
                raise
        return thread_under(message)

    async def close_thread(self, message: MessageRef) -> None:
        """Lock the thread under a message and put it away; without the permission, only that."""
        thread = {"channel_id": message.id}
        for body in ({"archived": True, "locked": True}, {"archived": True}):
            with suppress(NotAllowed):
                await self._change_thread(thread, body)
                return

    async def _change_thread(self, thread: dict[str, str], body: Mapping[str, object]) -> None:
        with suppress(NoSuchPlace, Archived):
            await self.calls.call(Request("PATCH", "/channels/{channel_id}", thread, body))

    # Reading

    async def react(self, message: MessageRef, emojis: Sequence[str]) -> None:
        """Put reactions of ours on a message. Raises `MessageGone`."""
        await self._reactions.put(message, emojis)

    async def take_off(self, message: MessageRef, person: Person, emojis: Sequence[str]) -> None:
        """Take a person's reactions off a message, where we may. Raises `MessageGone`.

        Where we may not, that is not tried again for a while.
        """
        await self._reactions.take_off(message, person, emojis)

    async def read_reactions(self, message: MessageRef) -> Sequence[Reaction]:
        """Every person's standing reactions, without our own. Raises `MessageGone`."""
        return await self._reactions.read(message)

    async def read_replies(self, message: MessageRef) -> Sequence[ReplyRead]:
        """Every reply that stands and that we may read, without ours.

        Raises `PlaceGone` where we may not read the thread.
        """
        reads_all = self.options.message_content
        return await replies_under(self.calls, message, self.us, reads_all=reads_all)


def _id_of(user: object) -> str:
    """Whoever answered may not have been Discord. Raises `ChatDown` then."""
    if not isinstance(user, Mapping) or "id" not in user:
        raise ChatDown("Somebody answered who is not Discord")
    return str(user["id"])


def _ids(message: MessageRef) -> dict[str, str]:
    return {"channel_id": message.place.id, "message_id": message.id}


def _marked(drawn: Message, address: str) -> dict[str, Any]:
    return {**drawn.body, "embeds": marked(drawn.embeds, address)}
