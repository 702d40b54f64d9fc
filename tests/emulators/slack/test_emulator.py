"""The emulator meets the real SDK."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.emulators.slack.emulator import SlackEmulator


@pytest.fixture
async def slack() -> AsyncIterator[SlackEmulator]:
    async with SlackEmulator() as emulator:
        yield emulator


async def test_a_message_is_posted(slack: SlackEmulator) -> None:
    acme = slack.workspace("T1", "Acme")
    client = AsyncWebClient(acme.install(), base_url=slack.base_url)
    ada = acme.person("U1", "ada", "Ada Lovelace")
    room = acme.channel("C1", "ml", members=[ada])
    test = await client.auth_test()
    assert test["user_id"] == acme.bot_user
    posted = await client.chat_postMessage(channel="C1", text="hello")
    [seen] = ada.sees(room)
    assert seen.ts == posted["ts"]
    assert seen.text == "hello"
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.conversations_info(channel="C2")
