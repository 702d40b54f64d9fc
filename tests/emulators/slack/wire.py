"""Slack's things as Slack writes them in JSON."""

from collections.abc import Sequence
from copy import deepcopy

from tests.emulators.slack.state import Channel, Json, Message, Team, User

INTERACTIVE = frozenset(
    {
        "button",
        "channels_select",
        "checkboxes",
        "conversations_select",
        "datepicker",
        "multi_static_select",
        "number_input",
        "overflow",
        "plain_text_input",
        "radio_buttons",
        "static_select",
        "timepicker",
        "users_select",
    }
)


def with_ids(blocks: Sequence[Json]) -> list[Json]:
    """Blocks as Slack keeps them: what came without a name gets one."""
    kept = deepcopy(list(blocks))
    for number, block in enumerate(kept):
        block.setdefault("block_id", f"block{number}")
        inner = [block.get("accessory"), block.get("element"), *block.get("elements", [])]
        for place, element in enumerate(inner):
            if isinstance(element, dict) and element.get("type") in INTERACTIVE:
                element.setdefault("action_id", f"action{number}.{place}")
    return kept


def message_json(message: Message, *, thread: bool = False, metadata: bool = False) -> Json:
    """`thread`: with the counts of its thread; `metadata`: with what the app attached."""
    if message.tombstone:
        return _tombstone(message)
    body = _author(message) | {"text": message.text, "ts": message.ts}
    if message.blocks:
        body["blocks"] = message.blocks
    if message.thread:
        body |= {"thread_ts": message.thread, **_parent(message)}
    if message.broadcast:
        body["subtype"] = "thread_broadcast"
    if message.edited:
        body["edited"] = {"user": message.author.id, "ts": message.edited}
    if message.metadata and metadata:
        body["metadata"] = message.metadata
    return body | (_thread(message) if thread else {})


def _author(message: Message) -> Json:
    user = message.author
    body: Json = {"type": "message", "user": user.id, "team": user.team.id}
    if message.by_webhook:
        return {"type": "message", "subtype": "bot_message", "bot_id": user.bot_id}
    if message.by_bot:
        profile = _profile(user)
        return body | {"bot_id": user.bot_id, "app_id": user.app_id, "bot_profile": profile}
    if user.team is not message.channel.team:
        body |= {"user_team": user.team.id, "source_team": user.team.id}
    return body | {"client_msg_id": f"{user.id}-{message.ts}"}


def _profile(user: User) -> Json:
    return {
        "id": user.bot_id,
        "app_id": user.app_id,
        "name": user.real_name,
        "team_id": user.team.id,
        "deleted": False,
    }


def _parent(message: Message) -> Json:
    parent = message.channel.messages.get(message.thread)
    return {"parent_user_id": parent.author.id} if parent else {}


def _thread(message: Message) -> Json:
    replies = message.channel.replies(message.ts)
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.author.id for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "reply_users": people[:5],
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def _tombstone(message: Message) -> Json:
    return {
        "type": "message",
        "subtype": "tombstone",
        "user": "USLACKBOT",
        "text": "This message was deleted.",
        "ts": message.ts,
        "hidden": True,
        **_thread(message),
    }


def reactions_json(message: Message, most: int | None = None) -> list[Json]:
    """`most`: how many people are named for each; the count is right nevertheless."""
    return [
        {"name": name, "users": users[:most], "count": len(users)}
        for name, users in message.reactions.items()
        if users
    ]


def full_json(message: Message, *, metadata: bool = False) -> Json:
    """As histories and threads list it."""
    body = message_json(message, thread=True, metadata=metadata)
    reactions = reactions_json(message, 50)
    return body | ({"reactions": reactions} if reactions else {})


def channel_json(channel: Channel, user: User, *, count: bool = False) -> Json:
    """As this user sees it."""
    if channel.direct:
        other = next(id for id in channel.members if id != user.id)
        return {"id": channel.id, "is_im": True, "is_archived": False, "user": other}
    body: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.private,
        "is_group": channel.private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_general": False,
        "is_member": user.id in channel.members,
        "is_shared": channel.shared,
        "is_ext_shared": channel.shared,
        "is_org_shared": False,
        "creator": channel.creator.id if channel.creator else "",
        "context_team_id": channel.team.id,
    }
    return body | ({"num_members": len(channel.members)} if count else {})


def user_json(user: User, team: Team) -> Json:
    """As the app sees a person from within `team`."""
    body: Json = {
        "id": user.id,
        "team_id": user.team.id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "is_bot": bool(user.bot_id),
        "is_app_user": False,
        "profile": {
            "real_name": user.real_name,
            "display_name": user.name,
            "team": user.team.id,
        },
    }
    if user.team is not team:
        return body | {"is_stranger": False}
    return body | {
        "is_admin": user.admin or user.owner,
        "is_owner": user.owner,
        "is_primary_owner": False,
        "is_restricted": False,
        "tz": user.zone,
        "tz_label": user.zone,
        "tz_offset": 0,
    }
