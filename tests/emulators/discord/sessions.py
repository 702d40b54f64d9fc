"""What one shard is told: numbered events, kept until the app has seen them."""

import json
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from tests.emulators.discord.intents import GUILDS, hidden, wanted
from tests.emulators.discord.links import Link
from tests.emulators.discord.state import Guild, Json
from tests.emulators.discord.wire import guild_json


def shard_of(guild_id: str, count: int) -> int:
    """The shard that hears of a guild; direct conversations ("") belong to the first."""
    return (int(guild_id or 0) >> 22) % count


@dataclass(eq=False)
class Session:
    """Outlives its connection, so that a new one can go on where the old one ended."""

    id: str
    shard: int
    count: int
    """How many shards there are."""
    intents: int
    bot_id: str
    link: Link | None = None
    left_at: datetime | None = None
    """Since when it has no connection."""
    pending: dict[str, Guild] = field(default_factory=dict)
    """Guilds that the app has not been told of yet."""
    sequence: int = 0
    _log: deque[tuple[int, str]] = field(default_factory=deque)

    def hears(self, event: str, guild_id: str) -> bool:
        mine = shard_of(guild_id, self.count) == self.shard
        return mine and wanted(event, self.intents, direct=not guild_id)

    def take(self, event: str, payload: Json, guild_id: str) -> None:
        """An event of a guild; of the guild itself the app knows first."""
        guild = self.pending.pop(guild_id, None)
        if guild and event not in {"GUILD_CREATE", "GUILD_DELETE"}:
            self.tell_guild(guild)
        self.tell(event, hidden(event, payload, self.intents, self.bot_id))

    def tell_guild(self, guild: Guild) -> None:
        """What READY could only name."""
        self.pending.pop(guild.id, None)
        if guild.available and guild.bot_in and self.intents & GUILDS:
            self.tell("GUILD_CREATE", guild_json(guild))

    def tell(self, event: str, payload: Json) -> None:
        self.sequence += 1
        frame = {"op": 0, "t": event, "s": self.sequence, "d": payload}
        text = json.dumps(frame, separators=(",", ":"))
        self._log.append((self.sequence, text))
        if self.link:
            self.link.send_text(text)

    def seen(self, sequence: int) -> None:
        """The app has everything up to this number: it will not ask for it again."""
        while self._log and self._log[0][0] <= sequence:
            self._log.popleft()

    def resume(self, link: Link, sequence: int) -> None:
        """Tell what came after this number, then that nothing is missing."""
        self.seen(sequence)
        if self.link:
            self.link.end(4000)
        self.link, self.left_at = link, None
        for _, text in self._log:
            link.send_text(text)
        self.tell("RESUMED", {"_trace": ["emulator"]})
