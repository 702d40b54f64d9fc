"""Reactions as the real library puts, lists and clears them."""

import discord as library
import pytest

from tests.emulators.discord.asked import call, refused
from tests.emulators.discord.emulator import DiscordEmulator, House, NotTaken, Person, Room
from tests.emulators.discord.sdk import connected, post


async def test_reactions_stand_by_emoji_with_ours_marked(
    client: library.Client, room: Room, ada: Person, discord: DiscordEmulator
) -> None:
    id = await post(client)
    await client.http.add_reaction(200, int(id), "🇦")
    await client.http.add_reaction(200, int(id), "🇦")
    await ada.react(room, id, "🇦")
    await ada.react(room, id, "🇧")
    assert ada.sees(room)[0].reactions == {"🇦": [discord.bot_user.id, "1"], "🇧": ["1"]}
    sent = await client.http.get_message(200, int(id))
    marked = [(one["emoji"]["name"], one["count"], one["me"]) for one in sent["reactions"]]
    assert marked == [("🇦", 2, True), ("🇧", 1, False)]
    await client.http.remove_own_reaction(200, int(id), "🇦")
    await ada.unreact(room, id, "🇧")
    assert ada.sees(room)[0].reactions == {"🇦": ["1"]}


async def test_who_reacted_is_listed_a_page_at_a_time(
    client: library.Client, guild: House, room: Room, ada: Person
) -> None:
    id = await post(client)
    for number in range(10, 140):
        await guild.person(str(number), f"p{number}").react(room, id, "🇦")
    first = await client.http.get_reaction_users(200, int(id), "🇦", 100)
    rest = await client.http.get_reaction_users(200, int(id), "🇦", 100, after=first[-1]["id"])
    assert [one["id"] for one in [*first, *rest]] == [str(number) for number in range(10, 140)]
    assert await client.http.get_reaction_users(200, int(id), "🇧", 100) == []


@pytest.mark.parametrize("emoji", ["A", "hello", "party:1"])
async def test_what_is_no_emoji_is_unknown(emoji: str, client: library.Client, room: Room) -> None:
    id = await post(client)
    assert await refused(client.http.add_reaction(200, int(id), emoji)) == (400, 10014)


@pytest.mark.parametrize(
    "emoji", ["🇦", "1️⃣", "🔟", "✅", "👍🏽", "👩‍💻", "🇩🇪", "❤️", "⏰", "party:7"]
)
async def test_emojis_are_known(
    emoji: str, client: library.Client, guild: House, room: Room, ada: Person
) -> None:
    guild.emojis["7"] = "party"
    id = await post(client)
    await client.http.add_reaction(200, int(id), emoji)
    assert list(ada.sees(room)[0].reactions) == [emoji]


async def test_a_message_bears_twenty_different_reactions(
    client: library.Client, room: Room, ada: Person
) -> None:
    id = await post(client)
    for number in range(20):
        await ada.react(room, id, chr(ord("🇦") + number))
    assert await refused(client.http.add_reaction(200, int(id), "✅")) == (403, 30010)
    with pytest.raises(NotTaken, match="twenty"):
        await ada.react(room, id, "✅")
    await client.http.add_reaction(200, int(id), "🇦")


async def test_moderators_clear_reactions_and_the_app_hears_of_each_way(
    discord: DiscordEmulator, room: Room, ada: Person, grace: Person
) -> None:
    id = await ada.say(room, "A question")
    async with connected(discord.token) as (client, ears):
        for emoji in ("🇦", "🇧", "🇨"):
            await grace.react(room, id, emoji)
        await grace.unreact(room, id, "🇨")
        gone = await ears.wait("raw_reaction_remove")
        assert (gone.user_id, gone.emoji.name, gone.guild_id) == (2, "🇨", 100)
        await ada.clear_reactions(room, id, "🇦")
        assert (await ears.wait("raw_reaction_clear_emoji")).emoji.name == "🇦"
        await ada.clear_reactions(room, id)
        assert (await ears.wait("raw_reaction_clear")).message_id == int(id)
        assert ada.sees(room)[0].reactions == {}
        with pytest.raises(NotTaken, match="manage_messages"):
            await grace.clear_reactions(room, id)
        path = f"/channels/200/messages/{id}/reactions"
        assert await refused(call(client, "DELETE", path)) == (403, 50013)
        room.allow("manage_messages")
        await call(client, "DELETE", path)
        await ears.wait("raw_reaction_clear", 2)


async def test_nobody_reacts_twice_with_one_emoji(room: Room, ada: Person) -> None:
    id = await ada.say(room, "A question")
    await ada.react(room, id, "🇦")
    with pytest.raises(NotTaken, match="already"):
        await ada.react(room, id, "🇦")
    with pytest.raises(NotTaken, match="no 🇧 of yours"):
        await ada.unreact(room, id, "🇧")
    with pytest.raises(NotTaken, match="no emoji"):
        await ada.react(room, id, "A")


async def test_a_moderating_bot_removes_anybodys(
    client: library.Client, room: Room, ada: Person, grace: Person
) -> None:
    id = await ada.say(room, "A question")
    await ada.react(room, id, "🇦")
    await grace.react(room, id, "🇦")
    await grace.react(room, id, "🇧")
    assert await refused(client.http.remove_reaction(200, int(id), "🇦", 1)) == (403, 50013)
    room.allow("manage_messages")
    await client.http.remove_reaction(200, int(id), "🇦", 1)
    await client.http.clear_single_reaction(200, int(id), "🇧")
    assert ada.sees(room)[0].reactions == {"🇦": ["2"]}
    assert await refused(client.http.remove_reaction(200, int(id), "🇦", 404)) == (404, 10013)


async def test_the_app_is_not_told_who_took_a_reaction_off(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    room.allow("manage_messages")
    async with connected(discord.token) as (client, ears):
        id = await ada.say(room, "A question")
        for emoji in "🇦🇧":
            await ada.react(room, id, emoji)
        await ada.unreact(room, id, "🇦")
        await client.http.remove_reaction(200, int(id), "🇧", 1)
        await client.http.remove_reaction(200, int(id), "🇧", 1)
        by_us = await ears.wait("raw_reaction_remove", 2)
        by_her = ears.named("raw_reaction_remove")[0]
        assert [(one.user_id, one.member) for one in (by_her, by_us)] == [(1, None)] * 2
        assert (by_her.emoji.name, by_us.emoji.name) == ("🇦", "🇧")
