"""What a person can read in a message or a dialog."""

from collections.abc import Iterator

from tests.emulators.discord.state import Json


def text_of(payload: Json) -> str:
    """Every readable piece on lines of its own, in the order of the screen."""
    return "\n".join(piece for piece in _pieces(payload) if piece)


def _pieces(payload: Json) -> Iterator[str]:
    yield str(payload.get("title") or "")
    yield str(payload.get("content") or "")
    for embed in payload.get("embeds") or []:
        yield from _embed(embed)
    for attachment in payload.get("attachments") or []:
        yield str(attachment.get("description") or "")
    for component in payload.get("components") or []:
        yield from _component(component)
    for choice in payload.get("choices") or []:
        yield str(choice["name"])


def _embed(embed: Json) -> Iterator[str]:
    yield str(embed.get("author", {}).get("name", ""))
    yield str(embed.get("title") or "")
    yield str(embed.get("description") or "")
    for each in embed.get("fields") or []:
        yield str(each["name"])
        yield str(each["value"])
    yield str(embed.get("image", {}).get("description", ""))
    yield str(embed.get("footer", {}).get("text", ""))


def _component(component: Json) -> Iterator[str]:
    for key in ("label", "description", "placeholder", "content"):
        yield str(component.get(key) or "")
    for option in component.get("options") or []:
        yield str(option.get("label") or "")
        yield str(option.get("description") or "")
    for inner in component.get("components") or []:
        yield from _component(inner)
    if component.get("component"):
        yield from _component(component["component"])


def buttons_of(components: list[Json]) -> list[Json]:
    """Those of all rows, from left to right."""
    return [inner for row in components for inner in row["components"] if inner["type"] == 2]
