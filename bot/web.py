"""The web side of a process: is it alive, is it ready, what does it measure; adapters add their routes."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from collections.abc import AsyncIterator

from aiohttp import web
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

Check = Callable[[], Awaitable[str | None]]
"""What is wrong, in a sentence, or None."""


class PortTaken(Exception):
    """Another program uses the port."""


def application(checks: Mapping[str, Check]) -> web.Application:
    """`/healthz`: the process runs. `/readyz`: all checks are fine, or 503 with what is wrong. `/metrics`."""

    async def ready(_: web.Request) -> web.Response:
        found = {name: await check() for name, check in checks.items()}
        status = 503 if any(found.values()) else 200
        return web.json_response({name: says or "ok" for name, says in found.items()}, status=status)

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
    return web.json_response({"alive": "ok"})


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
    except OSError as taken:
        raise PortTaken(
            f"{host}:{port} is not free ({taken.strerror}). Stop what uses it, or choose another port."
        ) from taken
