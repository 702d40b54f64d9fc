"""Who may talk to the playground over HTTP: pages that it served itself, on this computer.

There is no log-in, so a foreign page must neither send deeds nor read along, be it by a form
(cross-site request) or by a host name that points here (DNS rebinding).
"""

import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from adapters.playground.errors import Forbidden, Refused

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none';"
        " form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def guarded(handler: Handler) -> Handler:
    """The handler behind the checks; what it refuses becomes a sentence in JSON."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            check(request)
            response = await handler(request)
        except Refused as refusal:
            response = web.json_response({"error": str(refusal)}, status=refusal.status)
        if not response.prepared:
            response.headers.update(_HEADERS)
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return handle


def check(request: web.Request) -> None:
    """Raises `Forbidden` for a foreign host name or a foreign page."""
    host = request.headers.get("Host", "")
    if _name(host) not in _HOSTS:
        raise Forbidden("The playground answers only on this computer, as localhost.")
    origin = request.headers.get("Origin")
    if origin is not None and _authority(origin) != host:
        raise Forbidden("The playground takes nothing from other sites' pages.")
    if request.method == "POST" and request.content_type != "application/json":
        raise Refused("Send JSON, with Content-Type: application/json.")


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _authority(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


class Body:
    """The JSON object of a request; a look at it raises `Refused` if it is not as it must be."""

    def __init__(self, text: bytes) -> None:
        try:
            self._data: object = json.loads(text)
            # A lone surrogate is no text that anybody could store or show.
            json.dumps(self._data, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:
            raise Refused("This is no JSON that could be read.") from error

    def word(self, name: str) -> str:
        """The string of this name."""
        value = self._value(name)
        if not isinstance(value, str):
            raise Refused(f"“{name}” must be a string.")
        return value

    def word_or_none(self, name: str) -> str | None:
        """The string of this name, None if it is null or left out."""
        return None if self._value(name) is None else self.word(name)

    def number(self, name: str) -> int:
        """The whole number of this name."""
        value = self._value(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Refused(f"“{name}” must be a whole number.")
        return value

    def flag(self, name: str) -> bool:
        """The truth value of this name."""
        value = self._value(name)
        if not isinstance(value, bool):
            raise Refused(f"“{name}” must be true or false.")
        return value

    def values(self, name: str) -> dict[str, str | list[str]]:
        """The object of this name, which holds strings and lists of strings."""
        value = self._value(name)
        if not isinstance(value, dict):
            raise Refused(f"“{name}” must be an object.")
        return {str(key): _form_value(name, each) for key, each in value.items()}

    def _value(self, name: str) -> object:
        if not isinstance(self._data, dict):
            raise Refused("The body must be a JSON object.")
        value: object = self._data.get(name)
        return value


def _form_value(name: str, value: object) -> str | list[str]:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return list(value)
    raise Refused(f"“{name}” must hold strings and lists of strings.")
