"""The doctor's look at the bot of Discord: what is wrong, and what to click."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from adapters.discord.commands import definitions
from adapters.discord.examine import examine
from adapters.discord.invite import link
from adapters.discord.options import Options
from tests.commands import free_port
from tests.emulators.discord.emulator import DiscordEmulator

TOKEN = "a.b.c"
BOT_PAGE = "https://discord.com/developers/applications/77/bot"
Json = dict[str, Any]


class Portal:
    """What Discord knows of an application, to be changed by a test."""

    def __init__(self) -> None:
        self.app: Json = {
            "id": "77",
            "name": "Quizstreak",
            "flags": 0,
            "approximate_guild_count": 3,
        }
        self.commands: list[Json] = definitions()
        self.gateway: Json = {
            "url": "wss://gateway.discord.gg",
            "shards": 2,
            "session_start_limit": {"remaining": 990, "reset_after": 5_400_000},
        }
        self.url = ""

    async def serve(self, request: web.Request) -> web.Response:
        if request.headers["Authorization"] != f"Bot {TOKEN}":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        pages: dict[str, Any] = {
            "/applications/@me": self.app,
            "/applications/77/commands": self.commands,
            "/gateway/bot": self.gateway,
        }
        return web.json_response(pages[request.path])


@pytest.fixture
async def portal() -> AsyncIterator[Portal]:
    portal = Portal()
    app = web.Application()
    app.router.add_get("/{path:.*}", portal.serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    portal.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield portal
    await runner.cleanup()


def options(portal: Portal, **more: Any) -> Options:
    return Options(TOKEN, portal.url, **more)


async def wrong(options: Options) -> list[str]:
    return [says for is_fine, says in await examine(options) if not is_fine]


async def test_all_is_well_with_the_bot_as_the_page_makes_it(portal: Portal) -> None:
    assert await examine(options(portal)) == [
        (True, "the token is that of Quizstreak (application 77)"),
        (True, "replies in a thread are read where they ping the bot"),
        (True, f"the link for another server is {link('77')}; servers so far: about 3"),
        (True, "every command is registered"),
        (True, "the gateway can be opened, 990 starts are left today"),
    ]


async def test_a_wrong_token_is_told_and_not_shown(portal: Portal) -> None:
    [says] = await wrong(Options("hush.hush.hush", portal.url))
    assert says == (
        "the token does not work (Discord does not know it: copy a new one from “Bot” → “Reset"
        " Token”)"
    )


async def test_an_api_out_of_reach_is_told() -> None:
    api = f"http://127.0.0.1:{free_port()}"
    assert await wrong(Options(TOKEN, api)) == [
        f"the token does not work ({api} cannot be reached)"
    ]


@pytest.mark.parametrize("flag", [1 << 18, 1 << 19])
async def test_reading_every_reply_takes_the_switch(portal: Portal, flag: int) -> None:
    reading = options(portal, message_content=True)
    [says] = await wrong(reading)
    assert f"open {BOT_PAGE} and turn on “Message Content Intent”, or set it to false" in says
    portal.app["flags"] = flag
    assert (
        True,
        "every reply in a thread is read: “Message Content Intent” is on",
    ) in await examine(reading)


async def test_a_switch_that_nobody_uses_is_told_but_fine(portal: Portal) -> None:
    portal.app["flags"] = 1 << 19
    says = [says for _, says in await examine(options(portal))]
    assert any("is on, which we do not use" in line for line in says)
    assert await wrong(options(portal)) == []


async def test_an_endpoint_that_takes_commands_away_is_told(portal: Portal) -> None:
    portal.app["interactions_endpoint_url"] = "https://elsewhere.example.com"
    [says] = await wrong(options(portal))
    assert says.endswith("/applications/77/information and clear it")


async def test_a_bot_that_no_link_lets_in_is_told(portal: Portal) -> None:
    portal.app["bot_require_code_grant"] = True
    [says] = await wrong(options(portal))
    assert says.endswith(f"turn it off at {BOT_PAGE}")


async def test_a_bot_in_no_server_is_told_the_link(portal: Portal) -> None:
    portal.app["approximate_guild_count"] = 0
    assert (True, f"it is in no server yet: open {link('77')}") in await examine(options(portal))


async def test_the_link_asks_for_what_the_operator_wants(portal: Portal) -> None:
    invite = link("77", tidying=True)
    says = [says for _, says in await examine(options(portal, tidy_reactions=True))]
    assert f"the link for another server is {invite}; servers so far: about 3" in says


async def test_commands_that_are_missing_are_told(portal: Portal) -> None:
    portal.commands = [one for one in portal.commands if one["name"] != "quiz-admin"]
    [says] = [says for _, says in await examine(options(portal)) if "not registered yet" in says]
    assert says == (
        "commands that are not registered yet: 8, such as /quiz-admin setup;"
        " `quizstreak serve` does it when it starts"
    )


async def test_too_few_shards_are_told(portal: Portal) -> None:
    portal.app["approximate_guild_count"] = 5001
    assert await wrong(options(portal, shard_count=2)) == [
        "2 shards are too few for 5001 servers: set QUIZSTREAK_DISCORD_SHARD_COUNT to 2"
    ]
    assert await wrong(options(portal, shard_count=3)) == []


async def test_when_no_start_is_left_the_wait_is_told(portal: Portal) -> None:
    portal.gateway["session_start_limit"]["remaining"] = 1
    [says] = await wrong(options(portal))
    assert says.startswith(
        "connections that Discord allows today: 1, but the bot has 2 shards: wait 1.5 hours"
    )


async def test_whatever_discord_answers_is_understood_or_told(portal: Portal) -> None:
    portal.commands = {"message": "?"}  # type: ignore[assignment]  # as it should never be
    portal.gateway = {}
    assert await wrong(options(portal)) == [
        "which commands the bot has is unknown (an answer that we do not understand)",
        "the gateway is not told (an answer that we do not understand)",
    ]


async def test_it_understands_what_a_whole_discord_says() -> None:
    async with DiscordEmulator() as discord:
        found = await examine(Options(discord.token, discord.api))
    assert all(is_fine for is_fine, _ in found), found
    assert len(found) == 5
