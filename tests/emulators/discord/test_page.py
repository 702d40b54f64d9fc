"""What a person has before their eyes."""

import re
import shutil
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import discord as library
import pytest
from discord import ui
from playwright.async_api import async_playwright

from tests.emulators.discord import dates
from tests.emulators.discord.asked import call
from tests.emulators.discord.emulator import DiscordEmulator, Person, Room
from tests.emulators.discord.page import draw, draw_dialog
from tests.emulators.discord.sdk import connected, post

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NOON = int(NOW.timestamp())
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cf50070003830180fb4e3d8c0000000049454e44ae426082"
)


def read(html: str) -> str:
    """The page without its style and tags."""
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)


async def test_messages_stand_in_order_with_who_wrote_them(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person, grace: Person
) -> None:
    await ada.say(room, "Good **morning**")
    await post(client, content="A question")
    page = draw(discord, grace, room)
    assert re.search(r"Ada .*Good.*Quizstreak.*APP.*A question", read(page), re.DOTALL)
    assert "<b>morning</b>" in page


async def test_strangers_words_are_no_html(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    await ada.say(room, "<script>alert(1)</script>")
    page = draw(discord, ada, room)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def everything() -> tuple[library.Embed, ui.View]:
    embed = library.Embed(title="Question 7", color=0x0B655E)
    embed.description = "### What is it?\n```py\nx = [1]\n```\n- one\n-# small\n> quoted `code`"
    embed.add_field(name="Topic", value="Trees", inline=True)
    embed.add_field(name="Closes", value=f"<t:{NOON}:t>", inline=True)
    embed.set_image(url="attachment://figure-1.png").set_footer(text="Worth 10 points")
    view = ui.View(timeout=None)
    for letter in "ABCD":
        view.add_item(ui.Button(label=letter, custom_id=f"do:{letter}"))
    options = [library.SelectOption(label="Later", value="l")]
    view.add_item(ui.Select(custom_id="m", placeholder="More", options=options))
    return embed, view


async def say_everything(client: library.Client) -> str:
    embed, view = everything()
    file = library.File(BytesIO(PNG), "figure-1.png")
    return await post(client, content="", embed=embed, view=view, file=file)


async def test_an_embed_is_drawn_with_all_it_holds(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    await say_everything(client)
    page = draw(discord, ada, room)
    expected = r"Question 7.*What is it\?.*x = \[1\].*one.*small.*quoted.*Topic.*Trees.*12:00 PM"
    assert re.search(expected + r".*Worth 10 points.*A.*D.*More", read(page), re.DOTALL)
    assert "border-left-color:#0b655e" in page
    assert 'src="data:image/png;base64,' in page


async def test_an_answer_for_one_person_is_drawn_for_that_person(
    discord: DiscordEmulator, room: Room, ada: Person, grace: Person
) -> None:
    async with connected(discord.token) as (client, ears):
        ears.acts = [
            lambda one: one.response.send_message("B noted", ephemeral=True),
            lambda one: one.response.defer(thinking=True),
        ]
        id = await say_everything(client)
        await ada.press(room, id, "B")
        page = draw(discord, ada, room)
        assert re.search(r"B noted.*Only you can see this", read(page), re.DOTALL)
        assert "B noted" not in draw(discord, grace, room)
        await ada.press(room, id, "B")
        assert "Quizstreak is thinking" in draw(discord, grace, room)


async def test_threads_stand_under_their_message(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    id = await post(client, content="A question")
    thread = await ada.open_thread(room, id, "Answers")
    await ada.say(thread, "I think B")
    await post(client, content="Something else")
    page = read(draw(discord, ada, room))
    expected = r"A question.*Answers.*1 Message ›.*I think B.*Something else"
    assert re.search(expected, page, re.DOTALL)
    body = {"archived": True, "locked": True}
    await call(client, "PATCH", f"/channels/{thread.id}", json=body)
    assert "Answers 🔒" in draw(discord, ada, room)
    assert "ml-interviews › Answers" in draw(discord, ada, thread)


async def test_reactions_are_chips_and_ones_own_is_marked(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person, grace: Person
) -> None:
    id = await post(client)
    await ada.react(room, id, "🇦")
    await grace.react(room, id, "🇦")
    await grace.react(room, id, "🔥")
    page = draw(discord, ada, room)
    assert '<span class="chip mine">🇦 2</span>' in page
    assert '<span class="chip">🔥 1</span>' in page


async def test_replies_edits_and_names_are_told(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person, grace: Person
) -> None:
    id = await ada.say(room, "A qestion")
    await ada.edit(room, id, "A question")
    await grace.say(room, "in <#200>, <@1>", reply_to=id)
    page = read(draw(discord, ada, room))
    assert "(edited)" in page
    assert re.search(r"Ada\s+A question.*#ml-interviews.*@Ada", page, re.DOTALL)


async def test_a_dialog_stands_before_the_channel(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    modal = ui.Modal(title="Your answer", custom_id="form:1")
    modal.add_item(ui.Label(text="Number", component=ui.TextInput(default="four")))
    letters = [library.RadioGroupOption(label=letter, value=letter) for letter in "AB"]
    radio: ui.RadioGroup[ui.View] = ui.RadioGroup(options=letters)
    modal.add_item(ui.Label(text="Letter", description="Only one", component=radio))
    async with connected(discord.token) as (client, ears):
        ears.acts = [lambda one: one.response.send_modal(modal)]
        id = await say_everything(client)
        with pytest.raises(ValueError, match="no dialog"):
            draw_dialog(discord, ada, room)
        await ada.press(room, id, "B")
    page = draw_dialog(discord, ada, room)
    expected = r"Your answer.*Number.*Letter.*Only one.*A.*B.*Cancel.*Submit"
    assert re.search(expected, read(page), re.DOTALL)
    assert 'value="four"' in page


async def test_the_page_loads_nothing_from_outside(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    await say_everything(client)
    page = draw(discord, ada, room)
    assert not re.search(r"""(src=|url\(|@import)\s*["']?https?:""", page)


async def test_a_direct_conversation_has_its_own_frame(
    discord: DiscordEmulator, ada: Person
) -> None:
    await ada.dm("hello")
    page = read(draw(discord, ada, ada.direct))
    assert re.search(r"Direct Messages.*@ Quizstreak.*hello", page, re.DOTALL)


@pytest.mark.parametrize(
    ("form", "hours", "shown"),
    [
        ("", 0, "November 20, 2026 at 12:00 PM"),
        (":t", 5, "5:00 PM"),
        (":T", -12, "12:00:00 AM"),
        (":d", 0, "11/20/2026"),
        (":D", 24, "November 21, 2026"),
        (":F", 0, "Friday, November 20, 2026 at 12:00 PM"),
        (":R", 2, "in 2 hours"),
        (":R", -1, "an hour ago"),
        (":R", -24, "a day ago"),
        (":R", 24 * 65, "in 2 months"),
    ],
)
def test_moments_read_as_discord_writes_them(form: str, hours: int, shown: str) -> None:
    mark = f"<t:{NOON + hours * 3600}{form}>"
    assert dates.stamp(mark, ZoneInfo("UTC"), NOW) == shown


def test_times_are_the_readers_own() -> None:
    assert dates.stamp(f"<t:{NOON}:t>", ZoneInfo("Asia/Kolkata"), NOW) == "5:30 PM"


async def test_everything_fits_on_a_phone(
    client: library.Client, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    await ada.say(room, "x" * 300)
    await ada.open_thread(room, await say_everything(client), "y" * 100)
    text = {"type": 4, "custom_id": "t", "style": 2}
    ada.dialog = {
        "title": "Your answer",
        "custom_id": "f",
        "components": [{"type": 18, "label": "Number", "component": text}],
    }
    chromium = shutil.which("chromium")
    assert chromium, "There is no Chromium on the PATH."
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 390, "height": 844})
        for html in (draw(discord, ada, room), draw_dialog(discord, ada, room)):
            await page.set_content(html)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        assert await page.locator("img.picture").first.evaluate("it => it.naturalWidth") > 0
        await browser.close()
