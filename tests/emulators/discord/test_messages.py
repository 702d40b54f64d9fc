"""Messages as the real library writes, edits, lists and deletes them."""

from datetime import timedelta
from io import BytesIO

import discord as library
import pytest

from tests.emulators.discord.asked import call, refused
from tests.emulators.discord.clock import moment_of
from tests.emulators.discord.conftest import MONDAY, pointed_at
from tests.emulators.discord.emulator import DiscordEmulator, House, Limits, NotTaken, Person, Room
from tests.emulators.discord.sdk import logged_in, post

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


async def test_who_has_no_valid_token_is_refused(discord: DiscordEmulator) -> None:
    with pytest.raises(library.LoginFailure):
        async with logged_in("nobody"):
            raise AssertionError("nobody was let in")


async def test_ids_tell_the_time_and_rise_though_the_clock_stands() -> None:
    async with DiscordEmulator(lambda: MONDAY) as discord:
        room = discord.guild("100", "Acme").channel("200", "ml")
        with pointed_at(discord):
            async with logged_in(discord.token) as client:
                first, second = await post(client), await post(client)
                assert int(first) < int(second)
                assert moment_of(first) == MONDAY
                discord.clock.advance(timedelta(hours=1))
                assert moment_of(await post(client)) == MONDAY + timedelta(hours=1)
        assert len(room.messages) == 3


async def test_the_same_nonce_writes_one_message_for_five_minutes(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    first = await post(client, nonce="round-1")
    assert await post(client, nonce="round-1", content="again") == first
    assert await post(client, nonce="round-2") != first
    discord.clock.advance(timedelta(minutes=6))
    assert await post(client, nonce="round-1") != first
    assert len(ada.sees(room)) == 3


async def test_a_nonce_that_nobody_insists_on_keeps_nothing_back(
    client: library.Client, room: Room, ada: Person
) -> None:
    body = {"content": "hello", "nonce": "n", "enforce_nonce": False}
    for _ in range(2):
        sent = await call(client, "POST", "/channels/200/messages", json=body)
        assert sent["nonce"] == "n"
    assert len(ada.sees(room)) == 2


async def test_an_embed_takes_its_picture_from_beside_it(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    await post(client, embed=curve(), file=picture())
    (seen,) = ada.sees(room)
    url = seen.embeds[0]["image"]["url"]
    assert discord.picture(url) == PNG
    assert await client.http.get_from_cdn(url) == PNG
    assert (len(seen.files), seen.beside) == (1, [])
    assert "Loss by epoch" in seen.text


def curve(url: str = "attachment://figure-1.png") -> library.Embed:
    return library.Embed(title="A curve").set_image(url=url)


def picture() -> library.File:
    return library.File(BytesIO(PNG), "figure-1.png", description="Loss by epoch")


async def test_a_picture_that_no_embed_takes_stands_by_itself(
    client: library.Client, room: Room, ada: Person
) -> None:
    id = await post(client, file=picture())
    (file,) = ada.sees(room)[0].files
    assert (file["filename"], file["description"]) == ("figure-1.png", "Loss by epoch")
    path = f"/channels/200/messages/{id}"
    await call(client, "PATCH", path, json={"content": "Look"})
    assert ada.sees(room)[0].files == [file]
    await call(client, "PATCH", path, json={"attachments": []})
    assert ada.sees(room)[0].files == []


async def test_an_edit_that_does_not_take_the_file_again_shows_it_twice(
    client: library.Client, room: Room, ada: Person
) -> None:
    id = await post(client, embed=curve(), file=picture())
    path = f"/channels/200/messages/{id}"
    await call(client, "PATCH", path, json={"content": "Look"})
    (seen,) = ada.sees(room)
    assert (seen.beside, seen.embeds[0]["image"]["description"]) == ([], "Loss by epoch")
    again = curve(seen.embeds[0]["image"]["url"]).to_dict()
    await call(client, "PATCH", path, json={"embeds": [again]})
    assert len(ada.sees(room)[0].beside) == 1
    await call(client, "PATCH", path, json={"embeds": [curve().to_dict()]})
    assert ada.sees(room)[0].beside == []


async def test_a_picture_without_its_file_is_not_shown(
    client: library.Client, room: Room, ada: Person
) -> None:
    await post(client, embed=library.Embed(title="A").set_image(url="attachment://lost.png"))
    assert "image" not in ada.sees(room)[0].embeds[0]


async def test_a_file_is_too_large_beyond_ten_mebibytes(client: library.Client, room: Room) -> None:
    large = library.File(BytesIO(b"\0" * (10 * 1024**2 + 1)), "large.png")
    assert await refused(post(client, file=large)) == (413, 40005)


async def test_only_our_own_messages_are_edited(
    client: library.Client, room: Room, ada: Person
) -> None:
    ours, theirs = await post(client), await ada.say(room, "mine")
    body = {"content": "better"}
    await call(client, "PATCH", f"/channels/200/messages/{ours}", json=body)
    seen = ada.sees(room)[0]
    assert (seen.text, seen.edited) == ("better", True)
    path = f"/channels/200/messages/{theirs}"
    assert await refused(call(client, "PATCH", path, json=body)) == (403, 50005)
    assert await refused(call(client, "DELETE", path)) == (403, 50013)
    room.allow("manage_messages")
    await call(client, "DELETE", path)
    assert await refused(call(client, "DELETE", path)) == (404, 10008)


async def test_a_message_cannot_be_edited_into_nothing(client: library.Client, room: Room) -> None:
    id = await post(client)
    path = f"/channels/200/messages/{id}"
    assert await refused(call(client, "PATCH", path, json={"content": ""})) == (400, 50006)


async def test_messages_are_listed_a_page_at_a_time_newest_first(
    client: library.Client, room: Room
) -> None:
    ids = [await post(client, content=str(each)) for each in range(7)]
    page = await client.http.logs_from(200, 3)
    assert [one["id"] for one in page] == ids[:-4:-1]
    page = await client.http.logs_from(200, 3, before=int(ids[4]))
    assert [one["id"] for one in page] == ids[3:0:-1]
    page = await client.http.logs_from(200, 3, after=int(ids[1]))
    assert [one["id"] for one in page] == ids[4:1:-1]
    page = await client.http.logs_from(200, 3, around=int(ids[3]))
    assert [one["id"] for one in page] == ids[4:1:-1]
    path = "/channels/200/messages?limit=101"
    assert await refused(call(client, "GET", path)) == (400, 50035)


async def test_a_ping_reaches_whom_it_may(
    client: library.Client, room: Room, ada: Person, grace: Person
) -> None:
    words = "<@1> <@2> @everyone"
    await post(client, content=words)
    nobody = library.AllowedMentions.none()
    await post(client, content=words, allowed_mentions=nobody)
    await post(client, content=words, allowed_mentions=library.AllowedMentions(users=[grace.user]))  # type: ignore[list-item]
    room.allow("mention_everyone")
    await post(client, content=words)
    assert [seen.pings for seen in ada.sees(room)] == [
        ["1", "2"],
        [],
        ["2"],
        ["1", "2", "everyone"],
    ]


async def test_a_reply_names_what_it_answers(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    question = await post(client, content="A question")
    quiet = await ada.say(room, "B", reply_to=question)
    loud = await ada.say(room, "C", reply_to=question, ping=True)
    sent = await client.http.get_message(200, int(loud))
    assert sent["message_reference"]["message_id"] == question
    seen = {one.id: one for one in ada.sees(room)}
    assert seen[quiet].pings == []
    assert seen[loud].pings == [discord.bot_user.id]
    body = {"content": "hm", "message_reference": {"message_id": "404"}}
    assert await refused(call(client, "POST", "/channels/200/messages", json=body)) == (400, 50035)
    body["message_reference"]["fail_if_not_exists"] = False  # type: ignore[index]
    await call(client, "POST", "/channels/200/messages", json=body)


async def test_a_person_is_written_to_in_private(
    client: library.Client, ada: Person, grace: Person
) -> None:
    opened = await client.http.start_private_message(1)
    assert opened["id"] == ada.direct.id
    await post(client, str(opened["id"]), content="for you")
    assert [seen.text for seen in ada.sees(ada.direct)] == ["for you"]
    assert grace.sees(ada.direct) == []
    ada.user.accepts_direct = False
    assert await refused(post(client, opened["id"])) == (403, 50007)
    assert await refused(client.http.start_private_message(404)) == (400, 50033)


async def test_people_write_only_where_they_may(
    room: Room, guild: House, ada: Person, grace: Person
) -> None:
    id = await ada.say(room, "mine")
    with pytest.raises(NotTaken, match="somebody else's"):
        await grace.delete(room, id)
    with pytest.raises(NotTaken, match="2000"):
        await grace.say(room, "x" * 2001)
    room.deny("send_messages", grace)
    with pytest.raises(NotTaken, match="send_messages"):
        await grace.say(room, "hello")
    room.deny("view_channel", grace)
    assert grace.sees(room) == []
    await ada.delete(room, id)
    assert ada.sees(room) == []


async def test_what_old_messages_may_be_edited_is_limited(
    client: library.Client, discord: DiscordEmulator, room: Room
) -> None:
    discord.limits = Limits(late_edits=1)
    id = await post(client)
    path = f"/channels/200/messages/{id}"
    for _ in range(3):
        await call(client, "PATCH", path, json={"content": "young"})
    discord.clock.advance(timedelta(hours=2))
    await call(client, "PATCH", path, json={"content": "old"})
    assert await refused(call(client, "PATCH", path, json={"content": "older"})) == (429, 30046)
