"""The doctor looks at Discord too: the bot, and every channel that it is to post in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.chat.places import Person, Workspace
from bot.db.engine import Database
from bot.db.queries import leagues
from bot.db.tables import Channel, League
from bot.doctor import examine
from bot.quiz.league import LeagueSettings, Play, Policy
from bot.settings import PREFIX, Settings, load
from tests.commands import free_port
from tests.emulators.discord.emulator import DiscordEmulator

ACME = Workspace("discord", "100")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for field in (*Settings.model_fields, "discord_bot_token"):
        monkeypatch.delenv(PREFIX + field.upper(), raising=False)
        monkeypatch.delenv(field.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUIZSTREAK_PORT", str(free_port()))


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordEmulator]:
    async with DiscordEmulator() as emulator:
        monkeypatch.setenv("QUIZSTREAK_DISCORD_API", emulator.api)
        monkeypatch.setenv("QUIZSTREAK_DISCORD_GATEWAY", emulator.gateway)
        monkeypatch.setenv("DISCORD_TOKEN", emulator.token)
        yield emulator


async def found() -> list[str]:
    return [str(finding) for finding in await examine(lambda: load(None))]


async def wrong() -> list[str]:
    return [line for line in await found() if line.startswith("✗")]


async def test_all_is_well_with_a_fresh_bot(discord: DiscordEmulator, sqlite_url: str) -> None:
    lines = await found()
    assert all(line.startswith("✓ ") for line in lines), lines
    assert "✓ chats: Discord, in every server that lets the bot in" in lines
    assert "✓ Discord: the token is that of Quizstreak (application 9000)" in lines


async def test_it_only_looks(discord: DiscordEmulator, sqlite_url: str) -> None:
    await found()
    assert discord.identifies == []
    assert {call.route.split()[0] for call in discord.transcript.calls()} == {"GET"}


async def test_a_refused_token_is_told_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, discord: DiscordEmulator, sqlite_url: str
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "hush.hush.hush")
    [line] = await wrong()
    assert line.startswith("✗ Discord: Discord refuses QUIZSTREAK_DISCORD_TOKEN: copy a new one")
    assert "hush" not in line


async def test_discord_out_of_reach_is_told(
    monkeypatch: pytest.MonkeyPatch, discord: DiscordEmulator, sqlite_url: str
) -> None:
    monkeypatch.setenv("QUIZSTREAK_DISCORD_API", f"http://127.0.0.1:{free_port()}")
    [line] = await wrong()
    assert line.startswith("✗ Discord: No answer from Discord")


async def lead(url: str, *channels: str, policy: Policy = Policy.LAST) -> None:
    """A league with every door, in these channels."""
    settings = LeagueSettings(play=replace(Play(), policy=policy))
    now = datetime.now(UTC)
    async with Database.connect(url) as database, database.write() as session:
        workspace = await leagues.join_workspace(session, ACME, now)
        admin = await leagues.account(session, Person(ACME, "1", "Ada"), workspace.id)
        league = League(name="ML", code="ABC", settings=settings.to_data(), created_at=now)
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


async def test_every_channel_is_asked_for_its_permissions(
    discord: DiscordEmulator, sqlite_url: str
) -> None:
    acme = discord.guild("100", "Acme")
    acme.channel("201", "open")
    acme.channel("202", "silent").deny("send_messages")
    acme.channel("203", "hidden").deny("view_channel")
    acme.channel("204", "threadless").deny("create_public_threads")
    await lead(sqlite_url, "201", "202", "203", "204", "299")
    lines = await found()
    assert "✓ channel 201 of discord 100: we may post there" in lines
    told = dict(line.split(": ", 1) for line in lines if line.startswith("✗ channel"))
    assert "allow my role Send Messages" in told["✗ channel 202 of discord 100"]
    assert "open Edit Channel → Permissions" in told["✗ channel 203 of discord 100"]
    assert "allow my role Create Public Threads" in told["✗ channel 204 of discord 100"]
    assert "✗ channel 299 of discord 100" in told


@pytest.mark.parametrize("policy", Policy)
async def test_who_wants_one_letter_each_is_told_where_it_cannot_be(
    discord: DiscordEmulator, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, policy: Policy
) -> None:
    acme = discord.guild("100", "Acme")
    acme.channel("201", "lax").allow("manage_messages")
    acme.channel("202", "strict")
    await lead(sqlite_url, "201", "202", policy=policy)
    assert await wrong() == []
    monkeypatch.setenv("QUIZSTREAK_DISCORD_TIDY_REACTIONS", "true")
    says = "✗ channel 202 of discord 100: I cannot take older letters off a question yet: allow"
    told = [line.startswith(says) for line in await wrong()]
    assert told == ([True] if policy is Policy.LAST else [])
