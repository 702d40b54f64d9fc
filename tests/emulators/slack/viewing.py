"""views.*: dialogs on a person's screen, and the home page."""

from copy import deepcopy

from tests.emulators.slack.calls import Answer, Call, Refusal, Table, refuse_faulty
from tests.emulators.slack.state import Json, Team, User
from tests.emulators.slack.wire import with_ids
from tests.emulators.slack.world import World

METHODS = Table()
DEEPEST = 3
"""Dialogs that may lie on each other."""


@METHODS("views.open", tier=4)
def open_(call: Call) -> Answer:
    view = view_of(call, "modal")
    user = exchanged(call)
    return {"view": put_on(call.world, call.team, user, view, fresh=True)}


@METHODS("views.push", tier=4)
def push(call: Call) -> Answer:
    view = view_of(call, "modal")
    user = exchanged(call)
    return {"view": put_on(call.world, call.team, user, view)}


def view_of(call: Call, kind: str) -> Json:
    view = call.data("view")
    if not isinstance(view, dict):
        call.needed("view")
        raise Refusal("invalid_arguments")
    check_view(call.world, call.team, view, kind)
    return view


def check_view(world: World, team: Team, view: Json, kind: str) -> None:
    """Raises invalid_arguments with every fault in words."""
    refuse_faulty(world, team, view, "home" if kind == "home" else "modal")


def exchanged(call: Call) -> User:
    """Whose trigger it is; it is spent by this."""
    trigger = call.world.triggers.get(call.needed("trigger_id"))
    if trigger is None or trigger.team is not call.team:
        raise Refusal("invalid_trigger_id")
    if trigger.used:
        raise Refusal("exchanged_trigger_id")
    if call.world.clock.now() > trigger.expires:
        raise Refusal("expired_trigger_id")
    trigger.used = True
    return trigger.user


def put_on(world: World, team: Team, user: User, view: Json, *, fresh: bool = False) -> Json:
    """Show a dialog above those that are open, or, fresh, instead of them."""
    if fresh:
        user.dialogs.clear()
    if len(user.dialogs) >= DEEPEST:
        raise Refusal("push_limit_reached")
    stored = kept(world, team, view, world.id("V"))
    stored["root_view_id"] = user.dialogs[0]["id"] if user.dialogs else stored["id"]
    stored["previous_view_id"] = user.dialogs[-1]["id"] if user.dialogs else None
    user.dialogs.append(stored)
    world.show_to("dialog", user, stored)
    return stored


def kept(world: World, team: Team, view: Json, id: str) -> Json:
    """A view as Slack keeps and returns it."""
    stored = {
        "id": id,
        "team_id": team.id,
        "app_id": world.app.app_id,
        "bot_id": team.bot.bot_id,
        "app_installed_team_id": team.id,
        "hash": f"{world.clock.stamp()}.{world.id('h')}",
        "state": {"values": {}},
        "callback_id": "",
        "private_metadata": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        **deepcopy(view),
    }
    return stored | {"blocks": with_ids(view["blocks"])}


@METHODS("views.update", tier=4)
def update(call: Call) -> Answer:
    view = call.data("view")
    user, old = opened(call)
    if not isinstance(view, dict):
        raise Refusal("invalid_arguments")
    check_view(call.world, call.team, view, str(old["type"]))
    if call.text("hash") not in ("", old["hash"]):
        raise Refusal("hash_conflict")
    return {"view": replace(call.world, call.team, user, old, view)}


def opened(call: Call) -> tuple[User, Json]:
    """The open dialog or published home of that id."""
    id, external = call.text("view_id"), call.text("external_id")
    for user in (user for team in call.world.teams.values() for user in team.users.values()):
        for view in (*user.dialogs, user.home):
            if view and view["team_id"] == call.team.id and _named(view, id, external):
                return user, view
    raise Refusal("not_found")


def _named(view: Json, id: str, external: str) -> bool:
    return bool((id and id == view["id"]) or (external and external == view["external_id"]))


def replace(world: World, team: Team, user: User, old: Json, view: Json) -> Json:
    stored = kept(world, team, view, str(old["id"]))
    if old is user.home:
        user.home = stored
    else:
        user.dialogs[user.dialogs.index(old)] = stored
    world.show_to("home" if stored["type"] == "home" else "dialog", user, stored)
    return stored


@METHODS("views.publish", tier=4)
def publish(call: Call) -> Answer:
    view = view_of(call, "home")
    user = call.team.users.get(call.needed("user_id"))
    if user is None or user.bot_id:
        raise Refusal("user_not_found")
    if user.home and call.text("hash") not in ("", user.home["hash"]):
        raise Refusal("hash_conflict")
    id = str(user.home["id"]) if user.home else call.world.id("V")
    user.home = kept(call.world, call.team, view, id)
    call.world.show_to("home", user, user.home)
    return {"view": user.home}
