"""A person's deed in Slack until it is committed: all of us against Bolt's dispatch alone."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from itertools import count, islice
from time import perf_counter

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.bolt import Take, bolt_app
from adapters.slack.emoji import name_of
from benchmarks.homes import Home
from benchmarks.pairs import compare
from benchmarks.sizes import Sizes
from benchmarks.slack_town import NINE, Town, town
from benchmarks.table import Figure, Target
from bot.app import listening
from bot.quiz.answers import LETTER_EMOJI
from tests.emulators.slack.delivery import Http, NotTaken, encoded
from tests.emulators.slack.emulator import Person, Room

PEOPLE = 50
LETTERS = "ABC"
NEAR_BOLT = Target(1.6)

Deeds = Callable[[int], Awaitable[list[AsyncBoltRequest]]]
Dispatch = Callable[[AsyncBoltRequest], Awaitable[BoltResponse | None]]


async def measure(home: Home, sizes: Sizes) -> list[Figure]:
    async with home.fresh() as url, town(url, 1, 1) as place:
        await place.go_to(NINE)
        place.time.put(NINE)
        await place.engine.dispatcher.run_due()
        async with listening(place.engine, [place.chat]):
            bench = _Bench(place, sizes)
            ways = (("reaction", bench.reactions), ("button press, answered", bench.presses))
            return [await bench.against_bolt(home, name, deeds) for name, deeds in ways]


class _Bench:
    """A question that stands open, and people who answer it again and again."""

    def __init__(self, place: Town, sizes: Sizes) -> None:
        self._place = place
        self._sizes = sizes
        [self._room] = place.rooms
        self._people = [self._member(self._room, number) for number in range(PEOPLE)]
        self._reactions, self._presses = count(), count()
        self._signed = Http(place.slack.world, place.chat.session, "").signed

    def _member(self, room: Room, number: int) -> Person:
        team = room.team.id
        person = Person(room.desk, f"U9{number}", f"p{number}", f"P{number}", room.team)
        room.team.users[person.id] = room.members[person.id] = person
        told = {"id": person.id, "team_id": team, "name": person.name, "tz": "Etc/UTC"}
        self._place.chat.people.rename(team, told)  # known already, as they mostly are
        return person

    async def against_bolt(self, home: Home, name: str, deeds: Deeds) -> Figure:
        ours = self._place.chat.line.bolt.async_dispatch
        answering = deeds == self.presses
        bare = self._bare(self._answer if answering else self._take).async_dispatch
        outcome = await compare(
            lambda: self._time(ours, deeds), lambda: self._time(bare, deeds), self._sizes.pairs
        )
        at_once, _ = self._sizes.events
        what = f"{name}, {at_once:,} at once"
        return Figure(what, "Bolt alone", home.name, "µs", outcome, NEAR_BOLT)

    async def _time(self, dispatch: Dispatch, deeds: Deeds) -> float:
        """Microseconds for each, until Slack has its acknowledgement."""
        at_once, number = self._sizes.events
        requests = await deeds(number)
        left = iter(requests)

        async def deliver() -> None:
            for request in left:
                response = await dispatch(request)
                assert response
                assert response.status == 200, response

        start = perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(deliver())
        return (perf_counter() - start) / number * 1_000_000

    async def reactions(self, number: int) -> list[AsyncBoltRequest]:
        """Letters put on the question and taken off again, by everybody in turn."""
        before = self._told
        for serial in islice(self._reactions, number):
            person, turn = self._people[serial % PEOPLE], serial // PEOPLE
            act = person.unreact if turn % 2 else person.react
            name = name_of(LETTER_EMOJI[LETTERS[turn // 2 % len(LETTERS)]])
            await act(self._room, self._question, name)
        return self._requests(before)

    async def presses(self, number: int) -> list[AsyncBoltRequest]:
        """Letter buttons under the question."""
        before = self._told
        for serial in islice(self._presses, number):
            person = self._people[serial % PEOPLE]
            with suppress(NotTaken):  # it is delivered by us
                await person.press(self._room, self._question, LETTERS[serial // PEOPLE % 3])
        return self._requests(before)

    @property
    def _question(self) -> str:
        return self._room.standing()[0].ts

    @property
    def _told(self) -> int:
        return len(self._place.slack.transcript.deliveries())

    def _requests(self, before: int) -> list[AsyncBoltRequest]:
        """What Slack would have sent, signed."""
        slack = self._place.slack
        deeds = slack.transcript.deliveries()[before:]
        return [self._request(*encoded(one.kind, one.payload)) for one in deeds]

    def _request(self, body: str, content_type: str) -> AsyncBoltRequest:
        headers = {"content-type": content_type, **self._signed(body)}
        return AsyncBoltRequest(body=body, headers=dict[str, str | Sequence[str]](headers))

    def _bare(self, take: Take) -> AsyncApp:
        chat = self._place.chat
        return bolt_app(chat.options, chat.installations, take, self._place.time.moment)

    async def _take(self, request: AsyncBoltRequest) -> BoltResponse:
        return BoltResponse(status=200, body="")

    async def _answer(self, request: AsyncBoltRequest) -> BoltResponse:
        """As the least that a person may expect: a word in private."""
        url = str(request.body["response_url"])
        hook = AsyncWebhookClient(url, session=self._place.chat.session, retry_handlers=[])
        answer = await hook.send(text="Noted.", response_type="ephemeral", replace_original=False)
        assert answer.status_code == 200, answer.body
        return BoltResponse(status=200, body="")
