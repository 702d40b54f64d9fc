"""The roof: builds everything, starts it, and stops it in good order."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from adapters.playground import routes as playground_routes
from adapters.playground.clock import PlaygroundClock
from adapters.playground.time_machine import TimeMachine
from adapters.slack import http as slack_http
from bot import lines, web
from bot import roles as parts
from bot.chat.events import Event, Receive
from bot.chat.port import Chat
from bot.db import migrate
from bot.db.engine import Database, DatabaseTrouble
from bot.db.queries import posts
from bot.grading.second import asking
from bot.handlers.desk import Desk
from bot.handlers.router import Handlers
from bot.jurors import embedding, language_model
from bot.lines import Lines
from bot.metrics import CONNECTED, EVENTS
from bot.quiz.question import Bank
from bot.roles import Role
from bot.service.answers import Answers
from bot.service.dispatch import LEASE_SECONDS, Dispatcher
from bot.service.intake import Intake
from bot.service.means import Clock, DatabaseClock, Juror, Means
from bot.settings import Settings
from questions.loader import PACKS, load_packs
from questions.suggestions import drafting_beside
from scheduler.clock import AlarmClock
from scheduler.jobs import Work

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Engine:
    """The quiz, put together."""

    database: Database
    means: Means
    intake: Intake
    dispatcher: Dispatcher
    alarm: AlarmClock
    handlers: Handlers


class SteadyClock:
    """The playground's clock as the quiz's."""

    def __init__(self, clock: PlaygroundClock) -> None:
        self._clock = clock

    async def now(self) -> datetime:
        return self._clock.now()


class EngineTimetable:
    """What the playground's clock buttons ask of the engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def next_closing(self, now: datetime) -> datetime | None:
        async with self._engine.database.read() as session:
            return await posts.next_closing(session)

    async def next_posting(self, now: datetime) -> datetime | None:
        async with self._engine.database.read() as session:
            return await posts.next_due(session)

    async def next_wake(self, now: datetime) -> datetime | None:
        return await self._engine.dispatcher.next_wake()

    async def settle(self) -> None:
        await self._engine.dispatcher.run_due()
        self._engine.alarm.ring()  # its next alarm was set by where the clock stood


@asynccontextmanager
async def assembled(
    database: Database,
    bank: Bank,
    chats: Sequence[Chat],
    clock: Clock | None = None,
    heartbeat: timedelta = timedelta(seconds=30),
    lease_seconds: int = LEASE_SECONDS,
    juror: Juror | None = None,
    tidied: frozenset[str] = frozenset(),
) -> AsyncIterator[Engine]:
    """The engine over an open database; nothing rings and nobody listens yet."""
    async with Intake(database) as intake:
        by_platform: Mapping[str, Chat] = {chat.platform: chat for chat in chats}
        told = clock or DatabaseClock(database)
        means = Means(database, by_platform, bank, told, drafting_beside(bank), juror, tidied)
        dispatcher = Dispatcher(means, intake, lease_seconds)
        alarm = AlarmClock(Work(dispatcher, means.clock), heartbeat)
        desk = Desk(means, Answers(means, intake), intake, alarm.ring)
        yield Engine(database, means, intake, dispatcher, alarm, Handlers(desk))


@asynccontextmanager
async def listening(engine: Engine, heard: Sequence[Chat]) -> AsyncIterator[None]:
    """These chats' events reach the handlers until the block ends."""
    receive = _timed(engine.handlers.receive)
    tasks = [
        asyncio.create_task(chat.listen(receive), name=f"listen-{chat.platform}") for chat in heard
    ]
    await asyncio.sleep(0)  # each begins before anybody may act on the chats
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _timed(receive: Receive) -> Receive:
    async def timed(event: Event) -> None:
        with EVENTS.labels(event=type(event).__name__).time():
            await receive(event)

    return timed


@contextmanager
def _watched(chats: Sequence[Chat]) -> Iterator[None]:
    """Whoever reads the metrics looks at the connections."""
    for chat in chats:
        CONNECTED.labels(platform=chat.platform).set_function(chat.healthy)
    try:
        yield
    finally:
        for chat in chats:
            CONNECTED.remove(chat.platform)


@asynccontextmanager
async def running(settings: Settings, roles: frozenset[Role]) -> AsyncIterator[Engine]:
    """A process with these roles, at work until the block ends; it finishes what it claimed.

    Raises `DatabaseTrouble`, `PackError`, `PortTaken` or `SettingsTrouble`, each a sentence,
    before it begins.
    """
    parts.check(settings, roles)
    bank = load_packs(settings.packs or [PACKS / "ml-interview"])
    url = settings.database_url.get_secret_value()
    second = embedding.configured(settings)
    async with AsyncExitStack() as stack:
        stack.enter_context(asking(second))  # before any task begins that may grade
        await migrate.check(url)
        database = await stack.enter_async_context(Database.connect(url))
        ours = await stack.enter_async_context(lines.opened(settings, roles, database))
        playground = ours.playground
        clock = SteadyClock(playground.clock) if playground and playground.moves_time else None
        heartbeat = timedelta(seconds=settings.heartbeat_seconds)
        endpoint = language_model.endpoint_of(settings)
        juror = await stack.enter_async_context(language_model.opened(endpoint, database))
        lease, tidied = settings.lease_seconds, lines.tidied(settings)
        engine = await stack.enter_async_context(
            assembled(database, bank, ours.chats, clock, heartbeat, lease, juror, tidied)
        )
        stack.enter_context(_watched(ours.heard))
        if Role.WEB in roles:
            await stack.enter_async_context(_web(settings, engine, ours))
        await stack.enter_async_context(listening(engine, ours.heard))
        if Role.CLOCK in roles:
            await stack.enter_async_context(engine.alarm)
        if not ours.chats:
            log.warning(
                "no chat is configured: see docs/slack.md, docs/discord.md", action="no_chat"
            )
        yield engine


@asynccontextmanager
async def _web(settings: Settings, engine: Engine, ours: Lines) -> AsyncIterator[None]:
    app = web.application(_checks(engine, ours.heard))
    if ours.playground is not None:
        machine = None
        if ours.playground.moves_time:
            machine = TimeMachine(ours.playground, EngineTimetable(engine))
        playground_routes.mount(app, ours.playground, machine)
    if ours.slack is not None:
        slack_http.mount(app, ours.slack)
    async with web.served(app, settings.host, settings.port):
        log.info("serving", action="web_started", host=settings.host, port=settings.port)
        yield


def _checks(engine: Engine, heard: Sequence[Chat]) -> dict[str, web.Check]:
    async def database() -> str | None:
        try:
            await migrate.check_open(engine.database)
        except DatabaseTrouble as trouble:
            return str(trouble)
        return None

    async def chats() -> str | None:
        # To those that it only speaks to, no connection stands.
        down = [chat.platform for chat in heard if not chat.healthy()]
        return f"no connection to {', '.join(down)}" if down else None

    async def clock() -> str | None:
        return "nothing was looked after for three heartbeats" if engine.alarm.is_late else None

    return {"database": database, "chats": chats, "clock": clock}


async def serve(settings: Settings, roles: frozenset[Role]) -> None:
    """Run until the process is told to stop (SIGTERM or SIGINT)."""
    stop = stop_signal()
    begun = asyncio.Event()
    work = asyncio.create_task(_serve(settings, roles, begun, stop))
    told = asyncio.create_task(stop.wait())
    await asyncio.wait({work, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if not begun.is_set():
        work.cancel()  # it may wait for a chat that is out of reach
    with suppress(asyncio.CancelledError):
        await work


async def _serve(
    settings: Settings, roles: frozenset[Role], begun: asyncio.Event, stop: asyncio.Event
) -> None:
    async with running(settings, roles):
        begun.set()
        log.info("at work", action="started", roles=",".join(sorted(roles)))
        await stop.wait()
        log.info("stopping", action="stopping")


def stop_signal() -> asyncio.Event:
    """Set once the process is told to stop; from now on that does not end it by itself."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return stop
