"""The emulator refuses what Slack refuses, with Slack's codes, and at Slack's pace."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulators.slack.api import Api
from tests.emulators.slack.conftest import Acme
from tests.emulators.slack.faults import Faults
from tests.emulators.slack.provoking import (
    PROVOKED,
    RICH,
    invalid_blocks,
    invalid_metadata_format,
    msg_blocks_too_long,
    msg_too_long_to_edit,
    no_text,
    posted,
)
from tests.emulators.slack.refusals import refusal, refused

HERE = Path(__file__).parent
ELSEWHERE = {
    *("bad_client_secret", "bad_redirect_uri", "code_already_used", "invalid_client_id"),
    *("invalid_code", "invalid_grant_type", "invalid_refresh_token", "file_not_found"),
    *("invalid_json", "json_not_object"),
}
"""Provoked by the tests of files and of OAuth, and below without the SDK."""


@pytest.mark.parametrize("code", PROVOKED)
async def test_what_slack_refuses_is_refused_by_its_code(acme: Acme, code: str) -> None:
    assert await refused(PROVOKED[code](acme)) == code
    await acme.slack.settled()


async def test_an_edit_has_a_tenth_of_a_posts_room(acme: Acme) -> None:
    assert await refused(msg_too_long_to_edit(acme)) == "msg_too_long"


def test_no_refusal_is_without_its_test() -> None:
    assert set(codes_in_source()) == PROVOKED.keys() | ELSEWHERE


def codes_in_source() -> Iterator[str]:
    """Every code that a Refusal is made with, or that is handed on to become one."""
    handed_on = {"own_message", "refuse", "data", "_padded"}
    for file in HERE.glob("[!t]*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _named(node.func) in {"Refusal", *handed_on}:
                yield from _codes(node)
    yield from ("invalid_blocks", "msg_blocks_too_long", "view_too_large")


def _named(function: ast.expr) -> str:
    return getattr(function, "id", "") or str(getattr(function, "attr", ""))


def _codes(call: ast.Call) -> Iterator[str]:
    """Strings among the arguments that look like a code."""
    given = [*call.args[:2], *(keyword.value for keyword in call.keywords)]
    for argument in given:
        branches = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else []
        for branch in branches or [argument]:
            if isinstance(branch, ast.Constant) and "_" in str(branch.value):
                yield str(branch.value)


@pytest.mark.parametrize(("body", "code"), [("{", "invalid_json"), ("[]", "json_not_object")])
async def test_a_body_must_be_a_json_object(acme: Acme, body: str, code: str) -> None:
    headers = {"Content-Type": "application/json", "Authorization": "Bearer x"}
    url = f"{acme.slack.base_url}chat.postMessage"
    async with acme.session.post(url, data=body, headers=headers) as response:
        assert await response.json() == {"ok": False, "error": code}


async def test_faulty_blocks_are_explained_where_they_lie(acme: Acme) -> None:
    body = await refusal(invalid_blocks(acme))
    assert body["errors"] == ["unsupported type: blink [json-pointer:/blocks/0/type]"]
    assert body["response_metadata"]["messages"] == [f"[ERROR] {body['errors'][0]}"]


async def test_what_is_refused_leaves_nothing_behind(acme: Acme) -> None:
    for provoke in (invalid_blocks, no_text, invalid_metadata_format, msg_blocks_too_long):
        await refusal(provoke(acme))
    assert acme.ada.sees(acme.room) == []
    assert acme.slack.transcript.shown == []


async def test_words_without_blocks_take_the_place_of_blocks(acme: Acme) -> None:
    ts = await posted(acme, blocks=RICH)
    await acme.client.chat_update(channel="C1", ts=ts, text="y", blocks=RICH)
    [drawn] = acme.ada.sees(acme.room)
    assert not drawn.edited
    await acme.client.chat_update(channel="C1", ts=ts, text="z")
    [plain] = acme.ada.sees(acme.room)
    assert (plain.text, plain.blocks, plain.edited) == ("z", [], True)


async def test_a_private_message_in_a_thread_wants_a_thread(acme: Acme) -> None:
    ts = await posted(acme)

    async def whisper() -> None:
        await acme.client.chat_postEphemeral(channel="C1", user="U1", text="psst", thread_ts=ts)

    await whisper()
    assert "psst" not in [seen.text for seen in acme.ada.sees(acme.room)]
    await acme.grace.say(acme.room, "a reply", thread=ts)
    await whisper()
    assert "psst" in [seen.text for seen in acme.ada.sees(acme.room)]


TIERS = {
    2: "conversations.list emoji.list reactions.remove users.list",
    3: "apps.connections.open auth.revoke bots.info chat.delete chat.scheduleMessage chat.update"
    " conversations.history conversations.info conversations.join conversations.open"
    " conversations.replies reactions.add reactions.get team.info users.conversations",
    4: "chat.postEphemeral conversations.members files.completeUploadExternal"
    " files.getUploadURLExternal users.info views.open views.publish views.push views.update",
}


@pytest.mark.parametrize("tier", TIERS)
async def test_methods_have_the_tiers_of_slacks_pages(acme: Acme, tier: int) -> None:
    methods = Api(acme.slack.world, Faults()).methods
    assert {name: methods[name].tier for name in TIERS[tier].split()} == dict.fromkeys(
        TIERS[tier].split(), tier
    )
