"""Many channels due at once: as fast as Slack allows, and never faster."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from adapters.slack.chat import Slack
from adapters.slack.installations import Bot, OneWorkspace
from adapters.slack.options import Options
from bot.chat.content import Content, Text
from bot.chat.places import Place, Workspace
from bot.chat.port import Throttled
from tests.adapters.slack.town import Town
from tests.emulators.slack.emulator import Limits
from tests.emulators.slack.emulator import Workspace as EmulatedWorkspace

LETTERS = ["🇦", "🇧", "🇨", "🇩"]
Job = Callable[[], Awaitable[object]]


class Everywhere(OneWorkspace):
    """Installed in all workspaces of the emulator."""

    def __init__(self, bots: Sequence[Bot]) -> None:
        super().__init__(bots[0])
        self._bots = {bot.team: bot for bot in bots}

    async def bot(self, team: str, enterprise: str = "") -> Bot:
        return self._bots[team]


async def worked_off(town: Town, jobs: Sequence[Job]) -> float:
    """Do all jobs, those that are told to wait later; seconds of Slack's time that it took."""
    start = town.time.now
    waiting = [(start, number, job) for number, job in enumerate(jobs)]
    while waiting:
        waiting.sort(key=lambda one: one[:2])
        due, number, job = waiting.pop(0)
        town.time.now = max(town.time.now, due)
        try:
            await job()
        except Throttled as throttled:
            waiting.append((town.time.now + throttled.retry_after, number, job))
    return town.time.now - start


def place(team: str, channel: str) -> Place:
    return Place(Workspace("slack", team), channel)


async def ask(chat: Slack, where: Place) -> None:
    """A question with its letters, as the engine posts it."""
    message = await chat.post(where, Content("question", Text("question")), "round:1")
    await chat.react(message, LETTERS)


async def test_a_hundred_channels_of_one_workspace_keep_to_its_limits() -> None:
    async with Town(slack_hurries=True) as town, town.chat() as chat:
        town.slack.limits = Limits.realistic()
        rooms = [town.acme.channel(f"C{n + 10}", f"room-{n}", [town.ada]) for n in range(100)]
        jobs = [partial(ask, chat, place("T1", room.id)) for room in rooms]
        took = await worked_off(town, jobs)
        outcomes = Counter(call.outcome for call in town.slack.transcript.calls())
        seen = [town.ada.sees(room) for room in rooms]
    assert "ratelimited" not in outcomes
    assert all(
        [list(one.reactions) for one in each] == [["one", "two", "three", "four"]] for each in seen
    )
    # 400 reactions at 50 a minute: the last of them may go after seven minutes.
    assert 420 <= took <= 440


async def test_posts_in_a_channel_keep_their_order_and_provoke_nobody() -> None:
    async with Town(slack_hurries=True) as town, town.chat() as chat:
        town.slack.limits = Limits.realistic()
        texts = [f"{number}" for number in range(40)]
        jobs = [partial(chat.post, town.place, Content(text, Text(text)), text) for text in texts]
        took = await worked_off(town, jobs)
        outcomes = {call.outcome for call in town.slack.transcript.calls()}
        assert town.seen() == texts
    assert outcomes == {"ok"}
    assert 39 <= took <= 42


async def test_a_thousand_channels_of_200_workspaces_wait_for_nobody() -> None:
    async with Town() as town:
        town.slack.limits = Limits.realistic(real=True)
        teams = [town.slack.workspace(f"T{n}", f"Team {n}") for n in range(2, 202)]
        rooms = [team.channel(f"C{n}-{team.id}", f"r{n}") for team in teams for n in range(5)]
        options = Options(signing_secret="secret", api=town.slack.base_url)
        slots = asyncio.Semaphore(16)

        async def due(chat: Slack, team: str, channel: str) -> None:
            async with slots:
                await ask(chat, place(team, channel))

        everywhere = Everywhere([*map(bot_of, teams)])
        async with Slack(options, everywhere, town.slack.clock.now) as chat:
            await asyncio.gather(*(due(chat, room.team.id, room.id) for room in rooms))
        calls = town.slack.transcript.calls()
    assert Counter((call.method, call.outcome) for call in calls) == {
        ("chat.postMessage", "ok"): 1000,
        ("reactions.add", "ok"): 4000,
    }


def bot_of(team: EmulatedWorkspace) -> Bot:
    grant = team.grant()
    return Bot(team.id, "", grant.token, team.bot.id, team.bot.bot_id, "A1", grant.scopes)
