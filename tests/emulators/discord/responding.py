"""Routes that answer interactions: the first response, and what follows it by the webhook."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.emulators.discord import deeds, wire
from tests.emulators.discord.calls import Answer, Call, Table
from tests.emulators.discord.components import dialog
from tests.emulators.discord.drafts import Draft, check_message, check_substance
from tests.emulators.discord.messaging import draft_of
from tests.emulators.discord.refusals import Refusal, malformed, refusal
from tests.emulators.discord.schema import array, integer, one_of, record, string
from tests.emulators.discord.state import (
    COMMAND,
    COMPLETING,
    COMPONENT,
    DIALOG,
    EPHEMERAL,
    LOADING,
    Interaction,
    Json,
    Message,
)
from tests.emulators.discord.world import TOKEN_LIFE

ROUTES = Table()
PONG, SAY, SAY_LATER, UPDATE_LATER, UPDATE, COMPLETE, OPEN = 1, 4, 5, 6, 7, 8, 9
_CHOICE = record({"name": string(1, 100), "value": lambda _value, _place: iter(())})


@ROUTES("POST /interactions/{}/{}/callback", public=True)
def callback(call: Call) -> Answer:
    """The one first response."""
    interaction = call.world.interactions.get(call.parameters[1])
    if interaction is None or interaction.id != call.parameters[0] or interaction.dead:
        raise refusal(10062)
    if interaction.callback:
        raise refusal(40060)
    body = call.record
    call.check(record({"type": integer(1, 12)}))
    _check_kind(interaction, body["type"])
    _RESPONSES[body["type"]](call, interaction, body.get("data") or {})
    interaction.callback = body["type"]
    interaction.answered.set()
    return _told(call, interaction) if call.flag("with_response") else None


def _check_kind(interaction: Interaction, kind: int) -> None:
    """Not every deed may be answered in every way."""
    allowed = _ALLOWED[interaction.kind]
    if interaction.kind == DIALOG and interaction.message:
        allowed |= {UPDATE_LATER, UPDATE}
    faults = list(one_of(*sorted(allowed))(kind, ("type",)))
    if faults:
        raise malformed(faults)


_ALLOWED = {
    COMMAND: {SAY, SAY_LATER, OPEN},
    COMPONENT: {SAY, SAY_LATER, UPDATE_LATER, UPDATE, OPEN},
    COMPLETING: {COMPLETE},
    DIALOG: {SAY, SAY_LATER},
}


def _told(call: Call, interaction: Interaction) -> Answer:
    original = interaction.original
    about: Json = {
        "id": interaction.id,
        "type": interaction.kind,
        "response_message_ephemeral": bool(original and original.only_for),
        "response_message_loading": interaction.callback == SAY_LATER,
    }
    resource: Json = {"type": interaction.callback}
    if original and interaction.callback in {SAY, SAY_LATER, UPDATE}:
        about["response_message_id"] = original.id
        resource["message"] = wire.message_json(original, call.bot.id)
    return {"interaction": about, "resource": resource}


def _checked(call: Call, data: Json) -> None:
    """Raises 50035 with the faults under `data`, as it stands in a callback."""
    try:
        check_message(data, call.files)
    except Refusal as refused:
        if "errors" in refused.more:
            refused.more["errors"] = {"data": refused.more["errors"]}
        raise


def _say(call: Call, interaction: Interaction, data: Json) -> None:
    _checked(call, data)
    draft = draft_of(call, None, data)
    check_substance(draft)
    interaction.original = _write(call, interaction, draft)


def _write(call: Call, interaction: Interaction, draft: Draft, **more: Any) -> Message:
    kind = 20 if interaction.kind == COMMAND else 0
    return deeds.write(
        call.world,
        interaction.channel,
        call.bot,
        draft,
        only_for=deeds.private_to(interaction, draft.flags),
        interaction=_metadata(interaction),
        **({"kind": kind} | more),
    )


def _metadata(interaction: Interaction) -> Json:
    return {
        "id": interaction.id,
        "type": interaction.kind,
        "user": wire.user_json(interaction.user),
        "authorizing_integration_owners": {"0": interaction.channel.guild_id or "0"},
        **({"name": interaction.name} if interaction.name else {}),
    }


def _say_later(call: Call, interaction: Interaction, data: Json) -> None:
    flags = LOADING | int(data.get("flags") or 0) & EPHEMERAL
    interaction.original = _write(call, interaction, Draft(flags=flags))


def _update_later(_call: Call, interaction: Interaction, _data: Json) -> None:
    interaction.original = interaction.message


def _update(call: Call, interaction: Interaction, data: Json) -> None:
    assert interaction.message is not None
    interaction.original = interaction.message
    _checked(call, data)
    _rewrite(call, interaction.message, data)


def _rewrite(call: Call, message: Message, data: Json) -> None:
    if message.id not in message.channel.messages:
        raise refusal(10008)
    draft = draft_of(call, message, data)
    check_substance(draft)
    deeds.rewrite(call.world, message, _without_loading(draft))


def _without_loading(draft: Draft) -> Draft:
    return replace(draft, flags=draft.flags & ~LOADING)


def _complete(call: Call, interaction: Interaction, data: Json) -> None:
    faults = list(record({"choices": array(_CHOICE, 0, 25)})(data, ("data",)))
    if faults:
        raise malformed(faults)
    interaction.data = {"choices": data["choices"]}
    call.world.show_to("choices", interaction, interaction.data)


def _open(call: Call, interaction: Interaction, data: Json) -> None:
    faults = list(dialog(data, ("data",)))
    if faults:
        raise malformed(faults)
    interaction.data = data
    call.world.show_to("dialog", interaction, data)


_RESPONSES: dict[int, Callable[[Call, Interaction, Json], None]] = {
    SAY: _say,
    SAY_LATER: _say_later,
    UPDATE_LATER: _update_later,
    UPDATE: _update,
    COMPLETE: _complete,
    OPEN: _open,
}


# By the webhook, for a quarter of an hour


def _interaction(call: Call) -> Interaction:
    """That of the token, once it was responded to."""
    interaction = call.world.interactions.get(call.parameters[1])
    if interaction is None or call.parameters[0] != call.world.app.id:
        raise refusal(10015)
    if call.world.clock.now() - interaction.at > TOKEN_LIFE:
        raise refusal(50027)
    if not interaction.callback:
        raise refusal(10015)
    return interaction


@ROUTES("POST /webhooks/{}/{}", public=True)
def follow_up(call: Call) -> Answer:
    """Another message; the first one after "thinking" takes its place."""
    interaction = _interaction(call)
    check_message(call.record, call.files)
    original = interaction.original
    if original and original.flags & LOADING:
        _rewrite(call, original, call.record)
        return wire.message_json(original, call.bot.id)
    draft = draft_of(call, None)
    check_substance(draft)
    message = _write(call, interaction, draft, kind=0)
    return wire.message_json(message, call.bot.id)


def _named(call: Call) -> Message:
    """The message that the address ends in, if it was written with this token."""
    interaction = _interaction(call)
    if call.route.endswith("@original"):
        message = interaction.original
    else:
        message = interaction.channel.messages.get(call.parameters[2])
    if message is None or message.id not in message.channel.messages:
        raise refusal(10008)
    ours = message is interaction.original or (
        message.interaction is not None and message.interaction["id"] == interaction.id
    )
    if not ours:
        raise refusal(10008)
    return message


def fetch(call: Call) -> Answer:
    return wire.message_json(_named(call), call.bot.id)


def edit(call: Call) -> Answer:
    message = _named(call)
    body = {key: value for key, value in call.record.items() if key != "flags"}
    check_message(body, call.files)
    _rewrite(call, message, body)
    return wire.message_json(message, call.bot.id)


def delete(call: Call) -> Answer:
    deeds.remove(call.world, _named(call))
    return None


for _which in ("@original", "{}"):
    _name = f"/webhooks/{{}}/{{}}/messages/{_which}"
    ROUTES(f"GET {_name}", public=True)(fetch)
    ROUTES(f"PATCH {_name}", public=True)(edit)
    ROUTES(f"DELETE {_name}", public=True)(delete)
