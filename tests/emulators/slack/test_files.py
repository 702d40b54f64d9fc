"""Pictures are put up in three steps and shown once they are processed."""

import base64
from typing import Any

from tests.emulators.slack.conftest import Acme
from tests.emulators.slack.refusals import refusal, refused

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def image(id: str) -> list[dict[str, Any]]:
    return [{"type": "image", "alt_text": "A curve", "slack_file": {"id": id}}]


async def put_up(acme: Acme, data: bytes = PNG) -> str:
    answer = await acme.client.files_upload_v2(filename="curve.png", content=data)
    return str(answer["file"]["id"])


async def test_a_picture_of_ours_is_shown(acme: Acme) -> None:
    id = await put_up(acme)
    await acme.client.chat_postMessage(channel="C1", text="Look", blocks=image(id))
    [seen] = acme.ada.sees(acme.room)
    assert seen.text == "Look\nA curve"
    assert acme.slack.world.files[id].data == PNG


async def test_an_unknown_picture_is_refused(acme: Acme) -> None:
    post = acme.client.chat_postMessage(channel="C1", text="Look", blocks=image("F404"))
    body = await refusal(post)
    assert body["error"] == "invalid_blocks"
    assert body["errors"] == ["invalid slack file [json-pointer:/blocks/0/slack_file]"]
    assert acme.ada.sees(acme.room) == []


async def test_a_picture_is_refused_until_it_is_processed(acme: Acme) -> None:
    acme.slack.slow_files = 2
    id = await put_up(acme)
    for _ in range(2):
        post = acme.client.chat_postMessage(channel="C1", text="Look", blocks=image(id))
        assert await refused(post) == "invalid_blocks"
    await acme.client.chat_postMessage(channel="C1", text="Look", blocks=image(id))
    assert len(acme.ada.sees(acme.room)) == 1


async def test_looking_at_a_files_page_is_a_look(acme: Acme) -> None:
    acme.slack.slow_files = 1
    id = await put_up(acme)
    assert (await acme.client.files_info(file=id))["file"]["mimetype"] == ""
    assert (await acme.client.files_info(file=id))["file"]["mimetype"] == "image/png"
    await acme.client.chat_postMessage(channel="C1", text="Look", blocks=image(id))


async def test_a_picture_is_not_shown_before_its_upload_is_complete(acme: Acme) -> None:
    begun = await acme.client.files_getUploadURLExternal(filename="x.png", length=len(PNG))
    async with acme.session.post(begun["upload_url"], data=PNG) as response:
        assert response.status == 200
    post = acme.client.chat_postMessage(channel="C1", text="x", blocks=image(begun["file_id"]))
    assert await refused(post) == "invalid_blocks"
    done = [{"id": begun["file_id"], "title": "Curve"}]
    answer = await acme.client.files_completeUploadExternal(files=done)
    assert answer["files"] == done
    again = acme.client.files_completeUploadExternal(files=done)
    assert await refused(again) == "file_not_found"


async def test_an_upload_takes_the_bytes_once_and_all_of_them(acme: Acme) -> None:
    begun = await acme.client.files_getUploadURLExternal(filename="x.png", length=len(PNG))
    statuses = []
    for data in (PNG[:-1], PNG, PNG):
        async with acme.session.post(begun["upload_url"], data=data) as response:
            statuses.append(response.status)
    assert statuses == [400, 200, 404]


async def test_what_is_no_picture_is_not_shown_as_one(acme: Acme) -> None:
    id = await put_up(acme, b"words")
    post = acme.client.chat_postMessage(channel="C1", text="Look", blocks=image(id))
    assert await refused(post) == "invalid_blocks"


async def test_a_picture_of_another_workspace_is_unknown(acme: Acme) -> None:
    id = await put_up(acme)
    globex = acme.slack.workspace("T2", "Globex")
    globex.channel("C1", "ml")
    client = acme.client_with(globex.install())
    post = client.chat_postMessage(channel="C1", text="Look", blocks=image(id))
    assert await refused(post) == "invalid_blocks"
    assert await refused(client.files_info(file=id)) == "file_not_found"


async def test_files_need_their_scope(acme: Acme) -> None:
    client = acme.client_with(acme.team.install(["chat:write"]))
    begin = client.files_getUploadURLExternal(filename="x.png", length=1)
    body = await refusal(begin)
    assert (body["error"], body["needed"]) == ("missing_scope", "files:write")


async def test_a_file_given_to_a_channel_is_seen_there(acme: Acme) -> None:
    await acme.client.files_upload_v2(
        filename="curve.png", content=PNG, channel="C1", initial_comment="The curve"
    )
    assert [seen.text for seen in acme.ada.sees(acme.room)] == ["The curve"]


async def test_a_home_page_with_an_unready_picture_is_refused(acme: Acme) -> None:
    view = {"type": "home", "blocks": image("F404")}
    publish = acme.client.views_publish(user_id="U1", view=view)
    assert await refused(publish) == "invalid_arguments"
    assert acme.ada.home is None
