"""What keeps us from a channel is said with its remedy."""

import pytest
from discord import Permissions

from adapters.discord.checking import ABSENT, permissions
from bot.chat.places import Place, Workspace
from bot.chat.port import ChatDown
from tests.adapters.discord.test_chat import TRIES
from tests.adapters.discord.town import Town


async def test_a_channel_with_all_permissions_is_fine() -> None:
    async with Town() as town, town.chat() as chat:
        assert await chat.check(town.place, reactions=True, threads=True) is None


async def test_a_channel_that_we_cannot_see_says_how_to_show_it() -> None:
    async with Town() as town, town.chat() as chat:
        town.room.deny("view_channel")
        assert await chat.check(town.place) == ABSENT
        assert await chat.check(Place(town.place.workspace, "999")) == ABSENT
        await town.acme.kick_bot()
        assert await chat.check(town.place) == ABSENT
        assert await chat.check(Place(Workspace("discord", "5"), "6")) == ABSENT


async def test_what_posting_needs_is_named() -> None:
    async with Town() as town, town.chat() as chat:
        town.room.deny("embed_links")
        town.room.deny("read_message_history")
        assert await chat.check(town.place) == (
            "I cannot post here yet: allow my role Embed Links and Read Message History"
            " in this channel."
        )


async def test_permissions_are_asked_for_only_by_the_doors_that_need_them() -> None:
    async with Town() as town, town.chat() as chat:
        town.room.deny("add_reactions")
        town.room.deny("create_public_threads")
        assert await chat.check(town.place) is None
        assert await chat.check(town.place, reactions=True) == (
            "I cannot take reactions yet: allow my role Add Reactions in this channel,"
            " or leave reactions out."
        )
        both = str(await chat.check(town.place, reactions=True, threads=True))
        assert "Add Reactions and Create Public Threads" in both
        assert both.endswith("or leave reactions and thread replies out.")


async def test_others_reactions_take_a_permission_only_where_they_are_to_go() -> None:
    async with Town() as town, town.chat() as chat:
        assert await chat.check(town.place, reactions=True) is None
        assert await chat.check(town.place, reactions=True, tidying=True) == (
            "I cannot take older letters off a question yet: allow my role Manage Messages in this"
            " channel, or set QUIZSTREAK_DISCORD_TIDY_REACTIONS to false."
        )
        town.room.deny("add_reactions")
        trouble = await chat.check(town.place, reactions=True, tidying=True)
        assert "Add Reactions" in str(trouble)
        town.room.allow("add_reactions")
        town.room.allow("manage_messages")
        assert await chat.check(town.place, reactions=True, tidying=True) is None


async def test_a_category_is_no_channel_to_post_in() -> None:
    async with Town() as town, town.chat() as chat:
        town.room.kind = 4
        assert "choose a text" in str(await chat.check(town.place))


async def test_beside_a_voice_channel_no_thread_can_hang() -> None:
    async with Town() as town, town.chat() as chat:
        town.room.kind = 2
        assert await chat.check(town.place, reactions=True) is None
        assert "leave thread replies out" in str(await chat.check(town.place, threads=True))


async def test_discord_being_away_is_no_trouble_of_the_channel() -> None:
    async with Town() as town, town.chat() as chat:
        town.discord.fail("GET /guilds/{}", before=503, times=TRIES)
        with pytest.raises(ChatDown):
            await chat.check(town.place)


SEND, VIEW = Permissions(send_messages=True).value, Permissions(view_channel=True).value
ADMIN = Permissions(administrator=True).value


def rules(id: str, kind: int, allow: int = 0, deny: int = 0) -> dict[str, object]:
    return {"id": id, "type": kind, "allow": str(allow), "deny": str(deny)}


@pytest.mark.parametrize(
    ("overwrites", "sends"),
    [
        ([], True),
        ([rules("100", 0, deny=SEND)], False),
        ([rules("100", 0, deny=SEND), rules("8", 0, allow=SEND)], True),
        ([rules("8", 0, deny=SEND), rules("9", 0, allow=SEND)], True),
        ([rules("8", 0, allow=SEND), rules("7", 1, deny=SEND)], False),
        ([rules("5", 0, deny=SEND), rules("6", 1, deny=SEND)], True),
    ],
    ids=["none", "everyone", "role over everyone", "one role enough", "member", "others'"],
)
def test_what_we_may_do_is_computed_as_discord_does(
    overwrites: list[dict[str, object]], sends: bool
) -> None:
    roles = [
        {"id": "100", "permissions": str(VIEW)},
        {"id": "8", "permissions": str(SEND)},
        {"id": "9", "permissions": "0"},
        {"id": "5", "permissions": str(ADMIN)},
    ]
    guild = {"id": "100", "owner_id": "1", "roles": roles}
    member = {"user": {"id": "7"}, "roles": ["8", "9"]}
    found = permissions(guild, member, {"permission_overwrites": overwrites})
    assert (found.view_channel, found.send_messages) == (True, sends)
    admin = {"user": {"id": "7"}, "roles": ["5"]}
    assert permissions(guild, admin, {"permission_overwrites": overwrites}).send_messages
    owner = {"user": {"id": "1"}, "roles": []}
    assert permissions(guild, owner, {"permission_overwrites": overwrites}).send_messages
