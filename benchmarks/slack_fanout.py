"""Nine o'clock in many Slack channels: how soon every question stands, and every reaction."""

import asyncio
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from time import perf_counter

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.calls import session
from benchmarks.homes import Home
from benchmarks.pairs import Outcome
from benchmarks.sizes import Sizes
from benchmarks.slack_town import CLOSING, LATENCY, NINE, Town, town, when
from benchmarks.table import Figure, Target
from bot.service.underway import AT_ONCE, AT_ONCE_IN_A_WORKSPACE
from tests.emulators.slack.emulator import Limits, Room
from tests.emulators.slack.limits import PER_MINUTE
from tests.emulators.slack.transcript import Call

HOUR = timedelta(hours=1)
NEAR = Target(1.03)
HURRY = 10.0
"""Where only Slack's limits are waited for, ten seconds pass in one."""
REACTIONS_A_MINUTE = PER_MINUTE[3]


async def measure(home: Home, sizes: Sizes) -> list[Figure]:
    return [*await _wide(home, *sizes.fanout), *await _crowded(home, sizes.crowd)]


async def _wide(home: Home, workspaces: int, channels: int) -> list[Figure]:
    """Many small workspaces: nothing of Slack's binds, only the way to it and we ourselves."""
    count = workspaces * channels
    at_once = min(AT_ONCE, workspaces * AT_ONCE_IN_A_WORKSPACE)
    where = f"{count:,} channels of {workspaces:,} workspaces"
    async with home.fresh() as url, town(url, workspaces, channels) as place:
        _begin(place)
        await place.go_to(NINE + HOUR)
        asked, seeded = _last(place, "chat.postMessage"), _last(place, "reactions.add")
        calls = len(place.slack.transcript.calls())
        _tell(place, where)
        await place.go_to(CLOSING + HOUR)
        _check(place, shown=2)
        revealed = _last(place, "chat.postMessage", CLOSING)
        closing = len(place.slack.transcript.calls()) - calls
        place.time.put(CLOSING + HOUR)
        bare = await _bare(place, at_once)
    floor = f"floor, {at_once} at once"
    return [
        _figure(home, f"last question, {where}", floor, asked, _trips(count, at_once), NEAR),
        _figure(home, f"last question, {where}", "bare SDK", asked, bare),
        _figure(home, f"last reaction, {where}", floor, seeded, _trips(calls, at_once), NEAR),
        _figure(home, f"last answer, {where}", floor, revealed, _trips(closing, at_once)),
    ]


async def _crowded(home: Home, channels: int) -> list[Figure]:
    """One workspace: Slack's limits hold its reactions back, and those must hold back nothing."""
    where = f"{channels:,} channels of 1 workspace"
    async with home.fresh() as url, town(url, 1, channels) as place:
        _begin(place)
        asking = asyncio.create_task(
            when(lambda: _count(place) == channels, lambda: place.hurry(HURRY))
        )
        await place.go_to(NINE + HOUR)
        await asking
        asked, seeded = _last(place, "chat.postMessage"), _last(place, "reactions.add")
        reactions = len(place.slack.transcript.calls("reactions.add"))
        _check(place, shown=1)
        _tell(place, where)
    minutes = (reactions - 1) // REACTIONS_A_MINUTE
    slots = AT_ONCE_IN_A_WORKSPACE
    least = max(60.0 * minutes, _trips(channels + reactions, slots))
    floor = f"floor, {slots} at once"
    return [
        _figure(home, f"last question, {where}", floor, asked, _trips(channels, slots), NEAR),
        _figure(home, f"last reaction, {where}", "floor of the limits", seeded, least, NEAR),
    ]


def _begin(place: Town) -> None:
    place.slack.limits = Limits.realistic()
    place.slack.latency = LATENCY
    place.time.put(NINE)


def _trips(calls: int, at_once: int) -> float:
    """Seconds that so many calls take when that many are always on their way."""
    return ceil(calls / at_once) * LATENCY


def _figure(
    home: Home, what: str, against: str, ours: float, other: float, target: Target | None = None
) -> Figure:
    return Figure(what, against, home.name, "s", Outcome(ours, other, ours / other), target)


def _count(place: Town) -> int:
    return len(place.slack.transcript.calls("chat.postMessage"))


def _last(place: Town, method: str, since: datetime = NINE) -> float:
    """Seconds of Slack's time until the last such call took effect."""
    calls = place.slack.transcript.calls(method)
    way = timedelta(seconds=LATENCY)
    return (max(call.at for call in calls) + way - since).total_seconds()


def _check(place: Town, shown: int) -> None:
    """Everything stands once, the question before its answer, and Slack never had to refuse."""
    calls = place.slack.transcript.calls()
    failed = Counter((call.method, call.outcome) for call in calls if call.outcome != "ok")
    assert not failed, failed
    for room in place.rooms:
        words = [message.text for message in room.standing()]
        assert len(words) == shown, words
        assert words[0].startswith("Question 1")
        assert all(text.startswith("Answer to question 1") for text in words[1:])
        assert _reactions(room), words


def _reactions(room: Room) -> int:
    return len(room.standing()[0].reactions)


def _tell(place: Town, where: str) -> None:
    calls = Counter(call.method for call in place.slack.transcript.calls())
    refused = sum(call.outcome == "ratelimited" for call in place.slack.transcript.calls())
    told = ", ".join(f"{number:,} {method}" for method, number in sorted(calls.items()))
    print(f"  {where}: {told}; {refused} × 429", file=sys.stderr, flush=True)


async def _bare(place: Town, at_once: int) -> float:
    """Seconds that Slack's own library takes to post as many messages alike."""
    alike = place.slack.transcript.calls("chat.postMessage")[0]
    left = iter(place.rooms)
    tokens = {grant.team.id: grant.token for grant in place.slack.world.grants.values()}
    async with session() as http:
        client = AsyncWebClient(base_url=place.slack.base_url, session=http, retry_handlers=[])
        start = perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(_post_bare(client, left, tokens, alike))
    return perf_counter() - start


async def _post_bare(
    client: AsyncWebClient, left: Iterator[Room], tokens: dict[str, str], alike: Call
) -> None:
    for room in left:
        body = {**alike.arguments, "channel": room.id}
        headers = {"Authorization": f"Bearer {tokens[room.team.id]}"}
        answer = await client.api_call("chat.postMessage", headers=headers, json=body)
        assert answer["ok"]
