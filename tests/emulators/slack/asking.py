"""auth.*, users.*, team.*, bots.*, reactions.* and apps.*: who is who, and what they think."""

from tests.emulators.slack import deeds
from tests.emulators.slack.calls import Answer, Call, Refusal, Table, page_of
from tests.emulators.slack.emojis import is_emoji
from tests.emulators.slack.state import Message, Team
from tests.emulators.slack.wire import message_json, reactions_json, user_json

METHODS = Table()
MOST_REACTIONS = 23
"""Of one person on one message."""
MOST_EMOJI = 50
"""Different ones on one message."""
NAMED_PEOPLE = 50
"""Listed for each reaction unless all are asked for."""


@METHODS("auth.test", tier=0)
def auth_test(call: Call) -> Answer:
    team, bot = call.team, call.bot
    body = {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": bot.name,
        "team_id": team.id,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": call.grant.org,
    }
    return body | ({"enterprise_id": team.enterprise} if team.enterprise else {})


@METHODS("auth.revoke", form_only=True)
def auth_revoke(call: Call) -> Answer:
    if call.flag("test"):
        return {"revoked": False}
    news = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [call.bot.id]}}
    call.world.tell_later(call.team, [news], None)
    call.grant.revoked = True
    return {"revoked": True}


@METHODS("users.info", scope="users:read", tier=4, form_only=True)
def users_info(call: Call) -> Answer:
    call.needed("user")
    return {"user": user_json(call.user(), call.team)}


@METHODS("users.list", scope="users:read", tier=2, form_only=True)
def users_list(call: Call) -> Answer:
    page, more = page_of(call, list(call.team.users.values()), 1000, 1000)
    return {"members": [user_json(user, call.team) for user in page], **more}


@METHODS("team.info", scope="team:read", form_only=True)
def team_info(call: Call) -> Answer:
    team = call.team
    body = {"id": team.id, "name": team.name, "domain": team.domain}
    return {"team": body | ({"enterprise_id": team.enterprise} if team.enterprise else {})}


@METHODS("bots.info", scope="users:read", form_only=True)
def bots_info(call: Call) -> Answer:
    bot = call.bot
    if call.text("bot") not in ("", bot.bot_id):
        raise Refusal("bot_not_found")
    return {
        "bot": {
            "id": bot.bot_id,
            "app_id": call.world.app.app_id,
            "user_id": bot.id,
            "name": bot.real_name,
            "deleted": False,
        }
    }


@METHODS("emoji.list", scope="emoji:read", tier=2, form_only=True)
def emoji_list(call: Call) -> Answer:
    own = {name: f"https://emoji.example/{name}.png" for name in sorted(call.team.emoji)}
    return {"emoji": own}


def reacted(call: Call) -> Message:
    """The message that a reaction is about."""
    if not call.text("channel") or not call.text("timestamp"):
        raise Refusal("no_item_specified")
    return call.message(call.room(), "timestamp")


def known_emoji(team: Team, name: str) -> bool:
    """Slack's own, with or without a skin tone, or the workspace's."""
    return is_emoji(name) or name.partition("::")[0] in team.emoji


@METHODS("reactions.add", scope="reactions:write")
def reactions_add(call: Call) -> Answer:
    name = call.needed("name").strip(":")
    message = reacted(call)
    if message.channel.archived:
        raise Refusal("is_archived")
    if not known_emoji(call.team, name):
        raise Refusal("invalid_name")
    check_reaction(message, call.bot.id, name)
    news = deeds.put_reaction(call.world, message, call.bot, name)
    call.world.tell_later(call.team, news, message.channel)
    return {}


def check_reaction(message: Message, user: str, name: str) -> None:
    """Raises what Slack answers when this person may not add this reaction."""
    if user in message.reactions.get(name, []):
        raise Refusal("already_reacted")
    if sum(user in users for users in message.reactions.values()) >= MOST_REACTIONS:
        raise Refusal("too_many_reactions")
    if name not in message.reactions and len(message.reactions) >= MOST_EMOJI:
        raise Refusal("too_many_emoji")


@METHODS("reactions.remove", scope="reactions:write", tier=2)
def reactions_remove(call: Call) -> Answer:
    name = call.needed("name").strip(":")
    message = reacted(call)
    if call.bot.id not in message.reactions.get(name, []):
        raise Refusal("no_reaction" if known_emoji(call.team, name) else "invalid_name")
    news = deeds.take_reaction(call.world, message, call.bot, name)
    call.world.tell_later(call.team, news, message.channel)
    return {}


@METHODS("reactions.get", scope="reactions:read", form_only=True)
def reactions_get(call: Call) -> Answer:
    message = reacted(call)
    most = None if call.flag("full") else NAMED_PEOPLE
    if call.world.short_reactions:
        call.world.short_reactions -= 1
        most = max((len(users) for users in message.reactions.values()), default=1) - 1
    listed = reactions_json(message, most)
    body = message_json(message, thread=True)
    body |= {"permalink": f"https://{call.team.domain}.slack.com/archives/{message.channel.id}"}
    body |= {"reactions": listed} if listed else {}
    return {"type": "message", "channel": message.channel.id, "message": body}


@METHODS("apps.connections.open", app_level=True)
def connections_open(call: Call) -> Answer:
    return {"url": call.world.new_ticket()}
