"""Two people and a third play through two weeks with nothing but the page."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, Route, expect

from bot.quiz.question import Form
from tests.browser.answers import right, wrong
from tests.browser.conftest import OpenWindow
from tests.browser.show import Show
from tests.browser.window import Window

STREAM = re.compile("/playground/api/stream")


Scene = Callable[["Days"], Awaitable[None]]


class Days:
    """Grace sits at one window, Alan at another; Katherine now and then takes Alan's seat."""

    def __init__(self, show: Show, grace: Window, alan: Window) -> None:
        self.show = show
        self.grace = grace
        self.alan = alan
        self.number = 1

    @property
    def right(self) -> str:
        return right(self.show.asked(self.number))

    @property
    def wrong(self) -> str:
        return wrong(self.show.asked(self.number))

    @property
    def has_letters(self) -> bool:
        """One tap answers today's question."""
        return self.show.asked(self.number).face.form.takes_one_letter

    async def give(self, window: Window, text: str) -> None:
        await window.answer_daily(self.number, self.show.asked(self.number), text)

    async def katherine_guesses(self) -> None:
        """Wrongly, in Alan's seat."""
        await self.alan.become("Katherine")
        await self.give(self.alan, self.wrong)
        await self.alan.become("Alan")

    async def dawn(self) -> None:
        """The next question."""
        self.number += 1
        await self.grace.to_next_day(self.number)
        await expect(self.alan.question(self.number)).to_be_visible()

    async def dusk(self, right: int, of: int) -> None:
        """The answer, with its why and how many were right."""
        await self.grace.to_closing(self.number)
        answer, question = self.grace.reveal(self.number), self.show.asked(self.number)
        await expect(answer).to_contain_text(_plain(question.key.explanation)[:40])
        is_text = question.face.form is Form.FREE_TEXT  # nobody but people can judge it for sure
        await expect(answer).to_contain_text(f"{'' if is_text else right} of {of} got it right")

    async def plain_day(self) -> None:
        """Grace and Alan are right, Katherine is not."""
        await self.give(self.grace, self.right)
        await self.give(self.alan, self.right)
        await self.katherine_guesses()
        await self.dusk(2, of=3)


def _plain(text: str) -> str:
    """Up to the first mark of style."""
    return re.split(r"[*`\n]", text)[0]


@pytest.fixture
async def days(show: Show, open_window: OpenWindow) -> Days:
    return Days(show, await open_window("Grace"), await open_window("Alan"))


@asynccontextmanager
async def no_news(page: Page) -> AsyncIterator[None]:
    """Meanwhile the page hears of nothing, as on a bad line."""

    async def cut(route: Route) -> None:
        await route.fulfill(status=204)

    await page.route(STREAM, cut)
    await page.reload()
    await expect(page.get_by_text("Not connected. Trying again…")).to_be_visible()
    yield
    await page.unroute(STREAM)


async def test_two_weeks_with_reactions_buttons_threads_and_streaks(days: Days) -> None:
    await five_days(days)
    await two_share_the_first_rank(days)
    await five_kept_days_are_a_streak_of_five(days)
    await a_missed_day_breaks_a_streak_without_a_freeze(days)
    await a_freeze_saves_a_streak(days)


async def five_days(days: Days) -> None:
    """A scene a day; the one with reactions waits for a question that has letters."""
    reactions: list[Scene] = [reactions_can_be_chosen_changed_and_withdrawn]
    scenes: list[Scene] = [
        answers_are_private_and_can_be_changed,
        a_thread_reply_counts,
        an_answer_that_comes_too_late_is_refused_kindly,
        Days.plain_day,
    ]
    for day in range(1, 6):
        if day > 1:
            await days.dawn()
        scene = (reactions if days.has_letters and reactions else scenes).pop(0)
        await scene(days)
    assert not reactions, "none of the five questions had letters to react with"


async def answers_are_private_and_can_be_changed(days: Days) -> None:
    others = days.alan.page.locator("article.private")
    before = await others.count()
    await days.give(days.grace, days.wrong)
    await expect(days.grace.receipt).to_contain_text("you can change it until")
    await expect(days.grace.receipt).to_contain_text("Only you can see this")
    await days.grace.picture("receipt")
    await days.give(days.grace, days.right)
    await days.give(days.alan, days.right)
    await expect(others).to_have_count(before + 1)
    await days.katherine_guesses()
    await days.dusk(2, of=3)
    await days.grace.picture("reveal")


async def reactions_can_be_chosen_changed_and_withdrawn(days: Days) -> None:
    grace, alan, number = days.grace, days.alan, days.number
    await grace.react(number, days.wrong)
    await expect(alan.chip(number, days.wrong)).to_contain_text("2 people")
    await grace.react(number, days.wrong)
    await grace.react(number, days.right)
    await days.give(alan, days.right)
    await alan.become("Katherine")
    await alan.react(number, days.wrong)
    await expect(grace.chip(number, days.wrong)).to_contain_text("2 people")
    await alan.react(number, days.wrong)
    await expect(grace.chip(number, days.wrong)).to_contain_text("1 person")
    await alan.become("Alan")
    await days.dusk(2, of=2)


async def a_thread_reply_counts(days: Days) -> None:
    await days.grace.reply(days.number, f"I say {days.right}, don't you?")
    await days.grace.reply(days.number, days.right)
    noted = days.grace.thread.locator("article").last.locator("button.chip", has_text="📝")
    await expect(noted).to_be_visible()
    await days.grace.picture("thread")
    await days.grace.close_thread()
    await days.give(days.alan, days.right)
    await days.katherine_guesses()
    await days.dusk(2, of=3)


async def an_answer_that_comes_too_late_is_refused_kindly(days: Days) -> None:
    alan, number, question = days.alan, days.number, days.show.asked(days.number)
    await days.give(days.grace, days.right)
    await days.give(alan, days.right)
    await alan.become("Katherine")
    async with no_news(alan.page):
        await days.dusk(2, of=2)
        await alan.answer(alan.question(number), question, days.wrong)
    await expect(alan.receipt).to_contain_text("That was too late: this question closed")
    await expect(alan.receipt).to_contain_text("The next one is yours!")
    await alan.become("Alan")


async def two_share_the_first_rank(days: Days) -> None:
    await days.grace.say("/quiz leaderboard")
    board = days.grace.card("Players, this week")
    ranks = board.locator("dt")
    await expect(ranks).to_have_text(["🥇 Alan", "🥇 Grace", "🥉 Katherine"])
    points = await board.locator("dd strong").all_inner_texts()
    assert points[0] == points[1] != points[2]
    await days.grace.picture("leaderboard-tie")


async def five_kept_days_are_a_streak_of_five(days: Days) -> None:
    for window in (days.grace, days.alan):
        await window.say("/quiz streak")
        await expect(window.card("Streaks").locator("dd").first).to_contain_text("🔥 5 days")


async def a_missed_day_breaks_a_streak_without_a_freeze(days: Days) -> None:
    await days.dawn()
    await days.give(days.grace, days.right)
    await days.dusk(1, of=1)
    await days.alan.say("/quiz streak why")
    diary = days.alan.card("Your streak, day by day")
    await expect(diary).to_contain_text(re.compile("kept · 5.*missed · 0", re.DOTALL))


async def a_freeze_saves_a_streak(days: Days) -> None:
    await days.dawn()
    await days.give(days.grace, days.right)
    await days.dusk(1, of=1)
    await days.dawn()
    await days.grace.to_closing(days.number)
    await expect(days.grace.reveal(days.number)).to_contain_text("Nobody answered this one")
    await days.grace.say("/quiz streak why")
    diary = days.grace.card("Your streak, day by day")
    await expect(diary).to_contain_text(
        re.compile("kept · 7 · earned a freeze.*❄️ frozen · 7", re.DOTALL)
    )
    await days.grace.picture("streak-why")


async def test_an_admin_changes_the_hour_and_everybody_sees_it(open_window: OpenWindow) -> None:
    window = await open_window("Ada")
    await window.say("/quiz settings")
    await window.card("Settings").get_by_role("button", name="Schedule…").click()
    await window.dialog.get_by_label("Time of the question").fill("10:30")
    await window.dialog.get_by_role("button", name="Save").click()
    await expect(window.dialog).to_have_count(0)
    await window.become("Grace")
    await window.say("/quiz next")
    plan = window.card("The next questions")
    await expect(plan).to_contain_text("Tue 3 Jan")
    await expect(plan.locator("dd")).to_have_text(["10:30"] * 14)
    await window.picture("next")


async def test_a_form_says_what_it_cannot_take(open_window: OpenWindow) -> None:
    window = await open_window("Ada")
    await window.say("/quiz settings")
    await window.card("Settings").get_by_role("button", name="Schedule…").click()
    await window.dialog.get_by_label("Time of the question").fill("half past ten")
    await window.dialog.get_by_role("button", name="Save").click()
    await expect(window.receipt).to_contain_text("half past ten")


async def test_practice_tells_at_once(open_window: OpenWindow, show: Show) -> None:
    window = await open_window("Grace")
    await window.say("/quiz practice")
    asked = window.card(re.compile("^Practice 1 of 5"))
    await expect(asked).to_be_visible()
    await window.picture("practice")
    question = show.practised("grace")
    await window.answer(asked, question, question.key.answer)
    told = window.card(re.compile("Right!|Did you have it?"))
    await expect(told).to_be_visible()
    await window.picture("practice-feedback")
