"""Many channels due at once: as fast as Discord allows, and never faster."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from adapters.discord.chat import Discord
from adapters.discord.options import REQUESTS_PER_SECOND, Options
from bot.chat.places import Place, Workspace
from bot.chat.port import Throttled
from tests.adapters.discord.town import Kept, saying
from tests.adapters.discord.virtual import Loop, run
from tests.emulators.discord.emulator import DiscordEmulator, Limits

SLOTS = 16
LETTERS = ["🇦", "🇧", "🇨", "🇩"]
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
Job = Callable[[Discord], Awaitable[object]]


def played(
    channels: int, jobs: Callable[[int], list[Job]]
) -> tuple[float, Counter[str], DiscordEmulator]:
    """The jobs done in as many slots as the app has; how long it took, and what was answered."""

    async def main(loop: Loop) -> tuple[float, Counter[str], DiscordEmulator]:
        def now() -> datetime:
            return START + timedelta(seconds=loop.time())

        async with DiscordEmulator(now) as discord:
            house = discord.guild("100", "Acme")
            for number in range(channels):
                house.channel(f"{1000 + number}", f"room-{number}")
            discord.limits = Limits.realistic()
            options = Options(discord.token, discord.api, discord.gateway)
            async with Discord(options, Kept(), now) as chat:
                began = loop.time()
                await worked_off(chat, [job for n in range(channels) for job in jobs(n)])
                took = loop.time() - began
            calls = discord.transcript.calls()
            return took, Counter(call.outcome for call in calls), discord

    return run(main)


async def worked_off(chat: Discord, jobs: list[Job]) -> None:
    """All of them, those that are told to wait later."""
    slots = asyncio.Semaphore(SLOTS)

    async def one(job: Job) -> None:
        while True:
            try:
                async with slots:
                    await job(chat)
                return
            except Throttled as throttled:
                await asyncio.sleep(throttled.retry_after)

    await asyncio.gather(*map(one, jobs))


def place(number: int) -> Place:
    return Place(Workspace("discord", "100"), f"{1000 + number}")


async def post(number: int, text: str, chat: Discord) -> None:
    await chat.post(place(number), saying(text), text)


async def ask(number: int, chat: Discord) -> None:
    """A question with its letters and its thread, as the engine opens it."""
    message = await chat.post(place(number), saying("question"), "round:1")
    await chat.react(message, LETTERS)
    await chat.thread(message, "Question 1")


def texts(discord: DiscordEmulator, number: int) -> list[str]:
    room = discord.channel(f"{1000 + number}")
    return [str(message.embeds[0]["description"]) for message in room.messages.values()]


def test_two_thousand_posts_take_hardly_longer_than_they_must() -> None:
    took, outcomes, discord = played(2000, lambda n: [partial(post, n, "question")])
    assert set(outcomes) == {"ok"}
    assert all(texts(discord, number) == ["question"] for number in range(2000))
    floor = 2000 / REQUESTS_PER_SECOND
    assert floor * 0.99 <= took <= floor * 1.03


def test_questions_with_letters_and_threads_keep_to_every_limit() -> None:
    took, outcomes, discord = played(200, lambda n: [partial(ask, n)])
    assert set(outcomes) == {"ok"}
    seeded = [
        list(message.reactions)
        for number in range(200)
        for message in discord.channel(f"{1000 + number}").messages.values()
    ]
    assert seeded == [LETTERS] * 200
    floor = 200 * 6 / REQUESTS_PER_SECOND
    assert floor * 0.99 <= took <= floor * 1.1


def test_posts_in_a_channel_keep_their_order_and_provoke_nobody() -> None:
    async def all_in_turn(chat: Discord) -> None:
        for number in range(30):
            while True:
                try:
                    await post(0, f"{number}", chat)
                    break
                except Throttled as throttled:
                    await asyncio.sleep(throttled.retry_after)

    took, outcomes, discord = played(1, lambda _: [all_in_turn])
    assert set(outcomes) == {"ok"}
    assert texts(discord, 0) == [f"{number}" for number in range(30)]
    # Five in five seconds: the last five may go after 25.
    assert 25 <= took <= 27
