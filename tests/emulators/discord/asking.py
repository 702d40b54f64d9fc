"""Routes that only look: the bot itself, users, members, guilds, channels; and direct ones."""

from tests.emulators.discord import wire
from tests.emulators.discord.calls import Answer, Call, Table
from tests.emulators.discord.intents import flags_of
from tests.emulators.discord.permissions import bot_may
from tests.emulators.discord.refusals import refusal
from tests.emulators.discord.schema import record, snowflake
from tests.emulators.discord.state import Json

ROUTES = Table()


@ROUTES("GET /users/@me")
def me(call: Call) -> Answer:
    return wire.self_json(call.bot)


@ROUTES("GET /oauth2/applications/@me")
def application(call: Call) -> Answer:
    owner = {"id": "9002", "username": "owner", "discriminator": "0", "avatar": None}
    return _application(call) | {"owner": owner | {"global_name": None, "public_flags": 0}}


@ROUTES("GET /applications/@me")
def own_application(call: Call) -> Answer:
    return _application(call)


def _application(call: Call) -> Json:
    return {
        "id": call.world.app.id,
        "name": call.world.app.name,
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "team": None,
        "flags": flags_of(call.world.privileged),
        "bot": wire.user_json(call.bot),
        "approximate_guild_count": len(call.world.guilds_of_bot()),
    }


@ROUTES("GET /gateway", public=True)
def gateway(call: Call) -> Answer:
    return {"url": call.world.gateway_url}


@ROUTES("GET /gateway/bot")
def bot_gateway(call: Call) -> Answer:
    """With how many shards Discord recommends."""
    world = call.world
    limit = {
        "total": 1000,
        "remaining": world.identifies_left,
        "reset_after": 86_400_000,
        "max_concurrency": world.max_concurrency,
    }
    return {"url": world.gateway_url, "shards": world.shards, "session_start_limit": limit}


@ROUTES("GET /users/{}")
def user(call: Call) -> Answer:
    found = call.world.users.get(call.snowflake(0))
    if found is None:
        raise refusal(10013)
    return wire.user_json(found)


@ROUTES("POST /users/@me/channels")
def open_direct(call: Call) -> Answer:
    call.check(record({"recipient_id": snowflake}))
    found = call.world.users.get(str(call.record["recipient_id"]))
    if found is None or found.bot:
        raise refusal(50033)
    return wire.channel_json(call.world.direct(found))


@ROUTES("GET /users/@me/guilds")
def guilds(call: Call) -> Answer:
    limit = call.number("limit", 200, 1, 200)
    after = int(call.query.get("after") or 0)
    mine = sorted(call.world.guilds_of_bot(), key=lambda guild: int(guild.id))
    return [
        {"id": guild.id, "name": guild.name, "icon": None, "owner": False, "features": []}
        for guild in mine
        if int(guild.id) > after
    ][:limit]


@ROUTES("DELETE /users/@me/guilds/{}")
def leave_guild(call: Call) -> Answer:
    guild = call.guild()
    call.world.dispatch("GUILD_DELETE", {"id": guild.id}, guild.id)
    guild.bot_in = False
    return None


@ROUTES("GET /guilds/{}")
def guild(call: Call) -> Answer:
    return wire.basic_guild_json(call.guild())


@ROUTES("GET /guilds/{}/channels")
def channels(call: Call) -> Answer:
    found = call.guild().channels.values()
    return [wire.channel_json(channel) for channel in found if not channel.is_thread]


@ROUTES("GET /guilds/{}/roles")
def roles(call: Call) -> Answer:
    return [wire.role_json(role) for role in call.guild().roles.values()]


@ROUTES("GET /guilds/{}/members/{}")
def member(call: Call) -> Answer:
    found = call.guild().members.get(call.snowflake(1))
    if found is None:
        known = call.parameters[1] in call.world.users
        raise refusal(10007 if known else 10013)
    return wire.member_json(found)


@ROUTES("GET /guilds/{}/threads/active")
def active_threads(call: Call) -> Answer:
    guild = call.guild()
    threads = [
        channel
        for channel in guild.channels.values()
        if channel.is_thread and not channel.archived and bot_may(guild, channel, "view_channel")
    ]
    return {"threads": [wire.thread_json(thread) for thread in threads], "members": []}


@ROUTES("GET /channels/{}")
def channel(call: Call) -> Answer:
    return wire.channel_json(call.channel())


@ROUTES("POST /channels/{}/typing")
def typing(call: Call) -> Answer:
    call.channel("send_messages")
    return None
