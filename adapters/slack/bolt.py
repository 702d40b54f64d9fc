"""The Bolt app: its own checks first, then everything goes one way, through `take`.

Bolt acknowledges before its listeners run and answers 404 where it has none, so we use none: one
middleware behind its checks decides when a request is acknowledged.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.middleware.request_verification.async_request_verification import (
    AsyncRequestVerification,
)
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installations import Installations
from adapters.slack.options import Options
from adapters.slack.told import team_of
from bot.chat.port import PlaceGone

Take = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]
Next = Callable[[], Awaitable[BoltResponse]]

# Bolt logs whole requests when one is wrong, with what people wrote, and it warns of settings
# that it finds in the surroundings and that are not meant for it.
_silent = logging.getLogger(f"{__name__}.library")
_silent.setLevel(logging.ERROR)
_log = logging.getLogger(__name__)


def bolt_app(
    options: Options, installations: Installations, take: Take, now: Callable[[], datetime]
) -> AsyncApp:
    """Checks that a request is Slack's and of a workspace that we serve, then asks `take`.

    Requests of other workspaces are taken too, without a bot user, for Slack would ask again.
    """

    async def authorize(context: AsyncBoltContext) -> AuthorizeResult:
        team, enterprise = context.team_id or "", context.enterprise_id or ""
        try:
            bot = await installations.bot(team, enterprise)
        except PlaceGone:
            return AuthorizeResult(enterprise_id=enterprise, team_id=team)
        return AuthorizeResult(
            enterprise_id=enterprise, team_id=team, bot_user_id=bot.user, bot_id=bot.id
        )

    app = AsyncApp(
        name="quizstreak",
        logger=_silent,
        client=AsyncWebClient(base_url=options.api, logger=_silent),
        signing_secret=options.signing_secret,
        request_verification_enabled=False,  # `_Genuine` does it, by our clock
        before_authorize=_Genuine(options.signing_secret, now),
        authorize=authorize,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.error(_failed)
    app.use(_Everything(take))
    return app


class _Seconds(Clock):
    """Our clock, as the library asks for it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now().timestamp()


class _Genuine(AsyncRequestVerification):
    """Bolt's check that Slack signed the request in the last five minutes.

    Then it finds the workspace, where Bolt looks at less than Slack tells.
    """

    def __init__(self, signing_secret: str, now: Callable[[], datetime]) -> None:
        super().__init__(signing_secret, base_logger=_silent)
        self._clock = _Seconds(now)

    @property
    def verifier(self) -> SignatureVerifier:
        return SignatureVerifier(self._signing_secret, self._clock)

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Next,  # noqa: A002 - Bolt names it
    ) -> BoltResponse:
        async def addressed() -> BoltResponse:
            req.context["team_id"] = team_of(req.body)
            return await next()

        return await super().async_process(req=req, resp=resp, next=addressed)


class _Everything(AsyncMiddleware):
    """The end of the line for every request that is left."""

    def __init__(self, take: Take) -> None:
        self._take = take

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Next,  # noqa: A002 - Bolt names it
    ) -> BoltResponse:
        return await self._take(req)


async def _failed(error: Exception) -> BoltResponse:
    """A check failed for reasons of ours, so Slack may try again."""
    _log.error("action=slack.check error=%s", type(error).__name__, exc_info=error)
    return BoltResponse(status=500, body="")
