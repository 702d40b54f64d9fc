"""The real client, connected: what it hears, and how a deed is answered."""

import discord as library

from tests.emulators.discord.emulator import DiscordEmulator, Person, Room
from tests.emulators.discord.sdk import connected, logged_in, post


async def test_a_client_logs_in_and_writes(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with logged_in(discord.token) as client:
        id = await post(client, content="A question")
    (seen,) = ada.sees(room)
    assert (seen.id, seen.text, seen.author) == (id, "A question", discord.bot_user.id)


async def test_a_connected_client_hears_people(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord.token) as (client, ears):
        assert [guild.name for guild in client.guilds] == ["Acme"]
        id = await ada.say(room, "hello there")
        message = await ears.wait("message")
        assert (str(message.id), message.content, message.author.display_name) == (
            id,
            "hello there",
            "Ada",
        )
        await ada.react(room, id, "🇦")
        reaction = await ears.wait("raw_reaction_add")
        assert (str(reaction.message_id), reaction.emoji.name, reaction.user_id) == (id, "🇦", 1)


async def test_a_press_is_answered_for_one_person_alone(
    discord: DiscordEmulator, room: Room, ada: Person, grace: Person
) -> None:
    view = library.ui.View(timeout=None)
    view.add_item(library.ui.Button(label="B", custom_id="do:B"))
    async with connected(discord.token) as (client, ears):
        ears.acts = [lambda one: one.response.send_message("Noted: B", ephemeral=True)]
        id = await post(client, view=view)
        await ada.press(room, id, "B")
        assert not ears.failures
    assert [seen.text for seen in ada.sees(room)] == ["hello\nB", "Noted: B"]
    assert [seen.text for seen in grace.sees(room)] == ["hello\nB"]
