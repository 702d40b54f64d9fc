"""An emulator with one workspace, as a whole or piece by piece."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.emulators.slack.emulator import Person, Room, SlackEmulator, Workspace
from tests.emulators.slack.sdk import client_of

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Acme:
    """The workspace with all that is in it, and the SDK's client with the bot's token."""

    slack: SlackEmulator
    team: Workspace
    ada: Person
    grace: Person
    room: Room
    client: AsyncWebClient
    session: aiohttp.ClientSession

    def client_with(self, token: str = "") -> AsyncWebClient:
        """Another token's, without any retries."""
        return AsyncWebClient(
            token, base_url=self.slack.base_url, session=self.session, retry_handlers=[]
        )


@pytest.fixture
async def acme() -> AsyncIterator[Acme]:
    async with SlackEmulator() as slack, aiohttp.ClientSession() as session:
        team = slack.workspace("T1", "Acme", enterprise="E1")
        ada = team.person("U1", "ada", "Ada Lovelace", admin=True, zone="Europe/London")
        grace = team.person("U2", "grace", "Grace Hopper")
        room = team.channel("C1", "ml-interviews", members=[ada, grace], creator=ada)
        client = AsyncWebClient(
            team.install(), base_url=slack.base_url, session=session, retry_handlers=[]
        )
        yield Acme(slack, team, ada, grace, room, client, session)


@pytest.fixture
async def slack() -> AsyncIterator[SlackEmulator]:
    """Its clock stands still on a Monday."""
    async with SlackEmulator(lambda: MONDAY) as emulator:
        yield emulator


@pytest.fixture
def team(slack: SlackEmulator) -> Workspace:
    return slack.workspace("T1", "Acme")


@pytest.fixture
def token(team: Workspace) -> str:
    return team.install()


@pytest.fixture
async def client(slack: SlackEmulator, token: str) -> AsyncIterator[AsyncWebClient]:
    async with client_of(slack, token) as connected:
        yield connected


@pytest.fixture
def ada(team: Workspace) -> Person:
    return team.person("U1", "ada", "Ada Lovelace", admin=True, zone="Europe/London")


@pytest.fixture
def room(team: Workspace, ada: Person) -> Room:
    return team.channel("C1", "ml", members=[ada], creator=ada)
