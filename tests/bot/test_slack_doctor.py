"""The doctor looks at Slack too: the app, and every channel that it is to post in."""

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.slack.manifest import scopes
from bot.chat.places import Person, Workspace
from bot.db.engine import Database
from bot.db.queries import leagues
from bot.db.tables import Channel, League
from bot.doctor import examine
from bot.quiz.league import LeagueSettings
from bot.settings import PREFIX, Settings, load
from tests.commands import free_port
from tests.emulators.slack.emulator import SlackEmulator
from tests.emulators.slack.emulator import Workspace as Team

ACME = Workspace("slack", "T1")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(PREFIX + field.upper(), raising=False)
        monkeypatch.delenv(field.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUIZSTREAK_PORT", str(free_port()))


@pytest.fixture
async def slack() -> AsyncIterator[SlackEmulator]:
    async with SlackEmulator() as emulator:
        yield emulator


def configure(
    monkeypatch: pytest.MonkeyPatch, slack: SlackEmulator, granted: Iterable[str]
) -> Team:
    acme = slack.workspace("T1", "Acme")
    monkeypatch.setenv("QUIZSTREAK_SLACK_API", slack.base_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", acme.install(granted))
    monkeypatch.setenv("SLACK_APP_TOKEN", slack.app.app_token)
    return acme


async def found() -> list[str]:
    return [str(finding) for finding in await examine(lambda: load(None))]


async def wrong() -> list[str]:
    return [line for line in await found() if line.startswith("✗")]


async def test_all_is_well_with_the_manifest_s_app(
    monkeypatch: pytest.MonkeyPatch, slack: SlackEmulator, sqlite_url: str
) -> None:
    configure(monkeypatch, slack, scopes())
    lines = await found()
    assert all(line.startswith("✓ ") for line in lines), lines
    assert "✓ chats: Slack, in one workspace, by Socket Mode" in lines
    assert "✓ Slack: the app token opens a socket" in lines


async def test_a_refused_token_is_told(
    monkeypatch: pytest.MonkeyPatch, slack: SlackEmulator, sqlite_url: str
) -> None:
    configure(monkeypatch, slack, scopes())
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong")
    [line] = await wrong()
    assert line.startswith("✗ Slack: Slack refuses QUIZSTREAK_SLACK_BOT_TOKEN (")
    assert "xoxb-wrong" not in line


async def lead(url: str, *channels: str) -> None:
    """A league with every door, in these channels."""
    now = datetime.now(UTC)
    async with Database.connect(url) as database, database.write() as session:
        workspace = await leagues.join_workspace(session, ACME, now)
        admin = await leagues.account(session, Person(ACME, "U1", "Ada"), workspace.id)
        league = League(name="ML", code="ABC", settings=LeagueSettings().to_data(), created_at=now)
        await leagues.add(session, league)
        for channel in channels:
            row = Channel(
                workspace_id=workspace.id,
                league_id=league.id,
                external_id=channel,
                zone="Europe/London",
                admin_id=admin.id,
            )
            await leagues.add(session, row)


async def test_every_channel_is_asked_for_with_its_league_s_doors(
    monkeypatch: pytest.MonkeyPatch, slack: SlackEmulator, sqlite_url: str
) -> None:
    acme = configure(monkeypatch, slack, scopes(threads=False))
    ada = acme.person("U1", "ada", admin=True)
    acme.channel("C1", "open", [ada], creator=ada)
    acme.channel("C2", "closed", [ada], bot=False, private=True)
    await lead(sqlite_url, "C1", "C2")
    lines = await wrong()
    assert [line.partition(": ")[0] for line in lines] == [
        "✗ Slack",
        "✗ Slack",
        "✗ channel C1 of slack T1",
        "✗ channel C2 of slack T1",
    ]
    assert "the permission channels:history is missing" in lines[0]
    assert "/invite @Quizstreak" in lines[-1]
