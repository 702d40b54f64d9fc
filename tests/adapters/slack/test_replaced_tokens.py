"""A token that another process replaced: who still has the old one looks again, once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from adapters.slack.calls import Calls
from adapters.slack.installations import ManyWorkspaces
from bot.chat.port import ChatDown, ChatError, PlaceGone
from bot.db.engine import Database
from tests.adapters.slack.installed import MONDAY, OPTIONS, installation
from tests.adapters.slack.town import Town
from tests.emulators.slack.state import Grant


@dataclass(frozen=True, slots=True)
class Apart:
    """One process that posts, and another that hears of installations."""

    town: Town
    calls: Calls
    other: ManyWorkspaces

    async def install(self, day: int) -> Grant:
        """The workspace installs us (again), which the other process hears of."""
        grant = self.town.acme.grant()
        at = MONDAY + timedelta(days=day)
        await self.other.keep(installation("T1", bot_token=grant.token, installed_at=at))
        return grant

    async def post(self) -> dict[str, Any]:
        return await self.calls.call("T1", "chat.postMessage", channel="C1", text="hello")

    def posts(self) -> int:
        return len(self.town.slack.transcript.calls("chat.postMessage"))


@pytest.fixture
async def apart(database: Database) -> AsyncIterator[Apart]:
    async with Town() as town:
        many = [ManyWorkspaces(database.engine, OPTIONS) for _ in range(2)]
        calls = Calls(town.session, town.slack.base_url, many[0], town.pacer)
        yield Apart(town, calls, many[1])


async def test_a_workspace_that_installed_us_again_is_served_at_once(apart: Apart) -> None:
    old = await apart.install(0)
    await apart.post()
    old.revoked = True
    await apart.install(1)
    await apart.post()
    assert apart.town.seen() == ["hello", "hello"]


async def test_a_token_that_another_process_renewed_is_taken_up(apart: Apart) -> None:
    old = await apart.install(0)
    await apart.post()
    old.expires = apart.town.slack.clock.now()
    with pytest.raises(ChatDown, match="being renewed"):
        await apart.post()
    await apart.install(1)
    await apart.post()
    assert apart.town.seen() == ["hello", "hello"]


@pytest.mark.parametrize(
    ("code", "error"), [("token_revoked", PlaceGone), ("token_expired", ChatDown)]
)
async def test_a_token_that_nobody_replaced_is_tried_once(
    apart: Apart, code: str, error: type[ChatError]
) -> None:
    await apart.install(0)
    apart.town.slack.fail("chat.postMessage", before={"ok": False, "error": code}, times=9)
    with pytest.raises(error):
        await apart.post()
    assert apart.posts() == 1
