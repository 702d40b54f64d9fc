"""One league on Slack and on Discord: one question, one leaderboard, people of both."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from bot.db.engine import Database
from bot.quiz.question import Bank
from tests.emulators.discord.emulator import DiscordEmulator
from tests.emulators.slack.emulator import SlackEmulator
from tests.nine_forms import NineForms
from tests.stories import company, server
from tests.stories.cast import DAY, HOUR, MINUTE, SUNDAY, Hand, heard
from tests.stories.company import Company
from tests.stories.server import Server

RIGHT, WRONG = "B", "A"
CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")


@dataclass(slots=True)
class Both:
    """Acme has a workspace and a server."""

    slack: Company
    discord: Server

    async def join(self) -> None:
        """The league of Slack is joined from Discord."""
        await self.slack.set_up_letters()
        found = CODE.search(self.slack.screen("Ada"))
        assert found
        await self.discord.command("Ada", f"join {found[0]}")
        assert "Welcome!" in self.discord.receipt("Ada"), self.discord.receipt("Ada")

    async def link(self, name: str) -> None:
        """Somebody proves on Discord that they are who they are on Slack."""
        await self.slack.command(name, "link")
        found = re.search(r"/quiz link (\S+)", self.slack.receipt(name))
        assert found, self.slack.receipt(name)
        await self.discord.command(name, f"link {found[1]}")


@pytest.fixture
def bank() -> Bank:
    return NineForms()


@pytest.fixture
async def both(database_url: str, bank: Bank) -> AsyncIterator[Both]:
    async with AsyncExitStack() as stack:
        hand = Hand()
        database = await stack.enter_async_context(Database.connect(database_url))
        slack = await stack.enter_async_context(SlackEmulator(hand.read))
        discord = await stack.enter_async_context(DiscordEmulator(hand.read))
        team, channel, members = company.acme(slack)
        room, people = server.acme(discord)
        options = company.options_of(slack, team.install(), "http")
        on_slack, site = await company.spoken(stack, slack, hand, options)
        on_discord = await server.spoken(stack, discord, hand, database)
        overheard = server.overhearing(on_discord)
        engine = await heard(stack, hand, database, bank, [on_slack, on_discord])
        await company.ready(slack, on_slack)
        await server.ready(discord)
        found = Both(
            Company(hand, slack, engine, on_slack, team, channel, members, site),
            Server(hand, discord, engine, on_discord, overheard, room, people),
        )
        await found.join()
        yield found


async def test_both_get_the_same_question_and_one_reveal_counts_all(both: Both) -> None:
    await both.slack.ask()
    await both.slack.give("Grace", 1, RIGHT)
    await both.discord.give("Alan", 1, RIGHT)
    await both.discord.react("Katherine", both.discord.question(1).id, WRONG)
    await both.slack.go(8 * HOUR)
    for cast in (both.slack, both.discord):
        assert "2 of 3 got it right" in cast.reveal(1)
    assert await both.slack.differences() == []


async def test_the_leaderboard_is_the_same_on_both(both: Both) -> None:
    await both.slack.ask()
    await both.slack.give("Grace", 1, RIGHT)
    await both.discord.give("Alan", 1, RIGHT)
    await both.discord.give("Katherine", 1, WRONG)
    await both.slack.go(8 * HOUR)
    await both.slack.command("Grace", "leaderboard")
    await both.discord.command("Alan", "leaderboard")
    ranks = [
        re.findall(r"(🥇|🥈|🥉)\s*(\w+)", cast.receipt(name))
        for cast, name in ((both.slack, "Grace"), (both.discord, "Alan"))
    ]
    assert ranks[0] == ranks[1] == [("🥇", "alan"), ("🥇", "grace"), ("🥉", "katherine")]


async def test_two_accounts_of_one_person_are_one_answer_and_the_newest_counts(both: Both) -> None:
    await both.slack.ask()
    await both.slack.give("Grace", 1, WRONG)
    await both.discord.give("Grace", 1, WRONG)
    await both.slack.go(8 * HOUR)
    await both.link("Grace")
    await both.slack.go(16 * HOUR)
    await both.slack.give("Grace", 2, WRONG)
    await both.discord.give("Grace", 2, RIGHT)
    await both.slack.go(8 * HOUR)
    assert "1 of 1 got it right" in both.slack.reveal(2)
    await both.slack.command("Grace", "leaderboard all")
    assert both.slack.receipt("Grace").count("grace") == 1
    assert await both.slack.differences() == []


async def test_a_code_works_once(both: Both) -> None:
    await both.slack.ask()
    await both.link("Grace")
    code = re.search(r"/quiz link (\S+)", both.slack.receipt("Grace"))
    assert code
    await both.discord.command("Alan", f"link {code[1]}")
    assert "don't know" in both.discord.receipt("Alan") or "code" in both.discord.receipt("Alan")
    await both.slack.give("Grace", 1, RIGHT)
    await both.discord.give("Alan", 1, RIGHT)
    await both.slack.go(8 * HOUR)
    assert "2 of 2 got it right" in both.slack.reveal(1)


async def test_a_team_has_people_of_both_sides(both: Both) -> None:
    await both.slack.ask()
    await both.slack.give("Grace", 1, RIGHT)
    await both.discord.give("Alan", 1, RIGHT)
    await both.slack.go(8 * HOUR)
    await both.slack.command("Grace", "team create Gradients")
    await both.discord.command("Alan", "team join Gradients")
    await both.slack.go(16 * HOUR)
    await both.slack.give("Grace", 2, RIGHT)
    await both.discord.give("Alan", 2, RIGHT)
    await both.slack.go(8 * HOUR)
    for cast in (both.slack, both.discord):
        assert "Gradients: " in cast.reveal(2)
        assert "from 2 answers" in cast.reveal(2)


async def test_the_answer_waits_for_the_later_channel(both: Both) -> None:
    await both.discord.change("Schedule…", zone="America/New_York")
    # There it is Sunday morning still: a question that Slack's Sunday is too late for.
    await both.slack.go_to(SUNDAY + 21 * HOUR + 5 * MINUTE)
    await both.slack.give("Grace", 2, RIGHT)
    assert not both.discord.all_seen("Alan", "Question 2 ·")
    await both.slack.go(8 * HOUR)
    assert not both.slack.all_seen("Grace", "Answer to question 2")
    assert "The answer follows" in both.slack.question(2).text
    await both.discord.give("Alan", 2, WRONG)
    await both.slack.go(6 * HOUR)
    for cast in (both.slack, both.discord):
        assert "1 of 2 got it right" in cast.reveal(2)


async def test_while_one_chat_is_away_the_other_goes_on(both: Both) -> None:
    both.discord.discord.fail("*", before="reset", times=1000)
    await both.slack.ask()
    await both.slack.give("Grace", 1, RIGHT)
    both.discord.discord.heal()
    await both.slack.go(HOUR)
    await both.discord.give("Alan", 1, RIGHT)
    await both.slack.go(DAY / 3)
    for cast in (both.slack, both.discord):
        assert "2 of 2 got it right" in cast.reveal(1)
