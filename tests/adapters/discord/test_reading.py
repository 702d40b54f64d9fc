"""Reactions and replies are read back whole, and nobody else's than people's."""

from collections.abc import AsyncIterator
from datetime import UTC

import pytest

from adapters.discord.chat import Discord
from adapters.discord.replies import reply_read, typed
from bot.chat.places import MessageRef, Place, Workspace
from bot.chat.port import MessageGone, PlaceGone
from tests.adapters.discord.town import Town, saying

USERS = "GET /channels/{}/messages/{}/reactions/{}"


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town() as town:
        yield town


@pytest.fixture
async def chat(town: Town) -> AsyncIterator[Discord]:
    async with town.chat(message_content=True) as chat:
        yield chat


# Reactions


async def test_hundreds_of_reactions_are_read_in_full(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await chat.react(message, ["🇦", "🇧", "🇨"])
    crowd = [town.acme.person(f"{5000 + n}", f"p{n}") for n in range(250)]
    for n, person in enumerate(crowd):
        await person.react(town.room, message.id, "🇦" if n % 5 else "🇧")
    read = await chat.read_reactions(message)
    assert len(read) == len({one.person.id for one in read}) == 250
    assert sum(one.emoji == "🇧" for one in read) == 50
    # Three pages of one letter, one of another; where only ours stands nobody is asked for.
    assert len(town.discord.transcript.calls(USERS)) == 4


async def test_names_are_those_that_people_read(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await town.grace.react(town.room, message.id, "👍")
    [read] = await chat.read_reactions(message)
    assert (read.person.id, read.person.name, read.emoji) == ("2", "Grace Hopper", "👍")
    assert read.person.workspace == Workspace("discord", "100")


async def test_reactions_that_were_put_are_not_put_again(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    for _ in range(2):
        await chat.react(message, ["🇦", "🇧"])
    assert len(town.discord.transcript.calls(f"PUT{USERS[3:]}/@me")) == 2


async def test_a_full_message_takes_no_more_of_ours(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    for number in range(20):
        await town.grace.react(town.room, message.id, chr(0x1F600 + number))
    await chat.react(message, ["🇦", "🇧"])
    assert len(await chat.read_reactions(message)) == 20


async def test_of_a_deleted_message_nothing_is_read(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await town.ada.delete(town.room, message.id)
    with pytest.raises(MessageGone):
        await chat.read_reactions(message)


# Replies


async def test_a_long_thread_is_read_in_order(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await chat.thread(message, "Talk")
    thread = town.discord.channel(message.id)
    for number in range(230):
        await town.grace.say(thread, f"answer {number}")
    await chat.post(Place(town.place.workspace, message.id, "200"), saying("a hint"), "hint")
    read = await chat.read_replies(message)
    assert [one.text for one in read] == [f"answer {number}" for number in range(230)]
    assert {one.message.place for one in read} == {Place(town.place.workspace, message.id, "200")}
    assert all(one.at.tzinfo is UTC for one in read)


async def test_without_leave_to_read_all_only_words_to_us_are_read(town: Town) -> None:
    async with town.chat() as chat:
        message = await chat.post(town.place, saying("question"), "1")
        await chat.thread(message, "Talk")
        thread = town.discord.channel(message.id)
        await town.grace.say(thread, "C")
        await town.ada.say(thread, f"<@{chat.us}> B")
        [read] = await chat.read_replies(message)
        assert (read.person.id, read.text) == ("1", "B")


async def test_what_is_not_heard_without_a_ping_is_not_read_back_either(town: Town) -> None:
    async with town.chat() as chat:
        town.discord.message_content = True
        message = await chat.post(town.place, saying("question"), "1")
        await chat.thread(message, "Talk")
        await town.grace.say(town.discord.channel(message.id), "C")
        assert await chat.read_replies(message) == []


async def test_a_thread_that_a_moderator_deleted_is_gone(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await chat.thread(message, "Talk")
    await town.grace.say(town.discord.channel(message.id), "C")
    await town.acme.remove_channel(town.discord.channel(message.id))
    with pytest.raises(PlaceGone):
        await chat.read_replies(message)


async def test_a_thread_that_we_may_not_read_is_gone(town: Town, chat: Discord) -> None:
    message = await chat.post(town.place, saying("question"), "1")
    await chat.thread(message, "Talk")
    town.room.deny("view_channel")
    with pytest.raises(PlaceGone):
        await chat.read_replies(message)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<@9> B", "B"),
        ("<@!9> B", "B"),
        ("B <@9>", "B"),
        ("<@8> B", "<@8> B"),
        ("<@9>", ""),
        ("**B** < 3", "**B** < 3"),
    ],
)
def test_a_ping_of_us_is_no_part_of_what_was_typed(text: str, left: str) -> None:
    assert typed(text, "9") == left


@pytest.mark.parametrize(
    "strange",
    [
        {"author": {"id": "3", "username": "bot", "bot": True}},
        {"webhook_id": "5"},
        {"type": 21},
        {"type": 18},
        {"content": ""},
        {"content": "<@9>"},
    ],
    ids=str,
)
def test_what_no_person_wrote_or_nobody_may_read_is_no_reply(strange: dict[str, object]) -> None:
    parent = MessageRef(Place(Workspace("discord", "100"), "200"), "400")
    author = {"id": "3", "username": "grace"}
    message = {"id": str(500 << 22), "type": 0, "content": "B", "author": author}
    assert reply_read(message, parent, "9") is not None
    assert reply_read({**message, **strange}, parent, "9") is None
