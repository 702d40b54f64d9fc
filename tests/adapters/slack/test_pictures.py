"""A picture goes up once per workspace; what cannot be shown is told in words."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator

import pytest

from adapters.slack.chat import Slack
from adapters.slack.pictures import Pictures
from bot.chat.content import Content, Picture, Text
from bot.chat.port import ChatDown, Throttled
from tests.adapters.slack.town import Town
from tests.emulators.slack.emulator import Seen
from tests.emulators.slack.faults import Kind
from tests.emulators.slack.state import EVERY_SCOPE

GET, COMPLETE = "files.getUploadURLExternal", "files.completeUploadExternal"


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town() as town:
        yield town


@pytest.fixture
async def chat(town: Town) -> AsyncIterator[Slack]:
    async with town.chat() as chat:
        yield chat


def png(shade: int = 0) -> bytes:
    """One grey dot."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes([0, shade]))), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def drawing(shade: int = 0) -> Content:
    return Content("Look", Text("Look"), Picture(png(shade), "a curve that falls, then rises"))


def shown(town: Town) -> list[Seen]:
    return town.ada.sees(town.room)


def has_picture(seen: Seen) -> bool:
    return any(block["type"] == "image" for block in seen.blocks)


async def test_a_picture_is_shown_with_its_words(town: Town, chat: Slack) -> None:
    await chat.post(town.place, drawing(), "1")
    [seen] = shown(town)
    assert has_picture(seen)
    assert "a curve that falls, then rises" in seen.text
    [file] = town.slack.world.files.values()
    assert (file.data, file.complete) == (png(), True)


async def test_the_same_picture_goes_up_once_per_workspace(town: Town, chat: Slack) -> None:
    message = await chat.post(town.place, drawing(), "1")
    await chat.edit(message, drawing())
    await chat.post(town.place, drawing(), "2")
    await chat.post(town.place, drawing(shade=9), "3")
    assert len(town.slack.transcript.calls(COMPLETE)) == 2


async def test_who_need_the_same_picture_at_once_wait_for_one_upload(
    town: Town, chat: Slack
) -> None:
    pictures = Pictures(chat.calls, chat.session)
    found = await asyncio.gather(*(pictures.files("T1", {"a": png()}) for _ in range(5)))
    assert all(one == found[0] for one in found)
    assert len(town.slack.transcript.calls(GET)) == 1


async def test_nothing_about_a_file_tells_the_answer(town: Town, chat: Slack) -> None:
    await chat.post(town.place, drawing(), "round:1:B")
    [got], [done] = town.slack.transcript.calls(GET), town.slack.transcript.calls(COMPLETE)
    assert (got.arguments["filename"], int(got.arguments["length"])) == ("picture.png", len(png()))
    assert '"title": "Picture"' in str(done.arguments["files"])


async def test_a_picture_that_slack_still_processes_is_waited_for(town: Town, chat: Slack) -> None:
    town.slack.world.slow_files = 2
    await chat.post(town.place, drawing(), "1")
    [seen] = shown(town)
    assert has_picture(seen)


async def test_a_picture_that_is_never_done_is_told_in_words_and_tried_anew(
    town: Town, chat: Slack
) -> None:
    town.slack.world.slow_files = 100
    await chat.post(town.place, drawing(), "1")
    [seen] = shown(town)
    assert not has_picture(seen)
    assert "a curve that falls, then rises" in seen.text
    town.slack.world.slow_files = 0
    await chat.post(town.place, drawing(), "2")
    assert has_picture(shown(town)[-1])


async def test_without_the_permission_a_picture_is_told_in_words() -> None:
    async with Town(EVERY_SCOPE - {"files:write"}) as town, town.chat() as chat:
        await chat.post(town.place, drawing(), "1")
        [seen] = shown(town)
    assert not has_picture(seen)
    assert "a curve that falls, then rises" in seen.text


@pytest.mark.parametrize("method", [GET, COMPLETE])
@pytest.mark.parametrize("kind", ["reset", 500, {"ok": False, "error": "internal_error"}], ids=str)
async def test_an_upload_that_is_lost_is_tried_again_but_not_for_ever(
    town: Town, chat: Slack, method: str, kind: Kind
) -> None:
    town.slack.fail(method, before=kind, times=3)
    for _ in range(2):
        with pytest.raises(ChatDown):
            await chat.post(town.place, drawing(), "1")
    await chat.post(town.place, drawing(), "1")
    [seen] = shown(town)
    assert not has_picture(seen)
    await chat.post(town.place, drawing(), "2")
    assert has_picture(shown(town)[-1])


async def test_an_upload_that_must_wait_is_told_so(town: Town, chat: Slack) -> None:
    town.slack.fail(GET, before=429, retry_after=30)
    with pytest.raises(Throttled):
        await chat.post(town.place, drawing(), "1")
    town.time.now += 30
    await chat.post(town.place, drawing(), "1")
    assert has_picture(shown(town)[0])
    assert town.slack.transcript.calls("conversations.history") == []


async def test_bytes_that_do_not_arrive_leave_the_chat_down(town: Town, chat: Slack) -> None:
    nowhere: Kind = {"ok": True, "file_id": "F1", "upload_url": "http://127.0.0.1:1/secret"}
    town.slack.fail(GET, before=nowhere)
    with pytest.raises(ChatDown) as down:
        await chat.post(town.place, drawing(), "1")
    assert "secret" not in str(down.value)
    refused: Kind = {
        "ok": True,
        "file_id": "F1",
        "upload_url": f"{town.slack.world.base_url}/upload/v1/F1",
    }
    town.slack.fail(GET, before=refused)
    with pytest.raises(ChatDown, match="404"):
        await chat.post(town.place, drawing(), "1")


async def test_blocks_that_slack_refuses_without_a_picture_are_told_at_once(
    town: Town, chat: Slack
) -> None:
    town.slack.fail("chat.postMessage", before={"ok": False, "error": "invalid_blocks"})
    with pytest.raises(Exception, match="invalid_blocks"):
        await chat.post(town.place, Content("x", Text("x")), "1")
    assert len(town.slack.transcript.calls("chat.postMessage")) == 1
