"""Dialogs: opened, filled in and sent; and those that are refused."""

from typing import Any

import discord as library
import pytest

from tests.emulators.discord.emulator import DiscordEmulator, NotTaken, Person, Room
from tests.emulators.discord.sdk import connected, post
from tests.emulators.discord.test_interactions import Interaction, buttons, callback, dialog


async def test_a_dialog_is_filled_in_and_sent(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    async with connected(discord.token) as (client, ears):
        ears.acts = [
            lambda one: one.response.send_modal(dialog()),
            lambda one: one.response.edit_message(content="Noted"),
        ]
        id = await post(client, view=buttons())
        await ada.press(room, id, "B")
        assert (ada.dialog or {})["title"] == "Your answer"
        for entries, words in (
            ({}, "required"),
            ({"Number": "123456"}, "length"),
            ({"Name": "x"}, "no"),
        ):
            with pytest.raises(NotTaken, match=words):
                await ada.submit(entries)
        await ada.submit({"Number": "42"})
        assert ada.dialog is None
        sent: Any = (await ears.wait("interaction", 2)).data
        assert sent["custom_id"] == "form:1"
        assert sent["components"][0]["components"][0]["value"] == "42"
        assert ada.sees(room)[0].content == "Noted"
        with pytest.raises(NotTaken, match="no dialog"):
            await ada.submit()


async def test_fields_of_every_kind_are_filled_in(
    discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    options = [{"label": "Alpha", "value": "a"}, {"label": "Beta", "value": "b"}]
    fields: list[tuple[str, dict[str, Any]]] = [
        ("Words", {"type": 4, "custom_id": "t", "style": 2, "required": False}),
        ("Menu", {"type": 3, "custom_id": "m", "options": options, "max_values": 2}),
        ("Radio", {"type": 21, "custom_id": "r", "options": options}),
        ("Boxes", {"type": 22, "custom_id": "b", "options": options, "min_values": 0}),
        ("Box", {"type": 23, "custom_id": "x", "default": True}),
    ]
    labels = [{"type": 18, "label": label, "component": inner} for label, inner in fields]
    async with connected(discord.token) as (client, ears):
        ears.acts = [
            lambda one: callback(one, 9, title="T", custom_id="f", components=labels),
            lambda one: one.response.defer(),
        ]
        await ada.press(room, await post(client, view=buttons()), "B")
        with pytest.raises(NotTaken, match="there is no 'Gamma'"):
            await ada.submit({"Menu": "Gamma", "Radio": "Beta"})
        await ada.submit({"Menu": ["Alpha", "b"], "Radio": "Beta"})
        sent: Any = (await ears.wait("interaction", 2)).data
        got = [one["component"] for one in sent["components"]]
        assert [one.get("value", one.get("values")) for one in got] == [
            "",
            ["a", "b"],
            "b",
            [],
            True,
        ]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"title": "x" * 46}, "data.title"),
        ({"custom_id": ""}, "data.custom_id"),
        ({"components": []}, "data.components"),
        ({"components": [{"type": 2}]}, "data.components.0.type"),
        (
            {
                "components": [
                    {"type": 18, "label": "x" * 46, "component": {"type": 23, "custom_id": "x"}}
                ]
            },
            "data.components.0.label",
        ),
        (
            {
                "components": [
                    {
                        "type": 18,
                        "label": "x",
                        "component": {
                            "type": 21,
                            "custom_id": "r",
                            "options": [{"label": "A", "value": "a"}],
                        },
                    }
                ]
            },
            "data.components.0.component.options",
        ),
    ],
)
async def test_faulty_dialogs_are_refused(
    data: dict[str, Any], place: str, discord: DiscordEmulator, room: Room, ada: Person
) -> None:
    text = {"type": 4, "custom_id": "t", "style": 1}
    sound = {
        "title": "T",
        "custom_id": "f",
        "components": [{"type": 18, "label": "L", "component": text}],
    }
    texts: list[str] = []

    async def open_(one: Interaction) -> None:
        with pytest.raises(library.HTTPException) as error:
            await callback(one, 9, **(sound | data))
        texts.append(error.value.text)
        await one.response.defer()

    async with connected(discord.token) as (client, ears):
        ears.acts = [open_]
        await ada.press(room, await post(client, view=buttons()), "B")
    assert f"In {place}:" in texts[0]
    assert ada.dialog is None
