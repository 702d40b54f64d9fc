"""Installing: the page where an admin agrees, and the exchange of codes for tokens."""

from datetime import timedelta
from html import escape
from math import ceil
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web

from tests.emulators.slack.calls import Answer, Call, Refusal, Table
from tests.emulators.slack.state import EVERY_SCOPE, Code, Grant, Json, Team, User
from tests.emulators.slack.world import World

METHODS = Table()
PATH = "/oauth/v2/authorize"
CODE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(hours=12)


class BadRequest(Exception):
    """What Slack's page says instead of asking for consent."""


def asked(world: World, url: str) -> dict[str, str]:
    """What the address of the page asks for; raises BadRequest."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    if query.get("client_id") != world.app.client_id:
        raise BadRequest("invalid_client_id")
    scopes = set(query.get("scope", "").split(",")) - {""}
    if not scopes:
        raise BadRequest("invalid_scope_requested")
    if scopes - EVERY_SCOPE:
        raise BadRequest(f"invalid_scope: {', '.join(sorted(scopes - EVERY_SCOPE))}")
    if not query.get("redirect_uri", "").startswith(("http://", "https://")):
        raise BadRequest("bad_redirect_uri")
    return query


def accept(world: World, url: str, admin: User, *, org: bool = False) -> str:
    """The admin agrees: the address they are sent back to. Raises BadRequest."""
    query = asked(world, url)
    if not (admin.admin or admin.owner):
        raise BadRequest("only an admin may install apps here")
    if org and not admin.team.enterprise:
        raise BadRequest("the workspace belongs to no organisation")
    code = f"{world.id('code')}.{admin.team.id}"
    world.codes[code] = Code(
        admin.team,
        admin,
        frozenset(query["scope"].split(",")) - {""},
        query["redirect_uri"],
        world.clock.now() + CODE_LIFE,
        org,
    )
    return _back(query, code=code)


def decline(world: World, url: str) -> str:
    """The admin does not: the address they are sent back to. Raises BadRequest."""
    return _back(asked(world, url), error="access_denied")


def _back(query: dict[str, str], **answer: str) -> str:
    answer["state"] = query.get("state", "")
    joint = "&" if "?" in query["redirect_uri"] else "?"
    return f"{query['redirect_uri']}{joint}{urlencode(answer)}"


# The page


def routes(world: World) -> list[web.RouteDef]:
    """The same for a browser."""

    async def ask(request: web.Request) -> web.Response:
        try:
            query = asked(world, str(request.url))
        except BadRequest as bad:
            return web.Response(status=400, text=str(bad))
        return web.Response(text=_page(world, query), content_type="text/html")

    async def decide(request: web.Request) -> web.Response:
        form, url = await request.post(), str(request.url)
        admin = _admins(world).get(str(form.get("admin", "")))
        try:
            agreed = form.get("decision") == "allow" and admin
            target = accept(world, url, admin) if agreed and admin else decline(world, url)
        except BadRequest as bad:
            return web.Response(status=400, text=str(bad))
        raise web.HTTPFound(target)

    return [web.get(PATH, ask), web.post(PATH, decide)]


def _admins(world: World) -> dict[str, User]:
    people = (user for team in world.teams.values() for user in team.users.values())
    return {f"{user.team.id}.{user.id}": user for user in people if user.admin or user.owner}


def _page(world: World, query: dict[str, str]) -> str:
    """Who lets the app do what."""
    options = "".join(
        f'<option value="{escape(key)}">{escape(f"{user.real_name}, {user.team.name}")}</option>'
        for key, user in _admins(world).items()
    )
    scopes = "".join(f"<li>{escape(scope)}</li>" for scope in query["scope"].split(","))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Slack</title>'
        f"<h1>{escape(world.app.name)} asks for permission</h1><ul>{scopes}</ul>"
        f'<form method="post"><select name="admin" aria-label="As">{options}</select>'
        '<button name="decision" value="deny">Cancel</button>'
        '<button name="decision" value="allow">Allow</button></form></html>'
    )


# Tokens


@METHODS("oauth.v2.access", tier=0, open=True, form_only=True)
def access(call: Call) -> Answer:
    _check_client(call)
    match call.text("grant_type"):
        case "refresh_token":
            return _refreshed(call)
        case "" | "authorization_code":
            return _redeemed(call)
    raise Refusal("invalid_grant_type")


def _check_client(call: Call) -> None:
    if call.text("client_id") != call.world.app.client_id:
        raise Refusal("invalid_client_id")
    if call.text("client_secret") != call.world.app.client_secret:
        raise Refusal("bad_client_secret")


def _redeemed(call: Call) -> Answer:
    code = call.world.codes.get(call.needed("code"))
    if code is None or call.world.clock.now() >= code.expires:
        raise Refusal("invalid_code")
    if code.used:
        raise Refusal("code_already_used")
    if call.text("redirect_uri") != code.redirect_uri:
        raise Refusal("bad_redirect_uri")
    code.used = True
    granted = give(call.world, code.team, code.scopes, org=code.org)
    return {"authed_user": {"id": code.user.id}, **grant_json(call.world, granted)}


def give(world: World, team: Team, scopes: frozenset[str], *, org: bool = False) -> Grant:
    """A new grant; who installs again keeps the token, and what was allowed before."""
    standing = world.grant_of(team)
    if standing and not world.rotates and standing.org == org:
        standing.scopes |= scopes
        return standing
    return _issue(world, Grant("", team, scopes, org=org))


def _issue(world: World, like: Grant) -> Grant:
    """A token of its own with the same rights; it expires if the app rotates tokens."""
    token = f"xoxb-{like.team.id}-{world.id('token')}"
    granted = Grant(token, like.team, like.scopes, org=like.org)
    if world.rotates:
        granted.token = f"xoxe.{token}"
        granted.refresh = f"xoxe-1-{world.id('refresh')}"
        granted.expires = world.clock.now() + TOKEN_LIFE
    world.grants[granted.token] = granted
    return granted


def _refreshed(call: Call) -> Answer:
    """A refresh token works once; the token that came with it lives on until it expires."""
    spent = call.needed("refresh_token")
    grants = call.world.grants.values()
    old = next((one for one in grants if one.refresh == spent), None)
    if old is None or old.revoked:
        raise Refusal("invalid_refresh_token")
    old.refresh = ""
    return grant_json(call.world, _issue(call.world, old))


def grant_json(world: World, granted: Grant) -> Json:
    """As oauth.v2.access tells it: an organisation's has no team."""
    team = granted.team
    named = {"id": team.id, "name": team.name}
    enterprise = {"id": team.enterprise, "name": team.enterprise} if team.enterprise else None
    body: Json = {
        "app_id": world.app.app_id,
        "scope": ",".join(sorted(granted.scopes)),
        "token_type": "bot",
        "access_token": granted.token,
        "bot_user_id": team.bot.id,
        "team": None if granted.org else named,
        "enterprise": enterprise,
        "is_enterprise_install": granted.org,
    }
    if not granted.expires:
        return body
    expires_in = ceil((granted.expires - world.clock.now()).total_seconds())
    return body | {"refresh_token": granted.refresh, "expires_in": expires_in}
