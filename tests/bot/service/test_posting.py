"""A due question is posted once, in time or not at all, whatever goes wrong on the way."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.playground.reading import words
from bot.chat.port import MessageGone
from bot.db.engine import Database
from bot.db.tables import Post, Step
from bot.quiz.league import Play
from tests.fakes import Before, down_after, down_before, throttled
from tests.games import HERE, HOUR, MINUTE, MONDAY, THERE, Game, game, playing

NINE = MONDAY + HOUR


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


async def test_a_due_question_is_posted_seeded_reminded_closed_and_revealed(here: Game) -> None:
    await here.start()
    await here.ask()
    assert await here.press("grace", "B") != ""
    await here.finish()
    assert here.summaries() == [
        "Question 1 · Single choice with its answer.",
        "Answer to question 1: B",
    ]
    await here.ask()
    reactions = here.public()[-1]["reactions"]
    assert [(one["emoji"], one["people"]) for one in reactions] == [
        (emoji, ["Quizstreak"]) for emoji in "🇦🇧🇨🇩"
    ]
    await here.go_to(NINE + timedelta(hours=31))
    reminder = here.public()[-1]
    assert reminder["thread"] == (await here.question()).id
    assert "1 more answer keeps the 1-day streak of" in str(reminder["blocks"])
    assert "Grace" not in str(reminder["blocks"])
    await here.finish()
    planned = await here.posts(Post.message_id.is_(None))
    assert [post.due_at for post in planned] == [NINE + timedelta(days=2)]


async def test_while_half_of_the_window_remains_a_late_question_is_posted(here: Game) -> None:
    await here.start()
    here.sleep_until(NINE + 4 * HOUR)
    await here.go(MINUTE * 0)
    [post] = await here.posts(Post.message_id.is_not(None))
    assert post.closes_at == NINE + 8 * HOUR
    assert "late today, sorry" in str(here.public()[-1]["blocks"])


async def test_a_punctual_question_is_not_called_late(here: Game) -> None:
    await here.start()
    await here.ask()
    assert "late" not in str(here.public()[-1]["blocks"])


async def test_a_question_too_late_is_left_out_and_the_admin_told_once(here: Game) -> None:
    await here.start()
    here.sleep_until(NINE + 4 * HOUR + MINUTE)
    await here.go(MINUTE)
    await here.go(3 * HOUR)
    assert here.summaries() == []
    [told] = here.told()
    assert "too little of its time was left" in told
    assert "The day counts for nobody" in told
    [monday, tuesday] = await here.rounds()
    assert (monday.excused, tuesday.excused) == (True, False)


async def test_a_channel_that_is_too_late_is_left_out_alone(here: Game) -> None:
    await here.join(await here.start(), zone="Atlantic/Azores")
    here.sleep_until(NINE + 4.5 * HOUR)
    await here.go(MINUTE)
    [left_out] = await here.posts(Post.skipped.is_not(None))
    assert left_out.due_at == NINE
    await here.press("grace", "B", THERE)
    await here.finish()
    assert (len(here.told()), here.summaries()) == (1, [])
    assert here.summaries(THERE)[-1] == "Answer to question 1: B"
    assert not (await here.rounds())[0].excused
    assert await here.differences() == []


async def test_a_channel_left_out_last_lets_the_others_see_the_answer(here: Game) -> None:
    await here.join(await here.start(), zone="America/Los_Angeles")
    await here.ask()
    await here.press("grace", "B")
    await here.go_to(NINE + 8 * HOUR - 5 * MINUTE)
    # It is down from just before one closing until the other channel's is too late to ask.
    here.sleep_until(NINE + 13 * HOUR)
    await here.go(MINUTE)
    assert here.summaries(THERE) == []
    assert "Answer to question 1: B" in here.summaries()
    assert await here.answers() == {"grace": ("B", "correct")}
    assert await here.differences() == []


async def test_without_a_fitting_question_the_admin_is_told_the_remedy(here: Game) -> None:
    settings = playing()
    await here.start(replace(settings, play=Play(topics=frozenset({"knitting"}))))
    await here.go(2 * HOUR)
    assert here.summaries() == []
    assert "Choose more topics in `/quiz settings`" in here.told()[0]


@pytest.mark.parametrize("fault", [down_after, down_before])
@pytest.mark.parametrize("operation", ["post", "react", "thread"])
async def test_a_lost_reply_doubles_nothing(here: Game, operation: str, fault: object) -> None:
    await here.start()
    assert callable(fault)
    here.chat.fail(operation, fault())
    await here.ask()
    await here.go(HOUR)
    assert here.summaries() == ["Question 1 · Single choice: Which is it, in single-choice?"]
    assert len(here.public()[0]["reactions"]) == 4
    [post] = await here.posts(Post.message_id.is_not(None))
    assert post.thread_id


async def test_what_may_have_been_posted_is_looked_for_before_it_is_posted(here: Game) -> None:
    await here.start()
    here.chat.fail("post", down_after())
    await here.ask()
    assert here.chat.calls[:3] == ["check", "post", "find"]
    assert here.chat.calls.count("post") == 1


async def test_who_asks_us_to_wait_is_obeyed(here: Game) -> None:
    await here.start()
    here.chat.fail("post", throttled(90), throttled(0))
    await here.go_to(NINE)
    [post] = await here.posts()
    assert post.wake_at == NINE + timedelta(seconds=90)
    await here.go(timedelta(seconds=89))
    assert here.summaries() == []
    await here.go(timedelta(seconds=2))
    assert len(here.summaries()) == 1


async def test_a_refused_try_had_no_effect_so_the_next_one_need_not_look(here: Game) -> None:
    await here.start()
    here.chat.fail("post", throttled(90), throttled(1))
    await here.go(2 * HOUR)
    assert here.chat.calls.count("post") == 3
    assert "find" not in here.chat.calls


async def test_what_is_in_doubt_stays_so_when_the_next_try_is_refused(here: Game) -> None:
    await here.start()
    here.chat.fail("post", down_after())
    here.chat.fail("find", throttled(90), throttled(1))
    await here.go(2 * HOUR)
    assert here.chat.calls.count("find") == 3
    assert here.chat.calls.count("post") == 1
    assert len(here.summaries()) == 1


async def test_a_lost_channel_is_left_in_peace_and_its_admin_told_once(here: Game) -> None:
    await here.start()
    here.playground.store.lose(HERE, lost=True)
    await here.go(timedelta(days=3))
    assert here.chat.calls.count("post") == 2  # the question, and the word to the admin
    [told] = here.told()
    assert "Invite me again and give `/quiz resume` there" in told
    assert len(await here.posts()) == 1


async def test_of_two_questions_in_a_lost_channel_one_word_is_enough(here: Game) -> None:
    await here.start()
    await here.ask()
    await here.finish()
    await here.playground.people.say("ada", HERE, "/quiz now")
    await here.playground.people.say("ada", HERE, "/quiz now")
    here.playground.store.lose(HERE, lost=True)
    await here.go(MINUTE)
    assert len(await here.posts(Post.skipped.is_not(None))) == 2
    assert len(here.told()) == 1


async def test_an_admin_who_takes_no_messages_holds_nothing_up(here: Game) -> None:
    await here.start()
    here.playground.store.lose(HERE, lost=True)
    here.playground.store.lose("direct-ada", lost=True)
    await here.go(2 * HOUR)
    [post] = await here.posts()
    assert (post.step, post.wake_at) == (None, None)
    assert post.skipped


async def test_a_question_that_is_deleted_at_once_still_closes(here: Game) -> None:
    await here.start()
    here.chat.fail("react", down_before())
    await here.go_to(NINE)
    await here.playground.people.delete("ada", (await here.question()).id)
    await here.ask()
    await here.finish()
    assert here.summaries() == ["Answer to question 1: B"]


async def test_a_channel_that_is_gone_when_it_is_seeded_still_closes(here: Game) -> None:
    await here.start()
    here.chat.fail("react", down_before())
    await here.go_to(NINE)
    here.playground.store.lose(HERE, lost=True)
    await here.go(10 * HOUR)
    assert (await here.rounds())[0].settled_at is not None


async def test_a_league_without_public_doors_gets_none(here: Game) -> None:
    settings = playing()
    await here.start(replace(settings, play=Play(doors=frozenset())))
    await here.ask()
    assert here.public()[-1]["reactions"] == []
    assert "buttons are private, " not in str(here.public()[-1]["blocks"])
    assert (await here.errand()).post.thread_id is None


async def test_a_short_window_is_not_reminded_of(here: Game) -> None:
    settings = playing()
    short = replace(settings, schedule=replace(settings.schedule, window=2 * HOUR))
    await here.start(short)
    for _ in range(2):
        await here.ask()
        assert (await here.errand()).post.step == "close"
        await here.press("grace", "B")
        await here.finish()
    assert not [one for one in here.summaries() if one.startswith("There is still time")]


async def test_the_thread_before_is_closed_when_the_next_question_comes(here: Game) -> None:
    await here.start()
    await here.ask()
    await here.finish()
    assert "close_thread" not in here.chat.calls
    await here.go(24 * HOUR)
    assert here.chat.calls.count("close_thread") == 1


async def test_a_question_says_what_a_thread_reply_needs(here: Game) -> None:
    here.chat.reply_note = "ping me in a reply"
    await here.start()
    await here.ask()
    assert "ping me in a reply" in words(here.public()[0])


async def test_where_no_letters_can_be_put_people_still_have_a_thread(here: Game) -> None:
    await here.start()
    here.chat.fail("react", Before(MessageGone("not allowed")))
    await here.go_to(MONDAY + HOUR)
    [asked, _] = await here.posts()
    assert asked.thread_id


async def test_the_next_question_is_planned_though_nothing_can_be_seeded(here: Game) -> None:
    await here.start()
    here.chat.fail("react", *[down_before()] * 3)
    await here.go_to(MONDAY + HOUR)
    [asked, planned] = await here.posts()
    assert asked.step is Step.SEED
    assert (planned.step, planned.due_at) == (Step.POST, MONDAY + 25 * HOUR)
