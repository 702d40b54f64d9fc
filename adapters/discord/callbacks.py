"""Answers to one interaction, over its own door: it needs no permission and has no share of limits.

The library's own answers need its views, and it would keep every view of ours for ever.
"""

import asyncio
import io
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import aiohttp
from discord import DiscordException, File, HTTPException, Interaction
from discord.http import MultipartParameters
from discord.utils import _to_json
from discord.webhook.async_ import async_context

from adapters.discord.errors import understood
from adapters.discord.render import Message
from adapters.discord.words import Json
from bot.chat.port import ChatDown

SAY, DEFER, DEFER_UPDATE, UPDATE, COMPLETE, MODAL = 4, 5, 6, 7, 8, 9
"""Kinds of first answers, as Discord numbers them."""
EPHEMERAL = 64
_PAUSES = (0.2, 0.5)
"""Seconds before trying again where the connection broke; Discord waits for three in all."""
_ANSWERED = 40060


class Callback:
    """The door back to one interaction. Raises the port's errors, or `Refused`."""

    def __init__(self, interaction: Interaction[Any]) -> None:
        self._door = interaction
        # The library's own answers take it from there too.
        self._session = interaction._session  # noqa: SLF001

    async def first(
        self, kind: int, data: Json | None = None, message: Message | None = None
    ) -> None:
        """The one first answer; one that was given already counts as given."""
        answer: Json = {"type": kind} if data is None else {"type": kind, "data": data}
        await _repeated(lambda: self._first(answer, _files(message)))

    async def edit(self, body: Json, message: Message) -> None:
        """Change what the first answer shows."""
        await _repeated(lambda: self._edit(body, _files(message)))

    async def more(self, body: Json, message: Message) -> None:
        """Another message; sent once, for Discord would show it twice."""
        parts = _parts(body, _files(message))
        await _reaching(
            async_context.get().execute_webhook(
                self._door.application_id,
                self._door.token,
                session=self._session,
                payload=parts.payload,
                multipart=parts.multipart,
                files=parts.files,
                wait=True,
            )
        )

    async def delete(self) -> None:
        """Take the first answer away."""
        await _reaching(
            async_context.get().delete_original_interaction_response(
                self._door.application_id, self._door.token, session=self._session
            )
        )

    async def _first(self, answer: Json, files: Sequence[File]) -> None:
        call = async_context.get().create_interaction_response(
            self._door.id, self._door.token, session=self._session, params=_parts(answer, files)
        )
        try:
            await call
        except HTTPException as refused:
            # Either our own first try came through, or another process of ours was quicker.
            if refused.code != _ANSWERED:
                raise

    async def _edit(self, body: Json, files: Sequence[File]) -> None:
        parts = _parts(body, files)
        await async_context.get().edit_original_interaction_response(
            self._door.application_id,
            self._door.token,
            session=self._session,
            payload=parts.payload,
            multipart=parts.multipart,
            files=parts.files,
        )


def _files(message: Message | None) -> list[File]:
    named = message.files if message else []
    return [File(io.BytesIO(png), name, description=alt) for name, png, alt in named]


def _parts(body: Json, files: Sequence[File]) -> MultipartParameters:
    """The body as JSON, or where there are files in parts."""
    if not files:
        return MultipartParameters(payload=body, multipart=None, files=None)
    parts: list[dict[str, Any]] = [{"name": "payload_json", "value": _to_json(body)}]
    for number, file in enumerate(files):
        parts.append(
            {
                "name": f"files[{number}]",
                "value": file.fp,
                "filename": file.filename,
                "content_type": "image/png",
            }
        )
    return MultipartParameters(payload=None, multipart=parts, files=files)


async def _repeated(call: Callable[[], Awaitable[None]]) -> None:
    """Try again where the connection broke: done twice it is done once."""
    for pause in _PAUSES:
        try:
            await _reaching(call())
        except ChatDown:
            await asyncio.sleep(pause)
        else:
            return
    await _reaching(call())


async def _reaching(call: Awaitable[object]) -> None:
    """Await it. The library's own errors are not passed on: they hold the interaction's token."""
    try:
        await call
    except DiscordException as error:
        raise understood(error) from None
    except (aiohttp.ClientError, OSError) as error:
        raise ChatDown(f"No answer from Discord ({type(error).__name__})") from None
