"""A case in the chat: asked once, where the answer was given, and never before it is shown."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.playground.errors import Unheard
from adapters.playground.reading import actions, words
from adapters.playground.wire import MessageJSON
from bot.chat.content import Action
from bot.chat.events import ButtonPressed
from bot.chat.port import MessageGone, PlaceGone
from bot.db.engine import Database
from bot.db.tables import Vote
from bot.messages.rulings import RULE
from bot.quiz.league import Door, Play, Reveal, Rulings
from bot.quiz.question import Form
from tests.builders import FakeReply
from tests.fakes import Before, down_after, down_before, edit_refused, throttled
from tests.games import HERE, HOUR, MINUTE, THERE, Game, game, playing
from tests.limits import text_of
from tests.ruling import (
    ANSWER,
    FREE,
    OTHER,
    OneQuestion,
    agree,
    ask,
    cases,
    doubts,
    play,
    rule,
    rulings,
    said,
)

__all__ = ["doubts"]
pytestmark = pytest.mark.usefixtures("doubts")

RIGHT, WRONG = "✅", "❌"


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database, OneQuestion()) as opened:
        yield opened


def reactions(case: MessageJSON) -> list[str]:
    return [one["emoji"] for one in case["reactions"]]


async def react(here: Game, person: str, emoji: str) -> None:
    await here.playground.people.react(person, cases(here)[-1]["id"], emoji)


async def unreact(here: Game, person: str, emoji: str) -> None:
    await here.playground.people.unreact(person, cases(here)[-1]["id"], emoji)


async def standing(here: Game) -> list[str]:
    """What each voter says now."""
    async with here.database.read() as session:
        votes = await session.scalars(select(Vote).order_by(Vote.account_id))
        return [vote.word for vote in votes]


async def test_a_case_stands_in_the_questions_thread_and_takes_reactions(here: Game) -> None:
    await here.start(FREE)
    await play(here, grace=ANSWER)
    [case] = cases(here)
    assert case["thread"] == (await here.question()).id
    assert ANSWER in words(case)
    assert "✓  The spread shrinks. (“The spread gets smal”)" in words(case)
    assert "–  The errors are **independent**." in words(case)
    assert "I would have said: partly right" in words(case)
    assert reactions(case) == ["✅", "🟡", "❌"]


async def test_nothing_appears_before_the_answer_is_shown(here: Game) -> None:
    await here.start(FREE)
    await here.ask()
    await here.fill("grace", ANSWER)
    await here.go(2 * HOUR)
    assert await rulings(here) == []
    here.chat.fail("post", throttled(600))
    await here.finish()
    assert "Answer to question" not in said(here)
    assert cases(here) == []
    assert "No answer waits" in await ask(here, "barbara", "rulings")
    await here.go(HOUR)
    shown = [bool(cases(here)), "Answer to question" in said(here)]
    assert shown == [True, True]


async def test_no_channel_asks_while_another_still_plays(here: Game) -> None:
    each = playing(Form.FREE_TEXT, Play(reveal=Reveal.EACH, quorum=1))
    await here.join(await here.start(each), zone="America/New_York")
    await here.ask()
    await here.fill("grace", ANSWER)
    await here.go_to((await here.errand()).post.closes_at + HOUR)
    assert "Answer to question" in said(here)
    assert cases(here) == []
    last = await here.errand(THERE)
    await here.go_to(last.post.closes_at + MINUTE)
    assert len(cases(here, ANSWER)) == 1
    assert cases(here, ANSWER, THERE) == []


async def test_it_names_only_who_answered_for_all_to_see(here: Game) -> None:
    await here.start(FREE)
    await here.ask()
    await here.fill("grace", ANSWER)
    await here.reply("alan", OTHER)
    await here.finish()
    assert "Somebody answered" in words(cases(here, ANSWER)[0])
    assert "Alan answered" in words(cases(here, OTHER)[0])
    assert "Grace" not in said(here)
    assert f"Alan: {OTHER}" in said(here)


async def test_a_reaction_is_a_vote_and_its_end_takes_it_back(here: Game) -> None:
    await here.start(FREE)
    await play(here, grace=ANSWER)
    await react(here, "barbara", RIGHT)
    await unreact(here, "barbara", RIGHT)
    await react(here, "alan", RIGHT)
    assert (await rulings(here))[0].open
    await react(here, "barbara", RIGHT)
    await here.dispatcher.run_due()
    assert await here.answers() == {"grace": (ANSWER, "correct")}


async def test_a_changed_reaction_is_a_changed_vote(here: Game) -> None:
    await here.start(FREE)
    await play(here, grace=ANSWER)
    await react(here, "barbara", RIGHT)
    await react(here, "barbara", WRONG)
    await unreact(here, "barbara", RIGHT)
    assert await standing(here) == ["wrong"]


async def test_who_said_it_by_button_may_tidy_their_reaction_away(here: Game) -> None:
    await here.start(FREE)
    await play(here, grace=ANSWER)
    await react(here, "barbara", RIGHT)
    await here.go(MINUTE)
    await rule(here, "barbara", "right")
    await unreact(here, "barbara", RIGHT)
    assert await standing(here) == ["right"]


async def test_an_admins_reaction_is_one_vote_and_the_authors_is_none(here: Game) -> None:
    await here.start(FREE)
    await play(here, grace=ANSWER)
    await react(here, "ada", RIGHT)
    await react(here, "grace", RIGHT)
    assert (await rulings(here))[0].open
    await react(here, "alan", "🎉")
    assert await standing(here) == ["right"]


async def test_a_vote_by_button_can_be_taken_back(here: Game) -> None:
    await here.start(FREE)
    await play(here, grace=ANSWER)
    await rule(here, "barbara", "right")
    receipt = here.messages(HERE, "barbara")[-1]
    await here.playground.people.press("barbara", receipt["id"], actions(receipt)[0])
    assert "Taken back" in here.last_said("barbara")
    assert await standing(here) == [""]


async def test_reactions_that_we_did_not_hear_are_read_back(here: Game) -> None:
    await here.start(FREE)
    await play(here, grace=ANSWER)
    await react(here, "barbara", WRONG)
    await here.go_deaf()
    case = cases(here)[-1]["id"]
    people = here.playground.people
    for person, emoji in [("barbara", WRONG), ("alan", RIGHT), ("ada", RIGHT)]:
        with suppress(Unheard):
            await (people.unreact if person == "barbara" else people.react)(person, case, emoji)
    await here.hear()
    await here.dispatcher.run_due()
    assert sorted(await standing(here)) == ["", "right", "right"]
    assert await here.answers() == {"grace": (ANSWER, "correct")}


async def test_a_lost_answer_posts_no_second_case(here: Game) -> None:
    await here.start(FREE)
    await here.ask()
    await here.fill("grace", ANSWER)
    here.chat.fail("post", None, down_after())
    await here.finish()
    await here.go(HOUR)
    assert len(cases(here)) == 1


async def test_the_word_is_told_once_however_often_it_is_tried(here: Game) -> None:
    await here.start(FREE)
    await play(here, grace=ANSWER)
    here.chat.fail("post", down_after(), down_before())
    here.chat.fail("edit", edit_refused(600), down_before())
    await agree(here, "right", "barbara", "alan")
    assert "got it right" in said(here)
    await here.go(HOUR)
    assert said(here).count("Ruled **right** by people here: “") == 1
    assert "**1 of 1** got it right" in said(here)
    assert cases(here) == []


async def test_what_may_never_be_edited_is_left(here: Game) -> None:
    await here.start(FREE)
    await play(here, grace=ANSWER)
    here.chat.fail("edit", *[edit_refused(3600)] * 40)
    await agree(here, "right", "barbara", "alan")
    await here.go(timedelta(days=2))
    assert [one.step for one in await rulings(here)] == [None]
    assert await here.answers() == {"grace": (ANSWER, "correct")}


async def test_a_question_that_is_gone_leaves_its_case_in_the_list(here: Game) -> None:
    await here.start(FREE)
    await here.ask()
    await here.fill("grace", ANSWER)
    here.chat.fail("thread", *[Before(MessageGone("deleted"))] * 2)
    await here.finish()
    assert cases(here) == []
    assert ANSWER in await ask(here, "barbara", "rulings")
    shown = here.messages(HERE, "ada")
    assert "Rulings" in await ask(here, "ada", "rulings")
    listing = here.messages(HERE, "ada")[len(shown) :][-1]
    await here.playground.people.press("ada", listing["id"], "rule:1:right")
    await here.dispatcher.run_due()
    assert await here.answers() == {"grace": (ANSWER, "correct")}


async def test_a_case_is_posted_where_the_answer_was_given(here: Game) -> None:
    await here.join(await here.start(FREE))
    await here.ask()
    await here.fill("grace", ANSWER, THERE)
    await here.finish()
    assert cases(here) == []
    assert len(cases(here, ANSWER, THERE)) == 1
    assert ANSWER in await ask(here, "barbara", "rulings")


async def test_without_reactions_there_are_the_buttons(here: Game) -> None:
    await here.start(playing(Form.FREE_TEXT, Play(doors=frozenset({Door.BUTTONS}), quorum=1)))
    await play(here, grace=ANSWER)
    assert reactions(cases(here)[0]) == []
    assert "react" not in words(cases(here)[0])


async def test_where_admins_rule_the_case_goes_to_the_admin_alone(here: Game) -> None:
    await here.start(playing(Form.FREE_TEXT, Play(rulings=Rulings.ADMINS, quorum=1)))
    await play(here, grace=ANSWER)
    assert cases(here) == []
    assert "No answer waits" in await ask(here, "barbara", "rulings")
    case = here.messages("direct-ada", "ada")[-1]
    assert ANSWER in words(case)
    await here.playground.people.press("ada", case["id"], "rule:1:partly")
    await here.dispatcher.run_due()
    assert await here.answers() == {"grace": (ANSWER, "partly")}
    assert "Ruled **partly** by an admin" in said(here)
    [now] = [one for one in here.messages("direct-ada", "ada") if one["id"] == case["id"]]
    assert "Ruled **partly** by an admin" in words(now)
    assert actions(now) == []


async def test_where_the_admin_gave_the_answer_other_admins_are_asked_in_the_thread(
    here: Game,
) -> None:
    await here.start(playing(Form.FREE_TEXT, Play(rulings=Rulings.ADMINS, quorum=1)))
    told = here.told("ada")
    await play(here, ada=ANSWER)
    [case] = cases(here, ANSWER)
    assert "Only admins rule here" in words(case)
    assert reactions(case) == []
    assert here.told("ada") == told
    assert "only admins rule" in await rule(here, "barbara", "right")


async def test_where_the_admin_takes_no_messages_the_thread_asks_for_one(here: Game) -> None:
    await here.start(playing(Form.FREE_TEXT, Play(rulings=Rulings.ADMINS, quorum=1)))
    here.chat.fail("direct", Before(PlaceGone("no messages, please")))
    await play(here, grace=ANSWER)
    assert "Only admins rule here" in words(cases(here, ANSWER)[0])
    await agree(here, "right", "ada")
    assert await here.answers() == {"grace": (ANSWER, "correct")}
    assert cases(here) == []


async def test_where_admins_rule_a_forged_vote_is_refused(here: Game) -> None:
    await here.start(playing(Form.FREE_TEXT, Play(rulings=Rulings.ADMINS, quorum=1)))
    await play(here, grace=ANSWER)
    reply, message = FakeReply(), await here.question()
    action = Action(RULE, ("1", "right"))
    for _ in range(2):
        event = ButtonPressed(here.now, here.person("alan"), message, action, reply)
        await here.handlers.receive(event)
    assert "only admins rule" in text_of(reply.said[-1])
    assert await standing(here) == []
    assert (await rulings(here))[0].open


async def test_a_thread_stays_open_while_a_case_waits_in_it(here: Game) -> None:
    await here.start(FREE)
    await play(here, grace=ANSWER)
    await here.ask()
    assert "close_thread" not in here.chat.calls
    await here.finish()
    await agree(here, "right", "barbara", "alan")
    await here.ask()
    assert here.chat.calls.count("close_thread") == 1
