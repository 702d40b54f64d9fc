"""Where Slack's requests reach us by HTTP."""

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import oauth
from adapters.slack.calls import silent
from adapters.slack.chat import Slack
from adapters.slack.installations import ManyWorkspaces
from adapters.slack.manifest import EVENTS_PATH


def mount(app: web.Application, slack: Slack) -> None:
    """Add the routes that Slack and those who install us need; `slack` is entered before a request.

    Raises `ValueError` if requests could not be checked.
    """
    if not slack.options.by_socket:
        app.add_routes([_events(slack)])
    if slack.options.installs:
        app.add_routes(oauth.routes(_door(slack)))


def _events(slack: Slack) -> web.RouteDef:
    if not slack.options.signing_secret:
        raise ValueError("Slack by HTTP needs the app's signing secret: set SLACK_SIGNING_SECRET.")

    async def take(request: web.Request) -> web.Response:
        try:
            asked = await to_bolt_request(request)
        except (ValueError, TypeError, AttributeError, LookupError):
            # Not even the shape is Slack's, so nobody looks at the signature.
            return web.Response(status=400)
        return await to_aiohttp_response(await slack.line.bolt.async_dispatch(asked))

    return web.post(EVENTS_PATH, take)


def _door(slack: Slack) -> oauth.Door:
    assert isinstance(slack.installations, ManyWorkspaces)

    async def joined(team: str, enterprise: str) -> None:
        await slack.line.joined(team, enterprise)

    client = AsyncWebClient(base_url=slack.options.api, retry_handlers=[], logger=silent)
    return oauth.Door(slack.options, slack.installations, client, joined)
