"""The page somebody has alone with us: what they see on it, and what they can answer there."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat.content import Action, Content
from bot.chat.events import HomeOpened
from bot.chat.places import MessageRef, Person, Place
from bot.db.engine import Database
from bot.db.queries import posts
from bot.db.tables import Card, Given, Post
from bot.messages import home as messages
from tests.builders import FakeReply
from tests.limits import buttons, faults_of, text_of
from tests.nine_forms import NineForms
from tests.slack_like import ACME, FAR, GLOBEX, LOBBY, ROOM, Office, office, who

GRACE, EVE, ALAN = who("grace"), who("eve", GLOBEX), who("alan")
DAY = timedelta(days=1)


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        yield opened


def page_of(reply: FakeReply) -> Content:
    assert reply.replaced == 1
    content = reply.said[-1]
    assert faults_of(content) == []
    return content


async def look(here: Office, person: Person = GRACE) -> str:
    reply = FakeReply()
    await here.receive(HomeOpened(here.now, person, reply))
    assert len(reply.said) == 1
    return text_of(page_of(reply))


def direct(person: Person) -> MessageRef:
    """Where a page's buttons are pressed."""
    return MessageRef(Place(person.workspace, f"D{person.id}"), "")


async def press(here: Office, post: Post, letter: str, person: Person = GRACE) -> FakeReply:
    action = Action(messages.ANSWER, (str(post.id), letter))
    return await here.press(person, direct(person), action)


async def given(here: Office) -> list[str]:
    async with here.database.read() as session:
        return list(await session.scalars(select(Given.text).order_by(Given.at)))


async def played(here: Office, place: Place = ROOM, person: Person = GRACE) -> None:
    """One day, so that the person is a player."""
    await here.set_up(place)
    await here.answer(person, "B", place)
    await here.close(place)


async def test_a_stranger_reads_how_to_start(here: Office) -> None:
    await here.set_up()
    await here.ask()
    assert "one machine-learning interview question a day" in await look(here)


async def test_a_player_sees_today_s_question_their_streak_and_the_week(here: Office) -> None:
    await played(here)
    await here.ask()
    said = await look(here)
    assert "Question 2 · Topic" in said
    assert "You have not answered yet. Open until 2026-11-24 17:00 UTC." in said
    assert "Your streak: 🔥 **1 day**" in said
    assert "Your team: Home team: " in said
    assert "🥇 Grace: **10** points" in said


async def test_who_answered_once_sees_it_before_the_first_round_is_settled(here: Office) -> None:
    await here.set_up()
    await here.answer(GRACE, "A")
    assert "You answered **A**, you can change it until" in await look(here)


async def test_an_answer_on_the_page_counts_and_redraws_it(here: Office) -> None:
    await played(here)
    post = await here.ask()
    reply = await press(here, post, "B")
    assert "You answered **B**" in text_of(page_of(reply))
    assert len(reply.said) == 1
    here.clock.instant += timedelta(minutes=1)
    assert "You answered **A**" in text_of(page_of(await press(here, post, "A")))
    await here.close()
    said = await look(here)
    assert "**10** points · 2 of 2 answered" in said


async def test_an_answer_can_be_taken_back_on_the_page(here: Office) -> None:
    await played(here)
    post = await here.ask()
    await press(here, post, "B")
    here.clock.instant += timedelta(minutes=1)
    taken = await here.press(GRACE, direct(GRACE), Action(messages.WITHDRAW, (str(post.id),)))
    assert "You have not answered yet" in text_of(page_of(taken))
    assert (await given(here))[-1] == ""


async def test_a_form_on_the_page_answers_too(database: Database) -> None:
    async with office(database, NineForms()) as here:
        await here.set_up()
        values = {
            "topics": "numeric",
            "difficulty": "1-5",
            "doors": "buttons",
            "rules": "together-last",
            "quorum": "1",
        }
        admin = who("admin", may_manage=True)
        await here.submit(admin, ROOM, Action("settings-play"), **values)
        post = await here.ask()
        in_room = Action("answer-form", (str(post.id),))
        await here.submit(GRACE, ROOM, in_room, answer="12")
        on_page = Action(messages.FORM, (str(post.id),))
        wrong = await here.submit(GRACE, direct(GRACE).place, on_page, answer="who knows")
        assert "I could not read “who knows”" in text_of(wrong.said[0])
        assert "You answered **12**" in text_of(page_of(wrong))
        here.clock.instant += timedelta(minutes=1)
        reply = await here.submit(GRACE, direct(GRACE).place, on_page, answer="7.5")
        assert "You answered **7.5**" in text_of(page_of(reply))


async def refused(here: Office, reply: FakeReply, before: list[str]) -> None:
    assert "no open question" in text_of(reply.said[0])
    page_of(reply)
    assert await given(here) == before


async def test_a_page_answers_only_for_those_who_play_there(here: Office) -> None:
    await played(here)
    post = await here.ask()
    before = await given(here)
    await refused(here, await press(here, post, "B", ALAN), before)
    await refused(here, await press(here, post, "B", EVE), before)
    await played(here, FAR, EVE)
    post = await here.ask()
    before = await given(here)
    await refused(here, await press(here, post, "B", EVE), before)


async def test_a_page_answers_only_in_one_s_own_channel_of_a_league(here: Office) -> None:
    await played(here)
    admin = who("admin", may_manage=True)
    said = text_of(await here.give(admin, ROOM, "settings"))
    code = said.partition("/quiz join ")[2][:9]
    await here.give(admin, LOBBY, f"join {code}")
    other = await here.ask(LOBBY)
    before = await given(here)
    await refused(here, await press(here, other, "B"), before)


@pytest.mark.parametrize("ids", [(), ("",), ("x", "B"), ("9" * 30, "B"), ("²", "B"), ("77", "B")])
async def test_an_action_that_nobody_made_is_refused(here: Office, ids: tuple[str, ...]) -> None:
    await played(here)
    await here.ask()
    before = await given(here)
    for verb in (messages.ANSWER, messages.WITHDRAW):
        await refused(here, await here.press(GRACE, direct(GRACE), Action(verb, ids)), before)
    form = await here.submit(GRACE, direct(GRACE).place, Action(messages.FORM, ids), answer="B")
    await refused(here, form, before)


async def test_too_late_is_said_and_the_page_shows_what_comes(here: Office) -> None:
    await played(here)
    post = await here.close()
    reply = await press(here, post, "B")
    assert "too late" in text_of(reply.said[0])
    assert "The next one comes" in text_of(page_of(reply))


async def test_leagues_of_this_workspace_come_first_and_three_are_shown(here: Office) -> None:
    places = [FAR, *(Place(ACME, f"C{n}") for n in range(3))]
    for place in places:
        await here.set_up(place)
    await here.ask(places[-1])
    link = text_of(await here.give(EVE, FAR, "link"))
    code = next(word for word in link.replace("`", " ").split() if len(word) == 9 and "-" in word)
    await here.give(GRACE, places[1], f"link {code}")
    await here.answer(EVE, "B", FAR)
    assert "Answer it in its channel." in await look(here)
    for place in places[1:]:
        await here.answer(GRACE, "B", place)
    said = await look(here)
    assert said.count("You answered **B**") == 3
    assert "and 1 more league" in said
    assert "Answer it in its channel." not in said
    assert "[Take it back]" in said


async def test_what_is_due_is_counted_but_not_what_is_open(here: Office) -> None:
    await here.set_up()
    await here.answer(GRACE, "A")
    await here.close()
    await here.wait(DAY)
    assert "**1 question** is due again" in await look(here)
    post = await here.ask()
    async with here.database.write() as session:
        [card] = (await session.scalars(select(Card))).all()
        card.question_id = await question_of(here, post)
    assert "whenever you like" in await look(here)


async def question_of(here: Office, post: Post) -> str:
    async with here.database.read() as session:
        errand = await posts.errand(session, post.id)
    assert errand is not None
    assert errand.round.question_id is not None
    return errand.round.question_id


async def test_its_practise_button_starts_to_practise(here: Office) -> None:
    reply = FakeReply()
    await here.receive(HomeOpened(here.now, GRACE, reply))
    does = buttons(reply.only)["Practise"]
    assert isinstance(does, Action)
    started = await here.press(GRACE, direct(GRACE), Action.parse(str(does)))
    assert "Practice 1 of 5" in text_of(started.only)
    assert started.replaced == 0
