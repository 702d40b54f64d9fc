"""The gateway client: discord.py with the least of everything, and deaf to what it cannot read."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import aiohttp
from discord import (
    AllowedMentions,
    AutoShardedClient,
    DMChannel,
    Intents,
    Interaction,
    MemberCacheFlags,
    Message,
    RawBulkMessageDeleteEvent,
    RawMessageDeleteEvent,
    RawMessageUpdateEvent,
    RawReactionActionEvent,
    RawReactionClearEmojiEvent,
    RawReactionClearEvent,
    RawThreadDeleteEvent,
    Thread,
)
from discord.abc import GuildChannel
from discord.state import AutoShardedConnectionState
from discord.ui import Button, DynamicItem, View
from yarl import URL

from adapters.discord.options import Options
from adapters.discord.sharding import Shards, Turns, shard_of, shards

_VITAL = frozenset({"READY", "RESUMED"})
"""Without these there is no connection: one that cannot be read ends it, and a new one is made."""

# Below this the library tells of each connection; at DEBUG also what people say, and tokens.
logging.getLogger("discord").setLevel(logging.WARNING)
_log = logging.getLogger(__name__)

Parse = Callable[[Any], None]


class Ears(Protocol):
    """Who makes something of what a client hears."""

    def began(self, client: "Client") -> None: ...
    def heard(self, guild: int | None) -> None: ...
    def connected(self, shard: int) -> None: ...
    def resumed(self, shard: int) -> None: ...
    def disconnected(self, shard: int) -> None: ...
    def joined(self, guild: int) -> None: ...
    def left(self, guild: int) -> None: ...
    async def ready(self, shard: int) -> None: ...
    async def interaction(self, interaction: Interaction[Any]) -> None: ...
    async def written(self, message: Message) -> None: ...
    async def deleted(self, messages: Iterable[int]) -> None: ...
    async def reacted(self, raw: RawReactionActionEvent) -> None: ...
    async def cleared(self, raw: RawReactionClearEvent | RawReactionClearEmojiEvent) -> None: ...
    async def changed(self, before: GuildChannel, after: GuildChannel) -> None: ...
    async def lost(self, guild: int, channel: int, parent: int | None) -> None: ...


def intents(options: Options) -> Intents:
    """What we hear; nothing of it needs Discord's leave but the content of messages."""
    return Intents(
        guilds=True,
        guild_messages=True,
        guild_reactions=True,
        dm_messages=True,
        message_content=options.message_content,
    )


class _State(AutoShardedConnectionState["Client"]):
    """What the library makes of payloads; one that it cannot read costs nothing else."""

    def __init__(self, *, ears: Ears, **options: Any) -> None:
        super().__init__(**options)
        self._ears = ears
        self.present: dict[int, set[int]] = {}
        """The servers that each shard has told of since it introduced itself."""
        self.parsers = {name: self._guarded(name, parse) for name, parse in self.parsers.items()}

    def _guarded(self, name: str, parse: Parse) -> Parse:
        def guarded(data: Any) -> None:
            try:
                self._ears.heard(_guild_of(data))
                parse(data)
            except Exception:
                # Out of here it would end the connection for everybody.
                if name in _VITAL:
                    raise
                _log.exception("action=discord.payload event=%s", name)

        return guarded

    async def close(self) -> None:
        """The library would say seconds later that a shard is ready."""
        for task in (self._ready_task, *self._ready_tasks.values()):
            if task:
                task.cancel()
        await super().close()

    def parse_ready(self, data: Any) -> None:
        shard = data["shard"][0]
        self.present[shard] = {int(guild["id"]) for guild in data["guilds"]}
        super().parse_ready(data)

    def parse_guild_create(self, data: Any) -> None:
        super().parse_guild_create(data)
        guild = int(data["id"])
        if guild not in (present := self._of_shard(guild)) and not data.get("unavailable"):
            present.add(guild)
            self._ears.joined(guild)

    def parse_guild_delete(self, data: Any) -> None:
        super().parse_guild_delete(data)
        guild = int(data["id"])
        if not data.get("unavailable"):  # else it is only out of order
            self._of_shard(guild).discard(guild)
            self._ears.left(guild)

    def _of_shard(self, guild: int) -> set[int]:
        return self.present.setdefault(shard_of(guild, self.shard_count or 1), set())


class Pressed(DynamicItem[Button[View]], template=r"(?:do|open):.*"):
    """Every button that we ever posted: all that it does is in its id, so none need be remembered.

    Discord's commands and dialogs come by `on_interaction`, which asks nothing of the message.
    """

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction[Any], item: Any, _match: Any, /
    ) -> "Pressed":
        return cls(item)

    async def callback(self, interaction: Interaction[Any]) -> None:
        await interaction.client.ears.interaction(interaction)


class Client(AutoShardedClient):
    """Hears for `ears` until it is closed; another one follows it then."""

    def __init__(
        self, options: Options, ears: Ears, trace: aiohttp.TraceConfig | None = None
    ) -> None:
        self.ears = ears
        self._options = options
        self._turns = Turns(1, time.monotonic)
        self._gateway = URL(options.gateway)
        # The library takes no None for these.
        extra: Any = {"shard_ids": list(options.shard_ids)} if options.shard_ids else {}
        extra |= {"http_trace": trace} if trace else {}
        super().__init__(
            intents=intents(options),
            max_messages=None,
            member_cache_flags=MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=AllowedMentions.none(),
            shard_count=options.shard_count,
            **extra,
        )
        self.add_dynamic_items(Pressed)

    def _get_state(self, **options: Any) -> _State:
        return _State(
            ears=self.ears,
            dispatch=self.dispatch,
            handlers=self._handlers,
            hooks=self._hooks,
            http=self.http,
            **options,
        )

    # Connecting

    async def setup_hook(self) -> None:
        self.ears.began(self)

    async def launch_shards(self) -> None:
        """Connect, as many shards at a time as Discord allows.

        The library would ask for the address only where it asks for the number of shards, and would
        let no two shards begin at a time. Raises `GatewayNotFound`.
        """
        if self.is_closed():
            return
        recommended, address, limit = await self.http.get_bot_gateway()
        ours = shards(self._options, recommended)
        await self._leave(limit, ours)
        self._turns = Turns(limit["max_concurrency"], time.monotonic)
        self.shard_count, self.shard_ids = ours.count, list(ours.ids)
        self._connection.shard_count, self._connection.shard_ids = ours.count, list(ours.ids)
        gateway = URL(self._options.gateway or address)
        for shard in ours.ids:
            await self.launch_shard(gateway, shard, initial=shard == ours.ids[0])

    async def _leave(self, limit: Any, ours: Shards) -> None:
        """Wait where Discord has no introductions left for us today: more would void the token."""
        if limit["remaining"] < len(ours.ids):
            seconds = limit["reset_after"] / 1000
            _log.error("action=discord.identify remaining=%d wait=%d", limit["remaining"], seconds)
            await asyncio.sleep(seconds)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        await asyncio.sleep(self._turns.take(shard_id or 0))

    async def on_shard_connect(self, shard: int) -> None:
        self.ears.connected(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        self.ears.resumed(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        self.ears.disconnected(shard)

    async def on_shard_ready(self, shard: int) -> None:
        await self.ears.ready(shard)

    def present(self, shard: int) -> frozenset[int] | None:
        """The servers that a shard hears now; None until it has introduced itself."""
        assert isinstance(self._connection, _State)
        found = self._connection.present.get(shard)
        return None if found is None else frozenset(found)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        _log.exception("action=discord.event event=%s", event_method)

    # Hearing

    async def on_interaction(self, interaction: Interaction[Any]) -> None:
        if interaction.message is None or not _is_button(interaction):
            await self.ears.interaction(interaction)

    async def on_message(self, message: Message) -> None:
        if isinstance(message.channel, Thread | DMChannel):
            await self.ears.written(message)

    async def on_raw_message_edit(self, raw: RawMessageUpdateEvent) -> None:
        # Without an edit a link was unfolded, or a thread grew.
        if isinstance(raw.message.channel, Thread) and raw.message.edited_at:
            await self.ears.written(raw.message)

    async def on_raw_message_delete(self, raw: RawMessageDeleteEvent) -> None:
        await self.ears.deleted([raw.message_id])

    async def on_raw_bulk_message_delete(self, raw: RawBulkMessageDeleteEvent) -> None:
        await self.ears.deleted(raw.message_ids)

    async def on_raw_reaction_add(self, raw: RawReactionActionEvent) -> None:
        await self.ears.reacted(raw)

    async def on_raw_reaction_remove(self, raw: RawReactionActionEvent) -> None:
        await self.ears.reacted(raw)

    async def on_raw_reaction_clear(self, raw: RawReactionClearEvent) -> None:
        await self.ears.cleared(raw)

    async def on_raw_reaction_clear_emoji(self, raw: RawReactionClearEmojiEvent) -> None:
        await self.ears.cleared(raw)

    async def on_guild_channel_update(self, before: GuildChannel, after: GuildChannel) -> None:
        await self.ears.changed(before, after)

    async def on_guild_channel_delete(self, channel: GuildChannel) -> None:
        await self.ears.lost(channel.guild.id, channel.id, None)

    async def on_raw_thread_delete(self, raw: RawThreadDeleteEvent) -> None:
        await self.ears.lost(raw.guild_id, raw.thread_id, raw.parent_id)


def _guild_of(data: Any) -> int | None:
    found = data.get("guild_id") if isinstance(data, dict) else None
    return int(found) if found else None


def _is_button(interaction: Interaction[Any]) -> bool:
    told = interaction.data
    return isinstance(told, dict) and told.get("component_type") == 2
