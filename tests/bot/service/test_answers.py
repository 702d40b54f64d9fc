"""Every door leads to the same answer; the newest by the platform's time counts, and none late."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat.events import ReactionChanged, ReplyWritten
from bot.chat.places import MessageRef, Place, Workspace
from bot.db.engine import Database
from bot.db.queries import posts
from bot.db.queries.posts import Errand
from bot.db.tables import Given, Post, Round
from bot.quiz.answers import LETTER_EMOJI
from bot.quiz.league import Door, Play, Policy
from bot.quiz.question import Form
from bot.service import answers as module
from bot.service.answers import Answers, Noted, NotOpen, TooLate, Withdrawn
from tests.games import HERE, HOUR, MINUTE, MONDAY, THERE, Game, game, playing
from tests.nine_forms import RIGHT, WRONG

NINE = MONDAY + HOUR


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


@pytest.fixture
async def asked(here: Game) -> Game:
    """A single-choice question stands open."""
    await here.start()
    await here.ask()
    return here


def doors(here: Game) -> Answers:
    return Answers(here.means, here.intake)


async def given(here: Game) -> list[Given]:
    async with here.database.read() as session:
        return list(await session.scalars(select(Given).order_by(Given.at)))


async def test_each_of_the_doors_counts(asked: Game) -> None:
    assert "noted, you can change it until" in await asked.press("ada", "B")
    await asked.react("grace", "B")
    await asked.reply("alan", "b)")
    await asked.reply("edsger", "precision")
    await asked.finish()
    right = ("B", "correct")
    assert await asked.answers() == dict.fromkeys(("ada", "grace", "alan", "edsger"), right)


@pytest.mark.parametrize("form", [form for form in Form if not form.takes_one_letter])
async def test_a_form_counts(here: Game, form: Form) -> None:
    await here.start(playing(form))
    await here.ask()
    assert "noted" in await here.fill("grace", RIGHT[form][0])
    await here.fill("alan", WRONG[form])
    await here.finish()
    found = await here.answers()
    assert found["grace"] == (RIGHT[form][0], "correct")
    assert found["alan"][1] != "correct"


@pytest.mark.parametrize("form", list(Form))
async def test_a_thread_reply_counts_in_every_form(here: Game, form: Form) -> None:
    await here.start(playing(form))
    await here.ask()
    reply = await here.reply("grace", RIGHT[form][0])
    seen = here.playground.people.message("alan", reply)
    assert [one["emoji"] for one in seen["reactions"]] == ["📝"]
    await here.finish()
    assert await here.answers() == {"grace": (RIGHT[form][0], "correct")}


async def test_a_form_that_cannot_be_read_says_what_is_wanted(here: Game) -> None:
    await here.start(playing(Form.NUMERIC))
    await here.ask()
    assert "I need one number" in await here.fill("grace", "many")
    await here.finish()
    assert await here.answers() == {}


async def test_the_newest_answer_counts_whatever_its_door(asked: Game) -> None:
    await asked.press("grace", "A")
    await asked.react("grace", "C")
    await asked.reply("grace", "D")
    await asked.press("grace", "B")
    await asked.finish()
    assert await asked.answers() == {"grace": ("B", "correct")}


async def test_the_platform_s_time_decides_not_the_order_of_delivery(asked: Game) -> None:
    message, grace = await asked.question(), asked.person("grace")
    at = asked.now

    def reacted(letter: str, minutes: int, *, standing: bool = True) -> ReactionChanged:
        emoji = LETTER_EMOJI[letter]
        return ReactionChanged(at + minutes * MINUTE, grace, message, emoji, standing)

    for event in (
        reacted("A", 4, standing=False),
        reacted("B", 3),
        reacted("A", 1),
        reacted("B", 3),
        reacted("C", 2),
    ):
        await asked.handlers.receive(event)
    await asked.finish()
    assert await asked.answers() == {"grace": ("B", "correct")}


async def test_removing_the_reaction_takes_the_answer_back(asked: Game) -> None:
    await asked.react("grace", "B")
    await asked.unreact("grace", "B")
    await asked.finish()
    assert await asked.answers() == {}


async def test_the_receipt_s_button_takes_every_door_back(asked: Game) -> None:
    await asked.react("grace", "B")
    await asked.press("grace", "B")
    assert "Taken back" in await asked.withdraw("grace")
    await asked.finish()
    assert await asked.answers() == {}


async def test_after_taking_back_one_may_answer_again(asked: Game) -> None:
    await asked.press("grace", "A")
    await asked.withdraw("grace")
    await asked.press("grace", "B")
    await asked.finish()
    assert await asked.answers() == {"grace": ("B", "correct")}


async def test_late_answers_are_refused_kindly_and_never_count(asked: Game) -> None:
    message = await asked.question()
    await asked.reply("alan", "A")
    asked.sleep_until(NINE + 8 * HOUR)
    assert "That was too late" in await asked.press("grace", "B")
    await asked.react("grace", "B")
    await asked.reply("edsger", "B")
    assert await doors(asked).reaction(
        ReactionChanged(asked.now, asked.person("ada"), message, LETTER_EMOJI["B"], standing=True)
    ) == TooLate(NINE + 8 * HOUR)
    await asked.go(HOUR)
    assert await asked.answers() == {"alan": ("A", "incorrect")}
    await asked.react("grace", "B")
    await asked.go(HOUR)
    assert await asked.answers() == {"alan": ("A", "incorrect")}


async def test_what_is_removed_after_closing_stays_an_answer(asked: Game) -> None:
    await asked.react("grace", "B")
    reply = await asked.reply("alan", "B")
    asked.sleep_until(NINE + 8 * HOUR)
    await asked.unreact("grace", "B")
    await asked.playground.people.delete("alan", reply)
    assert "too late" in await asked.press("grace", "A")
    await asked.go(HOUR)
    assert set(await asked.answers()) == {"grace", "alan"}


async def test_an_answer_taken_back_too_late_stands(asked: Game) -> None:
    await asked.press("grace", "B")
    asked.sleep_until(NINE + 8 * HOUR)
    assert "too late" in await asked.withdraw("grace")
    await asked.go(HOUR)
    assert set(await asked.answers()) == {"grace"}


async def test_a_timely_answer_delivered_late_is_counted_after_all(asked: Game) -> None:
    message, at = await asked.question(), asked.now
    await asked.press("alan", "A")
    await asked.finish()
    assert await asked.answers() == {"alan": ("A", "incorrect")}
    late = ReactionChanged(at, asked.person("grace"), message, LETTER_EMOJI["B"], standing=True)
    await asked.handlers.receive(late)
    [first, _] = await asked.rounds()
    assert first.unsettled
    await asked.go(MINUTE)
    assert await asked.answers() == {"alan": ("A", "incorrect"), "grace": ("B", "correct")}
    [first, _] = await asked.rounds()
    assert not first.unsettled
    assert await asked.differences() == []
    assert list((await asked.streaks()).values()) == [1, 1, 1]


async def test_a_late_delivery_of_what_is_known_reopens_nothing(asked: Game) -> None:
    message, at = await asked.question(), asked.now
    known = ReactionChanged(at, asked.person("grace"), message, LETTER_EMOJI["B"], standing=True)
    await asked.handlers.receive(known)
    await asked.finish()
    await asked.handlers.receive(known)
    async with asked.database.read() as session:
        assert (await session.scalars(select(Round).where(Round.unsettled))).all() == []


async def test_forged_buttons_are_refused(asked: Game) -> None:
    message, grace = await asked.question(), asked.person("grace")
    post = str((await asked.errand()).post.id)
    elsewhere = Place(Workspace("playground", "another"), HERE)
    forged = [
        (message, "", "B"),
        (message, "x", "B"),
        (message, "-1", "B"),
        (message, "²", "B"),
        (message, "99", "B"),
        (message, "9" * 19, "B"),
        (message, "9" * 5000, "B"),
        (message, post, ""),
        (message, post, "AB"),
        (message, post, "E"),
        (message, post, "b"),
        (MessageRef(message.place, "7"), post, "B"),
        (MessageRef(Place(message.place.workspace, THERE), message.id), post, "B"),
        (MessageRef(elsewhere, message.id), post, "B"),
    ]
    for at, post_id, letter in forged:
        outcome = await doors(asked).press(grace, at, post_id, letter, asked.now)
        assert outcome == NotOpen(), (at, post_id, letter)
    assert await given(asked) == []


@pytest.mark.parametrize("form", [form for form in Form if not form.takes_one_letter])
async def test_a_tap_is_no_answer_where_a_form_is_asked(here: Game, form: Form) -> None:
    await here.start(playing(form))
    await here.ask()
    errand = await here.errand()
    args = (here.person("grace"), errand.message, str(errand.post.id), "A", here.now)
    assert await doors(here).press(*args) == NotOpen()


async def test_forms_and_withdrawals_of_another_channel_are_refused(asked: Game) -> None:
    errand, grace = await asked.errand(), asked.person("grace")
    post, there = str(errand.post.id), Place(errand.place.workspace, THERE)
    assert await doors(asked).fill(grace, there, post, "B", asked.now) == NotOpen()
    assert await doors(asked).withdraw(grace, there, post, asked.now) == NotOpen()
    assert await doors(asked).withdraw(grace, errand.place, "x", asked.now) == NotOpen()
    thread = Place(errand.place.workspace, "thread-1", HERE)
    assert await doors(asked).withdraw(grace, thread, post, asked.now) == Withdrawn()


async def test_an_old_button_says_that_its_question_is_over(asked: Game) -> None:
    message, post = await asked.question(), (await asked.errand()).post
    await asked.finish()
    grace = asked.person("grace")
    outcome = await doors(asked).press(grace, message, str(post.id), "B", asked.now)
    assert outcome == TooLate(post.closes_at)


async def test_a_quick_press_counts_before_the_message_s_id_is_known(here: Game) -> None:
    await here.start()
    seen: list[object] = []

    async def press_at_once() -> None:
        [post] = await here.posts()
        message = MessageRef((await errand_of(here, post)).place, "1")
        args = (here.person("grace"), message, str(post.id), "B", here.now)
        seen.append(await doors(here).press(*args))

    real = here.playground.post

    async def post(*args: object) -> MessageRef:
        message = await real(*args)  # type: ignore[arg-type]  # as it was called
        await press_at_once()
        return message

    here.playground.post = post  # type: ignore[method-assign,assignment]  # a very quick member
    await here.ask()
    assert isinstance(seen[0], Noted)
    await here.finish()
    assert await here.answers() == {"grace": ("B", "correct")}


async def errand_of(here: Game, post: Post) -> Errand:
    async with here.database.read() as session:
        found = await posts.errand(session, post.id)
    assert found is not None
    return found


async def test_a_question_that_is_not_out_in_a_channel_yet_takes_no_answer(here: Game) -> None:
    await here.join(await here.start(), zone="America/New_York")
    await here.ask()
    [waiting] = [p for p in await here.posts(Post.message_id.is_(None)) if p.attempts == 0][:1]
    errand = await errand_of(here, waiting)
    message = MessageRef(errand.place, "77")
    args = (here.person("grace"), message, str(waiting.id), "B", here.now)
    assert await doors(here).press(*args) == NotOpen()


async def test_where_the_first_answer_is_final_a_second_changes_nothing(here: Game) -> None:
    await here.start(playing(play=Play(policy=Policy.FIRST, quorum=1)))
    await here.ask()
    assert "The first answer counts" in await here.press("grace", "B")
    await here.press("grace", "A")
    await here.react("alan", "C")
    await here.unreact("alan", "C")
    await here.finish()
    assert await here.answers() == {"grace": ("B", "correct"), "alan": ("C", "incorrect")}


async def test_doors_that_are_turned_off_are_ignored(here: Game) -> None:
    await here.start(playing(play=Play(doors=frozenset({Door.BUTTONS}), quorum=1)))
    await here.ask()
    await here.react("grace", "B")
    await here.reply("alan", "B")
    await here.finish()
    assert await given(here) == []
    assert await here.answers() == {}


async def test_a_reaction_that_names_no_option_is_left_alone(asked: Game) -> None:
    message = await asked.question()
    await asked.playground.people.react("grace", message.id, "🎉")
    await asked.react("grace", "G")
    await asked.playground.people.react("grace", asked.public()[0]["id"], "🎉")
    await asked.finish()
    assert await asked.answers() == {}


async def test_talk_in_the_thread_is_left_alone(asked: Game) -> None:
    talk = ("A tough one!", "I think B or C", "B A C D", "what a day")
    replies = [await asked.reply("grace", text) for text in talk]
    for reply in replies:
        assert asked.playground.people.message("ada", reply)["reactions"] == []
    await asked.finish()
    assert await asked.answers() == {}
    assert list((await asked.streaks()).values()) == []


async def test_talk_that_is_edited_into_an_answer_counts(asked: Game) -> None:
    reply = await asked.reply("grace", "let me think")
    await asked.playground.people.edit("grace", reply, "B")
    await asked.finish()
    assert await asked.answers() == {"grace": ("B", "correct")}


async def test_an_answer_that_is_edited_into_talk_is_taken_back(asked: Game) -> None:
    reply = await asked.reply("grace", "B")
    await asked.playground.people.edit("grace", reply, "no idea, really")
    await asked.finish()
    assert await asked.answers() == {}


async def test_a_deleted_reply_is_taken_back(asked: Game) -> None:
    reply = await asked.reply("grace", "B")
    await asked.playground.people.delete("grace", reply)
    await asked.finish()
    assert await asked.answers() == {}


async def test_a_reply_elsewhere_is_no_answer(asked: Game) -> None:
    place = (await asked.question()).place
    event = ReplyWritten(
        asked.now, asked.person("grace"), MessageRef(place, "9"), MessageRef(place, "8"), "B"
    )
    assert await doors(asked).reply(event) == NotOpen()


async def test_a_long_answer_in_any_script_is_kept(here: Game) -> None:
    await here.start(playing(Form.FREE_TEXT))
    await here.ask()
    letters = [chr(0x4E00 + 37 * n % 20000) for n in range(1490)]
    text = "Потому что " + "".join(letters) + " так."
    await here.reply("grace", text)
    await here.finish()
    kept, verdict = (await here.answers())["grace"]
    assert text.startswith(kept)
    assert len(kept) > 700
    assert verdict == "unsure"


async def test_a_question_is_an_answer_in_a_form_and_talk_in_the_thread(here: Game) -> None:
    await here.start(playing(Form.FREE_TEXT))
    await here.ask()
    await here.fill("grace", "Does the variance shrink?")
    await here.reply("alan", "Does the variance shrink, or not?")
    await here.finish()
    answers = await here.answers()
    assert list(answers) == ["grace"]
    assert answers["grace"][0] == "Does the variance shrink?"


async def test_what_is_remembered_of_posts_stays_small(
    asked: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 1)
    desk = doors(asked)
    errand = await asked.errand()
    args = (asked.person("grace"), errand.message, str(errand.post.id), "B", asked.now)
    for _ in range(3):
        assert isinstance(await desk.press(*args), Noted)
    assert len(desk._known) == 1


async def test_one_person_in_two_channels_of_a_league_answers_once(here: Game) -> None:
    await here.join(await here.start())
    await here.ask()
    await here.press("grace", "A", HERE)
    await here.press("grace", "B", THERE)
    await here.finish()
    assert await here.answers() == {"grace": ("B", "correct")}
    assert await here.differences() == []


async def test_an_answer_is_kept_from_another_workspace(asked: Game) -> None:
    message = await asked.question()
    stranger = replace(asked.person("grace"), workspace=Workspace("playground", "another"))
    forged = replace(message, place=replace(message.place, workspace=stranger.workspace))
    event = ReactionChanged(asked.now, stranger, forged, LETTER_EMOJI["B"], standing=True)
    assert await doors(asked).reaction(event) == NotOpen()
    later = event.at + timedelta(seconds=1)
    assert isinstance(await doors(asked).reaction(replace(event, at=later, message=message)), Noted)
