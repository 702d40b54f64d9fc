"""What a person has before their eyes."""

import re
import shutil
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import async_playwright

from tests.emulators.slack import dates
from tests.emulators.slack.conftest import Acme
from tests.emulators.slack.page import draw, draw_dialog, draw_home
from tests.emulators.slack.test_blocks import EVERYTHING, asked, entry, modal
from tests.emulators.slack.test_files import put_up

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOON = int(NOW.timestamp())


def words(html: str) -> str:
    """The page without its style and tags."""
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)


async def test_messages_stand_in_order_with_who_wrote_them(acme: Acme) -> None:
    await acme.ada.say(acme.room, "Good *morning*")
    await acme.client.chat_postMessage(channel="C1", text="A question")
    page = draw(acme.slack, acme.grace, acme.room)
    assert re.search(r"Today.*ada.*Good.*Quizstreak.*APP.*A question", words(page), re.DOTALL)
    assert "<b>morning</b>" in page


async def test_strangers_words_are_no_html(acme: Acme) -> None:
    await acme.ada.say(acme.room, "<script>alert(1)</script>")
    page = draw(acme.slack, acme.grace, acme.room)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


async def test_an_ephemeral_message_is_drawn_for_one_person(acme: Acme) -> None:
    await acme.client.chat_postEphemeral(channel="C1", user="U1", text="B noted")
    assert "Only visible to you" in draw(acme.slack, acme.ada, acme.room)
    assert "B noted" not in draw(acme.slack, acme.grace, acme.room)


async def test_replies_stand_under_their_message(acme: Acme) -> None:
    ts = await acme.ada.say(acme.room, "A question")
    await acme.grace.say(acme.room, "An answer", thread=ts)
    await acme.ada.say(acme.room, "Something else")
    page = words(draw(acme.slack, acme.ada, acme.room))
    assert re.search(r"A question.*1 reply.*An answer.*Something else", page, re.DOTALL)


async def test_reactions_are_chips_and_ones_own_is_marked(acme: Acme) -> None:
    ts = await acme.ada.say(acme.room, "A question")
    await acme.ada.react(acme.room, ts, "one")
    await acme.grace.react(acme.room, ts, "one")
    await acme.grace.react(acme.room, ts, "fire")
    page = draw(acme.slack, acme.ada, acme.room)
    assert '<span class="chip mine">1️⃣ 2</span>' in page
    assert '<span class="chip">🔥 1</span>' in page


async def test_edits_and_what_is_gone_are_marked(acme: Acme) -> None:
    ts = await acme.ada.say(acme.room, "A qestion")
    await acme.ada.edit(acme.room, ts, "A question")
    assert "(edited)" in draw(acme.slack, acme.ada, acme.room)
    await acme.grace.say(acme.room, "An answer", thread=ts)
    await acme.ada.delete(acme.room, ts)
    page = draw(acme.slack, acme.ada, acme.room)
    assert "This message was deleted." in page
    assert "A question" not in page


async def test_a_picture_is_within_the_page(acme: Acme) -> None:
    block = {"type": "image", "alt_text": "A curve", "slack_file": {"id": await put_up(acme)}}
    await acme.client.chat_postMessage(channel="C1", text="Look", blocks=[block])
    page = draw(acme.slack, acme.ada, acme.room)
    assert 'src="data:image/png;base64,' in page
    assert 'alt="A curve"' in page


async def test_the_page_loads_nothing_from_outside(acme: Acme) -> None:
    await say_everything(acme)
    page = draw(acme.slack, acme.ada, acme.room)
    assert not re.search(r"""(src=|url\(|@import)\s*["']?https?:""", page)


async def say_everything(acme: Acme) -> None:
    """Every kind of block, with a picture that there is."""
    pictures = {"F1": await put_up(acme)}
    blocks = [dict(block) for block in EVERYTHING]
    for block in blocks:
        if "slack_file" in block:
            block["slack_file"] = {"id": pictures["F1"]}
    await acme.client.chat_postMessage(channel="C1", text="Everything", blocks=blocks)


async def test_a_dialog_stands_before_the_channel_with_its_complaints(acme: Acme) -> None:
    acme.ada.dialogs = [modal(asked(entry(initial_value="four"), block_id="answer"))]
    acme.ada.errors = {"answer": "Write a number."}
    page = draw_dialog(acme.slack, acme.ada, acme.room)
    assert re.search(r"Your answer.*Answer.*Write a number\..*Close.*Send", words(page), re.DOTALL)
    assert 'value="four"' in page
    assert 'class="block field wrong"' in page


async def test_the_home_page_is_drawn_once_it_is_published(acme: Acme) -> None:
    assert "Twelve days" not in draw_home(acme.slack, acme.ada)
    view = {
        "type": "home",
        "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "Twelve days"}}],
    }
    await acme.client.views_publish(user_id="U1", view=view)
    assert "Twelve days" in draw_home(acme.slack, acme.ada)
    assert "Twelve days" not in draw_home(acme.slack, acme.grace)


async def test_people_are_named_by_their_names(acme: Acme) -> None:
    await acme.client.chat_postMessage(channel="C1", text="<@U2> in <#C1>, <@U404>")
    page = words(draw(acme.slack, acme.ada, acme.room))
    assert re.search(r"@grace.*#ml-interviews.*@U404", page, re.DOTALL)


async def test_times_are_the_readers_own(acme: Acme) -> None:
    await acme.client.chat_postMessage(channel="C1", text=f"Until <!date^{NOON}^{{time}}|noon>")
    acme.grace.zone = "Asia/Kolkata"
    assert "Until 12:00 PM" in draw(acme.slack, acme.ada, acme.room)
    assert "Until 5:30 PM" in draw(acme.slack, acme.grace, acme.room)


@pytest.mark.parametrize(
    ("form", "hours", "shown"),
    [
        ("{date_num}", 0, "2026-11-20"),
        ("{date_slash}", 0, "11/20/2026"),
        ("{date}", 24, "November 21st, 2026"),
        ("{date_long}", -48, "Wednesday, November 18th, 2026"),
        ("{date_long_full}", 0, "November 20, 2026"),
        ("{date_short}", 0, "Nov 20, 2026"),
        ("{date_short_pretty} at {time}", 5, "today at 5:00 PM"),
        ("{date_pretty}", 24, "tomorrow"),
        ("{date_long_pretty}", -24, "yesterday"),
        ("{date_short_pretty}", 48, "Nov 22, 2026"),
        ("{time_secs}", -12, "12:00:00 AM"),
        ("{ago}", -3, "3 hours ago"),
        ("{ago}", 72, "in 3 days"),
    ],
)
def test_dates_read_as_slack_writes_them(form: str, hours: int, shown: str) -> None:
    assert dates.shown(form, NOON + hours * 3600, ZoneInfo("UTC"), NOW) == shown


def test_a_day_begins_at_the_readers_midnight() -> None:
    late = NOON + 9 * 3600
    assert dates.shown("{date_pretty}", late, ZoneInfo("UTC"), NOW) == "today"
    assert dates.shown("{date_pretty}", late, ZoneInfo("Asia/Tokyo"), NOW) == "tomorrow"


async def test_everything_fits_on_a_phone(acme: Acme) -> None:
    await acme.ada.say(acme.room, "x" * 300)
    await say_everything(acme)
    acme.ada.dialogs = [modal(asked(entry(multiline=True)))]
    chromium = shutil.which("chromium")
    assert chromium, "There is no Chromium on the PATH."
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 390, "height": 844})
        for html in (
            draw(acme.slack, acme.ada, acme.room),
            draw_dialog(acme.slack, acme.ada, acme.room),
        ):
            await page.set_content(html)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        assert await page.locator(".image img").first.evaluate("it => it.naturalWidth") > 0
        await browser.close()
