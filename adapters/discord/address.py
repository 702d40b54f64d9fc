"""Where Discord is: the one place that tells the library."""

from collections.abc import Iterator
from contextlib import contextmanager

from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from adapters.discord.options import Options


@contextmanager
def addressed(options: Options) -> Iterator[None]:
    """Let the library speak to the addresses of `options` until the block ends.

    The library has one address for the whole process; so have we.
    """
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = options.api.rstrip("/")
    if options.gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(options.gateway)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
