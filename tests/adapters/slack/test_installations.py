"""Where we are installed: who we are there, for how long, and what stays after we are not."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection, event, text

from adapters.slack.installations import Bot, ManyWorkspaces, NotInstalled, OneWorkspace
from adapters.slack.options import Options
from adapters.slack.tables import METADATA
from bot.chat.port import ChatDown, PlaceGone
from bot.db.engine import Database
from tests.adapters.slack.installed import MONDAY, OPTIONS, installation
from tests.emulators.slack.emulator import SlackEmulator


class Seconds:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.passed = 1000.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def many(database: Database, seconds: Seconds) -> ManyWorkspaces:
    return ManyWorkspaces(database.engine, OPTIONS, seconds)


@pytest.fixture
async def statements(database: Database) -> AsyncIterator[list[str]]:
    """Every statement that the writing engine was told."""
    told: list[str] = []

    def tell(*arguments: object) -> None:
        told.append(str(arguments[2]))

    event.listen(database.engine.sync_engine, "before_cursor_execute", tell)
    yield told
    event.remove(database.engine.sync_engine, "before_cursor_execute", tell)


async def test_the_migrated_tables_are_those_that_slacks_library_expects(
    database: Database,
) -> None:
    def differences(connection: Connection) -> list[object]:
        options = {"include_name": lambda name, kind, _: kind != "table" or name[:6] == "slack_"}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, METADATA))

    async with database.read() as session:
        assert await (await session.connection()).run_sync(differences) == []


async def test_who_installed_us_is_served_with_its_own_token(many: ManyWorkspaces) -> None:
    await many.keep(installation("T1"))
    await many.keep(installation("T2", bot_token="xoxb-other", bot_user_id="U9BOT"))

    assert await many.bot("T1") == Bot(
        team="T1",
        enterprise="",
        token="xoxb-T1-first",
        user="U0BOT",
        id="B1",
        app_id="A1",
        scopes=frozenset({"chat:write", "commands"}),
    )
    assert (await many.bot("T2")).token == "xoxb-other"
    assert await many.teams() == ["T1", "T2"]


async def test_a_bot_does_not_show_its_token(many: ManyWorkspaces) -> None:
    await many.keep(installation("T1"))
    assert "xoxb" not in repr(await many.bot("T1"))


async def test_a_stranger_is_not_served(many: ManyWorkspaces) -> None:
    with pytest.raises(NotInstalled, match="not installed in the Slack workspace T404"):
        await many.bot("T404")


async def test_the_newest_of_several_installations_counts(many: ManyWorkspaces) -> None:
    await many.keep(installation("T1"))
    await many.bot("T1")
    later = MONDAY + timedelta(days=1)
    await many.keep(installation("T1", bot_token="xoxb-again", installed_at=later))
    assert (await many.bot("T1")).token == "xoxb-again"
    assert await many.teams() == ["T1"]


async def test_another_apps_installations_are_not_ours(
    many: ManyWorkspaces, database: Database
) -> None:
    other = ManyWorkspaces(database.engine, Options(client_id="9.9"))
    await other.keep(installation("T1"))
    with pytest.raises(NotInstalled):
        await many.bot("T1")
    await many.forget("T1")
    assert await other.teams() == ["T1"]


async def test_a_crowd_asks_the_database_once_a_minute(
    many: ManyWorkspaces, seconds: Seconds, statements: list[str]
) -> None:
    await many.keep(installation("T1"))

    async def crowd() -> int:
        statements.clear()
        await asyncio.gather(*(many.bot("T1") for _ in range(50)))
        return sum("slack_bots" in statement for statement in statements)

    assert await crowd() == 1
    seconds.passed += 59
    assert await crowd() == 0
    seconds.passed += 1
    assert await crowd() == 1


async def test_a_crowd_of_many_workspaces_asks_together_and_a_stranger_fails_alone(
    many: ManyWorkspaces, statements: list[str]
) -> None:
    teams = [f"T{number}" for number in range(20)]
    for team in teams:
        await many.keep(installation(team))
    statements.clear()
    bots = await asyncio.gather(*map(many.bot, [*teams, "T99"]), return_exceptions=True)
    assert [bot.token for bot in bots if isinstance(bot, Bot)] == [
        f"xoxb-{team}-first" for team in teams
    ]
    assert isinstance(bots[-1], NotInstalled)
    assert sum("slack_bots" in statement for statement in statements) <= 3


async def test_forgetting_takes_effect_at_once_and_deletes_every_token(
    many: ManyWorkspaces, database: Database
) -> None:
    for day in range(3):
        await many.keep(installation("T1", installed_at=MONDAY + timedelta(days=day)))
    await many.keep(installation("T2"))
    await many.bot("T1")

    await many.forget("T1")

    with pytest.raises(NotInstalled):
        await many.bot("T1")
    assert await many.teams() == ["T2"]
    async with database.read() as session:
        for table in ("slack_bots", "slack_installations"):
            left = await session.execute(text(f"SELECT team_id FROM {table}"))
            assert left.all() == [("T2",)], table


async def test_a_late_word_of_an_uninstall_leaves_what_was_installed_since(
    many: ManyWorkspaces,
) -> None:
    await many.keep(installation("T1"))
    uninstalled = MONDAY + timedelta(minutes=5)
    again = MONDAY + timedelta(minutes=6)
    await many.keep(installation("T1", bot_token="xoxb-again", installed_at=again))

    await many.forget("T1", before=uninstalled)
    assert (await many.bot("T1")).token == "xoxb-again"

    await many.forget("T1", before=again)
    with pytest.raises(NotInstalled):
        await many.bot("T1")


async def test_an_organisations_installation_serves_the_workspaces_that_it_names(
    many: ManyWorkspaces, seconds: Seconds
) -> None:
    await many.keep(installation(None, "E1", bot_token="xoxb-org"))
    with pytest.raises(NotInstalled):
        await many.bot("T1")

    await many.learn("T1", "E1")
    assert (await many.bot("T2", "E1")).token == "xoxb-org"
    seconds.passed += 100

    for team in ("T1", "T2"):  # what is posted later knows the workspace only
        bot = await many.bot(team)
        assert (bot.team, bot.enterprise, bot.token) == (team, "E1", "xoxb-org")
    assert await many.teams() == ["T1", "T2"]
    assert await many.teams_of("E1") == ["T1", "T2"]


async def test_a_workspace_of_an_organisation_that_installed_us_itself_is_found(
    many: ManyWorkspaces,
) -> None:
    await many.keep(installation("T1", "E1"))
    assert (await many.bot("T1")).enterprise == "E1"
    assert (await many.bot("T1", "E1")).token == "xoxb-T1-first"
    with pytest.raises(NotInstalled):
        await many.bot("T2", "E1")


async def test_a_workspace_that_moves_into_an_organisation_keeps_its_token(
    many: ManyWorkspaces, statements: list[str]
) -> None:
    await many.keep(installation("T1"))
    await many.bot("T1")
    assert (await many.bot("T1", "E7")).enterprise == "E7"
    statements.clear()
    await many.bot("T1", "E7")
    await many.learn("T1", "E7")
    assert statements == []


async def test_an_organisation_that_uninstalls_us_takes_its_workspaces_along(
    many: ManyWorkspaces,
) -> None:
    await many.keep(installation(None, "E1", bot_token="xoxb-org"))
    await many.keep(installation("T3"))
    await many.learn("T1", "E1")
    await many.bot("T1")

    await many.forget("", "E1")

    assert await many.teams() == ["T3"]
    with pytest.raises(NotInstalled):
        await many.bot("T1", "E1")


async def test_one_workspace_taken_off_an_organisations_app_leaves_the_others(
    many: ManyWorkspaces,
) -> None:
    await many.keep(installation(None, "E1", bot_token="xoxb-org"))
    await many.learn("T1", "E1")
    await many.learn("T2", "E1")

    await many.forget("T1", "E1")

    assert await many.teams() == ["T2"]
    with pytest.raises(NotInstalled):
        await many.bot("T1")
    await many.learn("T1", "E1")  # and taken on again
    assert (await many.bot("T1")).token == "xoxb-org"


async def test_what_many_learn_at_once_is_known_once(many: ManyWorkspaces) -> None:
    await asyncio.gather(*(many.learn("T1", "E1") for _ in range(8)))
    assert await many.teams_of("E1") == ["T1"]


async def test_a_database_that_fails_is_a_chat_that_is_down(
    many: ManyWorkspaces, database: Database
) -> None:
    async with database.write() as session:
        await session.execute(text("ALTER TABLE slack_bots RENAME TO elsewhere"))
    with pytest.raises(ChatDown, match="database does not give"):
        await many.bot("T1")


async def test_a_token_of_the_settings_tells_whose_it_is() -> None:
    async with SlackEmulator() as slack:
        acme = slack.workspace("T1", "Acme", enterprise="E1")
        token = acme.install(["chat:write", "commands"])
        client = AsyncWebClient(token=token, base_url=slack.base_url)
        sole = await OneWorkspace.connect(client)

        bot = await sole.bot("T1")
        assert (bot.team, bot.enterprise, bot.token) == ("T1", "E1", token)
        assert (bot.user, bot.id) == (acme.bot_user, acme.bot.bot_id)
        assert bot.scopes == {"chat:write", "commands"}
        assert len(slack.transcript.calls("auth.test")) == 1


async def test_a_wrong_token_and_a_silent_slack_are_told_apart() -> None:
    async with SlackEmulator() as slack:
        wrong = AsyncWebClient(token="xoxb-wrong", base_url=slack.base_url, retry_handlers=[])
        with pytest.raises(PlaceGone, match="token is wrong"):
            await OneWorkspace.connect(wrong)
        slack.fail("auth.test", before="reset")
        with pytest.raises(ChatDown):
            await OneWorkspace.connect(wrong)


def one() -> OneWorkspace:
    bot = Bot("T1", "", "xoxb-1", "U0BOT", "B1", "", frozenset({"chat:write"}))
    return OneWorkspace(bot)


async def test_one_workspace_is_served_until_it_uninstalls_us() -> None:
    sole = one()
    assert (await sole.bot("T1", "E1")).token == "xoxb-1"
    assert await sole.teams() == ["T1"]
    with pytest.raises(NotInstalled):
        await sole.bot("T2")

    await sole.forget("T2")
    assert await sole.teams() == ["T1"]
    await sole.forget("T1")
    assert await sole.teams() == []
    with pytest.raises(NotInstalled):
        await sole.bot("T1")


async def test_an_uninstall_told_late_ends_no_newer_token() -> None:
    async with SlackEmulator() as slack:
        acme = slack.workspace("T1", "Acme")
        client = AsyncWebClient(token=acme.install(), base_url=slack.base_url)
        sole = await OneWorkspace.connect(client, MONDAY)

        await sole.forget("T1", before=MONDAY - timedelta(seconds=1))
        assert await sole.teams() == ["T1"]
        await sole.forget("T1", before=MONDAY)
        assert await sole.teams() == []
