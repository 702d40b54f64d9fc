"""The demonstration: a league in the playground, set up through the doors that anybody uses."""

import webbrowser
from collections.abc import Awaitable, Callable

from adapters.playground import reading
from adapters.playground.chat import Playground
from adapters.playground.records import PLATFORM
from adapters.playground.time_machine import Move, TimeMachine
from adapters.playground.wire import FormJSON
from bot.app import Engine, EngineTimetable, running, stop_signal
from bot.db import migrate
from bot.db.queries import leagues
from bot.roles import EVERY_ROLE
from bot.settings import Settings

ADMIN, FIRST, SECOND = "ada", "ml-interviews", "data-team"


async def demonstrate(
    settings: Settings,
    tell: Callable[[str], None],
    *,
    browse: bool,
    until: Callable[[], Awaitable[object]] | None = None,
) -> None:
    """Serve the playground with a first question on the page, until `until` returns.

    That is by default when the process is told to stop. Raises what `bot.app.running` raises.
    """
    settings = settings.model_copy(update={"playground_clock": "movable"})
    wait = until or stop_signal().wait
    await migrate.upgrade(settings.database_url.get_secret_value())
    async with running(settings, EVERY_ROLE) as engine:
        await first_question(engine)
        url = f"http://{settings.host}:{settings.port}/"
        tell(f"The playground is at {url} — it is for this machine only, not for production.")
        tell("Press Ctrl+C to stop; it goes on where you left it.")
        if browse:
            webbrowser.open(url)
        await wait()


async def first_question(engine: Engine) -> None:
    """On the first start, set up one league in both channels and go to its first quiz day."""
    playground = engine.means.chats[PLATFORM]
    assert isinstance(playground, Playground), "only the playground has people to play"
    async with engine.database.read() as session:
        if await leagues.all_leagues(session):
            return
    await _send(playground, FIRST, "/quiz setup", team="ML interviews")
    async with engine.database.read() as session:
        (league,) = await leagues.all_leagues(session)
    await playground.people.say(ADMIN, SECOND, f"/quiz join {league.code}")
    await _send(playground, SECOND, "/quiz settings", team="Data team")
    await TimeMachine(playground, EngineTimetable(engine)).move(Move.QUIZ_DAY)


async def _send(playground: Playground, channel: str, command: str, **changes: str) -> None:
    """Give a command, change these fields of the form that its answer offers, and send it."""
    people = playground.people
    await people.say(ADMIN, channel, command)
    card = people.messages(ADMIN, channel)[-1]
    form = next(form for form in reading.forms(card) if changes.keys() <= _names(form))
    values = {field["name"]: field["value"] for field in form["fields"]} | changes
    await people.submit(ADMIN, card["id"], form["action"], values)


def _names(form: FormJSON) -> set[str]:
    return {field["name"] for field in form["fields"]}
