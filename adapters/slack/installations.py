"""Where we are installed, and as whom we speak there."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol, Self

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import sqlalchemy as sa
from slack_sdk.oauth.installation_store import Bot as StoredBot
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.slack.encryption import Seal, SealedStore
from adapters.slack.errors import reaching
from adapters.slack.options import Options
from adapters.slack.tables import BOTS, INSTALLATIONS, TEAMS
from bot.chat.port import ChatDown, PlaceGone

TTL = 60.0
"""Seconds that a bot is taken from memory: as long may another process not hear of its end."""


@dataclass(frozen=True, slots=True)
class Bot:
    """Who we are in one workspace. `enterprise` is "" outside an organisation."""

    team: str
    enterprise: str
    token: str = field(repr=False)
    user: str
    id: str
    app_id: str
    """Slack does not always tell it: then ""."""
    scopes: frozenset[str]


class NotInstalled(PlaceGone):
    """We are not installed in that workspace, or not any more."""

    def __init__(self, team: str) -> None:
        super().__init__(f"Quizstreak is not installed in the Slack workspace {team}: install it")


class Installations(Protocol):
    """The workspaces that we serve."""

    async def bot(self, team: str, enterprise: str = "") -> Bot:
        """Who we are there; cheap enough for every call. Raises `NotInstalled`, `ChatDown`."""
        ...

    async def anew(self, bot: Bot) -> Bot:
        """The same one as it is now: with another token, or with more scopes. Raises as `bot`."""
        ...

    async def teams(self) -> Sequence[str]:
        """The workspaces that we are known to be installed in."""
        ...

    async def learn(self, team: str, enterprise: str) -> None:
        """Remember that the workspace belongs to an organisation; "": to none, nothing to do."""
        ...

    async def forget(
        self, team: str, enterprise: str = "", *, before: datetime | None = None
    ) -> None:
        """We were uninstalled: delete the tokens.

        Without a `team` it is the organisation that uninstalled us. What was installed after
        `before` (the instant of the deed) stays: Slack may tell late of an uninstall.
        """
        ...


class OneWorkspace:
    """The one workspace that a bot token of the settings belongs to."""

    def __init__(
        self, bot: Bot, client: AsyncWebClient | None = None, since: datetime | None = None
    ) -> None:
        """`client` has the token, to ask again; at `since` Slack took it."""
        self._bot: Bot | None = bot
        self._team = bot.team
        self._client = client
        self._since = since

    @classmethod
    async def connect(cls, client: AsyncWebClient, now: datetime | None = None) -> Self:
        """Ask Slack whose token the client has. Raises the port's errors."""
        return cls(await _whose(client), client, now)

    async def bot(self, team: str, enterprise: str = "") -> Bot:
        if self._bot is None or team != self._team:
            raise NotInstalled(team)
        return self._bot

    async def anew(self, bot: Bot) -> Bot:
        """Ask Slack again: scopes that were added since count without a new start."""
        if self._client is not None and self._bot is not None:
            self._bot = await _whose(self._client)
        return await self.bot(bot.team)

    async def teams(self) -> Sequence[str]:
        return [self._team] if self._bot else []

    async def learn(self, team: str, enterprise: str) -> None:
        """There is nothing to find out later."""

    async def forget(
        self, team: str, enterprise: str = "", *, before: datetime | None = None
    ) -> None:
        """The token of the settings is void from now on; a new one comes with a new start."""
        if team in {"", self._team} and not self._is_newer(before):
            self._bot = None

    def _is_newer(self, before: datetime | None) -> bool:
        """Did Slack take the token after that? It tells the whole second only."""
        if before is None or self._since is None:
            return False
        return before + timedelta(seconds=1) <= self._since


async def _whose(client: AsyncWebClient) -> Bot:
    told = await reaching(client.auth_test())
    granted = next((v for k, v in told.headers.items() if k.lower() == "x-oauth-scopes"), "")
    return Bot(
        team=str(told["team_id"]),
        enterprise=str(told.get("enterprise_id") or ""),
        token=str(client.token),
        user=str(told["user_id"]),
        id=str(told.get("bot_id") or ""),
        app_id=str(told.get("app_id") or ""),
        scopes=frozenset(part.strip() for part in granted.split(",") if part.strip()),
    )


class ManyWorkspaces:
    """Every workspace that installed us by itself, kept in the database.

    Reads are short, and on SQLite they wait for the writer: never ask inside a transaction.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        options: Options,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.options = options
        self.engine = engine
        self.store = SealedStore(options.client_id, engine, Seal(options.token_keys))
        self._monotonic = monotonic
        self._fresh: dict[str, tuple[float, Bot]] = {}
        self._wanted: set[str] = set()
        self._asking = asyncio.Lock()

    async def bot(self, team: str, enterprise: str = "") -> Bot:
        if known := self._known(team, enterprise):
            return known
        self._wanted.add(team)
        async with self._asking:  # one question for a crowd; and none may outlive a `forget`
            if known := self._known(team, enterprise):
                return known
            if enterprise:
                with asking_database():
                    await self._learn(team, enterprise)
            wanted, self._wanted = self._wanted | {team}, set()
            found = await self._find(wanted)
            until = self._monotonic() + TTL
            self._fresh |= {bot.team: (until, bot) for bot in found}
        if known := next((bot for bot in found if bot.team == team), None):
            return known
        raise NotInstalled(team)

    async def anew(self, bot: Bot) -> Bot:
        _, known = self._fresh.get(bot.team, (0.0, None))
        if known == bot:  # else somebody has just looked
            del self._fresh[bot.team]
        return await self.bot(bot.team)

    def _known(self, team: str, enterprise: str) -> Bot | None:
        until, bot = self._fresh.get(team, (0.0, None))
        # A workspace that just moved into an organisation is looked up once more.
        moved = bot is not None and enterprise and enterprise != bot.enterprise
        return None if moved or self._monotonic() >= until else bot

    async def _find(self, teams: Iterable[str]) -> list[Bot]:
        """Who we are in those of these workspaces where we are installed."""
        with asking_database():
            async with self.engine.connect() as connection:
                orgs = await _orgs(connection, teams)
                stored = await self._stored(connection, orgs)
        newest = {team: _newest(stored, team, org) for team, org in orgs.items()}
        return [
            _bot(team, orgs[team], self.store.opened(bot)) for team, bot in newest.items() if bot
        ]

    async def _stored(
        self, connection: AsyncConnection, orgs: Mapping[str, str]
    ) -> list[StoredBot]:
        """What these workspaces and their organisations hold, the newest first."""
        by_org = sa.and_(BOTS.c.team_id.is_(None), BOTS.c.enterprise_id.in_(set(orgs.values())))
        query = (
            sa.select(BOTS)
            .where(self._ours, sa.or_(BOTS.c.team_id.in_(list(orgs)), by_org))
            .order_by(BOTS.c.installed_at.desc(), BOTS.c.id.desc())
        )
        rows = (await connection.execute(query)).mappings()
        return [SQLAlchemyInstallationStore.build_bot_entity(row) for row in rows]

    @property
    def _ours(self) -> sa.ColumnElement[bool]:
        return sa.and_(BOTS.c.client_id == self.options.client_id, BOTS.c.bot_token.is_not(None))

    async def teams(self) -> Sequence[str]:
        by_themselves = sa.select(BOTS.c.team_id).where(self._ours, BOTS.c.team_id.is_not(None))
        by_org = (
            sa.select(TEAMS.c.team_id)
            .join(BOTS, BOTS.c.enterprise_id == TEAMS.c.enterprise_id)
            .where(self._ours, BOTS.c.team_id.is_(None))
        )
        with asking_database():
            async with self.engine.connect() as connection:
                found = await connection.scalars(sa.union(by_themselves, by_org))
                return sorted(str(team) for team in found)

    async def teams_of(self, enterprise: str) -> Sequence[str]:
        """The workspaces that are known to belong to an organisation."""
        query = sa.select(TEAMS.c.team_id).where(TEAMS.c.enterprise_id == enterprise)
        with asking_database():
            async with self.engine.connect() as connection:
                return sorted(await connection.scalars(query))

    async def learn(self, team: str, enterprise: str) -> None:
        if team and enterprise and not self._known_in(team, enterprise):
            with asking_database():
                await self._learn(team, enterprise)

    def _known_in(self, team: str, enterprise: str) -> bool:
        known = self._known(team, enterprise)
        return known is not None and known.enterprise == enterprise

    async def _learn(self, team: str, enterprise: str) -> None:
        ours = TEAMS.c.team_id == team
        query = sa.select(TEAMS.c.enterprise_id).where(ours)
        async with self.engine.connect() as connection:
            if await connection.scalar(query) == enterprise:
                return
        try:
            async with self.engine.begin() as connection:
                await connection.execute(sa.delete(TEAMS).where(ours))
                row = {"team_id": team, "enterprise_id": enterprise}
                await connection.execute(sa.insert(TEAMS).values(row))
        except IntegrityError:
            pass  # somebody else has just written it

    async def forget(
        self, team: str, enterprise: str = "", *, before: datetime | None = None
    ) -> None:
        async with self._asking:
            self._fresh.clear()
            with asking_database():
                async with self.engine.begin() as connection:
                    await self._delete(connection, team, enterprise, before)

    async def _delete(
        self, connection: AsyncConnection, team: str, enterprise: str, before: datetime | None
    ) -> None:
        for table in (BOTS, INSTALLATIONS):
            here = _of(table, team, enterprise)
            ours = sa.and_(table.c.client_id == self.options.client_id, here)
            if before is not None:
                instant = before.astimezone(UTC).replace(tzinfo=None)
                ours = sa.and_(ours, table.c.installed_at <= instant)
            await connection.execute(sa.delete(table).where(ours))
        # An organisation that installs us again tells its workspaces anew.
        if not await connection.scalar(sa.select(BOTS.c.id).where(_of(BOTS, team, enterprise))):
            gone = TEAMS.c.team_id == team if team else TEAMS.c.enterprise_id == enterprise
            await connection.execute(sa.delete(TEAMS).where(gone))

    async def keep(self, installation: Installation) -> None:
        """A workspace or an organisation has just installed us."""
        async with self._asking:
            with asking_database():
                await self.store.async_save(installation)
                if installation.team_id and installation.enterprise_id:
                    await self._learn(installation.team_id, installation.enterprise_id)
            self._fresh.clear()

    def refresh(self) -> None:
        """Look into the database at the next call."""
        self._fresh.clear()


async def _orgs(connection: AsyncConnection, teams: Iterable[str]) -> dict[str, str]:
    """The organisation of each of these workspaces, as far as it is known; else ""."""
    known = sa.select(TEAMS.c.team_id, TEAMS.c.enterprise_id).where(
        TEAMS.c.team_id.in_(list(teams))
    )
    remembered = dict((await connection.execute(known)).all())
    return dict.fromkeys(teams, "") | remembered


def _newest(stored: Iterable[StoredBot], team: str, org: str) -> StoredBot | None:
    """The first of these that is the workspace's own or its organisation's."""
    ours = (bot for bot in stored if bot.team_id in (team, None))
    return next((bot for bot in ours if bot.team_id or bot.enterprise_id == org), None)


def _of(table: sa.Table, team: str, enterprise: str) -> sa.ColumnElement[bool]:
    if team:
        return table.c.team_id == team
    return sa.and_(table.c.team_id.is_(None), table.c.enterprise_id == enterprise)


def _bot(team: str, enterprise: str, stored: StoredBot) -> Bot:
    return Bot(
        team=team,
        enterprise=enterprise or stored.enterprise_id or "",  # it may have moved since
        token=stored.bot_token,
        user=stored.bot_user_id,
        id=stored.bot_id,
        app_id=stored.app_id or "",
        scopes=frozenset(stored.bot_scopes),
    )


@contextmanager
def asking_database() -> Iterator[None]:
    """What the database cannot do now is `ChatDown`: without its token we cannot speak."""
    try:
        yield
    except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        if isinstance(error, StatementError):
            error.hide_parameters = True  # tokens are among them
        raise ChatDown("The database does not give the Slack installations") from error
