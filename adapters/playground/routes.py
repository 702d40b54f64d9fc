"""The playground over HTTP: the page and its JSON API, thin over `people` and the time machine."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from adapters.playground.chat import Playground
from adapters.playground.errors import NotNow, Refused, Unknown
from adapters.playground.guard import Body, guarded
from adapters.playground.time_machine import Move, TimeMachine
from adapters.playground.wire import CommandJSON, PersonJSON, StateJSON
from bot.chat.commands import COMMANDS, Command

API = "/playground/api"
HEARTBEAT = 15.0
"""Seconds of quiet after which a stream says that it is still there."""

_PAGE = Path(__file__).with_name("page")
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}

Deed = Callable[[Body], Awaitable[web.Response]]


def mount(app: web.Application, playground: Playground, machine: TimeMachine | None) -> None:
    """Add the page and the API to `app`; without a time machine the clock cannot be moved.

    Open streams and a run end when the app shuts down.
    """
    api = _Api(playground, machine)
    app.add_routes(api.page_routes() + api.deed_routes())
    app.on_shutdown.append(api.shut_down)


class _Api:
    def __init__(self, playground: Playground, machine: TimeMachine | None) -> None:
        self._playground = playground
        self._people = playground.people
        self._machine = machine

    def page_routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", guarded(self.index)),
            web.get("/playground/static/{name}", guarded(self.static)),
            web.get(f"{API}/state", guarded(self.state)),
            web.get(f"{API}/stream", guarded(self.stream)),
            web.get(f"{API}/picture/{{name}}.png", guarded(self.picture)),
        ]

    def deed_routes(self) -> list[web.RouteDef]:
        deeds: dict[str, Deed] = {
            "say": self.say,
            "edit": self.edit,
            "delete": self.delete,
            "react": self.react,
            "press": self.press,
            "submit": self.submit,
            "archive": self.archive,
            "restore": self.restore,
            "people": self.add,
            "clock": self.move,
            "clock/run": self.run,
            "clock/stop": self.stop,
        }
        return [web.post(f"{API}/{name}", guarded(_deed(deed))) for name, deed in deeds.items()]

    async def shut_down(self, _: web.Application) -> None:
        self._playground.stream.close()
        if self._machine:
            await self._machine.stop()

    # Looking

    async def index(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(_PAGE / "index.html", headers={"Cache-Control": "no-cache"})

    async def static(self, request: web.Request) -> web.StreamResponse:
        files = {path.name: path for path in _PAGE.iterdir() if path.is_file()}
        if path := files.get(request.match_info["name"]):
            return web.FileResponse(path, headers={"Cache-Control": "no-cache"})
        raise Unknown("There is no such file.")

    async def picture(self, request: web.Request) -> web.StreamResponse:
        png = self._playground.store.picture(request.match_info["name"])
        if png is None:
            raise Unknown("There is no such picture.")
        return web.Response(body=png, content_type="image/png", headers=_FOREVER)

    async def state(self, request: web.Request) -> web.StreamResponse:
        people = [_person(m.id, m.name, m.admin) for m in self._people.everybody()]
        you = request.query.get("as", people[0]["id"])
        channel = request.query.get("channel", self._people.channels(you)[0]["id"])
        messages = self._people.messages(you, channel)
        self._playground.store.saw(you, channel)
        state: StateJSON = {
            "clock": self._playground.clock.now().isoformat(),
            "live": self._machine is not None,
            "running": self._machine is not None and self._machine.is_running,
            "you": you,
            "people": people,
            "channels": self._people.channels(you),
            "messages": messages,
            "commands": [_command(command) for command in COMMANDS],
        }
        return web.json_response(state)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        you = self._playground.world.member(request.query.get("as", "")).id
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        watcher = self._playground.stream.join(you)
        try:
            watcher.tell("clock", {"clock": self._playground.clock.now().isoformat()})
            if self._machine and self._machine.progress:
                watcher.tell("progress", self._machine.progress)
            while (line := await watcher.next(HEARTBEAT)) is not None:
                await response.write(line.encode())
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            self._playground.stream.leave(watcher)
        return response

    # Deeds

    async def say(self, body: Body) -> web.Response:
        words = body.word("as"), body.word("channel"), body.word("text")
        await self._people.say(*words, body.word_or_none("thread"))
        return _ok()

    async def edit(self, body: Body) -> web.Response:
        await self._people.edit(body.word("as"), body.word("message"), body.word("text"))
        return _ok()

    async def delete(self, body: Body) -> web.Response:
        await self._people.delete(body.word("as"), body.word("message"))
        return _ok()

    async def react(self, body: Body) -> web.Response:
        change = self._people.react if body.flag("standing") else self._people.unreact
        await change(body.word("as"), body.word("message"), body.word("emoji"))
        return _ok()

    async def press(self, body: Body) -> web.Response:
        await self._people.press(body.word("as"), body.word("message"), body.word("action"))
        return _ok()

    async def submit(self, body: Body) -> web.Response:
        words = body.word("as"), body.word("message"), body.word("action")
        await self._people.submit(*words, body.values("values"))
        return _ok()

    async def archive(self, body: Body) -> web.Response:
        await self._people.archive(body.word("as"), body.word("channel"))
        return _ok()

    async def restore(self, body: Body) -> web.Response:
        await self._people.restore(body.word("as"), body.word("channel"))
        return _ok()

    async def add(self, body: Body) -> web.Response:
        return web.json_response({"ok": True, "id": self._people.add(body.word("name"))})

    # Time

    async def move(self, body: Body) -> web.Response:
        try:
            move = Move(body.word("move"))
        except ValueError as error:
            raise Refused(f"The clock moves by {', '.join(Move)}.") from error
        await self._time_machine().move(move)
        return _ok()

    async def run(self, body: Body) -> web.Response:
        without = body.word_or_none("as")
        self._time_machine().start(body.number("weeks"), without)
        return _ok(202)

    async def stop(self, _: Body) -> web.Response:
        await self._time_machine().stop()
        return _ok()

    def _time_machine(self) -> TimeMachine:
        if self._machine is None:
            raise NotNow("The clock shows the real time, since real platforms share it.")
        return self._machine


def _deed(deed: Deed) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        return await deed(Body(await request.read()))

    return handle


def _ok(status: int = 200) -> web.Response:
    return web.json_response({"ok": True}, status=status)


def _person(person: str, name: str, admin: bool) -> PersonJSON:
    return {"id": person, "name": name, "admin": admin}


def _command(command: Command) -> CommandJSON:
    return {
        "name": command.name,
        "says": command.says,
        "admin": command.admin,
        "options": [
            {"name": option.name, "says": option.says, "choices": list(option.choices)}
            for option in command.options
        ],
    }
