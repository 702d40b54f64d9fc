"""What keeps us from a channel is said with its remedy; what we can do ourselves we do."""

import pytest

from adapters.slack.checking import CHANNELS_ONLY, missing_scopes
from adapters.slack.manifest import scopes
from bot.chat.content import Content, Text
from bot.chat.events import PlaceLost
from bot.chat.places import Place, Workspace
from bot.chat.port import ChatDown, PlaceGone
from tests.adapters.slack.town import Town
from tests.emulators.slack.state import EVERY_SCOPE

INVITE = "Invite me first: type /invite @Quizstreak in the channel."


def place(town: Town, channel: str) -> Place:
    return Place(town.place.workspace, channel)


async def test_a_public_channel_is_joined() -> None:
    async with Town() as town, town.chat() as chat:
        room = town.acme.channel("C2", "open", [town.ada], bot=False)
        assert await chat.check(place(town, "C2")) is None
        assert town.acme.bot_user in room.members


async def test_where_we_may_not_join_we_ask_to_be_invited() -> None:
    async with Town(EVERY_SCOPE - {"channels:join"}) as town, town.chat() as chat:
        town.acme.channel("C2", "open", [town.ada], bot=False)
        assert await chat.check(place(town, "C2")) == INVITE


async def test_a_private_channel_must_invite_us() -> None:
    async with Town() as town, town.chat() as chat:
        room = town.acme.channel("G1", "secret", [town.ada], bot=False, private=True)
        assert await chat.check(place(town, "G1")) == INVITE
        await room.invite_bot(town.ada)
        assert await chat.check(place(town, "G1"), reactions=True, threads=True) is None


async def test_a_channel_that_is_open_again_takes_threads_again() -> None:
    async with Town() as town, town.chat() as chat:
        message = await chat.post(town.place, Content("x", Text("x")), "1")
        await town.room.archive(town.ada)
        chat._note(PlaceLost(town.slack.clock.now(), town.place))
        assert "unarchive it" in str(await chat.check(town.place))
        with pytest.raises(PlaceGone):
            await chat.thread(message, "")
        await town.room.unarchive(town.ada)
        assert await chat.check(town.place) is None
        assert (await chat.thread(message, "")).channel == town.place


async def test_direct_conversations_are_no_channels() -> None:
    """Looking at them takes permissions that we never ask for."""
    async with Town(scopes()) as town, town.chat() as chat:
        assert await chat.check(place(town, town.ada.direct.id)) == CHANNELS_ONLY
        needs = {"ok": False, "error": "missing_scope", "needed": "mpim:read"}
        town.slack.fail("conversations.info", before=needs)
        assert await chat.check(place(town, "C7")) == CHANNELS_ONLY


async def test_the_permission_to_look_at_channels_is_asked_for() -> None:
    async with Town(EVERY_SCOPE - {"channels:read"}) as town, town.chat() as chat:
        assert await chat.check(town.place) == (
            "The app lacks the permission channels:read: install it again."
        )


async def test_permissions_are_asked_for_only_by_the_doors_that_need_them() -> None:
    lacking = {"reactions:read", "reactions:write", "channels:history"}
    async with Town(EVERY_SCOPE - lacking) as town, town.chat() as chat:
        assert await chat.check(town.place) is None
        assert await chat.check(town.place, reactions=True) == (
            "I cannot take reactions yet: add reactions:read and reactions:write to the app's "
            "bot token scopes and install it again, or leave reactions out."
        )
        assert await chat.check(town.place, threads=True) == (
            "I cannot take thread replies yet: add channels:history to the app's "
            "bot token scopes and install it again, or leave thread replies out."
        )
        both = str(await chat.check(town.place, reactions=True, threads=True))
        assert both.startswith("I cannot take reactions and thread replies yet:")


async def test_a_workspace_that_removed_us_is_not_told_to_invite_us() -> None:
    async with Town() as town, town.chat() as chat:
        await town.acme.uninstall(town.ada)
        assert await chat.check(town.place) == "The app is no longer installed here."
        elsewhere = Place(Workspace("slack", "T9"), "C1")
        assert "not installed in the Slack workspace T9" in str(await chat.check(elsewhere))


async def test_slack_being_away_is_no_trouble_of_the_channel() -> None:
    async with Town() as town, town.chat() as chat:
        town.slack.fail("conversations.info", before=500)
        with pytest.raises(ChatDown):
            await chat.check(town.place)
        room = town.acme.channel("C2", "open", [town.ada], bot=False)
        town.slack.fail("conversations.join", before=500)
        with pytest.raises(ChatDown):
            await chat.check(place(town, room.id))


@pytest.mark.parametrize(
    ("channel", "scope"),
    [
        ({}, "channels:history"),
        ({"is_private": True}, "groups:history"),
    ],
)
def test_each_kind_of_channel_has_its_history(channel: dict[str, bool], scope: str) -> None:
    said = missing_scopes(frozenset({"chat:write"}), channel, reactions=False, threads=True)
    assert f"add {scope} to" in str(said)


def test_a_bot_of_unknown_permissions_is_trusted() -> None:
    assert missing_scopes(frozenset(), {}, reactions=True, threads=True) is None


async def test_a_permission_that_was_added_counts_without_a_new_start() -> None:
    async with Town(EVERY_SCOPE - {"channels:history"}) as town, town.chat() as chat:
        assert "add channels:history" in str(await chat.check(town.place, threads=True))
        town.grant.scopes |= {"channels:history"}
        assert await chat.check(town.place, threads=True) is None
