"""Bare calls through the real library's HTTP, past what it checks itself."""

from collections.abc import Awaitable
from typing import Any

import discord
import pytest
from discord.http import Route


async def call(client: discord.Client, method: str, path: str, **more: Any) -> Any:
    """The answer as it came; `more` as the library's own calls give it, such as json."""
    return await client.http.request(Route(method, path), **more)


async def refused(work: Awaitable[object]) -> tuple[int, int]:
    """The status and the code with which it was refused."""
    with pytest.raises(discord.HTTPException) as error:
        await work
    return error.value.status, error.value.code


async def faults(client: discord.Client, method: str, path: str, body: object) -> dict[str, str]:
    """What is wrong with a body: codes by their dotted places."""
    with pytest.raises(discord.HTTPException) as error:
        await call(client, method, path, json=body)
    assert error.value.code == 50035
    found: dict[str, str] = {}
    for line in error.value.text.splitlines()[1:]:
        place, _, words = line.partition(": ")
        found[place.removeprefix("In ")] = words
    return found
