"""Two people and a third play through two weeks with nothing but their chat."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from bot.quiz.question import Form, Question
from tests.browser.answers import right, wrong
from tests.stories.cast import EVERY_DAY, HOUR, MINUTE, Cast

Scene = Callable[["Days"], Awaitable[None]]


class Days:
    """Question by question."""

    def __init__(self, cast: Cast[Any]) -> None:
        self.cast = cast
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
        await self.cast.give(name, self.number, text)

    async def dawn(self) -> None:
        """The next question."""
        self.number += 1
        while (wake := await self.cast.engine.dispatcher.next_wake()) and not self._is_asked():
            await self.cast.go_to(wake)
        await self.cast.go(5 * MINUTE)
        self.question = await self.cast.asked(self.number)

    def _is_asked(self) -> bool:
        return bool(self.cast.all_seen("Grace", f"Question {self.number} ·"))

    async def dusk(self, right: int, of: int) -> None:
        """The answer, with its why and how many were right."""
        await self.cast.go(8 * HOUR)
        answer = self.cast.reveal(self.number)
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


async def test_two_weeks_with_reactions_buttons_threads_and_streaks(cast: Cast[Any]) -> None:
    days = Days(cast)
    await cast.set_up(weekdays=EVERY_DAY)
    await five_days(days)
    await two_share_the_first_rank(days)
    await five_kept_days_are_a_streak_of_five(days)
    await a_missed_day_breaks_a_streak_without_a_freeze(days)
    await a_freeze_saves_a_streak(days)
    assert await cast.differences() == []


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
    cast = days.cast
    alone = cast.receipt("Alan")
    await days.give("Grace", days.wrong)
    assert "you can change it until" in cast.receipt("Grace")
    assert cast.receipt("Alan") == alone
    await days.give("Grace", days.right)
    await days.give("Alan", days.right)
    await days.give("Katherine", days.wrong)
    await days.dusk(2, of=3)


async def reactions_can_be_chosen_changed_and_withdrawn(days: Days) -> None:
    cast, question = days.cast, days.cast.question(days.number)
    letters = days.question.face.letters
    assert list(question.reactions) == [cast.emoji(one) for one in letters], "seeded in order"
    await cast.react("Grace", question.id, days.wrong)
    await cast.unreact("Grace", question.id, days.wrong)
    await cast.react("Grace", question.id, days.right)
    await days.give("Alan", days.right)
    await cast.react("Katherine", question.id, days.wrong)
    await cast.unreact("Katherine", question.id, days.wrong)
    await days.dusk(2, of=2)


async def a_thread_reply_counts(days: Days) -> None:
    cast, question = days.cast, days.cast.question(days.number)
    await cast.reply("Grace", question.id, f"I say {days.right}, don't you?")
    reply = await cast.reply("Grace", question.id, days.wrong)
    await cast.rewrite("Grace", question.id, reply, days.right)
    await cast.settled()
    [noted] = [one for one in cast.lines("Grace") if one.id == reply]
    assert len(noted.reactions) == 1, "a small sign that it counts"
    await days.give("Alan", days.right)
    await days.give("Katherine", days.wrong)
    await days.dusk(2, of=3)


async def an_answer_that_comes_too_late_is_refused_kindly(days: Days) -> None:
    cast = days.cast
    seen = cast.question(days.number)
    await days.give("Grace", days.right)
    await days.give("Alan", days.right)
    cast.wait(9 * HOUR)  # closing time is past, and the engine was busy elsewhere
    await cast.answer("Katherine", seen, days.question, days.wrong)
    assert "That was too late: this question closed" in cast.receipt("Katherine")
    assert "The next one is yours!" in cast.receipt("Katherine")
    await days.dusk(2, of=2)


async def two_share_the_first_rank(days: Days) -> None:
    await days.cast.command("Grace", "leaderboard")
    board = days.cast.receipt("Grace")
    ranks = re.findall(r"(🥇|🥈|🥉)\s*(\w+)", board)
    assert ranks == [("🥇", "alan"), ("🥇", "grace"), ("🥉", "katherine")], board


async def five_kept_days_are_a_streak_of_five(days: Days) -> None:
    for name in ("Grace", "Alan"):
        await days.cast.command(name, "streak")
        assert "🔥 5 days" in days.cast.receipt(name)


async def a_missed_day_breaks_a_streak_without_a_freeze(days: Days) -> None:
    await days.dawn()
    await days.give("Grace", days.right)
    await days.dusk(1, of=1)
    await days.cast.command("Alan", "streak why")
    assert re.search(r"kept · 5.*missed · 0", days.cast.receipt("Alan"), re.DOTALL)


async def a_freeze_saves_a_streak(days: Days) -> None:
    await days.dawn()
    await days.give("Grace", days.right)
    await days.dusk(1, of=1)
    await days.dawn()
    await days.cast.go(8 * HOUR)
    assert "Nobody answered this one" in days.cast.reveal(days.number)
    await days.cast.command("Grace", "streak why")
    diary = days.cast.receipt("Grace")
    assert re.search(r"kept · 7 · earned a freeze.*❄️ frozen · 7", diary, re.DOTALL), diary


async def test_an_admin_changes_the_hour_and_everybody_sees_it(cast: Cast[Any]) -> None:
    await cast.set_up(weekdays=EVERY_DAY)
    await cast.change("Schedule…", at="10:30")
    await cast.command("Grace", "next")
    plan = cast.receipt("Grace")
    assert plan.count("10:30") == 14, plan


async def test_a_form_says_what_it_cannot_take(cast: Cast[Any]) -> None:
    await cast.set_up()
    await cast.change("Schedule…", at="half past ten")
    assert "half past ten" in cast.receipt("Ada")


async def test_practice_tells_at_once_in_one_message(cast: Cast[Any]) -> None:
    await cast.command("Grace", "practice")
    asked = cast.sees("Grace", "Practice 1 of 5")
    assert asked.is_private
    question = await cast.practised("Grace")
    await cast.answer("Grace", asked, question, right(question))
    told = cast.receipt("Grace")
    assert re.search("Right!|Did you have it?", told), told
    assert len(cast.private("Grace")) == 1
