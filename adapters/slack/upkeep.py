"""What has to be done now and then though nobody asks for it: tokens that end are renewed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.calls import silent
from adapters.slack.chat import Slack
from adapters.slack.installations import ManyWorkspaces
from adapters.slack.rotation import rotate_due
from bot.chat.port import ChatDown

log = structlog.get_logger()

PAUSE = 300.0
"""Seconds between two looks."""


@asynccontextmanager
async def kept_up(slack: Slack, now: Callable[[], datetime]) -> AsyncIterator[None]:
    """Renew tokens in good time until the block ends; any number of processes may."""
    installed = slack.installations
    if not isinstance(installed, ManyWorkspaces):
        yield  # a token of the settings has no end
        return
    task = asyncio.create_task(_renew(slack, installed, now), name="slack-tokens")
    try:
        yield
    finally:
        task.cancel()  # it first saves what Slack has given
        await asyncio.gather(task, return_exceptions=True)


async def _renew(slack: Slack, installed: ManyWorkspaces, now: Callable[[], datetime]) -> None:
    client = AsyncWebClient(
        base_url=slack.options.api, session=slack.session, retry_handlers=[], logger=silent
    )
    while True:
        try:
            await rotate_due(installed, client, now)
        except ChatDown as trouble:
            log.warning("tokens stay as they are", action="token_rotation", reason=str(trouble))
        except Exception:
            log.exception("tokens stay as they are", action="token_rotation")
        await asyncio.sleep(PAUSE)
