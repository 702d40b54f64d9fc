"""A question's menu: keeping it to practise it another day, never while it is open."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.chat.commands import PRACTISE_LATER
from bot.chat.events import ShortcutUsed
from bot.chat.places import MessageRef, Person, Place
from bot.db.engine import Database
from bot.db.tables import Card, Post
from tests.builders import TOPICS, FakeBank, FakeReply
from tests.limits import faults_of, text_of
from tests.slack_like import FAR, ROOM, Office, office, who

GRACE = who("grace")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Office]:
    async with office(database, FakeBank(TOPICS[:1])) as opened:
        await opened.set_up()
        yield opened


def message(post: Post, place: Place = ROOM) -> MessageRef:
    assert post.message_id is not None
    return MessageRef(place, post.message_id)


async def later(here: Office, ref: MessageRef, person: Person = GRACE) -> str:
    reply = FakeReply()
    event = ShortcutUsed(here.now, person, ref, PRACTISE_LATER.name, reply)
    await here.receive(event)
    assert faults_of(reply.only) == []
    return text_of(reply.only)


async def due(here: Office) -> list[datetime]:
    async with here.database.read() as session:
        return list(await session.scalars(select(Card.due_at).order_by(Card.due_at)))


async def practise(here: Office) -> str:
    return text_of(await here.give(GRACE, ROOM, "practice 1"))


async def test_a_closed_question_comes_back_the_day_after(here: Office) -> None:
    post = await here.close()
    tomorrow = here.now + DAY
    said = await later(here, message(post))
    assert said.startswith(f"Kept! It comes in `/quiz practice` from {tomorrow:%Y-%m-%d %H:%M}")
    assert await due(here) == [tomorrow]


async def test_an_open_question_is_kept_until_it_has_closed(here: Office) -> None:
    post = await here.ask()
    async with here.database.write() as session:
        row = await session.get_one(Post, post.id)
        row.closes_at = here.now + 3 * DAY
    await later(here, message(post))
    assert await due(here) == [here.now + 3 * DAY]
    here.clock.instant += 2 * DAY
    assert "There is nothing" in await practise(here)


async def test_the_answer_s_message_keeps_the_question_too(here: Office) -> None:
    await here.close()
    [revealed] = [one for one in here.slack.in_(ROOM) if one.key.startswith("reveal:")]
    assert "Kept!" in await later(here, revealed.ref)
    assert await due(here) == [here.now + DAY]


async def test_what_is_kept_comes_in_practice_once_it_is_due(here: Office) -> None:
    post = await here.close()
    await later(here, message(post))
    here.clock.instant += DAY
    assert f"What is {TOPICS[0]}?" in await practise(here)


async def test_what_was_learned_of_it_stays(here: Office) -> None:
    await here.answer(GRACE, "A")
    post = await here.close()
    async with here.database.read() as session:
        [before] = (await session.scalars(select(Card))).all()
    await later(here, message(post))
    async with here.database.read() as session:
        [after] = (await session.scalars(select(Card))).all()
    assert after.memory == before.memory
    assert after.due_at == here.now + DAY


async def test_using_it_twice_keeps_one(here: Office) -> None:
    post = await here.close()
    for _ in range(2):
        await later(here, message(post))
    assert len(await due(here)) == 1


async def test_somebody_of_another_workspace_keeps_it_as_theirs(here: Office) -> None:
    post = await here.close()
    assert "Kept" in await later(here, message(post), who("eve", FAR.workspace))
    async with here.database.read() as session:
        [card] = (await session.scalars(select(Card))).all()
    assert card.question_id == f"{TOPICS[0]}-question"


@pytest.mark.parametrize(
    "place",
    [ROOM, Place(ROOM.workspace, "C0OTHER"), Place(FAR.workspace, ROOM.id)],
    ids=["another message", "another channel", "another workspace"],
)
async def test_any_other_message_is_answered_kindly(here: Office, place: Place) -> None:
    post = await here.ask()
    id_ = "1732100000.000001" if place == ROOM else message(post).id
    assert "this message is neither" in await later(here, MessageRef(place, id_))
    assert await due(here) == []


async def test_a_question_that_the_bank_lost_cannot_come_again(here: Office) -> None:
    post = await here.close()
    async with office(here.database, FakeBank(TOPICS[1:2])) as other:
        assert "don't have this question any more" in await later(other, message(post))
    assert await due(here) == []
