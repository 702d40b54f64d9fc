"""Slack as a chat platform: the port, on its Web API and its events."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any, Self

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import calls as wire
from adapters.slack.calls import Calls
from adapters.slack.checking import missing_scopes, trouble_in
from adapters.slack.history import History
from adapters.slack.installations import Installations, OneWorkspace
from adapters.slack.keys import Keys, metadata
from adapters.slack.line import Line
from adapters.slack.options import Options
from adapters.slack.pacing import Pacer
from adapters.slack.people import People
from adapters.slack.pictures import Pictures
from adapters.slack.reactions import Reactions
from adapters.slack.render import Message, pictures, render
from adapters.slack.replies import reply_read
from bot.chat.content import Content
from bot.chat.events import Event, PlaceLost, Receive, Reconnected
from bot.chat.places import MessageRef, Person, Place
from bot.chat.port import MessageGone, PlaceGone, Reaction, ReplyRead
from bot.chat.recent import Recent

PLATFORM = "slack"
Send = Callable[[Message], Awaitable[dict[str, Any]]]


class Slack:
    """One app of Slack, in all the workspaces that it is installed in.

    Without `installations` it serves the one workspace that the bot token of `options` opens.
    """

    calls: Calls
    people: People
    line: Line
    session: aiohttp.ClientSession

    def __init__(
        self,
        options: Options,
        installations: Installations | None,
        now: Callable[[], datetime],
        pacer: Pacer | None = None,
    ) -> None:
        self.options = options
        self._installations = installations
        self._now = now
        self._pacer = pacer or Pacer()
        self._lost: Recent[Place, bool] = Recent()
        self._direct: Recent[tuple[str, str], Place] = Recent()
        self._open = AsyncExitStack()

    @property
    def platform(self) -> str:
        return PLATFORM

    @property
    def reply_note(self) -> str:
        return ""

    @property
    def installations(self) -> Installations:
        """Known once we are logged in."""
        assert self._installations is not None
        return self._installations

    async def __aenter__(self) -> Self:
        """Raises `ChatDown`, or `PlaceGone` if the bot token is not valid."""
        async with AsyncExitStack() as opening:
            self.session = await opening.enter_async_context(wire.session())
            if self._installations is None:
                self._installations = await self._one_workspace()
            self._equip(self._installations)
            opening.push_async_callback(self.calls.aclose)
            opening.push_async_callback(self.people.aclose)
            self._open = opening.pop_all()
        return self

    def _equip(self, installations: Installations) -> None:
        self.calls = Calls(self.session, self.options.api, installations, self._pacer)
        self.people = People(self.calls, self._now)
        self._pictures = Pictures(self.calls, self.session)
        self.line = Line(
            self.options, self.calls, installations, self.people, self._pictures, self._now
        )
        self._history = History(self.calls, self._pacer.clock)
        self._keys = Keys(self._history, installations)
        self._reactions = Reactions(self.calls, installations, self.people)

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def _one_workspace(self) -> OneWorkspace:
        client = AsyncWebClient(
            self.options.bot_token,
            self.options.api,
            session=self.session,
            retry_handlers=[],
            logger=wire.silent,
        )
        return await OneWorkspace.connect(client, self._now())

    # Hearing

    async def listen(self, receive: Receive) -> None:
        """Deliver every event to `receive` until cancelled."""

        async def heard(event: Event) -> None:
            self._note(event)
            await receive(event)

        await self.line.listen(heard)

    def _note(self, event: Event) -> None:
        if isinstance(event, PlaceLost):
            self._lost.put(event.place, True)
        elif isinstance(event, Reconnected):
            self._history.forget()

    def healthy(self) -> bool:
        return self.line.healthy()

    # Speaking

    async def check(
        self,
        place: Place,
        *,
        reactions: bool = False,
        threads: bool = False,
        tidying: bool = False,
    ) -> str | None:
        """What keeps us from working here, and what to do about it; joins a public channel."""
        team = place.workspace.id
        trouble, channel = await trouble_in(self.calls, team, place.channel.id)
        if trouble:
            return trouble
        self._lost.drop(place.channel)
        bot = await self.installations.bot(team)
        if missing_scopes(bot.scopes, channel, reactions=reactions, threads=threads):
            bot = await self.installations.anew(bot)  # they may just have been added
        return missing_scopes(bot.scopes, channel, reactions=reactions, threads=threads)

    async def post(self, place: Place, content: Content, key: str) -> MessageRef:
        """Say something to everybody there; the same key again gives the message that stands.

        When the answer got lost (`ChatDown`), the next post under this key looks first whether
        the message stands; leave a call's time-out between. Raises `PlaceGone`.
        """
        if standing := await self._standing(place, key):
            return standing

        async def send(message: Message) -> dict[str, Any]:
            with self._keys.doubting(place, key):
                return await self.calls.call(
                    place.workspace.id,
                    "chat.postMessage",
                    channel=place.channel.id,
                    thread_ts=place.id if place.parent else None,
                    text=message.text,
                    blocks=message.blocks,
                    metadata=metadata(key),
                    unfurl_links=False,
                    unfurl_media=False,
                )

        answer = await self._drawn(place.workspace.id, content, send)
        self._lost.drop(place.channel)
        message = MessageRef(place, str(answer["ts"]))
        self._keys.stands(place, key, message)
        return message

    async def _standing(self, place: Place, key: str) -> MessageRef | None:
        if self._keys.is_doubtful(place, key):
            return await self._keys.find(place, key)
        known = self._keys.known(place, key)
        if known is None:
            return None
        try:
            await self._permalink(known)
        except MessageGone:
            self._keys.gone(known)
            return None
        return known

    async def _permalink(self, message: MessageRef) -> None:
        """Ask for something that only a standing message has. Raises `MessageGone`."""
        await self.calls.call(
            message.place.workspace.id,
            "chat.getPermalink",
            channel=message.place.channel.id,
            message_ts=message.id,
        )

    async def find(self, place: Place, key: str) -> MessageRef | None:
        """Looks through the newest messages there; None also where the app may not read."""
        return await self._keys.find(place, key)

    async def edit(self, message: MessageRef, content: Content) -> None:
        """Replace a message of ours. Raises `MessageGone` or `PlaceGone`."""

        async def send(drawn: Message) -> dict[str, Any]:
            return await self.calls.call(
                message.place.workspace.id,
                "chat.update",
                channel=message.place.channel.id,
                ts=message.id,
                text=drawn.text,
                blocks=drawn.blocks,
            )

        await self._drawn(message.place.workspace.id, content, send)

    async def _drawn(self, team: str, content: Content, send: Send) -> dict[str, Any]:
        """Send it with its pictures, or, where Slack does not take those, with their words."""
        files = await self._pictures.files(team, pictures(content))
        return await self._pictures.shown(team, files, lambda files: send(render(content, files)))

    async def retract(self, message: MessageRef) -> None:
        """Remove a message of ours; one that is gone already, or its channel, counts as removed."""
        self._keys.gone(message)
        try:
            await self.calls.call(
                message.place.workspace.id,
                "chat.delete",
                channel=message.place.channel.id,
                ts=message.id,
            )
        except (MessageGone, PlaceGone):
            return

    async def direct(self, person: Person) -> Place:
        """The private conversation with a person. Raises `PlaceGone` if they take no messages."""
        team = person.workspace.id
        if known := self._direct.get((team, person.id)):
            return known
        opened = await self.calls.call(team, "conversations.open", users=person.id)
        place = Place(person.workspace, str(opened["channel"]["id"]))
        self._direct.put((team, person.id), place)
        return place

    async def thread(self, message: MessageRef, title: str) -> Place:
        """The thread under a message; Slack's need no opening and no title. Raises as the port."""
        channel = message.place.channel
        if channel in self._lost:
            raise PlaceGone("The channel is archived, or the app has left it")
        await self._permalink(message)
        return Place(channel.workspace, message.id, parent=channel.id)

    async def close_thread(self, message: MessageRef) -> None:
        """Nothing to do: an app cannot lock a thread of Slack."""

    # Reading

    async def react(self, message: MessageRef, emojis: Sequence[str]) -> None:
        """Put reactions of ours on a message. Raises `MessageGone`."""
        await self._reactions.put(message, emojis)

    async def take_off(self, message: MessageRef, person: Person, emojis: Sequence[str]) -> None:
        """Nothing to do: Slack lets nobody take off what others put on."""

    async def read_reactions(self, message: MessageRef) -> Sequence[Reaction]:
        """Every person's standing reactions, without our own. Raises `MessageGone`."""
        return await self._reactions.read(message)

    async def read_replies(self, message: MessageRef) -> Sequence[ReplyRead]:
        """Every reply that stands, without ours.

        Raises `MessageGone`, and `PlaceGone` where the app may not read threads.
        """
        bot = await self.installations.bot(message.place.workspace.id)
        return [
            read
            async for one in self._history.thread(message)
            if (read := reply_read(one, message, bot, self.people))
        ]
