"""What has to be done though nobody asks for it: tokens that end are renewed, old keys dropped."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.calls import silent
from adapters.slack.chat import Slack
from adapters.slack.installations import ManyWorkspaces, asking_database
from adapters.slack.rotation import rotate_due
from bot.chat.port import ChatDown

log = structlog.get_logger()

PAUSE = 300.0
"""Seconds between two looks."""


@asynccontextmanager
async def kept_up(slack: Slack, now: Callable[[], datetime]) -> AsyncIterator[None]:
    """Renew tokens in good time until the block ends; any number of processes may.

    Before that, once, all are stored under the first key: then the older ones may be dropped.
    """
    installed = slack.installations
    if not isinstance(installed, ManyWorkspaces):
        yield  # a token of the settings has no end
        return
    task = asyncio.create_task(_look_after(slack, installed, now), name="slack-tokens")
    try:
        yield
    finally:
        task.cancel()  # it first saves what Slack has given
        await asyncio.gather(task, return_exceptions=True)


async def _look_after(slack: Slack, installed: ManyWorkspaces, now: Callable[[], datetime]) -> None:
    client = AsyncWebClient(
        base_url=slack.options.api, session=slack.session, retry_handlers=[], logger=silent
    )

    async def renew() -> None:
        await rotate_due(installed, client, now)

    resealed = False
    while True:
        resealed = resealed or await _done(lambda: _reseal(installed), action="token_reseal")
        await _done(renew, action="token_rotation")
        await asyncio.sleep(PAUSE)


async def _reseal(installed: ManyWorkspaces) -> None:
    with asking_database():
        resealed = await installed.store.reseal()
    if resealed:
        log.info("tokens are stored under the first key", action="token_reseal", count=resealed)


async def _done(work: Callable[[], Awaitable[None]], action: str) -> bool:
    """Did it work? If not, the log says why, and another time may be better."""
    try:
        await work()
    except ChatDown as trouble:
        log.warning("tokens stay as they are", action=action, reason=str(trouble))
    except Exception:
        log.exception("tokens stay as they are", action=action)
    else:
        return True
    return False
