"""Ways to make the Web API refuse, one for each code, through the real SDK."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from tests.emulators.slack.conftest import Acme
from tests.emulators.slack.test_blocks import modal, mrkdwn, rich, section, words

DIVIDER = [{"type": "divider"}]
RICH = [rich(section(words("x")))]

Provoke = Callable[[Acme], Awaitable[object]]


# Tokens, arguments, and what is asked for


async def not_authed(acme: Acme) -> object:
    return await acme.client_with().auth_test()


async def invalid_auth(acme: Acme) -> object:
    return await acme.client_with("xoxb-made-up").auth_test()


async def account_inactive(acme: Acme) -> object:
    await acme.team.uninstall(acme.ada)
    return await acme.client.auth_test()


async def token_expired(acme: Acme) -> object:
    client = acme.client_with(acme.team.install(lives=timedelta(hours=12)))
    acme.slack.clock.advance(timedelta(hours=12))
    return await client.auth_test()


async def not_allowed_token_type(acme: Acme) -> object:
    return await acme.client_with(acme.slack.app.app_token).auth_test()


async def link_disabled(acme: Acme) -> object:
    await acme.slack.disconnect("link_disabled", linger=0)
    return await acme.client.apps_connections_open(app_token=acme.slack.app.app_token)


async def missing_scope(acme: Acme) -> object:
    client = acme.client_with(acme.team.install(["chat:write"]))
    return await client.reactions_add(channel="C1", timestamp="1.0", name="one")


async def unknown_method(acme: Acme) -> object:
    return await acme.client.api_call("chat.shout")


async def invalid_arguments(acme: Acme) -> object:
    return await acme.client.api_call("users.info")


async def invalid_limit(acme: Acme) -> object:
    return await acme.client.conversations_history(channel="C1", limit=0)


async def invalid_cursor(acme: Acme) -> object:
    return await acme.client.conversations_history(channel="C1", cursor="made-up")


async def invalid_ts_latest(acme: Acme) -> object:
    return await acme.client.conversations_history(channel="C1", latest="yesterday")


async def invalid_ts_oldest(acme: Acme) -> object:
    return await acme.client.conversations_replies(
        channel="C1", ts=await posted(acme), oldest="yesterday"
    )


# Places and people


async def channel_not_found(acme: Acme) -> object:
    acme.team.channel("C2", "secret", private=True, bot=False)
    return await acme.client.chat_postMessage(channel="C2", text="x")


async def not_in_channel(acme: Acme) -> object:
    await acme.room.kick_bot(acme.ada)
    return await acme.client.chat_postMessage(channel="C1", text="x")


async def is_archived(acme: Acme) -> object:
    await acme.room.archive(acme.ada)
    return await acme.client.chat_postMessage(channel="C1", text="x")


async def is_inactive(acme: Acme) -> object:
    ts = await posted(acme)
    await acme.room.archive(acme.ada)
    return await acme.client.chat_update(channel="C1", ts=ts, text="y")


async def user_not_in_channel(acme: Acme) -> object:
    acme.team.person("U3", "eve")
    return await acme.client.chat_postEphemeral(channel="C1", user="U3", text="x")


async def user_not_found(acme: Acme) -> object:
    return await acme.client.users_info(user="U404")


async def user_disabled(acme: Acme) -> object:
    acme.grace.deleted = True
    return await acme.client.conversations_open(users="U2")


async def cannot_dm_bot(acme: Acme) -> object:
    return await acme.client.conversations_open(users=acme.team.bot_user)


async def bot_not_found(acme: Acme) -> object:
    return await acme.client.bots_info(bot="B404")


async def invalid_types(acme: Acme) -> object:
    return await acme.client.conversations_list(types="secret_channel")


async def method_not_supported_for_channel_type(acme: Acme) -> object:
    room = await acme.client.conversations_open(users="U1")
    return await acme.client.conversations_join(channel=room["channel"]["id"])


# Messages


async def posted(acme: Acme, **more: Any) -> str:
    return str((await acme.client.chat_postMessage(channel="C1", text="x", **more))["ts"])


async def no_text(acme: Acme) -> object:
    return await acme.client.api_call("chat.postMessage", json={"channel": "C1", "text": ""})


async def msg_too_long(acme: Acme) -> object:
    await posted(acme)
    return await acme.client.chat_postMessage(channel="C1", text="x" * 40_001)


async def msg_too_long_to_edit(acme: Acme) -> object:
    return await acme.client.chat_update(channel="C1", ts=await posted(acme), text="x" * 4_001)


async def invalid_blocks(acme: Acme) -> object:
    return await acme.client.chat_postMessage(channel="C1", text="x", blocks=[{"type": "blink"}])


async def invalid_blocks_format(acme: Acme) -> object:
    return await acme.client.chat_postMessage(channel="C1", text="x", blocks="[{")


async def msg_blocks_too_long(acme: Acme) -> object:
    blocks = [{"type": "section", "text": mrkdwn("x" * 2900)}] * 4
    return await acme.client.chat_postMessage(channel="C1", text="x", blocks=blocks)


async def block_mismatch(acme: Acme) -> object:
    ts = await posted(acme, blocks=RICH)
    return await acme.client.chat_update(channel="C1", ts=ts, text="y", blocks=DIVIDER)


async def invalid_metadata_format(acme: Acme) -> object:
    return await posted(acme, metadata={"event_type": "quiz"})


async def invalid_metadata_schema(acme: Acme) -> object:
    nested = {"event_type": "quiz", "event_payload": {"key": {"nested": 1}}}
    return await posted(acme, metadata=nested)


async def metadata_too_large(acme: Acme) -> object:
    large = {"event_type": "quiz", "event_payload": {"key": "x" * 16_001}}
    return await posted(acme, metadata=large)


async def message_not_found(acme: Acme) -> object:
    return await acme.client.chat_update(channel="C1", ts="1.000000", text="y")


async def cant_update_message(acme: Acme) -> object:
    ts = await acme.ada.say(acme.room, "mine")
    return await acme.client.chat_update(channel="C1", ts=ts, text="yours")


async def cant_delete_message(acme: Acme) -> object:
    ts = await acme.ada.say(acme.room, "mine")
    return await acme.client.chat_delete(channel="C1", ts=ts)


async def thread_not_found(acme: Acme) -> object:
    return await acme.client.conversations_replies(channel="C1", ts="1.000000")


async def time_in_past(acme: Acme) -> object:
    return await scheduled(acme, timedelta(seconds=-1))


async def time_too_far(acme: Acme) -> object:
    return await scheduled(acme, timedelta(days=121))


async def scheduled(acme: Acme, after: timedelta) -> object:
    at = int((acme.slack.clock.now() + after).timestamp())
    return await acme.client.chat_scheduleMessage(channel="C1", post_at=at, text="x")


async def invalid_scheduled_message_id(acme: Acme) -> object:
    return await acme.client.chat_deleteScheduledMessage(channel="C1", scheduled_message_id="Q404")


# Reactions


async def react(acme: Acme, ts: str, name: str = "one") -> object:
    return await acme.client.reactions_add(channel="C1", timestamp=ts, name=name)


async def already_reacted(acme: Acme) -> object:
    ts = await posted(acme)
    await react(acme, ts)
    return await react(acme, ts)


async def invalid_name(acme: Acme) -> object:
    return await react(acme, await posted(acme), "regional_indicator_a")


async def no_item_specified(acme: Acme) -> object:
    return await acme.client.reactions_get()


async def no_reaction(acme: Acme) -> object:
    ts = await posted(acme)
    return await acme.client.reactions_remove(channel="C1", timestamp=ts, name="one")


async def too_many_reactions(acme: Acme) -> object:
    acme.team.emoji = {f"own{number}" for number in range(24)}
    return await react_with_all(acme, await posted(acme))


async def too_many_emoji(acme: Acme) -> object:
    acme.team.emoji = {"own"}
    ts = await posted(acme)
    acme.room.messages[ts].reactions = {f"e{number}": ["U1"] for number in range(50)}
    return await react(acme, ts, "own")


async def react_with_all(acme: Acme, ts: str) -> object:
    return [await react(acme, ts, name) for name in sorted(acme.team.emoji)]


# Dialogs and pages


async def opened(acme: Acme, trigger: str = "", **more: Any) -> Any:
    trigger = trigger or acme.slack.world.trigger(acme.ada, acme.team)
    view = {**modal(*DIVIDER), **more}
    return await acme.client.views_open(trigger_id=trigger, view=view)


async def invalid_trigger_id(acme: Acme) -> object:
    return await opened(acme, "1.2.made-up")


async def exchanged_trigger_id(acme: Acme) -> object:
    trigger = acme.slack.world.trigger(acme.ada, acme.team)
    await opened(acme, trigger)
    return await opened(acme, trigger)


async def expired_trigger_id(acme: Acme) -> object:
    trigger = acme.slack.world.trigger(acme.ada, acme.team)
    acme.slack.clock.advance(timedelta(seconds=4))
    return await opened(acme, trigger)


async def push_limit_reached(acme: Acme) -> object:
    await opened(acme)
    for _ in range(3):
        trigger = acme.slack.world.trigger(acme.ada, acme.team)
        await acme.client.views_push(trigger_id=trigger, view=modal(*DIVIDER))
    return None


async def hash_conflict(acme: Acme) -> object:
    view = (await opened(acme))["view"]
    return await acme.client.views_update(
        view_id=view["id"], hash="old", view=modal(*DIVIDER, callback_id="new")
    )


async def not_found(acme: Acme) -> object:
    return await acme.client.views_update(view_id="V404", view=modal(*DIVIDER))


async def view_too_large(acme: Acme) -> object:
    text = {"type": "section", "text": mrkdwn("\N{SNOWMAN}" * 2900)}
    return await opened(acme, blocks=[text] * 20)


PROVOKED: dict[str, Provoke] = {
    work.__name__: work
    for work in (
        *(account_inactive, already_reacted, block_mismatch, bot_not_found, cannot_dm_bot),
        *(cant_delete_message, cant_update_message, channel_not_found, exchanged_trigger_id),
        *(expired_trigger_id, hash_conflict, invalid_arguments, invalid_auth, invalid_blocks),
        *(invalid_blocks_format, invalid_cursor, invalid_limit, invalid_metadata_format),
        *(invalid_metadata_schema, invalid_name, invalid_scheduled_message_id),
        *(invalid_trigger_id, invalid_ts_latest, invalid_ts_oldest, invalid_types, is_archived),
        *(is_inactive, link_disabled, message_not_found, metadata_too_large),
        *(method_not_supported_for_channel_type, missing_scope, msg_blocks_too_long),
        *(msg_too_long, no_item_specified, no_reaction, no_text, not_allowed_token_type),
        *(not_authed, not_found, not_in_channel, push_limit_reached, thread_not_found),
        *(time_in_past, time_too_far, token_expired, too_many_emoji, too_many_reactions),
        *(unknown_method, user_disabled, user_not_found, user_not_in_channel, view_too_large),
    )
}
"""By the code."""
