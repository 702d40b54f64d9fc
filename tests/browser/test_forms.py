"""Each form of question that is typed or ticked, answered in its dialog and in its thread."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot import app
from bot.quiz.question import Bank, Entry, Form, Question
from questions.loader import load_packs
from tests.browser.answers import right
from tests.browser.conftest import OpenWindow
from tests.browser.show import Show, premiere

FORMS = (Form.MULTI_SELECT, Form.NUMERIC, Form.ORDER, Form.MATCH, Form.FREE_TEXT)


class OneOfEach:
    """The bank, as if it had but one question of each of `FORMS`."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank

    def entries(self) -> tuple[Entry, ...]:
        daily = [entry for entry in self._bank.entries() if entry.daily]
        return tuple(next(entry for entry in daily if entry.form is form) for form in FORMS)

    def draw(self, question_id: str, seed: str) -> Question:
        return self._bank.draw(question_id, seed)


def one_of_each(packs: Sequence[Path]) -> OneOfEach:
    return OneOfEach(load_packs(packs))


@pytest.fixture
async def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Show]:
    monkeypatch.setattr(app, "load_packs", one_of_each)
    show = Show(await premiere(tmp_path))
    await show.start()
    yield show
    await show.stop()


async def test_every_form_is_answered_in_a_dialog_and_in_a_thread(
    show: Show, open_window: OpenWindow
) -> None:
    grace, alan = await open_window("Grace"), await open_window("Alan")
    met = set()
    for number in range(1, len(FORMS) + 1):
        if number > 1:
            await grace.to_next_day(number)
        question = show.asked(number)
        met.add(question.face.form)
        await grace.answer_daily(number, question, right(question))
        await alan.reply(number, right(question))
        await expect(alan.thread.locator("button.chip", has_text="📝")).to_be_visible()
        await grace.to_closing(number)
        await grace.picture(f"reveal-{question.face.form}")
        how_many = " of 2" if question.face.form is Form.FREE_TEXT else "2 of 2"
        await expect(grace.reveal(number)).to_contain_text(f"{how_many} got it right")
        await alan.close_thread()
    assert met == set(FORMS)


async def test_a_number_that_is_none_is_not_taken(show: Show, open_window: OpenWindow) -> None:
    window, number = await open_window("Grace"), 1
    while show.asked(number).face.form is not Form.NUMERIC:
        number += 1
        await window.to_next_day(number)
    await window.answer(window.question(number), show.asked(number), "about a dozen")
    await expect(window.receipt).to_contain_text("I need one number")
