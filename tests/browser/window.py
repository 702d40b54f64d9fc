"""A browser window on the playground, used as people use it: by what they see."""

import re
from pathlib import Path

from playwright.async_api import ConsoleMessage, Error, Locator, Page, ViewportSize, expect

from bot.quiz.answers import LETTER_EMOJI
from bot.quiz.question import Question

PICTURES = Path(__file__).resolve().parents[2] / "screenshots"
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 780}


class Window:
    """One person at the page; every error in the console is kept in `errors`."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self._address = address
        page.on("console", self._heard)
        page.on("pageerror", self._broke)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _broke(self, error: Error) -> None:
        self.errors.append(str(error))

    async def open(self, name: str = "Ada") -> None:
        await self.page.goto(self._address)
        await self.become(name)

    async def become(self, name: str) -> None:
        """Play as somebody else."""
        label = f"{name} (admin)" if name == "Ada" else name
        await self.page.get_by_label("Who you are").select_option(label=label)
        await expect(self.page.locator("#log")).to_have_attribute("aria-busy", "false")
        await expect(self.page.locator(".who .avatar")).to_have_text(name[:2].upper())

    # Reading

    def card(self, title: str | re.Pattern[str]) -> Locator:
        """The newest message with this title."""
        heading = self.page.get_by_role("heading", level=3, name=title)
        return self.page.locator("#log article").filter(has=heading).last

    def question(self, number: int) -> Locator:
        return self.card(re.compile(rf"^Question {number} ·"))

    def reveal(self, number: int) -> Locator:
        return self.card(f"Answer to question {number}")

    @property
    def receipt(self) -> Locator:
        """The newest message that is for this person's eyes only."""
        return self.page.locator("#log article.private.from-bot").last

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("complementary", name="Thread")

    # Doing

    async def say(self, text: str) -> None:
        box = self.page.get_by_role("combobox", name="Message")
        await box.fill(text)
        await box.press("Enter")
        await expect(box).to_have_value("")

    async def press(self, number: int, letter: str) -> None:
        await self.question(number).get_by_role("button", name=letter, exact=True).click()

    def chip(self, number: int, letter: str) -> Locator:
        return self.question(number).locator(f"button.chip[data-key='chip {LETTER_EMOJI[letter]}']")

    async def react(self, number: int, letter: str) -> None:
        """Put the reaction on, or take it off."""
        chip = self.chip(number, letter)
        before = await chip.get_attribute("aria-pressed")
        await chip.click()
        await expect(chip).to_have_attribute("aria-pressed", str(before != "true").lower())

    async def reply(self, number: int, text: str) -> None:
        """Write in the question's thread."""
        await self.open_thread(number)
        box = self.thread.get_by_role("textbox", name="Reply in the thread")
        await box.fill(text)
        await box.press("Enter")
        await expect(self.thread.locator("article").last).to_contain_text(text)

    async def open_thread(self, number: int) -> None:
        await self.question(number).hover()
        await self.question(number).get_by_role("button", name="Reply in a thread").click()
        await expect(self.thread).to_be_visible()

    async def close_thread(self) -> None:
        await self.thread.get_by_role("button", name="Close the thread").click()
        await expect(self.thread).to_be_hidden()

    async def answer(self, message: Locator, question: Question, text: str) -> None:
        """By letter button, or in the form behind “Answer…” or “Choose…”."""
        if question.face.form.takes_one_letter:
            await message.get_by_role("button", name=text, exact=True).click()
            return
        await message.get_by_role("button", name=re.compile("^(Answer|Choose)…$")).click()
        if question.face.form.takes_letters:
            for letter in text.split():
                await self.dialog.get_by_label(re.compile(rf"^{letter}\s")).check()
        else:
            await self.dialog.get_by_role("textbox").fill(text)
        await self.dialog.get_by_role("button", name="Answer", exact=True).click()
        await expect(self.dialog).to_have_count(0)

    async def answer_daily(self, number: int, question: Question, text: str) -> None:
        """Answer in private, and see the receipt."""
        before = await self.page.locator("#log article.private").count()
        await self.answer(self.question(number), question, text)
        await expect(self.page.locator("#log article.private")).to_have_count(before + 1)
        await expect(self.receipt).to_contain_text("noted")

    async def to_closing(self, number: int) -> None:
        """Move the clock until the answer is shown."""
        await self.page.get_by_role("button", name="To closing time").click()
        await expect(self.reveal(number)).to_be_visible()

    async def to_next_day(self, number: int) -> None:
        """Move the clock until the question of this number is open."""
        await self.page.get_by_role("button", name="Next quiz day").click()
        await expect(self.question(number)).to_be_visible()

    async def picture(self, name: str) -> Path:
        """Keep what the window shows for people to look at."""
        PICTURES.mkdir(exist_ok=True)
        path = PICTURES / f"{name}.png"
        await self.page.screenshot(path=path, animations="disabled")
        return path
