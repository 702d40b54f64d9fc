"""Two people and a third play through two weeks with nothing but Slack."""

import re
from collections.abc import Awaitable, Callable

import pytest

from adapters.slack.emoji import name_of
from bot.quiz.answers import LETTER_EMOJI
from bot.quiz.question import Form, Question
from tests.browser.answers import right, wrong
from tests.stories.company import DAY, EVERY_DAY, HOUR, MINUTE, Company

pytestmark = pytest.mark.timeout(120)

Scene = Callable[["Days"], Awaitable[None]]


def emoji(letter: str) -> str:
    """What Slack calls the emoji that stands for a letter."""
    return name_of(LETTER_EMOJI[letter])


class Days:
    """Question by question."""

    def __init__(self, acme: Company) -> None:
        self.acme = acme
        self.number = 0
        self.question: Question

    @property
    def right(self) -> str:
        return right(self.question)

    @property
    def wrong(self) -> str:
        return wrong(self.question)

    @property
    def has_letters(self) -> bool:
        """One tap answers today's question."""
        return self.question.face.form.takes_one_letter

    async def give(self, name: str, text: str) -> None:
        await self.acme.give(name, self.number, text)

    async def dawn(self) -> None:
        """The next question."""
        self.number += 1
        while (wake := await self.acme.engine.dispatcher.next_wake()) and not self._is_asked():
            await self.acme.go_to(wake)
        await self.acme.go(5 * MINUTE)
        self.question = await self.acme.asked(self.number)

    def _is_asked(self) -> bool:
        return bool(self.acme.all_seen("Grace", f"Question {self.number} ·"))

    async def dusk(self, right: int, of: int) -> None:
        """The answer, with its why and how many were right."""
        await self.acme.go(8 * HOUR)
        answer = self.acme.reveal(self.number)
        assert plain(self.question.key.explanation)[:40] in answer
        is_text = self.question.face.form is Form.FREE_TEXT  # only people can judge it for sure
        assert f"{'' if is_text else right} of {of} got it right" in answer

    async def plain_day(self) -> None:
        """Grace and Alan are right, Katherine is not."""
        await self.give("Grace", self.right)
        await self.give("Alan", self.right)
        await self.give("Katherine", self.wrong)
        await self.dusk(2, of=3)


def plain(text: str) -> str:
    """Up to the first mark of style."""
    return re.split(r"[*`\n]", text)[0]


async def test_two_weeks_with_reactions_buttons_threads_and_streaks(acme: Company) -> None:
    days = Days(acme)
    await acme.set_up(weekdays=EVERY_DAY)
    await five_days(days)
    await two_share_the_first_rank(days)
    await five_kept_days_are_a_streak_of_five(days)
    await a_missed_day_breaks_a_streak_without_a_freeze(days)
    await a_freeze_saves_a_streak(days)
    assert await acme.differences() == []


async def five_days(days: Days) -> None:
    """A scene a day; the one with reactions waits for a question that has letters."""
    reactions: list[Scene] = [reactions_can_be_chosen_changed_and_withdrawn]
    scenes: list[Scene] = [
        answers_are_private_and_can_be_changed,
        a_thread_reply_counts,
        an_answer_that_comes_too_late_is_refused_kindly,
        Days.plain_day,
    ]
    for _ in range(5):
        await days.dawn()
        scene = (reactions if days.has_letters and reactions else scenes).pop(0)
        await scene(days)
    assert not reactions, "none of the five questions had letters to react with"


async def answers_are_private_and_can_be_changed(days: Days) -> None:
    acme = days.acme
    alone = acme.receipt("Alan")
    await days.give("Grace", days.wrong)
    assert "you can change it until" in acme.receipt("Grace")
    assert acme.receipt("Alan") == alone
    await days.give("Grace", days.right)
    await days.give("Alan", days.right)
    await days.give("Katherine", days.wrong)
    await days.dusk(2, of=3)


async def reactions_can_be_chosen_changed_and_withdrawn(days: Days) -> None:
    acme, ts = days.acme, days.acme.question(days.number).ts
    grace, katherine = acme.person("Grace"), acme.person("Katherine")
    letters = days.question.face.letters
    standing = acme.question(days.number).reactions
    assert list(standing) == [emoji(letter) for letter in letters], "seeded in order"
    await grace.react(acme.room, ts, emoji(days.wrong))
    await grace.unreact(acme.room, ts, emoji(days.wrong))
    await grace.react(acme.room, ts, emoji(days.right))
    await days.give("Alan", days.right)
    await katherine.react(acme.room, ts, emoji(days.wrong))
    await katherine.unreact(acme.room, ts, emoji(days.wrong))
    await days.dusk(2, of=2)


async def a_thread_reply_counts(days: Days) -> None:
    acme, ts = days.acme, days.acme.question(days.number).ts
    grace = acme.person("Grace")
    await grace.say(acme.room, f"I say {days.right}, don't you?", thread=ts)
    reply = await grace.say(acme.room, days.wrong, thread=ts)
    await grace.edit(acme.room, reply, days.right)
    [noted] = [one for one in grace.sees(acme.room) if one.ts == reply]
    assert list(noted.reactions) == ["memo"]
    await days.give("Alan", days.right)
    await days.give("Katherine", days.wrong)
    await days.dusk(2, of=3)


async def an_answer_that_comes_too_late_is_refused_kindly(days: Days) -> None:
    acme = days.acme
    seen = acme.question(days.number)
    await days.give("Grace", days.right)
    await days.give("Alan", days.right)
    acme.slack.clock.advance(9 * HOUR)  # closing time is past, and the engine was busy elsewhere
    await acme.answer("Katherine", seen, days.question, days.wrong)
    assert "That was too late: this question closed" in acme.receipt("Katherine")
    assert "The next one is yours!" in acme.receipt("Katherine")
    await days.dusk(2, of=2)


async def two_share_the_first_rank(days: Days) -> None:
    await days.acme.person("Grace").command(days.acme.room, "/quiz leaderboard")
    board = days.acme.receipt("Grace")
    ranks = re.findall(r"(🥇|🥈|🥉)\s*(\w+)", board)
    assert ranks == [("🥇", "alan"), ("🥇", "grace"), ("🥉", "katherine")], board


async def five_kept_days_are_a_streak_of_five(days: Days) -> None:
    for name in ("Grace", "Alan"):
        await days.acme.person(name).command(days.acme.room, "/quiz streak")
        assert "🔥 5 days" in days.acme.receipt(name)


async def a_missed_day_breaks_a_streak_without_a_freeze(days: Days) -> None:
    await days.dawn()
    await days.give("Grace", days.right)
    await days.dusk(1, of=1)
    await days.acme.person("Alan").command(days.acme.room, "/quiz streak why")
    assert re.search(r"kept · 5.*missed · 0", days.acme.receipt("Alan"), re.DOTALL)


async def a_freeze_saves_a_streak(days: Days) -> None:
    await days.dawn()
    await days.give("Grace", days.right)
    await days.dusk(1, of=1)
    await days.dawn()
    await days.acme.go(8 * HOUR)
    assert "Nobody answered this one" in days.acme.reveal(days.number)
    await days.acme.person("Grace").command(days.acme.room, "/quiz streak why")
    diary = days.acme.receipt("Grace")
    assert re.search(r"kept · 7 · earned a freeze.*❄️ frozen · 7", diary, re.DOTALL), diary


async def test_an_admin_changes_the_hour_and_everybody_sees_it(acme: Company) -> None:
    await acme.set_up(weekdays=EVERY_DAY)
    ada = acme.person("Ada")
    await ada.command(acme.room, "/quiz settings")
    await ada.press(acme.room, acme.sees("Ada", "Settings").ts, "Schedule…")
    await ada.submit({"at": "10:30"})
    await acme.person("Grace").command(acme.room, "/quiz next")
    plan = acme.receipt("Grace")
    assert plan.count("10:30") == 14, plan


async def test_a_form_says_what_it_cannot_take(acme: Company) -> None:
    await acme.set_up()
    ada = acme.person("Ada")
    await ada.command(acme.room, "/quiz settings")
    await ada.press(acme.room, acme.sees("Ada", "Settings").ts, "Schedule…")
    await ada.submit({"at": "half past ten"})
    assert "half past ten" in acme.receipt("Ada")


async def test_practice_tells_at_once_in_one_message(acme: Company) -> None:
    grace = acme.person("Grace")
    await grace.command(acme.room, "/quiz practice")
    asked = acme.sees("Grace", "Practice 1 of 5")
    assert asked.ephemeral
    question = await acme.practised("Grace")
    await acme.answer("Grace", asked, question, right(question))
    told = acme.receipt("Grace")
    assert re.search("Right!|Did you have it?", told), told
    assert len([one for one in grace.sees(acme.room) if one.ephemeral]) == 1


async def test_nothing_before_closing_tells_the_key(acme: Company) -> None:
    await acme.set_up(weekdays=EVERY_DAY)
    days = Days(acme)
    for _ in range(3):
        await days.dawn()
        opened = acme.now
        await days.give("Grace", days.right)
        closing = acme.now + DAY / 4
        await days.dusk(1, of=1)
        key = days.question.key
        told = [
            repr(one.payload)
            for one in acme.slack.transcript.shown
            if opened - 6 * MINUTE <= one.at < closing
        ]
        assert told
        for secret in (plain(key.explanation)[:40], *(plain(why)[:40] for why in key.whys if why)):
            assert not any(secret in one for one in told)
