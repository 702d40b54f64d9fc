"""The least engine that a clock can be tried on: a question a day, open for eight hours."""

from datetime import UTC, datetime, timedelta

from adapters.playground.chat import Playground
from adapters.playground.clock import PlaygroundClock
from adapters.playground.records import Spot
from bot.chat.content import Action, Button, Buttons, Content, Entry, Form, Text
from bot.chat.events import ButtonPressed, Event, FormSubmitted, ReactionChanged, ReplyWritten
from bot.chat.places import MessageRef

NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)
PLACE = Spot("ml-interviews").place
_LETTERS = {"A": "🇦", "B": "🇧", "C": "🇨"}


def standing_clock() -> PlaygroundClock:
    """A clock that moves only when it is moved."""
    return PlaygroundClock(lambda: NOW)


class DailyEngine:
    """A timetable: it posts at nine, reminds at three, closes at five, and notes what it did."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._due = [NOW + timedelta(hours=hours) for hours in (1, 7, 9)]
        self._lingers = timedelta()
        self._open: MessageRef | None = None
        self.done: list[tuple[str, datetime]] = []
        self.answers: list[tuple[str, datetime]] = []
        self.fails: dict[datetime, Exception] = {}

    def linger(self, by: timedelta) -> None:
        """Wait so long after closing before doing anything about it."""
        self._lingers = by
        self._due[2] += by

    async def next_posting(self, now: datetime) -> datetime | None:
        return self._due[0]

    async def next_closing(self, now: datetime) -> datetime | None:
        return self._due[2] - self._lingers if self._open else None

    async def next_wake(self, now: datetime) -> datetime | None:
        return min(self._due)

    async def settle(self) -> None:
        now = self._playground.clock.now()
        for number, deed in enumerate((self._post, self._remind, self._close)):
            if self._due[number] <= now:
                if error := self.fails.pop(self._due[number], None):
                    raise error
                await deed()
                self.done.append((deed.__name__, now))
                self._due[number] += timedelta(days=1)

    async def receive(self, event: Event) -> None:
        """Note who answered when."""
        if isinstance(event, ButtonPressed | FormSubmitted | ReactionChanged | ReplyWritten):
            assert self._open, "it was answered after closing"
            self.answers.append((event.person.id, event.at))

    async def _post(self) -> None:
        key = f"round-{self._due[0]:%F}"
        content = _typed(key) if self._due[0].day % 2 else _lettered(key)
        self._open = await self._playground.post(PLACE, content, key)
        if not self._due[0].day % 2:
            await self._playground.react(self._open, list(_LETTERS.values()))

    async def _remind(self) -> None:
        assert self._open
        thread = await self._playground.thread(self._open, "Talk")
        await self._playground.post(thread, Content("Two hours left"), f"remind-{self._open.id}")

    async def _close(self) -> None:
        assert self._open
        await self._playground.edit(self._open, Content("Closed", Text("Closed")))
        self._open = None


def _lettered(key: str) -> Content:
    buttons = tuple(Button(letter, Action("answer", (key, letter))) for letter in _LETTERS)
    return Content("Which?", Text("Which?"), Buttons(buttons))


def _typed(key: str) -> Content:
    form = Form(Action("answer-form", (key,)), "Your answer", (Entry("answer", "Answer"),))
    return Content("How many?", Text("Of 40, 0.5?"), Buttons((Button("Answer…", form),)))
