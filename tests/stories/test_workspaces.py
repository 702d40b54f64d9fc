"""Many workspaces in one process, installed from the web: none bleeds into another."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from html import unescape

import aiohttp
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import func, select, text

from adapters.slack.installations import ManyWorkspaces
from adapters.slack.options import Options
from bot.db.engine import Database
from bot.db.tables import Account, Channel, Post, Workspace
from bot.quiz.question import Bank
from tests.emulators.slack.emulator import SlackEmulator
from tests.nine_forms import NineForms
from tests.stories.cast import DAY, HOUR, Hand, heard
from tests.stories.company import Company, ready, spoken

# slack_sdk's own use of aiohttp
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

PUBLIC = "https://quiz.example.com"


@dataclass(slots=True)
class Two:
    """Two workspaces whose people and channels have the same ids."""

    acme: Company
    bolts: Company
    database: Database

    async def install(self, company: Company) -> None:
        """Ada of that company adds the app in her browser."""
        async with aiohttp.ClientSession() as browser:
            async with browser.get(f"{self.acme.site}/slack/install") as answer:
                page, cookies = unescape(await answer.text()), answer.cookies
            [consent] = re.findall(r'href="([^"]+)"', page)[:1]
            back = company.slack.accept(consent, company.person("Ada"))
            # A browser brings the cookie only over TLS, which the test has not.
            cookie = "; ".join(f"{name}={one.value}" for name, one in cookies.items())
            address = back.replace(PUBLIC, self.acme.site)
            async with browser.get(address, headers={"Cookie": cookie}) as answer:
                assert answer.status == 200, await answer.text()

    async def ask(self) -> None:
        """Both have today's question open."""
        await self.acme.ask()


@pytest.fixture
def bank() -> Bank:
    return NineForms()


@pytest.fixture
async def two(sqlite_url: str, bank: Bank) -> AsyncIterator[Two]:
    async with AsyncExitStack() as stack:
        hand = Hand()
        database = await stack.enter_async_context(Database.connect(sqlite_url))
        slack = await stack.enter_async_context(SlackEmulator(hand.read))
        options = Options(
            signing_secret=slack.app.signing_secret,
            client_id=slack.app.client_id,
            client_secret=slack.app.client_secret,
            token_keys=(Fernet.generate_key().decode(),),
            public_url=PUBLIC,
            api=slack.base_url,
        )
        many = ManyWorkspaces(database.engine, options)
        chat, site = await spoken(stack, slack, hand, options, many)
        engine = await heard(stack, hand, database, bank, [chat])
        await ready(slack, chat)
        companies = []
        for id_, name in (("T1", "Acme"), ("T2", "Bolts")):
            team = slack.workspace(id_, name)
            people = {
                "Ada": team.person("U1", "ada", f"Ada of {name}", admin=True, zone="Etc/UTC"),
                "Grace": team.person("U2", "grace", f"Grace of {name}"),
            }
            room = team.channel("C1", "general", people.values(), creator=people["Ada"])
            companies.append(Company(hand, slack, engine, chat, team, room, people, site))
        found = Two(companies[0], companies[1], database)
        for company in companies:
            await found.install(company)
            await company.set_up_letters()
        yield found


async def accounts(two: Two) -> int:
    async with two.database.read() as session:
        return await session.scalar(select(func.count()).select_from(Account)) or 0


async def test_the_same_ids_in_two_workspaces_are_different_people(two: Two) -> None:
    await two.ask()
    await two.acme.give("Grace", 1, "A")
    assert "noted" not in two.bolts.receipt("Grace")
    await two.bolts.give("Grace", 1, "B")
    await two.acme.go(8 * HOUR)
    for company, other in ((two.acme, "Bolts"), (two.bolts, "Acme")):
        assert "of 1 got it right" in company.reveal(1)
        await company.person("Grace").command(company.room, "/quiz leaderboard")
        assert other not in company.screen("Grace")
    assert await accounts(two) == 4


async def test_a_button_of_one_workspace_does_nothing_in_another(two: Two) -> None:
    await two.ask()
    acme, bolts = two.acme, two.bolts
    stolen = next(
        element["value"]
        for block in acme.room.messages[acme.question(1).id].blocks
        for element in block.get("elements", [])
        if element.get("type") == "button"
    )
    for block in bolts.room.messages[bolts.question(1).id].blocks:
        for element in block.get("elements", []):
            if element.get("type") == "button":
                element["value"] = stolen
    await bolts.person("Grace").press(bolts.room, bolts.question(1).id, stolen)
    assert "no open question of this channel" in bolts.receipt("Grace")


async def test_uninstalling_in_the_middle_of_a_round_stops_one_workspace_only(two: Two) -> None:
    await two.ask()
    await two.acme.give("Grace", 1, "A")
    await two.bolts.give("Grace", 1, "A")
    await two.acme.team.uninstall(two.acme.person("Ada"))
    calls = len(two.acme.slack.transcript.calls())
    await two.acme.go(2 * DAY)
    mine = [call for call in two.acme.slack.transcript.calls()[calls:] if call.team == "T1"]
    assert mine == []
    assert "of 1 got it right" in two.bolts.reveal(1)
    two.bolts.question(2)
    async with two.database.read() as session:
        tokens = await session.execute(text("SELECT team_id FROM slack_bots"))
        assert [team for (team,) in tokens] == ["T2"]


async def test_who_comes_back_finds_their_streak(two: Two) -> None:
    await two.ask()
    await two.acme.give("Grace", 1, "A")
    await two.acme.go(9 * HOUR)
    await two.acme.team.uninstall(two.acme.person("Ada"))
    await two.acme.go(3 * DAY)
    await two.install(two.acme)
    await two.acme.slack.settled()
    await two.acme.person("Ada").command(two.acme.room, "/quiz resume")
    await two.acme.person("Grace").command(two.acme.room, "/quiz streak")
    assert "1 day" in two.acme.receipt("Grace"), two.acme.receipt("Grace")


async def test_after_thirty_days_nothing_of_them_is_left(two: Two) -> None:
    await two.ask()
    await two.acme.give("Grace", 1, "A")
    await two.bolts.give("Grace", 1, "A")
    await two.acme.team.uninstall(two.acme.person("Ada"))
    await two.acme.go(32 * DAY)
    assert await accounts(two) == 2
    async with two.database.read() as session:
        names = (await session.scalars(select(Account.name))).all()
        assert not [name for name in names if "Acme" in name]


async def test_who_may_not_manage_cannot_set_up(two: Two) -> None:
    acme = two.acme
    other = acme.team.channel("C2", "other", acme.people.values())
    await acme.person("Grace").command(other, "/quiz setup")
    [said] = [one for one in acme.person("Grace").sees(other) if one.ephemeral]
    assert "manage" in said.text or "admin" in said.text, said.text


async def test_who_made_the_channel_may_set_it_up(two: Two) -> None:
    acme = two.acme
    grace = acme.person("Grace")
    own = acme.team.channel("C3", "own", acme.people.values(), creator=grace)
    await grace.command(own, "/quiz setup")
    assert "A daily question for this channel" in acme.screen("Grace", own)


@pytest.mark.parametrize("deed", ["archive", "kick_bot", "remove"])
async def test_a_channel_that_is_lost_stops_and_its_admin_is_told_once(two: Two, deed: str) -> None:
    await two.ask()
    acme = two.acme
    await getattr(acme.channel, deed)(acme.person("Ada"))
    await acme.go(3 * DAY)
    async with two.database.read() as session:
        planned = (
            select(Workspace.external_id)
            .join(Channel, Channel.workspace_id == Workspace.id)
            .join(Post, Post.channel_id == Channel.id)
            .where(Post.wake_at.is_not(None))
        )
        assert set(await session.scalars(planned)) == {"T2"}
    two.bolts.question(3)
    assert len(acme.person("Ada").sees(acme.person("Ada").direct)) <= 1


async def test_an_invited_bot_goes_on(two: Two) -> None:
    acme, ada = two.acme, two.acme.person("Ada")
    await two.ask()
    await acme.channel.kick_bot(ada)
    await acme.channel.invite_bot(ada)
    await ada.command(acme.room, "/quiz resume")
    await acme.go(2 * DAY)
    assert acme.all_seen("Grace", "Question 2 ·")
