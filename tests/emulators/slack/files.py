"""files.*: pictures are put up in three steps, and shown once they are processed."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.emulators.slack import deeds
from tests.emulators.slack.calls import Answer, Call, Refusal, Table
from tests.emulators.slack.schema import fault, found
from tests.emulators.slack.state import File, Json, Team
from tests.emulators.slack.world import World

METHODS = Table()
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
"""How the kinds of picture begin that a block can show."""


@METHODS("files.getUploadURLExternal", scope="files:write", tier=4, form_only=True)
def get_upload_url(call: Call) -> Answer:
    name, length = call.needed("filename"), call.number("length", 0)
    if length < 1:
        raise Refusal("invalid_arguments")
    file = File(call.world.id("F"), name, call.team, length, alt=call.text("alt_txt"))
    file.looks_left = call.world.slow_files
    call.world.files[file.id] = file
    return {"upload_url": f"{call.world.base_url}/upload/v1/{file.id}", "file_id": file.id}


def routes(world: World) -> list[web.RouteDef]:
    """Where the bytes go."""

    async def upload(request: web.Request) -> web.Response:
        file = world.files.get(request.match_info["file"])
        if file is None or file.arrived:
            return web.Response(status=404, text="this upload URL is unknown or used up")
        data = await _bytes_of(request)
        if len(data) != file.length:
            return web.Response(status=400, text=f"expected {file.length} bytes")
        file.data, file.arrived = data, True
        return web.Response(text=f"OK - {len(data)}")

    return [web.post("/upload/v1/{file}", upload)]


async def _bytes_of(request: web.Request) -> bytes:
    """Of a bare body, or of a form's first file."""
    if request.content_type != "multipart/form-data":
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""


@METHODS("files.completeUploadExternal", scope="files:write", tier=4)
def complete_upload(call: Call) -> Answer:
    named = call.data("files")
    if not isinstance(named, list) or not named:
        raise Refusal("invalid_arguments")
    files = [_arrived(call, each) for each in named]
    _share(call, files)
    for file in files:
        file.complete = True
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _arrived(call: Call, named: object) -> File:
    if not isinstance(named, dict):
        raise Refusal("invalid_arguments")
    file = own_file(call, str(named.get("id", "")))
    if not file.arrived or file.complete:
        raise Refusal("file_not_found")
    file.title = str(named.get("title") or file.name)
    return file


def _share(call: Call, files: list[File]) -> None:
    """Where a channel is named, everybody there sees the files."""
    if not call.text("channel_id"):
        return
    channel = call.room("channel_id")
    words = call.text("initial_comment") or ", ".join(file.title for file in files)
    draft = deeds.Draft(words, thread=call.text("thread_ts"))
    _, news = deeds.write(call.world, channel, call.bot, draft)
    call.world.tell_later(call.team, news, channel)


@METHODS("files.info", scope="files:read", tier=4, form_only=True)
def files_info(call: Call) -> Answer:
    file = own_file(call, call.needed("file"))
    if not file.complete:
        raise Refusal("file_not_found")
    return {"file": file_json(file, processed=is_processed(file))}


@METHODS("files.delete", scope="files:write")
def delete(call: Call) -> Answer:
    del call.world.files[own_file(call, call.needed("file")).id]
    return {}


def file_json(file: File, *, processed: bool) -> Json:
    """An unprocessed file has no kind yet."""
    address = f"https://files.slack.com/files-pri/{file.team.id}-{file.id}/{file.name}"
    kind = file.name.rpartition(".")[2].lower()
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title,
        "mimetype": f"image/{kind}" if processed else "",
        "filetype": kind if processed else "",
        "size": file.length,
        "url_private": address,
        "alt_txt": file.alt,
    }


def own_file(call: Call, id: str) -> File:
    """A file of the workspace."""
    file = call.world.files.get(id)
    if file is None or file.team is not call.team:
        raise Refusal("file_not_found")
    return file


def is_processed(file: File) -> bool:
    """Each look brings it nearer."""
    file.looks_left -= 1
    return file.looks_left < 0


def unready(world: World, team: Team, payload: Mapping[str, Any]) -> list[str]:
    """Faults of blocks that show a file which nobody can see yet."""
    return [
        fault("invalid slack file", pointer)
        for named, pointer in found(payload, ("slack_file",))
        if isinstance(named, Mapping) and not _is_shown(world, team, str(named.get("id", "")))
    ]


def _is_shown(world: World, team: Team, id: str) -> bool:
    file = world.files.get(id)
    if file is None or file.team is not team or not file.complete:
        return False
    return file.data.startswith(PICTURES) and is_processed(file)
