"""Moving the clock jumps over nothing, and teammates live through weeks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.playground.chat import Playground
from adapters.playground.errors import NotNow, Refused
from adapters.playground.stream import Watcher
from adapters.playground.time_machine import Move, TimeMachine
from bot.chat.port import ChatDown
from tests.adapters.ears import Ears, listening
from tests.adapters.playground.engine import NOW, DailyEngine, standing_clock

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Scene:
    """A playground with an engine, a time machine and somebody who watches."""

    def __init__(self, seed: str = "seed") -> None:
        self.playground = Playground(":memory:", standing_clock())
        self.engine = DailyEngine(self.playground)
        self.machine = TimeMachine(self.playground, self.engine, seed)
        self.watcher: Watcher = self.playground.stream.join("ada")

    async def end_of_run(self) -> list[str]:
        """All that the stream told until the run's end."""
        told: list[str] = []
        async with asyncio.timeout(60):
            while not told or '"running": false' not in told[-1]:
                told.append(await self.watcher.next(60) or "")
        return told


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene()
    async with scene.playground, listening(scene.playground, Ears(scene.engine.receive)):
        yield scene


async def lived(seed: str, weeks: int = 3, without: str | None = "ada") -> Scene:
    scene = Scene(seed)
    async with scene.playground, listening(scene.playground, Ears(scene.engine.receive)):
        scene.machine.start(weeks, without)
        await scene.end_of_run()
    return scene


async def test_an_hour_on_does_what_falls_due_at_its_own_time(scene: Scene) -> None:
    await scene.machine.move(Move.HOUR)
    assert scene.playground.clock.now() == NOW + HOUR
    assert scene.engine.done == [("_post", NOW + HOUR)]


async def test_to_closing_stops_at_the_reminder_on_the_way(scene: Scene) -> None:
    await scene.machine.move(Move.QUIZ_DAY)
    await scene.machine.move(Move.CLOSING)
    assert scene.engine.done == [
        ("_post", NOW + HOUR),
        ("_remind", NOW + 7 * HOUR),
        ("_close", NOW + 9 * HOUR),
    ]
    assert scene.playground.clock.now() == NOW + 9 * HOUR


async def test_to_closing_goes_on_to_an_answer_that_follows_in_a_moment(scene: Scene) -> None:
    await scene.machine.move(Move.QUIZ_DAY)
    scene.engine.linger(timedelta(seconds=5))
    await scene.machine.move(Move.CLOSING)
    assert scene.engine.done[-1] == ("_close", NOW + 9 * HOUR + timedelta(seconds=5))


async def test_to_the_next_quiz_day_passes_the_closing(scene: Scene) -> None:
    for _ in range(3):
        await scene.machine.move(Move.QUIZ_DAY)
    assert [deed for deed, _ in scene.engine.done] == [
        "_post", "_remind", "_close", "_post", "_remind", "_close", "_post"
    ]  # fmt: skip
    assert scene.playground.clock.now() == NOW + HOUR + 2 * DAY


async def test_without_an_open_question_there_is_no_closing_to_go_to(scene: Scene) -> None:
    with pytest.raises(NotNow, match=r"No question is open.*/quiz setup"):
        await scene.machine.move(Move.CLOSING)


async def test_every_stop_is_told_to_the_page(scene: Scene) -> None:
    await scene.machine.move(Move.HOUR)
    assert (NOW + HOUR).isoformat() in (await scene.watcher.next(1) or "")


async def test_what_stays_due_does_not_hold_the_clock(scene: Scene) -> None:
    stuck = scene.engine.settle

    async def settle_nothing() -> None:
        await asyncio.sleep(0)

    scene.engine.settle = settle_nothing  # type: ignore[method-assign]  # an engine that is broken
    for _ in range(2):
        await scene.machine.move(Move.HOUR)
    assert scene.playground.clock.now() == NOW + 2 * HOUR
    scene.engine.settle = stuck  # type: ignore[method-assign]  # repaired
    await scene.machine.move(Move.HOUR)
    assert [deed for deed, _ in scene.engine.done] == ["_post"]


async def test_three_weeks_bring_a_question_a_day_and_answers_within_its_window() -> None:
    scene = await lived("seed")
    assert [deed for deed, _ in scene.engine.done].count("_post") == 21
    assert scene.playground.clock.now() == NOW + 21 * DAY
    hours = {at.hour for _, at in scene.engine.answers}
    assert hours <= set(range(9, 17))
    assert len({at for _, at in scene.engine.answers}) == len(scene.engine.answers)


async def test_teammates_miss_some_days_and_the_person_does_not_play() -> None:
    scene = await lived("seed")
    answered = [person for person, _ in scene.engine.answers]
    counts = {person: answered.count(person) for person in set(answered)}
    assert set(counts) == {"grace", "alan", "katherine", "edsger", "barbara"}
    assert all(8 <= count <= 21 for count in counts.values())
    assert min(counts.values()) < 21


async def test_the_same_seed_lives_the_same_weeks() -> None:
    one, two, other = await lived("a", 1), await lived("a", 1), await lived("b", 1)
    assert one.engine.answers == two.engine.answers
    assert one.engine.answers != other.engine.answers


async def test_progress_is_told_after_each_day(scene: Scene) -> None:
    scene.machine.start(1)
    told = [line for line in await scene.end_of_run() if "progress" in line]
    assert [f'"done": {n}, "total": 7' in line for n, line in enumerate(told[:-1])] == [True] * 8
    assert "All days have passed." in told[-1]
    assert scene.machine.progress is None


async def test_a_run_survives_an_error_of_the_chat(scene: Scene) -> None:
    scene.engine.fails[NOW + HOUR + DAY] = ChatDown("gone for a moment")
    scene.machine.start(1)
    assert "All days have passed." in (await scene.end_of_run())[-1]
    assert [deed for deed, _ in scene.engine.done].count("_post") == 7


async def test_a_run_that_breaks_says_so_and_the_clock_can_be_moved_again(scene: Scene) -> None:
    scene.engine.fails[NOW + HOUR + DAY] = KeyError("a fault of the engine")
    scene.machine.start(1)
    assert "The run broke off" in (await scene.end_of_run())[-1]
    await scene.machine.stop()
    await scene.machine.move(Move.HOUR)


async def test_a_run_can_be_stopped(scene: Scene) -> None:
    scene.machine.start(3)
    await scene.watcher.next(1)
    await scene.machine.stop()
    assert not scene.machine.is_running
    assert scene.playground.clock.now() < NOW + 21 * DAY
    assert "Stopped." in (await scene.end_of_run())[-1]


async def test_while_it_runs_nothing_else_moves_the_clock(scene: Scene) -> None:
    scene.machine.start(3)
    with pytest.raises(NotNow, match="moving already"):
        scene.machine.start(3)
    with pytest.raises(NotNow, match="moving already"):
        await scene.machine.move(Move.HOUR)
    await scene.machine.stop()


@pytest.mark.parametrize("weeks", [0, -1, 13])
async def test_a_run_has_a_length(scene: Scene, weeks: int) -> None:
    with pytest.raises(Refused, match="1 to 12 weeks"):
        scene.machine.start(weeks)
