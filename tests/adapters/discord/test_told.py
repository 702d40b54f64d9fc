"""Discord is told commands again only when they have changed."""

import asyncio

import pytest

from adapters.discord.told import ToldCommands
from bot.chat.port import ChatDown
from bot.db.engine import Database


async def test_at_first_nothing_was_told(database: Database) -> None:
    assert await ToldCommands(database.engine, "1").hash() == ""


async def test_the_newest_is_remembered(database: Database) -> None:
    told = ToldCommands(database.engine, "1")
    for hash_ in ("old", "new", "new"):
        await told.keep_hash(hash_)
    assert await ToldCommands(database.engine, "1").hash() == "new"


async def test_two_that_say_the_same_at_once_do_no_harm(database: Database) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(ToldCommands(database.engine, "1").keep_hash("same"))
    assert await ToldCommands(database.engine, "1").hash() == "same"


async def test_each_bot_has_its_own(database: Database) -> None:
    await ToldCommands(database.engine, "1").keep_hash("one")
    assert await ToldCommands(database.engine, "2").hash() == ""


async def test_a_database_without_the_table_is_chat_down(empty_url: str) -> None:
    async with Database.connect(empty_url) as database:
        told = ToldCommands(database.engine, "1")
        with pytest.raises(ChatDown):
            await told.hash()
        with pytest.raises(ChatDown):
            await told.keep_hash("one")
