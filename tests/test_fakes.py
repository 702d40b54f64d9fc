"""The chat that fails on command does so as real ones do."""

import pytest

from adapters.playground.chat import Playground
from adapters.playground.records import Spot
from bot.chat.content import Content, Text
from bot.chat.port import Chat, ChatDown, Throttled
from tests.fakes import FlakyChat, down_after, down_before, throttled

PLACE = Spot("data-team").place
HELLO = Content("hello", Text("hello"))


async def test_a_call_that_fails_before_its_effect_has_none() -> None:
    async with FlakyChat(Playground(":memory:"), {"post": [down_before()]}) as chat:
        with pytest.raises(ChatDown):
            await chat.post(PLACE, HELLO, "k")
        assert await chat.find(PLACE, "k") is None


async def test_a_call_that_fails_after_its_effect_has_it() -> None:
    async with FlakyChat(Playground(":memory:"), {"post": [down_after()]}) as chat:
        with pytest.raises(ChatDown):
            await chat.post(PLACE, HELLO, "k")
        assert await chat.find(PLACE, "k") is not None


async def test_the_script_is_followed_call_by_call_and_then_all_goes_well() -> None:
    flaky = FlakyChat(Playground(":memory:"), {"post": [None, throttled(3)]})
    chat: Chat = flaky
    async with chat:
        await chat.post(PLACE, HELLO, "1")
        with pytest.raises(Throttled, match="3 s"):
            await chat.post(PLACE, HELLO, "2")
        await chat.post(PLACE, HELLO, "2")
    assert flaky.calls == ["post", "post", "post"]
