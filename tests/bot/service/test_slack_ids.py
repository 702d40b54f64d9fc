"""Ids as Slack has them: fractions, alike in two channels, and people without a name yet."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.chat.content import Action
from bot.chat.events import ReactionChanged, Reconnected, ReplyWritten
from bot.chat.places import MessageRef, Person, Place
from bot.chat.port import Reaction, ReplyRead
from bot.db.engine import Database
from bot.db.tables import Account, Answer, Given, Player, Post
from bot.messages.boards import SHARE
from bot.quiz.answers import LETTER_EMOJI
from tests.limits import faults_of, text_of
from tests.slack_like import ACME, LOBBY, ROOM, Office, office, who

GRACE, ALAN, EDSGER = who("grace"), who("alan"), who("edsger")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        yield opened


def message(post: Post, place: Place = ROOM) -> MessageRef:
    assert post.message_id is not None
    return MessageRef(place, post.message_id)


def instant(ts: str) -> datetime:
    """The time that a message's id tells."""
    seconds, _, micros = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=int(micros))


def written(here: Office, person: Person, post: Post, text: str) -> ReplyWritten:
    """A reply under the question, as it is heard and as it stands."""
    parent = message(post)
    ref = MessageRef(Place(ACME, parent.id, ROOM.id), here.slack.ts(ROOM.id))
    at = instant(ref.id)
    here.slack.said[parent].replies.append(ReplyRead(person, ref, at, text))
    return ReplyWritten(at, person, ref, parent, text)


async def answers(here: Office) -> dict[str, str]:
    async with here.database.read() as session:
        rows = await session.execute(
            select(Account.external_id, Answer.text)
            .join(Player, Answer.player_id == Player.id)
            .join(Account, Player.person_id == Account.id)
        )
        return dict(rows.all())


async def test_a_day_with_every_door(here: Office) -> None:
    await here.set_up()
    post = await here.ask()
    assert post.message_id == "1795424400.000100"
    await here.wait(MINUTE)
    await here.answer(GRACE, "B")
    reacted = ReactionChanged(here.now, ALAN, message(post), LETTER_EMOJI["A"], True)
    await here.receive(reacted)
    here.slack.said[message(post)].reactions.append(Reaction(ALAN, LETTER_EMOJI["A"]))
    await here.receive(written(here, EDSGER, post, "b)"))
    await here.close()
    assert await answers(here) == {GRACE.id: "B", ALAN.id: "A", EDSGER.id: "B"}


async def test_a_reply_heard_and_read_back_is_one_deed(here: Office) -> None:
    await here.set_up()
    post = await here.ask()
    await here.wait(MINUTE)
    await here.receive(written(here, EDSGER, post, "B"))
    await here.receive(Reconnected(here.now, "slack", here.now - MINUTE))
    async with here.database.read() as session:
        [deed] = (await session.scalars(select(Given))).all()
    assert (deed.at.microsecond, deed.sure) == (101, True)


async def test_one_id_in_two_channels_is_two_messages(here: Office) -> None:
    await here.set_up(ROOM)
    await here.set_up(LOBBY)
    first, second = await here.ask(ROOM), await here.ask(LOBBY)
    assert first.message_id == second.message_id
    await here.wait(MINUTE)
    heard = ReactionChanged(here.now, ALAN, message(second, LOBBY), LETTER_EMOJI["B"], True)
    for _ in range(2):
        await here.receive(heard)
    async with here.database.read() as session:
        [deed] = (await session.scalars(select(Given))).all()
    assert (deed.round_id, deed.channel_id) == (second.round_id, second.channel_id)


async def test_a_button_of_one_channel_works_in_no_other(here: Office) -> None:
    await here.set_up(ROOM)
    await here.set_up(LOBBY)
    first, second = await here.ask(ROOM), await here.ask(LOBBY)
    action = Action("answer", (str(first.id), "B"))
    reply = await here.press(GRACE, message(second, LOBBY), action)
    assert "no open question" in text_of(reply.only)


async def test_who_has_no_name_yet_is_someone_and_keeps_the_name_once_told(here: Office) -> None:
    await here.set_up()
    nameless = replace(GRACE, name="")
    await here.answer(nameless, "B")
    await here.close()
    board = await here.give(nameless, ROOM, "leaderboard all")
    assert faults_of(board) == []
    assert "🥇 someone:" in text_of(board)
    await here.give(GRACE, ROOM, "practice 1")
    await here.give(nameless, ROOM, "practice 1")
    assert "🥇 Grace:" in text_of(await here.give(nameless, ROOM, "leaderboard all"))


async def test_a_board_shared_by_somebody_without_a_name_fits(here: Office) -> None:
    await here.set_up()
    await here.answer(GRACE, "B")
    await here.close()
    nameless = replace(GRACE, name="")
    card = MessageRef(ROOM, here.slack.ts(ROOM.id))
    await here.press(nameless, card, Action(SHARE, ("all", "players")))
    assert "Shared by someone." in text_of(here.slack.in_(ROOM)[-1].content)
