"""The page itself: open to everybody, by keyboard too, on a phone too, and across a restart."""

import re
from importlib.resources import files
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import OpenWindow
from tests.browser.show import Show
from tests.browser.window import PHONE, Window

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
GRAVE = ("serious", "critical")


async def barriers(window: Window) -> list[str]:
    """What axe-core finds that keeps people from using what the window shows."""
    await window.page.evaluate(AXE)
    found: dict[str, Any] = await window.page.evaluate("axe.run()")
    return [
        f"{one['id']}: {node['html']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


async def test_a_barrier_would_be_found(open_window: OpenWindow) -> None:
    window = await open_window("Grace")
    await window.page.evaluate("document.querySelector('#who').labels[0].remove()")
    assert [one.split(":")[0] for one in await barriers(window)] == ["select-name"]


async def test_the_first_question_is_open_to_everybody(open_window: OpenWindow) -> None:
    window = await open_window("Grace")
    await expect(window.question(1)).to_be_visible()
    assert await barriers(window) == []
    await window.picture("question-light")


async def test_the_dark_theme_is_open_to_everybody(open_window: OpenWindow) -> None:
    window = await open_window("Grace")
    await window.page.get_by_role("button", name="Dark theme").click()
    await expect(window.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert await barriers(window) == []
    await window.picture("question-dark")


async def test_the_page_takes_up_the_systems_dark_theme(open_window: OpenWindow) -> None:
    window = await open_window("Grace", dark=True)
    await expect(window.page.locator("html")).to_have_attribute("data-theme", "dark")


async def test_a_thread_is_open_to_everybody(open_window: OpenWindow) -> None:
    window = await open_window("Grace")
    await window.reply(1, "Interesting one!")
    assert await barriers(window) == []
    await window.picture("thread-open")


async def test_a_form_is_open_to_everybody(open_window: OpenWindow) -> None:
    window = await open_window("Ada")
    await window.say("/quiz settings")
    await window.card("Settings").get_by_role("button", name="Schedule…").click()
    await expect(window.dialog).to_be_visible()
    assert await barriers(window) == []
    await window.picture("settings-dialog")


async def test_the_leaderboard_is_open_to_everybody(open_window: OpenWindow, show: Show) -> None:
    window = await open_window("Grace")
    question = show.asked(1)
    await window.answer_daily(1, question, question.key.answer)
    await window.to_closing(1)
    await window.say("/quiz leaderboard")
    await expect(window.card("Players, this week")).to_contain_text("Grace")
    assert await barriers(window) == []


async def test_a_phone_shows_it_all(open_window: OpenWindow) -> None:
    window = await open_window("Grace", PHONE)
    await expect(window.question(1)).to_be_visible()
    assert await barriers(window) == []
    await window.picture("phone")
    await window.page.get_by_role("button", name="Channels and clock").click()
    await expect(window.page.get_by_role("button", name="To closing time")).to_be_visible()
    assert await barriers(window) == []
    await window.picture("phone-drawer")


async def test_nothing_is_wider_than_the_narrowest_phone(open_window: OpenWindow) -> None:
    window = await open_window("Grace", {"width": 360, "height": 740})
    await window.say("/quiz help")
    await expect(window.receipt).to_contain_text("/quiz leaderboard")
    wide = "document.documentElement.scrollWidth - innerWidth"
    assert await window.page.evaluate(wide) == 0
    inside = "[...document.querySelectorAll('.log')].filter(n => n.scrollWidth > n.clientWidth)"
    assert await window.page.evaluate(f"{inside}.length") == 0


async def test_one_can_answer_by_keyboard(open_window: OpenWindow) -> None:
    window = await open_window("Grace")
    await window.page.get_by_role("combobox", name="Message").focus()
    door = window.question(1).get_by_role("button", name=re.compile("^([A-G]|Answer…|Choose…)$"))
    for _ in range(60):
        await window.page.keyboard.press("Shift+Tab")
        if await door.last.evaluate("node => node === document.activeElement"):
            break
    await expect(door.last).to_be_focused()
    await window.page.keyboard.press("Enter")
    await expect(window.receipt.or_(window.dialog)).to_be_visible()


async def test_escape_closes_a_form_and_gives_the_focus_back(open_window: OpenWindow) -> None:
    window = await open_window("Ada")
    await window.say("/quiz settings")
    opener = window.card("Settings").get_by_role("button", name="Play…")
    await opener.focus()
    await window.page.keyboard.press("Enter")
    await expect(window.dialog).to_be_visible()
    await window.page.keyboard.press("Escape")
    await expect(window.dialog).to_have_count(0)
    await expect(opener).to_be_focused()


async def test_everything_is_still_there_after_a_restart(
    open_window: OpenWindow, show: Show
) -> None:
    window = await open_window("Grace")
    question = show.asked(1)
    await window.answer_daily(1, question, question.key.answer)
    await show.stop()
    offline = window.page.get_by_text("Not connected. Trying again…")
    await expect(offline).to_be_visible()
    await show.start()
    await expect(offline).to_be_hidden()
    await expect(window.receipt).to_contain_text("noted")
    await window.to_closing(1)
    await expect(window.reveal(1)).to_contain_text("1 of 1 got it right")
    window.errors.clear()  # Chromium notes that the server was away


async def test_teammates_play_on_until_they_are_stopped(open_window: OpenWindow) -> None:
    window = await open_window("Grace")
    await window.page.get_by_role("button", name="Run three weeks").click()
    await expect(window.reveal(2)).to_be_visible()
    await window.page.get_by_role("button", name="Stop").click()
    await expect(window.page.get_by_role("status").get_by_text("Stopped.")).to_be_visible()
    await window.say("/quiz leaderboard all")
    await expect(window.card("Players, all time")).to_contain_text("🥇")
    await window.picture("leaderboard-of-teammates")
