"""Where Slack's requests reach us by HTTP."""

import logging

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

from adapters.slack.chat import Slack
from adapters.slack.manifest import EVENTS_PATH

_log = logging.getLogger(__name__)


def mount(app: web.Application, slack: Slack) -> None:
    """Add the routes that Slack needs to an application; `slack` may be entered later.

    Raises `ValueError` if requests could not be checked.
    """
    if slack.options.by_socket:
        return
    if not slack.options.signing_secret:
        raise ValueError("Slack by HTTP needs the app's signing secret: set SLACK_SIGNING_SECRET.")

    async def take(request: web.Request) -> web.Response:
        try:
            asked = await to_bolt_request(request)
        except (ValueError, TypeError, AttributeError, LookupError):
            # Not even the shape is Slack's, so nobody looks at the signature.
            return web.Response(status=400)
        return await to_aiohttp_response(await slack.line.bolt.async_dispatch(asked))

    app.router.add_post(EVENTS_PATH, take)
