"""What many posts need of the database is done in few transactions, and for each as if alone."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.db.claims import ClaimLost, claim
from bot.db.engine import Database
from bot.db.tables import League, Post, Round, Step
from bot.quiz.question import Bank, Entry, Question
from bot.quiz.selection import choose
from bot.service.clerk import Clerk
from tests.games import HERE, HOUR, MONDAY, THERE, Game, game

NINE = MONDAY + HOUR


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


@dataclass(frozen=True)
class Without:
    """A bank without one of its questions."""

    bank: Bank
    withdrawn: str | None

    def entries(self) -> tuple[Entry, ...]:
        return tuple(one for one in self.bank.entries() if one.id != self.withdrawn)

    def draw(self, question_id: str, seed: str) -> Question:
        return self.bank.draw(question_id, seed)


@contextmanager
def commits(database: Database) -> Iterator[list[None]]:
    """One entry for each transaction that is committed meanwhile."""
    seen: list[None] = []

    def note(_: Any) -> None:
        seen.append(None)

    engine = database._writer.sync_engine
    event.listen(engine, "commit", note)
    try:
        yield seen
    finally:
        event.remove(engine, "commit", note)


async def claimed(here: Game) -> list[Post]:
    """Every post that is due at nine."""
    here.sleep_until(NINE)
    async with here.database.write() as session:
        return await claim(session, Post, here.now, 100, 60)


async def test_many_leagues_get_their_questions_and_their_next_posts_in_few_commits(
    here: Game,
) -> None:
    for number in range(20):
        await here.start(channel=here.open_room(f"room-{number}").id)
    here.sleep_until(NINE)
    with commits(here.database) as seen:
        await here.dispatcher.run_due()
    assert len(await here.posts(Post.step == Step.REMIND)) == 20
    assert len(await here.posts(Post.step == Step.POST)) == 20
    assert [one.number for one in await here.rounds()] == [1] * 20 + [None] * 20
    # Of two claims, two questions, two records, two plans and the seeds'; each alone took 100.
    assert len(seen) < 50


async def test_two_rounds_of_a_league_that_are_due_together_differ(here: Game) -> None:
    await here.start()
    await here.ask()
    for _ in range(2):
        await here.playground.people.say("ada", HERE, "/quiz now")
    await here.dispatcher.run_due()
    asked = [one for one in await here.rounds() if one.number]
    assert sorted(one.number or 0 for one in asked) == [1, 2, 3]
    assert len({one.question_id for one in asked}) == 3


async def test_a_question_withdrawn_just_before_the_hour_is_not_asked(here: Game) -> None:
    play = (await here.start()).settings.play
    [post] = await claimed(here)
    bank, [round_] = here.means.bank, await here.rounds()
    seed = f"{round_.league_id}:{round_.day}:{round_.slot}"
    withdrawn = choose(bank.entries(), [], play, {}, 1, seed)
    left = replace(here.means, bank=Without(bank, withdrawn))
    asked = (await Clerk(left).errand(post, here.now)).round.question_id
    assert asked is not None
    assert asked != withdrawn


async def test_two_channels_of_a_league_get_one_question(here: Game) -> None:
    await here.join(await here.start())
    posts, clerk = await claimed(here), Clerk(here.means)
    errands = await asyncio.gather(*(clerk.errand(post, here.now) for post in posts))
    assert {errand.channel.external_id for errand in errands} == {HERE, THERE}
    assert [errand.round.number for errand in errands] == [1, 1]
    assert len({errand.round.snapshot for errand in errands}) == 1


async def test_a_round_that_somebody_holds_is_waited_for_and_keeps_nobody_waiting(
    postgres_url: str,
) -> None:
    async with Database.connect(postgres_url) as database, game(database) as here:
        await here.start()
        await here.start(channel=THERE)
        [first, second] = await claimed(here)
        clerk = Clerk(here.means)
        async with database.write() as session:
            held = select(League).join(Round).where(Round.id == first.round_id)
            await session.execute(held.with_for_update(of=League))
            waiting = asyncio.create_task(clerk.errand(first, here.now))
            assert (await clerk.errand(second, here.now)).round.number == 1
            assert not waiting.done()
        assert (await waiting).round.number == 1


async def test_only_who_still_holds_a_post_writes_to_it(here: Game) -> None:
    await here.start()
    await here.start(channel=THERE)
    ours, theirs = await claimed(here)
    await here.free_leases()
    async with here.database.write() as session:
        await claim(session, Post, here.now, 100, 90)
    async with here.database.read() as session:
        ours = (await session.scalars(select(Post).where(Post.id == ours.id))).one()
    clerk = Clerk(here.means)
    kept, lost = await asyncio.gather(
        clerk.put(ours, step=Step.SEED, wake_at=NINE, message_id="m1"),
        clerk.put(theirs, step=Step.SEED, wake_at=NINE, message_id="m2"),
        return_exceptions=True,
    )
    assert kept is None
    assert isinstance(lost, ClaimLost)
    [one, other] = await here.posts()
    assert (one.message_id, one.step, one.lease_until, one.attempts) == ("m1", Step.SEED, 0, 0)
    assert (other.message_id, other.step) == (None, Step.POST)
