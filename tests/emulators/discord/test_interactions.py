"""Deeds that want an answer, and every way of answering them."""

from datetime import timedelta
from typing import Any

import discord as library
import pytest
from discord import ui

from tests.emulators.discord.asked import call, refused
from tests.emulators.discord.emulator import DiscordEmulator, NotTaken, Person, Room
from tests.emulators.discord.sdk import connected, post

Interaction = library.Interaction[library.Client]


def buttons() -> ui.View:
    view = ui.View(timeout=None)
    view.add_item(ui.Button(label="B", custom_id="do:B"))
    view.add_item(ui.Button(label="Gone", custom_id="do:gone", disabled=True))
    view.add_item(ui.Button(label="Read", url="https://example.org"))
    return view


def dialog() -> ui.Modal:
    modal = ui.Modal(title="Your answer", custom_id="form:1")
    modal.add_item(ui.TextInput(label="Number", custom_id="number", max_length=5))
    return modal


async def callback(interaction: Interaction, kind: int, **data: Any) -> Any:
    """A bare first response, past the library's own checks."""
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    return await call(interaction.client, "POST", path, json={"type": kind, "data": data})


async def test_a_press_tells_who_pressed_what_and_where(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord.token) as (client, ears):
        ears.acts = [lambda one: one.response.defer()]
        id = await post(client, view=buttons())
        await ada.press(room, id, "B")
        got: Interaction = await ears.wait("interaction")
        assert isinstance(got.user, library.Member)
        assert (got.user.display_name, got.guild_id, got.channel_id) == ("Ada", 100, 200)
        assert got.data is not None
        assert got.data["custom_id"] == "do:B"  # type: ignore[typeddict-item]
        assert got.message is not None
        assert str(got.message.id) == id
        assert got.permissions.manage_guild
        assert got.locale is library.Locale.american_english


@pytest.mark.parametrize(
    ("name", "words"), [("Gone", "cannot be pressed"), ("Read", "leads out"), ("X", "nothing")]
)
async def test_what_is_no_button_cannot_be_pressed(
    name: str, words: str, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord.token) as (client, _):
        id = await post(client, view=buttons())
        with pytest.raises(NotTaken, match=words):
            await ada.press(room, id, name)


async def test_nobody_answers_in_time(discord: DiscordEmulator, room: Room, ada: Person) -> None:
    discord.patience = 0.05
    async with connected(discord.token) as (client, ears):
        id = await post(client, view=buttons())
        with pytest.raises(NotTaken, match="did not respond"):
            await ada.press(room, id, "B")
        got: Interaction = await ears.wait("interaction")
        with pytest.raises(library.NotFound) as error:
            await got.response.defer()
        assert error.value.code == 10062


async def test_an_interaction_is_answered_once(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord.token) as (client, ears):
        ears.acts = [lambda one: one.response.defer()]
        id = await post(client, view=buttons())
        await ada.press(room, id, "B")
        got: Interaction = await ears.wait("interaction")
        assert await refused(callback(got, 4, content="again")) == (400, 40060)
        assert await refused(
            call(client, "POST", f"/interactions/{got.id}/nothing/callback", json={"type": 6})
        ) == (404, 10062)


async def test_a_message_is_rewritten_by_the_press_on_it(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord.token) as (client, ears):
        ears.acts = [lambda one: one.response.edit_message(content="Done", view=None)]
        id = await post(client, view=buttons())
        await ada.press(room, id, "B")
        (seen,) = ada.sees(room)
        assert (seen.id, seen.text, seen.buttons) == (id, "Done", [])


async def test_a_private_answer_is_rewritten_and_followed_in_private(
    discord: DiscordEmulator, room: Room, ada: Person, grace: Person
) -> None:
    async def update(one: Interaction) -> None:
        await one.response.edit_message(content="Noted", view=None)
        await one.followup.send("And more", ephemeral=True)

    async with connected(discord.token) as (client, ears):
        ears.acts = [
            lambda one: one.response.send_message("Sure?", view=buttons(), ephemeral=True),
            update,
        ]
        id = await post(client, view=buttons())
        await ada.press(room, id, "B")
        private = ada.sees(room)[-1]
        assert private.ephemeral
        path = f"/channels/200/messages/{private.id}"
        assert await refused(call(client, "GET", path)) == (404, 10008)
        await ada.press(room, private.id, "B")
        await ears.finished(2)
        assert not ears.failures
        assert [one.content for one in ada.sees(room)] == ["hello", "Noted", "And more"]
        assert len(grace.sees(room)) == 1
        with pytest.raises(NotTaken, match="no such message"):
            await grace.press(room, private.id, "B")
        ada.reload()
        assert len(ada.sees(room)) == 1


async def test_thinking_gives_way_to_the_answer(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord.token) as (client, ears):
        ears.acts = [lambda one: one.response.defer(ephemeral=True, thinking=True)]
        id = await post(client, view=buttons())
        await ada.press(room, id, "B")
        thinking = ada.sees(room)[-1]
        assert (thinking.loading, thinking.ephemeral) == (True, True)
        got: Interaction = await ears.wait("interaction")
        await got.followup.send("Noted")
        answer = ada.sees(room)[-1]
        assert (answer.id, answer.loading, answer.text) == (thinking.id, False, "Noted")
        await got.edit_original_response(content="Changed")
        assert (await got.original_response()).content == "Changed"
        assert ada.sees(room)[-1].text == "Changed"
        await got.delete_original_response()
        assert len(ada.sees(room)) == 1
        assert await refused(got.edit_original_response(content="x")) == (404, 10008)


async def test_a_token_lives_a_quarter_of_an_hour(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord.token) as (client, ears):
        ears.acts = [lambda one: one.response.defer()]
        await ada.press(room, await post(client, view=buttons()), "B")
        got: Interaction = await ears.wait("interaction")
        await got.followup.send("in time", ephemeral=True)
        discord.clock.advance(timedelta(minutes=15, seconds=1))
        # The library looks at its own clock only before it calls.
        assert await refused(got.followup.send("late", ephemeral=True)) == (401, 50027)


async def test_a_follow_up_wants_an_answer_before_it(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    refusals: list[tuple[int, int]] = []

    async def hasty(one: Interaction) -> None:
        refusals.append(await refused(one.followup.send("too early")))
        await one.response.defer()

    async with connected(discord.token) as (client, ears):
        ears.acts = [hasty]
        await ada.press(room, await post(client, view=buttons()), "B")
        assert refusals == [(404, 10015)]


async def test_not_every_deed_is_answered_in_every_way(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    codes: list[tuple[int, int]] = []

    async def try_all(one: Interaction) -> None:
        codes.extend([await refused(callback(one, kind)) for kind in (1, 8, 12, 77)])
        codes.append(await refused(callback(one, 4)))
        await one.response.send_modal(dialog())

    async def in_dialog(one: Interaction) -> None:
        codes.append(await refused(callback(one, 9)))
        await one.response.send_message("fine")

    async with connected(discord.token) as (client, ears):
        ears.acts = [try_all, in_dialog]
        await ada.press(room, await post(client, view=buttons()), "B")
        await ada.submit({"Number": "1"})
        assert not ears.failures
    assert codes == [(400, 50035)] * 4 + [(400, 50006), (400, 50035)]


async def test_a_press_in_private_comes_from_a_user(discord: DiscordEmulator, ada: Person) -> None:
    async with connected(discord.token) as (client, ears):
        ears.acts = [lambda one: one.response.send_message("Hello")]
        opened = await client.http.start_private_message(1)
        id = await post(client, str(opened["id"]), view=buttons())
        await ada.press(ada.direct, id, "B")
        got: Interaction = await ears.wait("interaction")
        assert (got.guild_id, got.user.name) == (None, "ada")
        assert [one.content for one in ada.sees(ada.direct)] == ["hello", "Hello"]


async def test_a_menu_sends_what_was_chosen(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    view = ui.View(timeout=None)
    view.add_item(
        ui.Select(
            custom_id="m",
            options=[
                library.SelectOption(label="A", value="a"),
                library.SelectOption(label="C", value="c"),
            ],
        )
    )
    async with connected(discord.token) as (client, ears):
        ears.acts = [lambda one: one.response.defer()]
        await ada.press(room, await post(client, view=view), "C")
        got: Any = (await ears.wait("interaction")).data
        assert (got["custom_id"], got["values"]) == ("m", ["c"])


async def test_a_press_that_changes_nothing_yet_may_change_its_message_later(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord.token) as (client, ears):
        ears.acts = [lambda one: one.response.defer()]
        id = await post(client, view=buttons())
        await ada.press(room, id, "B")
        got: Interaction = await ears.wait("interaction")
        await got.edit_original_response(content="Later", view=None)
        (seen,) = ada.sees(room)
        assert (seen.id, seen.text) == (id, "Later")
        extra = await got.followup.send("More", wait=True, ephemeral=True)
        assert (await got.followup.fetch_message(extra.id)).content == "More"
        await got.followup.delete_message(extra.id)
        assert await refused(got.followup.fetch_message(extra.id)) == (404, 10008)
        assert await refused(got.followup.fetch_message(1)) == (404, 10008)


async def test_a_deleted_message_is_not_rewritten(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    codes: list[tuple[int, int]] = []

    async def too_late(one: Interaction) -> None:
        assert one.message is not None
        await client.http.delete_message(200, one.message.id)
        codes.append(await refused(callback(one, 7, content="x")))
        await one.response.defer()

    async with connected(discord.token) as (client, ears):
        ears.acts = [too_late]
        await ada.press(room, await post(client, view=buttons()), "B")
    assert codes == [(404, 10008)]


async def test_faults_of_an_answer_are_told_under_its_data(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    texts: list[str] = []

    async def verbose(one: Interaction) -> None:
        with pytest.raises(library.HTTPException) as error:
            await callback(one, 4, content="x" * 2001)
        texts.append(error.value.text)
        await one.response.defer()

    async with connected(discord.token) as (client, ears):
        ears.acts = [verbose]
        await ada.press(room, await post(client, view=buttons()), "B")
    assert "In data.content: Must be 2000 or fewer in length." in texts[0]
