"""The line to the engine: what the gateway tells comes in, and is answered once it was taken."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from discord import (
    Interaction,
    Message,
    RawReactionActionEvent,
    RawReactionClearEmojiEvent,
    RawReactionClearEvent,
)
from discord.abc import GuildChannel

from adapters.discord import commands, events
from adapters.discord.client import Client
from adapters.discord.commands import CommandsKept
from adapters.discord.deeds import Deeds
from adapters.discord.keeping import Kept
from adapters.discord.options import Options
from adapters.discord.reply import Replies, Speaker
from adapters.discord.seen import Seen
from adapters.discord.sharding import settled, shard_of
from adapters.discord.trouble import foreseen, hopeless, remedy
from bot.chat.events import Event, PlaceLost, Receive, WorkspaceJoined, WorkspaceLeft
from bot.chat.news import NEVER, News
from bot.chat.places import MessageRef

PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0)
"""Seconds before connecting anew, again and again; the last one over and over."""
HOPELESS_PAUSE = 300.0
"""The same where only the operator can help: Discord counts who introduces themselves too often."""
SETTLED = 60.0
"""A connection that stood so many seconds was no failure."""
FAREWELL = 10.0
"""Seconds for the connection to be closed."""
_INSTANT = timedelta(microseconds=1)

_log = logging.getLogger(__name__)


class NotListening(Exception):
    """Nobody takes events yet, or any more."""


@dataclass(frozen=True, slots=True)
class Ties:
    """What a line needs of others."""

    speaker: Speaker
    forms: Kept
    commands: CommandsKept
    guilds: Callable[[], Awaitable[Collection[str]]]
    """The ids of the servers that the engine takes us to be in."""
    trace: aiohttp.TraceConfig | None = None
    """Watches the calls of the gateway's client."""


class Line:
    """Turns what Discord tells into events, one `receive` for each deed.

    Discord tells everything once. So what nobody waits for is told to the engine until it takes it;
    and who waits for an answer gets it after `receive` returned, or learns that it failed.
    """

    def __init__(self, options: Options, ties: Ties, now: Callable[[], datetime]) -> None:
        self._options = options
        self._ties = ties
        self._now = now
        self._replies = Replies(ties.forms, ties.speaker)
        self._deeds = Deeds(self._replies, ties.forms, self._deliver)
        self._seen = Seen()
        self._receive: Receive | None = None
        self._news: News | None = None
        self._client: Client | None = None
        self._alive: set[int] = set()
        self._heard: dict[int, datetime] = {}
        """When each shard last told something."""
        self._last = NEVER
        self._deaf: dict[int, datetime] = {}
        """The shards that are cut off, and until when they heard all; what comes is a replay."""

    # Listening

    async def listen(self, receive: Receive) -> None:
        """Deliver to `receive` until cancelled; every connection begins with `Reconnected`."""
        async with self.hearing(receive):
            failures = 0
            while True:
                began = time.monotonic()
                pause = await self._connect(failures)
                failures = failures + 1 if time.monotonic() < began + SETTLED else 0
                await asyncio.sleep(pause)

    @asynccontextmanager
    async def hearing(self, receive: Receive) -> AsyncIterator[None]:
        """While the block lasts, events of our clients go to `receive`."""
        self._receive, self._news = receive, News("discord", self._deliver, self._now)
        try:
            yield
        finally:
            self._receive, closing, self._news = None, self._news, None
            await closing.aclose()
            await self._replies.aclose()

    def client(self) -> Client:
        """A client whose events come here; the next one takes its place."""
        self._alive.clear()
        return Client(self._options, self, self._ties.trace)

    def healthy(self) -> bool:
        """Do all our shards hear?"""
        client = self._client
        if self._receive is None or client is None or client.is_closed():
            return False
        return settled(self._alive, client.shard_ids or range(client.shard_count or 0))

    async def _connect(self, failures: int) -> float:
        """One client's life; gives the seconds until the next one's."""
        client = self.client()
        try:
            await client.login(self._options.token)
            await client.connect()
        except Exception as error:  # noqa: BLE001
            # Whatever it was, we must hear again.
            said, trace = remedy(error), None if foreseen(error) else error
            _log.warning(
                "action=discord.connect failures=%d %s", failures + 1, said, exc_info=trace
            )
            if hopeless(error):
                return HOPELESS_PAUSE
        finally:
            await self._close(client)
        return PAUSES[min(failures, len(PAUSES) - 1)]

    async def _close(self, client: Client) -> None:
        """What is under way is answered first: that needs the client."""
        for shard in tuple(self._alive):
            self.disconnected(shard)
        await self._deeds.finish()
        await self._replies.aclose()
        with suppress(TimeoutError):
            async with asyncio.timeout(FAREWELL):
                await client.close()

    async def _deliver(self, event: Event) -> None:
        if self._receive is None:
            raise NotListening
        await self._receive(event)

    def _tell(self, event: Event | None) -> None:
        if self._news and event:
            self._news.tell(event)

    def _insist(self, deed: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if self._news:
            self._news.insist(deed)

    def _missed(self, since: datetime) -> None:
        if self._news:
            self._news.missed(since)

    # The connection

    def began(self, client: Client) -> None:
        """A client has logged in."""
        self._client = client
        self._insist(self._tell_commands)

    async def _tell_commands(self) -> None:
        client = self._client
        if client and not client.is_closed() and client.application_id:
            await commands.sync(client.http, client.application_id, self._ties.commands)

    def heard(self, guild: int | None) -> None:
        """Something was told of a server."""
        if not (guild and self._client and self._client.shard_count):
            return
        shard = shard_of(guild, self._client.shard_count)
        # Until it is known whether a shard began anew, this says nothing of what was missed.
        if shard in self._alive:
            self._heard[shard] = self._now()

    def connected(self, shard: int) -> None:
        """It introduced itself: what happened since it last heard is lost."""
        self._alive.add(shard)
        self._deaf.pop(shard, None)
        self._missed(self._heard.get(shard, NEVER))
        self._heard[shard] = self._now()

    def disconnected(self, shard: int) -> None:
        """It is cut off."""
        self._alive.discard(shard)
        self._deaf.setdefault(shard, self._heard.get(shard, NEVER))

    def resumed(self, shard: int) -> None:
        """It heard afterwards what it missed; we look whether that was all."""
        self._alive.add(shard)
        self._missed(self._deaf.pop(shard, self._heard.get(shard, NEVER)))

    async def ready(self, shard: int) -> None:
        """A shard hears all its servers: what changed behind our back is told."""

        async def compare() -> None:
            known = set(await self._ties.guilds())
            # Only now, for servers may have come and gone while the engine did not answer.
            there = self._client.present(shard) if self._client else None
            if there is None:
                return  # it introduces itself anew, and is compared then
            present = set(map(str, there))
            for guild in sorted(present - known):
                await self._deliver(WorkspaceJoined(self._now(), events.workspace(int(guild))))
            for guild in sorted(known - present):
                if self._is_of(shard, guild):
                    await self._deliver(WorkspaceLeft(self._now(), events.workspace(int(guild))))

        self._insist(compare)

    def _is_of(self, shard: int, guild: str) -> bool:
        count = self._client.shard_count if self._client else None
        return guild.isdigit() and shard_of(int(guild), count or 1) == shard

    def joined(self, guild: int) -> None:
        """A server let us in."""
        self._tell(WorkspaceJoined(self._now(), events.workspace(guild)))

    def left(self, guild: int) -> None:
        """A server put us out, or is no more."""
        self._tell(WorkspaceLeft(self._now(), events.workspace(guild)))

    # Channels and messages

    async def lost(self, guild: int, channel: int, parent: int | None) -> None:
        """A channel or thread was deleted."""
        self._tell(PlaceLost(self._now(), events.place(guild, channel, parent)))

    async def changed(self, before: GuildChannel, after: GuildChannel) -> None:
        """A channel changed; may we still see it?"""
        self._tell(events.put_out(before, after, self._now()))

    async def reacted(self, raw: RawReactionActionEvent) -> None:
        """A reaction was put on a message or taken off it."""
        client, member = self._client, raw.member
        if client is None or client.user is None or raw.user_id == client.user.id:
            return
        # Of a removal Discord tells less.
        if (member and member.bot) or raw.message_author_id not in {None, client.user.id}:
            return
        who = events.person(member, raw.guild_id) if member else None
        event = events.reaction(
            self._message(raw.guild_id, raw.channel_id, raw.message_id),
            who or events.stranger(raw.user_id, raw.guild_id),
            raw.emoji,
            self._moment(raw.guild_id),
            standing=raw.event_type == "REACTION_ADD",
        )
        if event:
            self._seen.reaction(event)
            self._tell(event)

    async def cleared(self, raw: RawReactionClearEvent | RawReactionClearEmojiEvent) -> None:
        """All reactions, or all of one emoji, were taken off a message."""
        message = self._message(raw.guild_id, raw.channel_id, raw.message_id)
        emoji = raw.emoji.name if isinstance(raw, RawReactionClearEmojiEvent) else None
        for event in self._seen.cleared(message, self._moment(raw.guild_id), emoji):
            self._tell(event)

    async def written(self, message: Message) -> None:
        """Somebody wrote or edited a reply, or wrote to us alone."""
        us = self._client.user if self._client else None
        if us is None:
            return
        reply = events.reply(message, us, reads_all=self._options.message_content)
        words = events.words_to_us(message, us)
        if reply:
            self._seen.reply(reply)
            self._tell(reply)
        elif words is not None:
            await self._deeds.said(message, words)

    async def deleted(self, messages: Iterable[int]) -> None:
        """Messages are gone."""
        for message in messages:
            self._tell(self._seen.deleted(str(message), self._now()))

    async def interaction(self, interaction: Interaction[Any]) -> None:
        """Somebody gave a command, pressed a button, sent a dialog or types an option."""
        await self._deeds.interaction(interaction)

    def _message(self, guild: int | None, channel: int, message: int) -> MessageRef:
        known = self._client.get_guild(guild) if self._client and guild else None
        return MessageRef(events.place_in(guild, known, channel), str(message))

    def _moment(self, guild: int | None) -> datetime:
        """When something that has no time of its own was done: now, as far as we know.

        What is told after we were cut off was done in between: as early as it can have been, or who
        answered in time would come too late.
        """
        count = self._client.shard_count if self._client else None
        shard = shard_of(guild, count or 1)
        if shard not in self._deaf or self._deaf[shard] == NEVER:
            self._last = max(self._now(), self._last + _INSTANT)  # what came later is later
            return self._last
        self._deaf[shard] += _INSTANT
        return self._deaf[shard]
