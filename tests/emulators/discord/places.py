"""Guilds and channels as a test sets them up, with what their moderators do."""

from collections.abc import Iterable

from tests.emulators.discord import deeds, wire
from tests.emulators.discord.people import Person
from tests.emulators.discord.permissions import EVERYTHING, ORDINARY, bits
from tests.emulators.discord.state import Channel, Guild, Member, Role, User
from tests.emulators.discord.world import World

BOT_MAY = (*ORDINARY, "manage_threads")
MANAGERS_MAY = (
    "manage_channels",
    "manage_guild",
    "manage_messages",
    "manage_threads",
    "mention_everyone",
)


class Room(Channel):
    """A text channel with doors."""

    world: World

    def allow(self, permission: str, member: Member | None = None) -> None:
        """For this member (the bot, unless told) whatever roles say."""
        self._overwrite(permission, member, allowed=True)

    def deny(self, permission: str, member: Member | None = None) -> None:
        self._overwrite(permission, member, allowed=False)

    def _overwrite(self, permission: str, member: Member | None, *, allowed: bool) -> None:
        target, bit = member.id if member else self.world.bot.id, bits([permission])
        allow, deny = self.overwrites.get(target, (0, 0))
        allow, deny = (allow | bit, deny & ~bit) if allowed else (allow & ~bit, deny | bit)
        self.overwrites[target] = (allow, deny)
        self.world.dispatch("CHANNEL_UPDATE", wire.channel_json(self), self.guild_id)

    @property
    def threads(self) -> list[Channel]:
        """In the order in which they were opened."""
        return [one for one in self.world.channels.values() if one.parent is self]


class House(Guild):
    """A guild with doors."""

    def __init__(self, world: World, id: str, name: str, permissions: Iterable[str]) -> None:
        super().__init__(id, name, owner_id=world.clock.snowflake(), bot_id=world.bot.id)
        self._world = world
        self.roles[id] = Role(id, "@everyone", bits(ORDINARY))
        self._managers = self._role("Managers", MANAGERS_MAY)
        bot = Member(world.bot, self, joined=world.clock.stamp())
        bot.roles = [self._role(world.app.name, permissions)]
        self.members[bot.id] = bot

    def _role(self, name: str, permissions: Iterable[str]) -> str:
        role = Role(self._world.clock.snowflake(), name, bits(permissions))
        self.roles[role.id] = role
        return role.id

    def person(
        self,
        id: str,
        name: str,
        nick: str | None = None,
        *,
        global_name: str | None = None,
        manages: bool = False,
        locale: str = "en-US",
    ) -> Person:
        """A member; somebody of that id in another guild is the same user."""
        user = self._world.users.setdefault(id, User(id, name, global_name))
        person = Person(self._world, user, self, nick)
        person.locale = locale
        person.roles = [self._managers] if manages else []
        self.members[id] = person
        return person

    def channel(self, id: str, name: str, *, bot_permissions: Iterable[str] | None = None) -> Room:
        """A text channel; `bot_permissions` are all that the bot has in it."""
        room = Room(id, name, self)
        room.world = self._world
        if bot_permissions is not None:
            allowed = bits(bot_permissions)
            room.overwrites[self.bot_id] = (allowed, EVERYTHING & ~allowed)
        self.channels[id] = room
        self._world.channels[id] = room
        self._world.dispatch("CHANNEL_CREATE", wire.channel_json(room), self.id)
        return room

    async def remove_channel(self, room: Channel) -> None:
        """With everything in it."""
        deeds.remove_channel(self._world, room)

    async def rename(self, name: str) -> None:
        self.name = name
        self._world.dispatch("GUILD_UPDATE", wire.basic_guild_json(self), self.id)

    async def kick_bot(self) -> None:
        """The app is told, and has nothing to do here any more."""
        self._world.dispatch("GUILD_DELETE", {"id": self.id}, self.id)
        self.bot_in = False

    async def invite_bot(self) -> None:
        self.bot_in = True
        self._world.dispatch("GUILD_CREATE", wire.joined_json(self), self.id)

    async def go_down(self) -> None:
        """An outage: the guild is there, but cannot be reached."""
        self._world.dispatch("GUILD_DELETE", {"id": self.id, "unavailable": True}, self.id)
        self.available = False

    async def come_up(self) -> None:
        self.available = True
        self._world.dispatch("GUILD_CREATE", wire.guild_json(self), self.id)

    async def leave(self, person: Person) -> None:
        """A member goes."""
        del self.members[person.id]
        payload = {"guild_id": self.id, "user": wire.user_json(person.user)}
        self._world.dispatch("GUILD_MEMBER_REMOVE", payload, self.id)

    async def nickname(self, person: Person, nick: str | None) -> None:
        """A member is shown by another name."""
        person.nick = nick
        payload = wire.member_json(person) | {"guild_id": self.id}
        self._world.dispatch("GUILD_MEMBER_UPDATE", payload, self.id)
