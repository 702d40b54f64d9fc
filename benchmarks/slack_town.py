"""Workspaces full of channels in a Slack of our own, with the engine behind the real adapter."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter

from slack_sdk.oauth.installation_store import Bot as Installed
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.slack.chat import Slack
from adapters.slack.installations import ManyWorkspaces
from adapters.slack.options import Options
from adapters.slack.pacing import Pacer
from bot.app import Engine, assembled
from bot.chat.places import Person as Somebody
from bot.chat.places import Workspace as ChatWorkspace
from bot.db.engine import Database
from bot.db.queries import leagues
from bot.db.tables import Channel, League
from bot.quiz.league import LeagueSettings, Play, Schedule
from bot.quiz.question import Bank, Entry, Form, Question
from bot.service.planning import plan
from questions.loader import PACKS, load_packs
from tests.emulators.slack.emulator import Room, SlackEmulator, Workspace

SUNDAY = datetime(2027, 1, 3, 12, tzinfo=UTC)
NINE = datetime(2027, 1, 4, 9, tzinfo=UTC)
CLOSING = NINE + timedelta(hours=8)
LATENCY = 0.15
"""Seconds from a call to Slack to its effect: a usual round trip with Slack's own work in it."""


class Time:
    """Slack's and the engine's: as fast as the machine's unless told, and it can be put forward."""

    def __init__(self) -> None:
        self._base, self._since, self._speed = SUNDAY, perf_counter(), 1.0

    def moment(self) -> datetime:
        return self._base + timedelta(seconds=(perf_counter() - self._since) * self._speed)

    async def now(self) -> datetime:
        return self.moment()

    def seconds(self) -> float:
        return self.moment().timestamp()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)

    def put(self, at: datetime, speed: float | None = None) -> None:
        """It is `at`; a `speed` of 10 lets ten seconds pass in one."""
        self._base, self._since = at, perf_counter()
        self._speed = speed or self._speed


class Letters:
    """The questions that we ship, as far as they have letters to react with and no picture."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._entries = tuple(one for one in bank.entries() if one.form is Form.SINGLE_CHOICE)

    def entries(self) -> tuple[Entry, ...]:
        return self._entries

    def draw(self, question_id: str, seed: str) -> Question:
        return self._bank.draw(question_id, seed)


@dataclass(frozen=True, slots=True)
class Town:
    """Everything is set up, and it is Sunday: each channel's first question is due at `NINE`."""

    slack: SlackEmulator
    engine: Engine
    chat: Slack
    time: Time
    rooms: list[Room]

    async def go_to(self, until: datetime) -> None:
        """Work as `serve` does until nothing is due before `until`; skip the waiting between."""
        while (wake := await self.engine.dispatcher.next_wake()) and wake < until:
            self.time.put(max(wake, self.time.moment()))
            await self.engine.dispatcher.run_due()

    def hurry(self, speed: float) -> None:
        """From now on so many seconds pass in one; the way to Slack takes as long in its time."""
        self.time.put(self.time.moment(), speed)
        self.slack.latency = LATENCY / speed


@asynccontextmanager
async def town(
    url: str, workspaces: int, channels: int, play: Play | None = None
) -> AsyncIterator[Town]:
    """So many workspaces with so many channels each, a league in every channel."""
    async with AsyncExitStack() as stack:
        time = Time()
        database = await stack.enter_async_context(Database.connect(url))
        slack = await stack.enter_async_context(SlackEmulator(time.moment))
        slack.retry_pauses = ()  # nobody listens: the bot only speaks
        options = Options(
            client_id="1.2", signing_secret=slack.app.signing_secret, api=slack.base_url
        )
        installed = ManyWorkspaces(database.engine, options)
        teams = [_team(slack, number, channels) for number in range(workspaces)]
        for team, bot in teams:
            await installed.store.async_save_bot(bot)
            async with database.write() as session:
                await _found(session, team, play or Play())
        pacer = Pacer(time.seconds, time.sleep)
        chat = await stack.enter_async_context(Slack(options, installed, time.moment, pacer))
        bank = Letters(load_packs([PACKS / "ml-interview"]))
        engine = await stack.enter_async_context(assembled(database, bank, [chat], time))
        rooms = [room for team, _ in teams for room in team.channels.values()]
        yield Town(slack, engine, chat, time, [room for room in rooms if isinstance(room, Room)])


def _team(slack: SlackEmulator, number: int, channels: int) -> tuple[Workspace, Installed]:
    team = slack.workspace(f"T{number}", f"Team {number}")
    ada = team.person(f"U{number}", "ada", "Ada", admin=True)
    for room in range(channels):
        team.channel(f"C{number}x{room}", f"room-{room}", [ada], creator=ada)
    grant = team.grant()
    return team, Installed(
        app_id=slack.app.app_id,
        team_id=team.id,
        bot_token=grant.token,
        bot_id=team.bot.bot_id,
        bot_user_id=team.bot.id,
        bot_scopes=sorted(grant.scopes),
        installed_at=SUNDAY.timestamp(),
    )


async def _found(session: AsyncSession, team: Workspace, play: Play) -> None:
    where = ChatWorkspace("slack", team.id)
    workspace = await leagues.join_workspace(session, where, SUNDAY)
    person = Somebody(where, team.id.replace("T", "U"), "Ada")
    admin = await leagues.account(session, person, workspace.id)
    settings = LeagueSettings(Schedule(), play).to_data()
    for room in team.channels:
        league = League(name="Daily quiz", code=room, settings=settings, created_at=SUNDAY)
        session.add(league)
        await session.flush()
        channel = Channel(
            workspace_id=workspace.id,
            league_id=league.id,
            external_id=room,
            zone="Etc/UTC",
            admin_id=admin.id,
        )
        session.add(channel)
        await session.flush()
        await plan(session, league, SUNDAY)


async def when(what: Callable[[], bool], then: Callable[[], None]) -> None:
    """Do it as soon as that holds."""
    while not what():  # noqa: ASYNC110 - nobody announces it
        await asyncio.sleep(0.02)
    then()
