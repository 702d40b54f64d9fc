"""Others' reactions taken off: told and spaced as any other, and never where we may not."""

import logging
from collections.abc import AsyncIterator

import pytest

from adapters.discord.chat import Discord
from adapters.discord.errors import NO_SUCH_EMOJI
from adapters.discord.pacing import Pacer
from adapters.discord.reactions import FORBIDDEN_FOR
from bot.chat.events import ReactionChanged
from bot.chat.places import MessageRef, Person, Place, Workspace
from bot.chat.port import MessageGone, Throttled
from tests.adapters.discord.town import Town, saying
from tests.adapters.discord.wired import hurry, wired
from tests.emulators.discord.limits import Limits

TAKE_OFF = "DELETE /channels/{}/messages/{}/reactions/{}/{}"
ACME = Workspace("discord", "100")
GRACE, NOBODY = Person(ACME, "2", "Grace"), Person(ACME, "404", "")
pytestmark = pytest.mark.usefixtures("hurry")
__all__ = ["hurry"]


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town() as town:
        town.room.allow("manage_messages")
        yield town


@pytest.fixture
async def chat(town: Town) -> AsyncIterator[Discord]:
    async with town.chat() as chat:
        yield chat


@pytest.fixture
async def asked(town: Town, chat: Discord) -> MessageRef:
    """A question with A and B of Grace's."""
    message = await chat.post(town.place, saying("question"), "1")
    for emoji in "🇦🇧":
        await town.grace.react(town.room, message.id, emoji)
    return message


def standing(town: Town) -> dict[str, list[str]]:
    return town.ada.sees(town.room)[0].reactions


async def test_what_we_take_off_is_told_as_if_the_person_had(town: Town) -> None:
    async with wired(town) as on:
        asked = await on.ask()
        for emoji in "🇦🇧":
            await town.grace.react(town.room, asked.id, emoji)
        await on.heard(ReactionChanged, 2)
        await on.chat.take_off(asked, GRACE, ["🇦"])
        await on.heard(ReactionChanged, 3)
        _, newer, gone = on.ears.all(ReactionChanged)
        assert (gone.message, gone.person.id, gone.emoji) == (asked, "2", "🇦")
        assert not gone.standing
        assert gone.at > newer.at
    assert standing(town) == {"🇧": ["2"]}


async def test_without_the_permission_nothing_goes_and_nobody_is_bothered(
    town: Town, chat: Discord, asked: MessageRef, caplog: pytest.LogCaptureFixture
) -> None:
    town.room.deny("manage_messages")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            await chat.take_off(asked, GRACE, ["🇦", "🇧"])
    assert standing(town) == {"🇦": ["2"], "🇧": ["2"]}
    assert len(town.discord.transcript.calls(TAKE_OFF)) == 1
    [line] = caplog.messages
    assert line.startswith("action=discord.tidy channel=200")


async def test_after_a_while_it_is_tried_again(
    town: Town, chat: Discord, asked: MessageRef
) -> None:
    town.room.deny("manage_messages")
    await chat.take_off(asked, GRACE, ["🇦"])
    town.room.allow("manage_messages")
    town.time.now += FORBIDDEN_FOR + 1
    await chat.take_off(asked, GRACE, ["🇦"])
    assert standing(town) == {"🇧": ["2"]}


async def test_elsewhere_it_goes_on(town: Town, chat: Discord, asked: MessageRef) -> None:
    closed = town.acme.channel("201", "closed")
    there = await chat.post(Place(ACME, closed.id), saying("question"), "2")
    await town.grace.react(closed, there.id, "🇦")
    await chat.take_off(there, GRACE, ["🇦"])
    assert town.ada.sees(closed)[0].reactions == {"🇦": ["2"]}
    await chat.take_off(asked, GRACE, ["🇦"])
    assert standing(town) == {"🇧": ["2"]}


async def test_who_was_faster_than_we_is_left_in_peace(
    town: Town, chat: Discord, asked: MessageRef
) -> None:
    unknown = {"status": 400, "message": "Unknown Emoji", "code": NO_SUCH_EMOJI}
    town.discord.fail(TAKE_OFF, before=unknown)
    await chat.take_off(asked, GRACE, ["🇨", "🇦"])
    assert standing(town) == {"🇧": ["2"]}


async def test_a_server_that_wants_two_factors_is_as_one_without_permission(
    town: Town, chat: Discord, asked: MessageRef
) -> None:
    wants = {"status": 403, "message": "Two factor is required for this operation", "code": 60003}
    town.discord.fail(TAKE_OFF, before=wants)
    await chat.take_off(asked, GRACE, ["🇦"])
    await chat.take_off(asked, GRACE, ["🇦"])
    assert len(town.discord.transcript.calls(TAKE_OFF)) == 1


async def test_what_is_gone_is_told_as_gone(town: Town, chat: Discord, asked: MessageRef) -> None:
    with pytest.raises(MessageGone):
        await chat.take_off(asked, NOBODY, ["🇦"])
    await town.ada.delete(town.room, asked.id)
    with pytest.raises(MessageGone):
        await chat.take_off(asked, GRACE, ["🇦"])
    await town.acme.remove_channel(town.room)
    with pytest.raises(MessageGone):
        await chat.take_off(asked, GRACE, ["🇦"])


async def test_a_long_limit_is_told_at_once(town: Town, chat: Discord, asked: MessageRef) -> None:
    town.discord.fail(TAKE_OFF, before=429, retry_after=60)
    with pytest.raises(Throttled):
        await chat.take_off(asked, GRACE, ["🇦"])
    assert standing(town) == {"🇦": ["2"], "🇧": ["2"]}


async def test_it_keeps_the_spacing_that_reactions_have(town: Town) -> None:
    town.discord.limits = Limits.realistic()
    town.pacer = Pacer()
    async with wired(town) as on:
        asked = await on.ask()
        for emoji in "🇦🇧":
            await town.grace.react(town.room, asked.id, emoji)
        await on.chat.react(asked, ["🇨"])
        await on.chat.take_off(asked, GRACE, ["🇦", "🇧"])
        await on.chat.react(asked, ["🇩"])
    assert list(standing(town)) == ["🇨", "🇩"]
    assert town.discord.invalid_requests == 0
