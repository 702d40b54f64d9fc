"""What is measured is what happened."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from prometheus_client import REGISTRY

from bot.db.engine import Database
from bot.service.dispatch import Dispatcher
from tests.builders import Scene, scene
from tests.fakes import Fault, FlakyChat, down_before, throttled
from tests.playing import HOUR, answer, close, open_post, set_up


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Scene]:
    async with scene(database) as opened:
        await set_up(opened)
        yield opened


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def steps(step: str, outcome: str = "done") -> float:
    return value("quizstreak_steps_total", step=step, outcome=outcome)


async def test_an_answer_is_counted_by_its_door(stage: Scene) -> None:
    before = value("quizstreak_answers_total", door="form")
    await answer(stage, stage.ada, "A")
    await answer(stage, stage.grace, "B")
    assert value("quizstreak_answers_total", door="form") == before + 2


async def test_every_step_of_a_round_is_counted(stage: Scene) -> None:
    names = ("post", "seed", "remind", "close", "reveal")
    before = {name: steps(name) for name in names}
    await close(stage)
    # Closing waits once for what is still under way.
    assert {name: steps(name) - before[name] >= 1 for name in names} == dict.fromkeys(names, True)


@pytest.mark.parametrize(
    ("fault", "outcome"), [(down_before(), "retried"), (throttled(5), "throttled")]
)
async def test_a_failed_step_is_counted_by_how_it_failed(
    stage: Scene, fault: Fault, outcome: str
) -> None:
    wake = await stage.dispatcher.next_wake()
    assert wake is not None
    stage.clock.instant = wake
    before = steps("post", outcome)
    flaky = FlakyChat(stage.playground, {"post": [fault]})
    means = stage.means
    shaky = replace(means, chats={flaky.platform: flaky})
    await Dispatcher(shaky, stage.desk.intake).run_due()
    assert steps("post", outcome) == before + 1


async def test_lateness_is_how_long_after_it_was_due(stage: Scene) -> None:
    before = value("quizstreak_post_lateness_seconds_sum")
    wake = await stage.dispatcher.next_wake()
    assert wake is not None
    stage.clock.instant = wake + HOUR
    await stage.dispatcher.run_due()
    await open_post(stage)
    assert value("quizstreak_post_lateness_seconds_sum") - before == pytest.approx(3600)
