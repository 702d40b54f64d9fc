"""A way to answer is opened only where the chat lets us hear it, and forms know one's zone."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.chat.content import Action, Content
from bot.db.engine import Database
from bot.messages import settings_forms as forms
from bot.quiz.league import Door
from tests.bot.handlers.admins import form_of
from tests.limits import faults_of, text_of
from tests.slack_like import ACME, FAR, GLOBEX, LOBBY, ROOM, Office, office, who

ADA = who("ada", ACME, may_manage=True)
EVE = who("eve", GLOBEX, may_manage=True)
TROUBLE = "I need the right to read reactions."


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        yield opened


async def play_by(here: Office, doors: str, quorum: str = "3") -> Content:
    values = {**forms.setup_values(), forms.DOORS: doors, forms.QUORUM: quorum}
    content = (await here.submit(ADA, ROOM, Action(forms.PLAY), **values)).only
    assert faults_of(content) == []
    return content


async def code(here: Office) -> str:
    said = text_of(await here.give(ADA, ROOM, "settings"))
    return said.partition("/quiz join ")[2][:9]


async def settings_say(here: Office, part: str) -> bool:
    return part in text_of(await here.give(ADA, ROOM, "settings"))


async def test_the_setup_command_asks_only_whether_we_may_post(here: Office) -> None:
    here.slack.troubles[ROOM] = TROUBLE
    assert TROUBLE not in text_of(await here.give(ADA, ROOM, "setup"))
    assert here.slack.checked == [(ROOM, False, False)]


@pytest.mark.parametrize(
    ("doors", "asked"),
    [
        ("buttons", (ROOM, False, False)),
        ("buttons reactions", (ROOM, True, False)),
        ("buttons thread", (ROOM, False, True)),
        ("reactions thread", (ROOM, True, True)),
    ],
)
async def test_setting_up_asks_for_the_doors_that_are_wanted(
    here: Office, doors: str, asked: object
) -> None:
    assert "Done!" in text_of(await here.set_up(doors=doors))
    assert here.slack.checked == [asked]


async def test_a_league_whose_doors_cannot_be_heard_is_not_set_up(here: Office) -> None:
    here.slack.troubles[ROOM] = TROUBLE
    content = await here.set_up(doors="buttons reactions", team="Owls")
    assert faults_of(content) == []
    assert f"I can't work like that in this channel yet: {TROUBLE}" in text_of(content)
    again = {field.name: field.value for field in form_of(content, "Try again…").fields}
    assert again[forms.TEAM_NAME] == "Owls"
    assert "Done!" in text_of(await here.set_up(doors="buttons"))


async def test_a_door_is_opened_only_where_it_works(here: Office) -> None:
    await here.set_up(doors="buttons")
    here.slack.troubles[ROOM] = TROUBLE
    assert TROUBLE in text_of(await play_by(here, "buttons reactions"))
    assert await settings_say(here, "Ways to answer: buttons\n")
    del here.slack.troubles[ROOM]
    assert "Saved" in text_of(await play_by(here, "buttons reactions"))
    assert await settings_say(here, "Ways to answer: buttons, reactions\n")


async def test_what_stands_open_or_is_closed_needs_no_new_look(here: Office) -> None:
    await here.set_up(doors="buttons reactions")
    here.slack.troubles[ROOM] = TROUBLE
    before = len(here.slack.checked)
    assert "Saved" in text_of(await play_by(here, "buttons reactions", quorum="5"))
    assert "Saved" in text_of(await play_by(here, "buttons"))
    assert len(here.slack.checked) == before


async def test_a_door_has_to_work_in_every_channel_of_the_league(here: Office) -> None:
    await here.set_up(doors="buttons")
    await here.give(EVE, FAR, f"join {await code(here)}")
    here.slack.troubles[FAR] = TROUBLE
    said = text_of(await play_by(here, "buttons thread"))
    assert f"in another channel of this league: {TROUBLE}" in said
    assert await settings_say(here, "Ways to answer: buttons\n")


async def test_a_lost_channel_keeps_no_door_shut(here: Office) -> None:
    await here.set_up(doors="buttons")
    await here.give(EVE, FAR, f"join {await code(here)}")
    here.slack.gone.add(FAR)
    await here.ask()
    assert "Saved" in text_of(await play_by(here, "buttons thread"))


async def test_who_joins_must_have_the_league_s_doors(here: Office) -> None:
    await here.set_up(doors="buttons thread")
    here.slack.troubles[LOBBY] = TROUBLE
    assert TROUBLE in text_of(await here.give(ADA, LOBBY, f"join {await code(here)}"))
    assert here.slack.checked[-1] == (LOBBY, False, True)
    del here.slack.troubles[LOBBY]
    assert "Welcome" in text_of(await here.give(ADA, LOBBY, f"join {await code(here)}"))


async def test_a_code_that_nobody_has_is_said_before_anything_is_looked_at(here: Office) -> None:
    here.slack.gone.add(LOBBY)
    assert "No league has the code" in text_of(await here.give(ADA, LOBBY, "join AAAA-AAAA"))


@pytest.mark.parametrize(
    ("theirs", "proposed"),
    [
        ("Europe/London", "Europe/London"),
        ("america/new york", "America/New_York"),
        ("", "UTC"),
        ("Mars/Base", "UTC"),
        ("x" * 300, "UTC"),
    ],
)
async def test_the_form_proposes_the_zone_of_who_asks(
    here: Office, theirs: str, proposed: str
) -> None:
    content = await here.give(replace(ADA, zone=theirs), ROOM, "setup")
    values = {field.name: field.value for field in form_of(content, "Set up…").fields}
    assert values[forms.ZONE] == proposed
    assert values[forms.DOORS] == tuple(door.value for door in Door)
