"""Workspaces and channels as a test sets them up, with what their admins do."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.emulators.slack import deeds, events
from tests.emulators.slack.people import Desk, Person
from tests.emulators.slack.state import EVERY_SCOPE, Channel, Grant, Json, Team, User
from tests.emulators.slack.wire import user_json


class Room(Channel):
    """A channel with doors."""

    desk: Desk

    async def archive(self, by: Person) -> None:
        """Nobody writes here any more."""
        self.archived = True
        await self._news("archive", by)

    async def unarchive(self, by: Person) -> None:
        self.archived = False
        await self._news("unarchive", by)

    async def remove(self, by: Person) -> None:
        """Delete it with everything in it."""
        await self._news("deleted", by)
        del self.team.channels[self.id]

    async def _news(self, verb: str, by: Person) -> None:
        world = self.desk.world
        news = events.channel_news(verb, self, by, world.clock.stamp())
        await world.tell(self.team, [news], self)

    async def kick_bot(self, by: Person) -> None:
        await self.leave(self.team.bot)

    async def invite_bot(self, by: Person) -> None:
        await self.join(self.team.bot)

    async def join(self, user: User) -> None:
        world = self.desk.world
        await world.tell(self.team, deeds.enter(world, self, user), self)

    async def leave(self, user: User) -> None:
        world = self.desk.world
        await world.tell(self.team, deeds.leave(world, self, user), self)


class Workspace(Team):
    """A team with doors; its bot user exists from the start, its token only once installed."""

    def __init__(self, desk: Desk, id: str, name: str, enterprise: str = "") -> None:
        super().__init__(id, name, enterprise)
        self._desk = desk
        self._world = desk.world
        bot = User(f"U0BOT{id}", "quizstreak", desk.world.app.name, self, bot_id=f"B0BOT{id}")
        bot.app_id = desk.world.app.app_id
        self.users[bot.id] = bot

    @property
    def bot_user(self) -> str:
        return self.bot.id

    def install(
        self,
        scopes: Iterable[str] | None = None,
        *,
        org: bool = False,
        lives: timedelta | None = None,
    ) -> str:
        """Install the app and give its bot token; None asks for every scope.

        `org` installs on the whole organisation; `lives` makes the token expire.
        """
        return self.grant(scopes, org=org, lives=lives).token

    def grant(
        self,
        scopes: Iterable[str] | None = None,
        *,
        org: bool = False,
        lives: timedelta | None = None,
    ) -> Grant:
        """The same, with all that is known of the token."""
        granted = EVERY_SCOPE if scopes is None else frozenset(scopes)
        expires: datetime | None = self._world.clock.now() + lives if lives else None
        token = f"xoxb-{self.id}-{self._world.id('token')}"
        grant = Grant(token, self, granted, expires, org=org)
        self._world.grants[token] = grant
        return grant

    def person(
        self,
        id: str,
        name: str,
        real_name: str = "",
        *,
        admin: bool = False,
        owner: bool = False,
        zone: str = "Etc/UTC",
    ) -> Person:
        person = Person(self._desk, id, name, real_name or name.title(), self)
        person.admin, person.owner, person.zone = admin, owner, zone
        self.users[id] = person
        return person

    def channel(
        self,
        id: str,
        name: str,
        members: Iterable[User] = (),
        *,
        bot: bool = True,
        private: bool = False,
        creator: User | None = None,
    ) -> Room:
        """A channel; members of another workspace make it a shared one (Slack Connect)."""
        everybody = [*members, *([self.bot] if bot else [])]
        room = Room(id, name, self, private=private, creator=creator)
        room.desk = self._desk
        room.members = {user.id: user for user in everybody}
        room.shared = any(user.team is not self for user in everybody)
        self.channels[id] = room
        return room

    async def rename(self, person: Person, real_name: str) -> None:
        """A person changes the name that is shown."""
        person.real_name = real_name
        stamp = self._world.clock.stamp()
        event = {"type": "user_change", "user": user_json(person, self), "event_ts": stamp}
        await self._world.tell(self, [event], None)

    async def overflow(self) -> None:
        """So much happens here that Slack holds events back, and says so."""
        await self._desk.courier.overflow(self)

    async def uninstall(self, by: Person) -> None:
        """Remove the app: its tokens are dead at once, and it is told so."""
        stamp = self._world.clock.stamp()
        tokens = {"oauth": [], "bot": [self.bot.id]}
        news: list[Json] = [
            {"type": "tokens_revoked", "tokens": tokens, "event_ts": stamp},
            {"type": "app_uninstalled", "event_ts": stamp},
        ]
        for grant in self._world.grants.values():
            grant.revoked = grant.revoked or grant.team is self
        await self._world.tell(self, news, None)
