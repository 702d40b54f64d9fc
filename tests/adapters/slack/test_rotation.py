"""Tokens that expire are renewed in time, once, and no new one is lost on the way."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text

from adapters.slack import rotation
from adapters.slack.installations import ManyWorkspaces
from adapters.slack.options import Options
from adapters.slack.rotation import LEASE, rotate_due
from bot.chat.port import ChatDown
from bot.db.engine import Database
from tests.adapters.slack.installed import KEY, OLDER_KEY, installation
from tests.emulators.slack.emulator import SlackEmulator
from tests.emulators.slack.state import Grant
from tests.patience import PATIENCE

# slack_sdk's own use of aiohttp
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

ROOT = Path(__file__).parents[3]
HOURS = timedelta(hours=1)


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
async def slack() -> AsyncIterator[SlackEmulator]:
    async with SlackEmulator() as emulator:
        emulator.rotates = True
        yield emulator


@pytest.fixture
def many(slack: SlackEmulator, database: Database) -> ManyWorkspaces:
    app = slack.app
    options = Options(
        client_id=app.client_id,
        client_secret=app.client_secret,
        token_keys=(KEY,),
        api=slack.base_url,
    )
    return ManyWorkspaces(database.engine, options)


@pytest.fixture
def client(slack: SlackEmulator) -> AsyncWebClient:
    return AsyncWebClient(base_url=slack.base_url, retry_handlers=[], timeout=PATIENCE)


async def expiring(
    slack: SlackEmulator, many: ManyWorkspaces, team: str = "T1", **more: Any
) -> Grant:
    """An installation whose token lives for another hour."""
    grant = slack.workspace(team, team).grant(lives=HOURS)
    grant.refresh = f"xoxe-1-{team}"
    told = {
        "bot_token": grant.token,
        "bot_refresh_token": grant.refresh,
        "bot_token_expires_in": 3600,
        "installed_at": now() - 11 * HOURS,
    }
    await many.keep(installation(team, **{**told, **more}))
    return grant


async def speaks(slack: SlackEmulator, many: ManyWorkspaces, team: str = "T1") -> bool:
    """Does Slack take the token that we would use now?"""
    bot = await many.bot(team)
    answer = await AsyncWebClient(token=bot.token, base_url=slack.base_url).auth_test()
    return bool(answer["team_id"] == team)


def exchanges(slack: SlackEmulator) -> int:
    return len(slack.transcript.calls("oauth.v2.access"))


async def test_a_token_near_its_end_is_renewed_and_the_next_one_too(
    slack: SlackEmulator, many: ManyWorkspaces, client: AsyncWebClient
) -> None:
    old = await expiring(slack, many)
    assert (await many.bot("T1")).token == old.token

    assert await rotate_due(many, client, now) == 1
    first = (await many.bot("T1")).token
    assert first != old.token
    slack.clock.advance(11 * HOURS)  # the old one is dead
    assert await speaks(slack, many)

    assert await rotate_due(many, client, now) == 0
    assert await rotate_due(many, client, lambda: now() + 11 * HOURS) == 1
    assert (await many.bot("T1")).token != first
    assert await speaks(slack, many)
    assert exchanges(slack) == 2


async def test_both_of_slacks_tables_have_the_new_token(
    slack: SlackEmulator, many: ManyWorkspaces, client: AsyncWebClient
) -> None:
    await expiring(slack, many)
    await rotate_due(many, client, now)
    bot = await many.store.async_find_bot(enterprise_id=None, team_id="T1")
    whole = await many.store.async_find_installation(enterprise_id=None, team_id="T1")
    assert bot
    assert whole
    assert bot.bot_token == whole.bot_token == (await many.bot("T1")).token
    assert bot.bot_refresh_token == whole.bot_refresh_token
    assert bot.bot_token_expires_at == whole.bot_token_expires_at


async def test_tokens_with_time_left_or_without_an_end_are_left(
    slack: SlackEmulator, many: ManyWorkspaces, client: AsyncWebClient
) -> None:
    await expiring(slack, many, bot_token_expires_in=3 * 3600)
    await many.keep(installation("T2"))
    assert await rotate_due(many, client, now) == 0
    assert exchanges(slack) == 0


async def test_an_installation_that_was_replaced_is_left(
    slack: SlackEmulator, many: ManyWorkspaces, client: AsyncWebClient
) -> None:
    await expiring(slack, many)
    await expiring(slack, many, bot_token_expires_in=12 * 3600, installed_at=now())
    assert await rotate_due(many, client, now) == 0
    assert exchanges(slack) == 0


async def test_an_organisations_token_is_renewed(
    slack: SlackEmulator, many: ManyWorkspaces, client: AsyncWebClient
) -> None:
    team = slack.workspace("T1", "Acme", enterprise="E1")
    grant = team.grant(org=True, lives=HOURS)
    grant.refresh = "xoxe-1-E1"
    tokens = {"bot_token": grant.token, "bot_refresh_token": grant.refresh}
    await many.keep(installation(None, "E1", bot_token_expires_in=3600, **tokens))
    await many.learn("T1", "E1")
    assert await rotate_due(many, client, now) == 1
    assert (await many.bot("T1")).token != grant.token


PROCESS = """
import asyncio, json, sys
from datetime import UTC, datetime
from slack_sdk.web.async_client import AsyncWebClient
from adapters.slack.installations import ManyWorkspaces
from adapters.slack.options import Options
from adapters.slack.rotation import rotate_due
from bot.db.engine import Database

async def main():
    told = json.loads(sys.argv[1])
    async with Database.connect(told.pop("url")) as database:
        many = ManyWorkspaces(database.engine, Options(**told))
        client = AsyncWebClient(base_url=told["api"], retry_handlers=[])
        print("ready", flush=True)
        sys.stdin.readline()
        print(await rotate_due(many, client, lambda: datetime.now(UTC)))

asyncio.run(main())
"""


async def test_processes_that_rotate_at_once_ask_slack_once(
    slack: SlackEmulator, many: ManyWorkspaces, database_url: str
) -> None:
    for team in ("T1", "T2", "T3"):
        await expiring(slack, many, team)
    told = {
        "url": database_url,
        "client_id": many.options.client_id,
        "client_secret": many.options.client_secret,
        "token_keys": [KEY],
        "api": slack.base_url,
    }
    command = (sys.executable, "-c", PROCESS, json.dumps(told))
    pipe = asyncio.subprocess.PIPE
    processes = [
        await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, cwd=ROOT)
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout
        assert await process.stdout.readline() == b"ready\n"
    said = await asyncio.gather(*(process.communicate(b"\n") for process in processes))

    assert sum(int(out) for out, _ in said) == 3
    assert exchanges(slack) == 3
    many.refresh()
    assert [await speaks(slack, many, team) for team in ("T1", "T2", "T3")] == [True] * 3


async def test_who_comes_late_finds_the_token_renewed(
    slack: SlackEmulator, many: ManyWorkspaces, database: Database, client: AsyncWebClient
) -> None:
    await expiring(slack, many)
    late = rotation._Rotation(many, client, now)
    [(row, owner)] = await late.due()
    assert await rotate_due(many, client, now) == 1
    async with database.write() as session:  # so late that even the lease has ended
        await session.execute(text("DELETE FROM slack_rotations"))
    assert not await late.renew(row, owner)
    assert exchanges(slack) == 1


@pytest.mark.parametrize("fault", ["reset", 500, {"ok": False, "error": "internal_error"}])
async def test_a_failure_leaves_the_old_token_in_use_and_is_tried_again(
    slack: SlackEmulator,
    many: ManyWorkspaces,
    client: AsyncWebClient,
    caplog: pytest.LogCaptureFixture,
    fault: int | dict[str, object],
) -> None:
    old = await expiring(slack, many, "T1")
    await expiring(slack, many, "T2")
    slack.fail("oauth.v2.access", before=fault, times=1)

    assert await rotate_due(many, client, now) == 1  # one failure keeps nobody else from it
    tokens = [(await many.bot("T1")).token, (await many.bot("T2")).token]
    assert sum(token.startswith("xoxe.") for token in tokens) == 1
    assert old.token
    assert "install the app there again" in caplog.text
    assert "xox" not in caplog.text

    assert await rotate_due(many, client, now) == 0  # it is left alone for a while
    assert await rotate_due(many, client, lambda: now() + LEASE) == 1
    assert await speaks(slack, many, "T1")
    assert await speaks(slack, many, "T2")


async def test_a_refresh_token_that_slack_refuses_is_named_in_the_log(
    slack: SlackEmulator,
    many: ManyWorkspaces,
    client: AsyncWebClient,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (await expiring(slack, many)).refresh = "spent already"
    assert await rotate_due(many, client, now) == 0
    assert "invalid_refresh_token" in caplog.text
    assert "T1" in caplog.text
    assert await speaks(slack, many)


async def test_a_locked_token_is_no_reason_to_ask_slack(
    slack: SlackEmulator, many: ManyWorkspaces, database: Database, client: AsyncWebClient
) -> None:
    await expiring(slack, many)
    options = Options(client_id=many.options.client_id, token_keys=(OLDER_KEY,))
    assert await rotate_due(ManyWorkspaces(database.engine, options), client, now) == 0
    assert exchanges(slack) == 0


class Faulty:
    """An engine that breaks for so many transactions once Slack has been asked."""

    def __init__(self, slack: SlackEmulator, many: ManyWorkspaces, times: int) -> None:
        self._slack = slack
        self._engine = many.engine
        self.times = times

    def begin(self) -> Any:
        if exchanges(self._slack) and self.times:
            self.times -= 1
            raise ConnectionRefusedError
        return self._engine.begin()

    def connect(self) -> Any:
        return self._engine.connect()


async def test_a_database_that_fails_after_slacks_answer_is_asked_again(
    slack: SlackEmulator,
    many: ManyWorkspaces,
    client: AsyncWebClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await expiring(slack, many)
    monkeypatch.setattr(rotation, "SAVING_PAUSES", (0.0, 0.0, 0.0))
    faulty: Any = Faulty(slack, many, times=3)
    many.engine = faulty
    assert await rotate_due(many, client, now) == 1
    assert faulty.times == 0
    slack.clock.advance(2 * HOURS)
    assert await speaks(slack, many)


async def test_who_is_told_to_stop_saves_what_slack_gave(
    slack: SlackEmulator,
    many: ManyWorkspaces,
    client: AsyncWebClient,
) -> None:
    await expiring(slack, many)
    asked = asyncio.Event()

    class Stopping(AsyncWebClient):
        async def oauth_v2_access(self, **arguments: Any) -> Any:
            answer = await client.oauth_v2_access(**arguments)
            asked.set()
            await asyncio.sleep(0)  # told to stop between the answer and the saving
            return answer

    work = asyncio.create_task(rotate_due(many, Stopping(), now))
    await asked.wait()
    work.cancel()
    await stopped(work)

    many.refresh()
    slack.clock.advance(2 * HOURS)
    assert await speaks(slack, many)


async def stopped(work: Awaitable[Any]) -> None:
    with pytest.raises(asyncio.CancelledError):
        await work


async def test_a_workspace_that_leaves_meanwhile_is_not_brought_back(
    slack: SlackEmulator, many: ManyWorkspaces, client: AsyncWebClient
) -> None:
    await expiring(slack, many)

    class Leaving(AsyncWebClient):
        async def oauth_v2_access(self, **arguments: Any) -> Any:
            answer = await client.oauth_v2_access(**arguments)
            await many.forget("T1")
            return answer

    assert await rotate_due(many, Leaving(), now) == 0
    assert await many.teams() == []


async def test_a_database_that_cannot_be_read_is_said_to_be_down(
    many: ManyWorkspaces, database: Database, client: AsyncWebClient
) -> None:
    async with database.write() as session:
        await session.execute(text("ALTER TABLE slack_bots RENAME TO elsewhere"))
    with pytest.raises(ChatDown):
        await rotate_due(many, client, now)
