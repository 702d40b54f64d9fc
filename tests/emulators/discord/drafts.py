"""Which messages Discord accepts, and what it makes of them."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.discord.components import rows
from tests.emulators.discord.refusals import malformed, refusal
from tests.emulators.discord.schema import (
    Check,
    Fault,
    Place,
    array,
    boolean,
    integer,
    link,
    moment,
    one_of,
    record,
    snowflake,
    string,
)
from tests.emulators.discord.state import EPHEMERAL, Json, User

MOST_BYTES = 10 * 1024**2
_PICTURE = record({"url": link("http", "https", "attachment")})
_EMBED = record(
    {},
    {
        "title": string(0, 256),
        "description": string(0, 4096),
        "url": link("http", "https"),
        "timestamp": moment,
        "color": integer(0, 0xFFFFFF),
        "footer": record({"text": string(1, 2048)}, {"icon_url": link("http", "https")}),
        "image": _PICTURE,
        "thumbnail": _PICTURE,
        "author": record({"name": string(1, 256)}, {"url": link("http", "https")}),
        "fields": array(
            record({"name": string(1, 256), "value": string(1, 1024)}, {"inline": boolean}), 0, 25
        ),
    },
)


def embeds(value: Any, place: Place) -> Iterator[Fault]:
    yield from array(_EMBED, 0, 10)(value, place)
    whole = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    if sum(map(_size, whole)) > 6000:
        words = "Embed size exceeds maximum size of 6000"
        yield Fault(place, "MAX_EMBED_SIZE_EXCEEDED", words)
    for each, embed in enumerate(whole):
        if not any(embed.get(key) for key in _VISIBLE):
            yield Fault(
                (*place, each, "description"), "BASE_TYPE_REQUIRED", "This field is required"
            )


_VISIBLE = ("title", "description", "fields", "image", "thumbnail", "author", "footer")


def _size(embed: Json) -> int:
    """All that counts against the sum."""
    inner = [one for one in embed.get("fields") or [] if isinstance(one, dict)]
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    texts += [one.get(key) for one in inner for key in ("name", "value")]
    return sum(len(str(text)) for text in texts if text)


def _nonce(value: Any, place: Place) -> Iterator[Fault]:
    if not isinstance(value, str | int) or len(str(value)) > 25:
        yield Fault(place, "NONCE_TYPE_TOO_LONG", "Must be 25 or fewer in length.")


_MENTIONS = record(
    {},
    {
        "parse": array(one_of("roles", "users", "everyone"), 0, 3),
        "users": array(snowflake, 0, 100),
        "roles": array(snowflake, 0, 100),
        "replied_user": boolean,
    },
)
_ATTACHMENT = record(
    {"id": snowflake}, {"filename": string(1, 260), "description": string(0, 1024)}
)
_COMMON: dict[str, Check] = {
    "content": string(0, 2000),
    "embeds": embeds,
    "components": rows,
    "allowed_mentions": _MENTIONS,
    "attachments": array(_ATTACHMENT, 0, 10),
    "flags": integer(0, 1 << 32),
}
_MESSAGE = record(
    {},
    _COMMON
    | {
        "nonce": _nonce,
        "enforce_nonce": boolean,
        "tts": boolean,
        "message_reference": record({"message_id": snowflake}, {"channel_id": snowflake}),
    },
)
_SETTABLE = 1 << 2 | EPHEMERAL | 1 << 12
"""Suppressed embeds, ephemeral, silent."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a request, by the number in its field's name."""

    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be written, found sound."""

    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    held: frozenset[str] = frozenset()
    flags: int = 0
    nonce: str | int | None = None
    mentions: Json | None = None


def check_message(body: Json, files: Mapping[str, Upload]) -> None:
    """Raises what Discord refuses in any message, new or edited."""
    faults = list(_MESSAGE(body, ()))
    if faults:
        raise malformed(faults)
    if any(len(upload.data) > MOST_BYTES for upload in files.values()):
        raise refusal(40005)
    if len(files) > 10:
        raise malformed(
            [Fault(("files",), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")]
        )
    if int(body.get("flags") or 0) & ~_SETTABLE:
        words = "Invalid flags"
        raise malformed([Fault(("flags",), "MESSAGE_FLAGS_INVALID", words)])


def check_substance(draft: Draft) -> None:
    """Raises when nothing is there to be seen."""
    if not (draft.content or draft.embeds or draft.attachments or draft.components):
        raise refusal(50006)


def kept_embeds(
    given: list[Json] | None, attachments: list[Json]
) -> tuple[list[Json], frozenset[str]]:
    """Embeds as Discord stores them, and the addresses of the attachments that they took.

    Only "attachment://…" takes a file; a picture without its file vanishes.
    """
    files = {one["filename"]: one for one in attachments}
    taken: set[str] = set()
    return [_kept(embed, files, taken) for embed in given or []], frozenset(taken)


def _kept(embed: Json, files: Mapping[str, Json], taken: set[str]) -> Json:
    kept = {key: deepcopy(value) for key, value in embed.items() if value is not None}
    kept["type"] = "rich"
    for key in ("image", "thumbnail"):
        url = kept.get(key, {}).get("url", "")
        if not url.startswith("attachment://"):
            continue
        file = files.get(url.removeprefix("attachment://"))
        kept.pop(key)
        if file:
            taken.add(file["url"])
            kept[key] = {"url": file["url"], "proxy_url": file["url"], **_described(file)}
    return kept


def _described(file: Json) -> Json:
    return {"description": file["description"]} if "description" in file else {}


def kept_rows(given: list[Json] | None) -> list[Json]:
    """Components with the numbers that Discord gives them, without nulls."""
    serial = 0

    def number(component: Json) -> Json:
        nonlocal serial
        serial += 1
        kept = {key: deepcopy(value) for key, value in component.items() if value is not None}
        kept["id"] = kept.get("id") or serial
        if "components" in kept:
            kept["components"] = [number(inner) for inner in kept["components"]]
        return kept

    return [number(row) for row in given or []]


def pinged(content: str, allowed: Json | None, users: Mapping[str, User]) -> list[User]:
    """Whom the words call by name, as far as that is allowed."""
    named = dict.fromkeys(re.findall(r"<@!?(\d+)>", content))
    found = [users[id] for id in named if id in users]
    if allowed is None or "users" in (allowed.get("parse") or []):
        return found
    listed = {str(id) for id in allowed.get("users") or []}
    return [user for user in found if user.id in listed]


def pings_everyone(content: str, allowed: Json | None) -> bool:
    if not re.search(r"@(everyone|here)\b", content):
        return False
    return allowed is None or "everyone" in (allowed.get("parse") or [])
