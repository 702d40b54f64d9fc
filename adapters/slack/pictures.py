"""Pictures: each is uploaded once per workspace, and shown by its id from then on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import aiohttp

from adapters.slack.calls import Calls
from adapters.slack.errors import Refused
from bot.chat.port import ChatDown, PlaceGone
from bot.chat.recent import Recent

_UPLOAD_TIMEOUT = aiohttp.ClientTimeout(total=30)
_TRIES = 3
"""So often a picture may fail to go up; then the message goes out with the picture's words."""

_PROCESSING = (0.5, 1.0, 1.5)
"""Seconds between tries of a message whose picture Slack is not done with."""

_log = logging.getLogger(__name__)

T = TypeVar("T")
Files = Mapping[str, str]
"""Picture name -> Slack file id."""


class Pictures:
    """The ids of what was uploaded; two who need the same picture wait for one upload."""

    def __init__(self, calls: Calls, session: aiohttp.ClientSession) -> None:
        self._calls = calls
        self._session = session
        self._ids: Recent[tuple[str, str], str] = Recent()
        self._failures: Recent[tuple[str, str], int] = Recent()
        self._locks: Recent[tuple[str, str], asyncio.Lock] = Recent()

    async def files(self, team: str, pictures: Mapping[str, bytes]) -> dict[str, str]:
        """Picture name -> Slack file id, without those that cannot go up here.

        Raises `ChatDown` or `Throttled` where it is worth coming again.
        """
        found = {}
        for name, png in pictures.items():
            if file_id := await self._file(team, name, png):
                found[name] = file_id
        return found

    async def shown(self, team: str, files: Files, send: Callable[[Files], Awaitable[T]]) -> T:
        """Send it with these files, or, where Slack does not take them, with none."""
        for pause in (*_PROCESSING, None) if files else ():
            try:
                return await send(files)
            except Refused as refused:
                if refused.code != "invalid_blocks":
                    raise
            if pause:
                await self._calls.pacer.sleep(pause)
        self._forget(team, files)
        return await send({})

    def _forget(self, team: str, names: Files) -> None:
        """Slack does not know these any more."""
        for name in names:
            self._ids.drop((team, name))

    async def _file(self, team: str, name: str, png: bytes) -> str | None:
        async with self._lock((team, name)):
            if known := self._ids.get((team, name)):
                return known
            try:
                file_id = await self._upload(team, png)
            except (PlaceGone, Refused) as error:
                _log.warning("action=slack.picture refused=%s", error)
                return None
            except ChatDown:
                if self._may_fail_again((team, name)):
                    raise
                return None
            self._ids.put((team, name), file_id)
            return file_id

    def _lock(self, key: tuple[str, str]) -> asyncio.Lock:
        lock = self._locks.get(key) or asyncio.Lock()
        self._locks.put(key, lock)
        return lock

    def _may_fail_again(self, key: tuple[str, str]) -> bool:
        failures = (self._failures.get(key) or 0) + 1
        self._failures.put(key, failures)
        _log.warning("action=slack.picture lost=%d", failures)
        return failures < _TRIES

    async def _upload(self, team: str, png: bytes) -> str:
        granted = await self._calls.call(
            team, "files.getUploadURLExternal", filename="picture.png", length=len(png)
        )
        await self._send(str(granted["upload_url"]), png)
        file_id = str(granted["file_id"])
        files = [{"id": file_id, "title": "Picture"}]
        await self._calls.call(team, "files.completeUploadExternal", files=files)
        return file_id

    async def _send(self, url: str, png: bytes) -> None:
        headers = {"Content-Type": "image/png"}
        try:
            async with self._session.post(
                url, data=png, headers=headers, timeout=_UPLOAD_TIMEOUT
            ) as answer:
                status = answer.status
        except (aiohttp.ClientError, OSError) as error:
            # Whoever has the address may upload, so it is not passed on.
            raise ChatDown(f"A picture did not arrive ({type(error).__name__})") from None
        if status != 200:
            raise ChatDown(f"A picture did not arrive ({status})")
