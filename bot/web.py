"""The web side of a process: is it alive, ready, and how busy; adapters add their routes."""

import errno
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

Check = Callable[[], Awaitable[str | None]]
"""What is wrong, in a sentence, or None."""


ALIVE = {"alive": "ok"}
"""What `/healthz` answers."""


class PortTaken(Exception):
    """We cannot listen there; the message says why and what to do."""


def application(checks: Mapping[str, Check]) -> web.Application:
    """`/healthz`: it runs. `/readyz`: all is fine, or 503 with what is wrong. `/metrics`."""

    async def ready(_: web.Request) -> web.Response:
        found = {name: await check() for name, check in checks.items()}
        status = 503 if any(found.values()) else 200
        return web.json_response(
            {name: says or "ok" for name, says in found.items()}, status=status
        )

    app = web.Application()
    app.add_routes(
        [
            web.get("/healthz", _alive),
            web.get("/readyz", ready),
            web.get("/metrics", _metrics),
        ]
    )
    return app


async def _alive(_: web.Request) -> web.Response:
    return web.json_response(ALIVE)


async def _metrics(_: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


@asynccontextmanager
async def served(app: web.Application, host: str, port: int) -> AsyncIterator[None]:
    """Serve `app` until the block ends. Raises `PortTaken` with a sentence."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        await _start(web.TCPSite(runner, host, port), host, port)
        yield
    finally:
        await runner.cleanup()


async def _start(site: web.TCPSite, host: str, port: int) -> None:
    try:
        await site.start()
    except OSError as error:
        raise PortTaken(_cannot_listen(error, host, port)) from error


def _cannot_listen(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"{host}:{port} is taken: stop the program that uses it, or choose another port."
    if error.errno == errno.EACCES:
        return f"{host}:{port} is not for this user: choose a port from 1024 up."
    return f"{host}:{port} is no address of this machine: write 127.0.0.1 or 0.0.0.0 as the host."


def refusal(host: str, port: int) -> str | None:
    """What keeps us from listening there, in a sentence; or None."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        return _cannot_listen(error, host, port)
    return None
