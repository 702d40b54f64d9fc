"""After a silence every open question is read back, whatever is in the way of some."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.chat.events import ReactionChanged, Reconnected
from bot.chat.places import MessageRef, Place, Workspace
from bot.chat.port import ChatDown, PlaceGone, Reaction, ReplyRead, Throttled
from bot.db.engine import Database
from bot.db.tables import Answer, Given
from bot.quiz.answers import LETTER_EMOJI
from bot.service import catching_up
from tests.fakes import Before, down_before, throttled
from tests.nine_forms import NineForms
from tests.patience import PATIENCE
from tests.slack_like import ACME, FAR, LOBBY, ROOM, Office, office, who

HOUR = timedelta(hours=1)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        yield opened


async def open_in(here: Office, *places: Place) -> None:
    for place in places:
        await here.set_up(place)
    await here.ask(places[-1])
    await here.wait(HOUR)
    here.chat.calls.clear()


def back(here: Office, since: datetime | None = None) -> Reconnected:
    return Reconnected(here.now, "slack", since or here.now - HOUR / 2)


async def answers(here: Office) -> int:
    """How many answers the open question has once it is settled."""
    await here.close()
    async with here.database.read() as session:
        return await session.scalar(select(func.count()).select_from(Answer)) or 0


async def test_one_failing_question_stops_no_other_and_all_is_asked_for_again(
    here: Office,
) -> None:
    await open_in(here, ROOM, LOBBY, FAR)
    here.chat.fail("read_reactions", down_before())
    event = back(here)
    with pytest.raises(ChatDown):
        await here.receive(event)
    assert here.chat.calls.count("read_reactions") == 3
    await here.receive(event)
    assert here.chat.calls.count("read_reactions") == 4
    await here.receive(event)
    assert here.chat.calls.count("read_reactions") == 4


async def test_a_later_return_reads_everything_again(here: Office) -> None:
    await open_in(here, ROOM, LOBBY)
    await here.receive(back(here))
    here.clock.instant += HOUR
    await here.receive(back(here))
    assert here.chat.calls.count("read_reactions") == 4


async def test_who_is_asked_to_wait_waits(here: Office) -> None:
    await open_in(here, ROOM)
    here.chat.fail("read_reactions", throttled(0.01), throttled(0.01))
    await here.receive(back(here))
    assert here.chat.calls.count("read_reactions") == 3


async def test_too_long_a_wait_is_left_to_the_next_time_and_the_others_are_read(
    here: Office,
) -> None:
    await open_in(here, ROOM, LOBBY)
    here.chat.fail("read_reactions", throttled(3600))
    with pytest.raises(Throttled):
        await asyncio.wait_for(here.receive(back(here)), PATIENCE)
    assert here.chat.calls.count("read_reactions") == 2


async def test_many_short_waits_end_too(here: Office) -> None:
    await open_in(here, ROOM)
    here.chat.fail("read_reactions", *[throttled(0)] * 1000)
    with pytest.raises(Throttled):
        await asyncio.wait_for(here.receive(back(here)), PATIENCE)
    assert here.chat.calls.count("read_reactions") == catching_up.PATIENCE + 1


async def test_an_unforeseen_error_stops_no_other(here: Office) -> None:
    await open_in(here, ROOM, LOBBY)
    real, surprises = here.slack.read_reactions, [RuntimeError("a bug")]

    async def read(message: MessageRef) -> Sequence[Reaction]:
        if surprises:
            raise surprises.pop()
        return await real(message)

    here.slack.read_reactions = read  # type: ignore[method-assign]  # a platform with a bug
    with pytest.raises(RuntimeError):
        await here.receive(back(here))
    assert here.chat.calls.count("read_reactions") == 2


async def test_workspaces_are_read_side_by_side_but_not_all_at_once(here: Office) -> None:
    places = [Place(Workspace("slack", f"T{n}"), f"C{n}") for n in range(20)]
    await open_in(here, *places, Place(places[0].workspace, "C99"))
    real, reading, most = here.slack.read_reactions, list[Workspace](), list[int]()
    full = asyncio.Event()

    async def read(message: MessageRef) -> Sequence[Reaction]:
        assert message.place.workspace not in reading
        reading.append(message.place.workspace)
        most.append(len(reading))
        if len(reading) == catching_up.AT_ONCE:
            full.set()
        await asyncio.wait_for(full.wait(), PATIENCE)
        reading.remove(message.place.workspace)
        return await real(message)

    here.slack.read_reactions = read  # type: ignore[method-assign]  # a slow platform
    await here.receive(back(here))
    assert len(most) == 21
    assert max(most) == catching_up.AT_ONCE


async def test_after_a_start_what_was_missed_dates_from_the_last_reading(here: Office) -> None:
    """Our process does not know how long it was deaf."""
    await open_in(here, ROOM)
    post = await here.ask()
    assert post.message_id is not None
    message, grace = MessageRef(ROOM, post.message_id), who("grace")
    await here.receive(ReactionChanged(here.now, grace, message, LETTER_EMOJI["B"], True))
    alan = Reaction(who("alan"), LETTER_EMOJI["B"])
    here.slack.said[message].reactions += [Reaction(grace, LETTER_EMOJI["B"]), alan]
    await here.receive(back(here, LONG_AGO))
    async with here.database.read() as session:
        deeds = {one.account_id: one for one in await session.scalars(select(Given))}
    assert [(one.sure, one.at) for one in deeds.values()] == [
        (True, here.now),
        (False, post.posted_at),
    ]
    assert await answers(here) == 2


async def test_what_is_heard_while_we_read_is_newer_than_what_we_read(here: Office) -> None:
    await open_in(here, ROOM)
    post = await here.ask()
    assert post.message_id is not None
    message, grace = MessageRef(ROOM, post.message_id), who("grace")

    async def tell(letter: str, *, standing: bool) -> None:
        here.clock.instant += timedelta(minutes=1)
        emoji = LETTER_EMOJI[letter]
        await here.receive(ReactionChanged(here.now, grace, message, emoji, standing))

    async def read(message: MessageRef) -> Sequence[Reaction]:
        await tell("A", standing=False)
        return [Reaction(grace, LETTER_EMOJI[letter]) for letter in "AB"]

    await tell("A", standing=True)
    await tell("B", standing=True)
    here.slack.read_reactions = read  # type: ignore[method-assign]  # a slow platform
    await here.receive(back(here))
    async with here.database.read() as session:
        deeds = (await session.scalars(select(Given).order_by(Given.at))).all()
    assert [(one.source, one.text) for one in deeds] == [
        ("reaction:A", "A"),
        ("reaction:B", "B"),
        ("reaction:A", ""),
    ]


async def test_without_a_right_to_read_replies_reactions_still_count(here: Office) -> None:
    await open_in(here, ROOM)
    post = await here.ask()
    assert post.message_id is not None
    message = MessageRef(ROOM, post.message_id)
    here.slack.said[message].reactions.append(Reaction(who("alan"), LETTER_EMOJI["B"]))
    here.chat.fail("read_replies", *[Before(PlaceGone("no right to read"))] * 2)
    await here.receive(back(here, LONG_AGO))
    assert await answers(here) == 1


async def test_without_a_right_to_read_reactions_replies_still_count(here: Office) -> None:
    await open_in(here, ROOM)
    post = await here.ask()
    assert post.message_id is not None
    message = MessageRef(ROOM, post.message_id)
    reply = MessageRef(Place(ACME, message.id, ROOM.id), here.slack.ts(ROOM.id))
    here.slack.said[message].replies.append(ReplyRead(who("alan"), reply, here.now, "B"))
    here.chat.fail("read_reactions", *[Before(PlaceGone("no right to read"))] * 2)
    await here.receive(back(here, LONG_AGO))
    assert await answers(here) == 1


async def test_nothing_open_is_nothing_to_read(database: Database) -> None:
    async with office(database, NineForms()) as here:
        await here.receive(back(here))
        assert here.chat.calls == []
