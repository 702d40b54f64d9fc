"""Closing reads the platform back: what was given in time counts, heard or not."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from adapters.playground.reading import words
from bot.db.engine import Database
from bot.db.tables import Account, Post
from bot.quiz.league import Play, Reveal
from bot.quiz.question import Form
from tests.fakes import down_before, edit_refused
from tests.games import HERE, HOUR, MINUTE, MONDAY, THERE, Game, game, playing

NINE = MONDAY + HOUR


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


@pytest.fixture
async def asked(here: Game) -> Game:
    await here.start()
    await here.ask()
    return here


async def test_closing_waits_a_moment_for_what_is_under_way(asked: Game) -> None:
    await asked.go_to(NINE + 8 * HOUR)
    assert (await asked.errand()).post.closed_at is None
    await asked.go(timedelta(seconds=5))
    assert (await asked.errand()).post.closed_at is not None


async def test_reactions_and_replies_given_while_we_were_deaf_count_on_return(asked: Game) -> None:
    await asked.react("katherine", "A")
    answered = await asked.reply("edsger", "A")
    await asked.go_deaf()
    await asked.react("grace", "B")
    await asked.reply("alan", "B")
    await asked.unreact("katherine", "A")
    await asked.react("katherine", "B")
    await asked.go(HOUR)
    await asked.hear()
    await asked.playground.people.edit("edsger", answered, "B")
    await asked.finish()
    names = ("grace", "alan", "katherine", "edsger")
    assert await asked.answers() == dict.fromkeys(names, ("B", "correct"))


async def test_what_was_given_while_deaf_until_closing_counts_too(asked: Game) -> None:
    await asked.go_deaf()
    await asked.react("grace", "B")
    await asked.reply("alan", "B")
    await asked.reply("edsger", "who knows")
    await asked.finish()
    assert await asked.answers() == dict.fromkeys(("grace", "alan"), ("B", "correct"))
    assert "1 reaction that I found afterwards counted" in words(asked.public()[-1])


async def test_what_is_read_back_twice_counts_once(asked: Game) -> None:
    await asked.react("grace", "B")
    for _ in range(3):
        await asked.go_deaf()
        await asked.go(MINUTE)
        await asked.hear()
    await asked.finish()
    assert await asked.answers() == {"grace": ("B", "correct")}
    assert "I was away" not in words(asked.public()[-1])


async def test_a_reply_deleted_while_we_were_deaf_is_taken_back(asked: Game) -> None:
    reply = await asked.reply("grace", "B")
    await asked.go_deaf()
    with pytest.raises(Exception, match="not listening"):
        await asked.playground.people.delete("grace", reply)
    await asked.go(MINUTE)
    await asked.hear()
    await asked.finish()
    assert await asked.answers() == {}


async def test_two_reactions_that_nobody_can_order_are_void_and_it_is_said(asked: Game) -> None:
    await asked.go_deaf()
    await asked.react("grace", "B")
    await asked.react("grace", "C")
    await asked.react("alan", "B")
    await asked.finish()
    assert await asked.answers() == {"grace": ("B / C", "void"), "alan": ("B", "correct")}
    said = words(asked.public()[-1])
    assert "1 answer could not count: two reactions stood" in said
    assert "**1 of 2** got it right" in said
    assert sorted((await asked.streaks()).values()) == [1, 1, 1]


async def test_who_was_heard_without_a_name_has_one_on_the_first_board(asked: Game) -> None:
    await asked.react("grace", "B")
    await asked.reply("alan", "B")
    async with asked.database.write() as session:
        await session.execute(update(Account).values(name=""))
    await asked.finish()
    assert await asked.answers() == dict.fromkeys(("grace", "alan"), ("B", "correct"))


async def test_a_heard_answer_goes_before_an_older_silence(asked: Game) -> None:
    await asked.go_deaf()
    await asked.react("grace", "C")
    await asked.go(HOUR)
    await asked.hear()
    await asked.press("grace", "B")
    await asked.finish()
    assert await asked.answers() == {"grace": ("B", "correct")}


async def test_a_platform_that_is_down_at_closing_loses_nothing(asked: Game) -> None:
    await asked.go_deaf()
    await asked.react("grace", "B")
    asked.chat.fail("read_reactions", *[down_before()] * 3)
    asked.chat.fail("read_replies", down_before())
    await asked.finish()
    assert (await asked.errand()).post.closed_at is None
    await asked.go(HOUR)
    assert await asked.answers() == {"grace": ("B", "correct")}


async def test_one_post_that_cannot_be_read_keeps_no_other_from_it(here: Game) -> None:
    await here.join(await here.start())
    await here.ask()
    await here.go_deaf()
    await here.react("grace", "B", HERE)
    await here.react("alan", "B", THERE)
    here.chat.fail("read_reactions", down_before())
    await here.hear()
    assert here.chat.calls.count("read_reactions") >= 2
    await here.finish()
    assert set(await here.answers()) == {"grace", "alan"}


async def test_a_deleted_question_keeps_the_answers_that_were_heard(asked: Game) -> None:
    await asked.press("grace", "B")
    await asked.playground.people.delete("ada", (await asked.question()).id)
    await asked.finish()
    assert await asked.answers() == {"grace": ("B", "correct")}
    assert asked.summaries() == ["Answer to question 1: B"]


async def test_a_channel_lost_while_open_still_settles(asked: Game) -> None:
    await asked.press("grace", "B")
    await asked.playground.people.archive("ada", HERE)
    await asked.finish()
    assert await asked.answers() == {"grace": ("B", "correct")}
    assert len(await asked.posts(Post.wake_at.is_not(None))) == 0


async def test_typed_questions_have_no_reactions_to_read(here: Game) -> None:
    await here.start(playing(Form.NUMERIC))
    await here.ask()
    await here.react("grace", "B")
    await here.finish()
    assert "read_reactions" not in here.chat.calls
    assert await here.answers() == {}


async def test_without_public_doors_nothing_is_read_back(here: Game) -> None:
    await here.start(playing(play=Play(doors=frozenset(), quorum=1)))
    await here.ask()
    await here.finish()
    assert not {"read_reactions", "read_replies"}.intersection(here.chat.calls)


async def test_channels_that_close_apart_settle_and_reveal_with_the_last(here: Game) -> None:
    await here.join(await here.start(), zone="America/New_York")
    await here.ask()
    await here.press("grace", "B")
    await here.go_to(NINE + 8 * HOUR + MINUTE)
    assert here.summaries()[-1] == "Question 1 · Single choice is closed."
    assert (await here.rounds())[0].settled_at is None
    await here.press("alan", "C", THERE)
    await here.go_to(NINE + 13 * HOUR + MINUTE)
    for channel in (HERE, THERE):
        assert here.summaries(channel)[-1] == "Answer to question 1: B"
        assert "**1 of 2** got it right" in words(here.public(channel)[-1])
    assert set(await here.answers()) == {"grace", "alan"}


async def test_an_old_question_that_may_not_be_changed_does_not_hold_up_the_answer(
    asked: Game,
) -> None:
    await asked.press("grace", "B")
    # When it closes, when the answer is shown, and once more after that.
    asked.chat.fail("edit", *(edit_refused(60) for _ in range(3)))
    await asked.go_to(NINE + 8 * HOUR + timedelta(seconds=10))
    assert asked.summaries()[-1] == "Answer to question 1: B"
    assert "with its answer" not in asked.summaries()[0]
    await asked.go(5 * MINUTE)
    assert asked.summaries() == [
        "Question 1 · Single choice with its answer.",
        "Answer to question 1: B",
    ]
    assert await asked.answers() == {"grace": ("B", "correct")}


async def test_a_question_that_may_never_be_changed_is_left_after_a_day(asked: Game) -> None:
    asked.chat.fail("edit", *(edit_refused(6 * 3600) for _ in range(20)))
    await asked.go_to(NINE + 8 * HOUR + MINUTE)
    first = (await asked.errand()).post.id
    for _ in range(6):
        await asked.go(6 * HOUR)
    [post] = await asked.posts(Post.id == first)
    assert (post.step, post.wake_at) == (None, None)
    assert asked.summaries().count("Answer to question 1: B") == 1


async def test_a_league_may_reveal_in_each_channel_when_it_closes(here: Game) -> None:
    settings = playing(play=Play(reveal=Reveal.EACH, quorum=1))
    await here.join(await here.start(settings), zone="America/New_York")
    await here.ask()
    await here.go_deaf()
    await here.react("katherine", "A")
    await here.react("katherine", "B")
    await here.hear()
    await here.press("grace", "B")
    await here.go_to(NINE + 8 * HOUR + MINUTE)
    said = words(here.public()[-1])
    assert "**1 of 2** got it right" in said
    assert "streak" not in said
    await here.press("alan", "B", THERE)
    await here.go_to(NINE + 13 * HOUR + MINUTE)
    assert here.summaries().count("Answer to question 1: B") == 1
    assert "**2 of 3** got it right" in words(here.public(THERE)[-1])
    assert await here.differences() == []


async def test_a_pause_after_the_first_closing_leaves_no_answer_hanging(here: Game) -> None:
    await here.join(await here.start(), zone="America/Los_Angeles")
    await here.ask()
    await here.press("grace", "B")
    asked_at = NINE + 8 * HOUR
    # The other channel's question is due in the moment in which the first one closes.
    here.chat.fail("post", down_before())
    here.sleep_until(asked_at + MINUTE)
    await here.playground.people.say("ada", HERE, "/quiz pause")
    await here.go(HOUR)
    assert here.summaries()[-1] == "Answer to question 1: B"
    assert here.summaries(THERE) == []
