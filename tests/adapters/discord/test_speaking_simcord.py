"""What we say, through discord.py's own client, under a Discord that lives in this process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from adapters.discord.chat import Discord
from adapters.discord.options import Options
from bot.chat.content import Content, Picture, Text
from bot.chat.port import MessageGone, PlaceGone
from tests.adapters.discord.hearing import QUESTION, Stand, hearing, now

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@asynccontextmanager
async def speaking() -> AsyncIterator[tuple[Stand, Discord]]:
    """The sending half under simcord."""
    async with hearing(message_content=True) as stand:
        http = stand.env.bot.http
        async with Discord(Options("token"), stand.kept, now, http=http) as chat:
            yield stand, chat


async def test_a_question_is_posted_edited_and_taken_away() -> None:
    async with speaking() as (stand, chat):
        message = await chat.post(stand.place, QUESTION, "1")
        assert stand.room.last_message is not None
        assert stand.room.last_message.embeds[0].description == "What is 1 + 1?"
        await chat.edit(message, Content("closed", Text("Closed")))
        assert stand.room.last_message.embeds[0].description == "Closed"
        await chat.retract(message)
        with pytest.raises(MessageGone):
            await chat.edit(message, QUESTION)


async def test_a_picture_goes_with_its_words() -> None:
    async with speaking() as (stand, chat):
        await chat.post(stand.place, Content("s", Text("Look"), Picture(PNG, "A curve")), "1")
        assert stand.room.last_message is not None
        [file] = stand.room.last_message.attachments
        assert (file.filename, file.description) == ("figure-1.png", "A curve")


async def test_reactions_and_replies_are_read_back() -> None:
    async with speaking() as (stand, chat):
        message = await chat.post(stand.place, QUESTION, "1")
        await chat.react(message, ["🇦", "🇧"])
        assert stand.room.last_message is not None
        await stand.grace.react(stand.room.last_message, "🇧")
        [reaction] = await chat.read_reactions(message)
        assert (reaction.person.name, reaction.emoji) == ("Grace Hopper", "🇧")
        thread = await chat.thread(message, "Question 1")
        assert await chat.thread(message, "Question 1") == thread
        [opened] = stand.room.threads
        await stand.grace.send(opened, f"<@{chat.us}> B")
        [reply] = await chat.read_replies(message)
        assert (reply.text, reply.message.place) == ("B", thread)
        await chat.close_thread(message)


async def test_a_message_is_found_by_its_key() -> None:
    async with speaking() as (stand, chat):
        message = await chat.post(stand.place, QUESTION, "1")
        assert await chat.find(stand.place, "1") == message
        assert await chat.find(stand.place, "2") is None


async def test_a_channel_that_is_deleted_is_gone() -> None:
    async with speaking() as (stand, chat):
        assert await chat.check(stand.place, reactions=True, threads=True) is None
        await stand.env.bot.http.delete_channel(stand.room.id)
        with pytest.raises(PlaceGone):
            await chat.post(stand.place, QUESTION, "1")
