"""Limits with their headers, and what goes wrong on purpose."""

import asyncio
import time
from typing import Any

import aiohttp
import discord as library
import pytest

from tests.emulators.discord.asked import call, refused
from tests.emulators.discord.emulator import DiscordEmulator, Limits, Person, Room
from tests.emulators.discord.limits import REACT, SEND, Gate
from tests.emulators.discord.sdk import post
from tests.patience import PATIENCE
from tests.steady import leap

PATH = "/channels/200/messages"


async def raw(
    discord: DiscordEmulator, method: str, path: str, **more: Any
) -> aiohttp.ClientResponse:
    """A call that waits for nothing and repeats nothing."""
    headers = {"Authorization": f"Bot {discord.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, f"{discord.api}{path}", **more) as answer,
    ):
        await answer.read()
        return answer


async def say(discord: DiscordEmulator, path: str = PATH) -> aiohttp.ClientResponse:
    return await raw(discord, "POST", path, json={"content": "hello"})


async def test_headers_count_down_and_then_it_is_too_much(
    discord: DiscordEmulator, room: Room
) -> None:
    discord.limits = Limits(buckets={SEND: (2, 5.0)})
    answers = [await say(discord) for _ in range(3)]
    assert [one.status for one in answers] == [200, 200, 429]
    remaining = [one.headers["X-RateLimit-Remaining"] for one in answers]
    assert remaining == ["1", "0", "0"]
    late = answers[2]
    assert late.headers["Via"]
    assert late.headers["X-RateLimit-Scope"] == "user"
    assert 4 < float(late.headers["Retry-After"]) <= 5
    body = await late.json()
    assert (body["global"], body["retry_after"] > 4) == (False, True)
    assert len({one.headers["X-RateLimit-Bucket"] for one in answers}) == 1
    assert discord.invalid_requests == 1


async def test_each_channel_has_a_bucket_of_its_own(discord: DiscordEmulator, room: Room) -> None:
    room.guild.channel("201", "other")  # type: ignore[union-attr]
    discord.limits = Limits(buckets={SEND: (1, 5.0)})
    assert (await say(discord)).status == 200
    assert (await say(discord, "/channels/201/messages")).status == 200
    assert (await say(discord)).status == 429


async def test_the_bucket_for_everything_says_so(discord: DiscordEmulator, room: Room) -> None:
    discord.limits = Limits(per_second=3)
    answers = [await raw(discord, "GET", "/users/@me") for _ in range(4)]
    assert [one.status for one in answers] == [200, 200, 200, 429]
    assert answers[3].headers["X-RateLimit-Global"] == "true"
    assert (await answers[3].json())["global"] is True


async def test_the_library_waits_out_a_bucket(
    discord: DiscordEmulator, room: Room, ada: Person, client: library.Client
) -> None:
    discord.limits = Limits(buckets={SEND: (2, 0.3)})
    begun = time.monotonic()
    for _ in range(5):
        await post(client)
    assert time.monotonic() - begun >= 0.6
    assert len(ada.sees(room)) == 5
    assert discord.invalid_requests == 0


async def test_reactions_are_slower_than_their_headers_say(
    discord: DiscordEmulator, room: Room
) -> None:
    discord.limits = Limits.realistic()
    id = (await (await say(discord)).json())["id"]
    path = f"{PATH}/{id}/reactions/%F0%9F%87%A6/@me"
    first, second = [await raw(discord, "PUT", path) for _ in range(2)]
    assert (first.status, first.headers["X-RateLimit-Remaining"]) == (204, "199")
    assert (second.status, REACT in discord.limits.silent) == (429, True)


async def test_putting_a_reaction_on_and_taking_anybodys_off_share_a_bucket(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    room.allow("manage_messages")
    discord.limits = Limits.realistic()
    id = (await (await say(discord)).json())["id"]
    await ada.react(room, id, "🇦")
    path = f"{PATH}/{id}/reactions/%F0%9F%87%A6"
    put = await raw(discord, "PUT", f"{path}/@me")
    early = await raw(discord, "DELETE", f"{path}/1")
    await asyncio.sleep(float(early.headers["Retry-After"]))
    late = await raw(discord, "DELETE", f"{path}/1")
    assert (put.status, early.status, late.status) == (204, 429, 204)
    assert ada.sees(room)[0].reactions == {"🇦": [discord.bot_user.id]}


async def test_too_many_refused_calls_end_everything(
    discord: DiscordEmulator, client: library.Client
) -> None:
    discord.limits = Limits(invalid=3)
    for _ in range(3):
        await raw(discord, "GET", "/users/@me", headers={"Authorization": "Bot nobody"})
    answer = await raw(discord, "GET", "/users/@me")
    assert (answer.status, "Via" in answer.headers) == (429, False)
    assert (await refused(call(client, "GET", "/users/@me")))[0] == 429


async def test_refused_calls_do_not_count_in_a_bucket() -> None:
    gate, limits = Gate(), Limits(buckets={SEND: (1, 60.0)})
    assert gate.pass_(limits, SEND, "200").wait == 0
    assert gate.pass_(limits, SEND, "200").wait > 59
    assert gate.pass_(limits, SEND, "201").wait == 0


async def test_a_fault_before_the_effect_leaves_nothing(
    discord: DiscordEmulator, client: library.Client, room: Room, ada: Person
) -> None:
    discord.fail(SEND, before=503)
    assert (await refused(post(client)))[0] == 503
    assert ada.sees(room) == []
    await post(client)
    assert [one.outcome for one in discord.transcript.calls(SEND)] == ["503 before", "ok"]


async def test_after_the_effect_the_message_stands_and_the_nonce_finds_it(
    discord: DiscordEmulator, client: library.Client, room: Room, ada: Person
) -> None:
    discord.fail(SEND, after="reset")
    with pytest.raises(aiohttp.ClientError):
        await post(client, nonce="round-1")
    (seen,) = ada.sees(room)
    assert await post(client, nonce="round-1") == seen.id
    assert len(ada.sees(room)) == 1


async def test_no_answer_comes_at_all(
    discord: DiscordEmulator, client: library.Client, room: Room, ada: Person
) -> None:
    discord.fail(SEND, after="timeout")
    with discord.on_silence(lambda: leap(PATIENCE)), pytest.raises(TimeoutError):
        await asyncio.wait_for(post(client), PATIENCE)
    assert len(ada.sees(room)) == 1


async def test_errors_of_any_kind_can_be_had(
    discord: DiscordEmulator, client: library.Client, room: Room
) -> None:
    discord.fail(SEND, before={"code": 50013, "message": "Missing Permissions", "status": 403})
    assert await refused(post(client)) == (403, 50013)
    discord.fail("*", before="banned")
    assert (await refused(post(client)))[0] == 429
    discord.fail(SEND, before=429, retry_after=0.1)
    begun = time.monotonic()
    await post(client)
    assert time.monotonic() - begun >= 0.1


async def test_faults_are_for_a_guild_and_can_be_forgotten(
    discord: DiscordEmulator, client: library.Client, room: Room
) -> None:
    discord.guild("101", "Other").channel("201", "talk")
    discord.fail(SEND, before=503, guild="101", times=2)
    await post(client)
    assert (await refused(post(client, "201")))[0] == 503
    discord.heal()
    await post(client, "201")


async def test_a_fault_wants_a_route_and_one_moment(discord: DiscordEmulator) -> None:
    with pytest.raises(ValueError, match="no route"):
        discord.fail("POST /poems", before=503)
    with pytest.raises(ValueError, match="either"):
        discord.fail(SEND)


async def test_the_transcript_keeps_what_was_asked_told_and_seen(
    discord: DiscordEmulator, client: library.Client, room: Room, ada: Person
) -> None:
    before = discord.clock.now()
    id = await post(client, content="A question")
    await ada.react(room, id, "🇦")
    await call(client, "PATCH", f"{PATH}/{id}", json={"content": "A better question"})
    assert [(one.how, one.text) for one in discord.transcript.shown if one.how != "reaction"] == [
        ("message", "A question"),
        ("edit", "A better question"),
    ]
    assert discord.transcript.shown_before(before) == []
    (posted,) = discord.transcript.calls(SEND)
    assert (posted.guild, posted.arguments["body"]["content"]) == ("100", "A question")
    assert [
        one.payload["emoji"]["name"]
        for one in discord.transcript.deliveries("MESSAGE_REACTION_ADD")
    ] == ["🇦"]
