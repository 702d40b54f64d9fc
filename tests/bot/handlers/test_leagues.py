"""Setting a league up, changing it and joining it, from the command to the answer."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.chat.content import Action
from bot.db.engine import Database
from bot.db.tables import Channel, League, Post, Round, Team
from bot.handlers import leagues
from bot.messages import settings_forms as forms
from bot.messages.leagues import SETTINGS
from bot.quiz.league import Door, LeagueSettings, Policy, Reveal, Rulings
from tests.bot.handlers.admins import (
    COMMANDS,
    DAY,
    NINE,
    code_of,
    count,
    form_of,
    give,
    planned,
    send,
    set_up,
    settings_of,
)
from tests.builders import MONDAY, TOPICS, Scene, scene
from tests.limits import faults_of, text_of


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Scene]:
    async with scene(database) as opened:
        yield opened


# Setting up


async def test_setup_says_what_is_public_and_offers_a_form(stage: Scene) -> None:
    content = await stage.command(COMMANDS, "setup")
    assert faults_of(content) == []
    assert "Reactions and thread replies are seen by all" in text_of(content)
    form = form_of(content, "Set up…")
    assert [field.name for field in form.fields] == [
        *(forms.AT, forms.WEEKDAYS, forms.ZONE),
        *(forms.DOORS, forms.TEAM_NAME),
    ]


async def test_setup_puts_first_what_is_in_the_way(stage: Scene) -> None:
    stage.archive(stage.place)
    assert "First of all: " in (await give(stage, "setup")).replace("*", "")


async def test_the_form_sent_as_it_is_plans_the_first_question(stage: Scene) -> None:
    content = await set_up(stage)
    assert faults_of(content) == []
    said = text_of(content)
    assert "The first question comes 2026-11-23 09:00 UTC (Mon 23 Nov, 09:00 in UTC)" in said
    assert f"/quiz join {await code_of(stage)}" in said
    assert await planned(stage) == [NINE]
    assert stage.rings == [MONDAY]


async def test_the_first_question_comes_when_it_was_promised(stage: Scene) -> None:
    await set_up(stage, at="10:15", zone="europe/berlin", weekdays="2", doors="buttons")
    due = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)
    assert await planned(stage) == [due]
    await stage.wait_until(due)
    [summary] = stage.sees(stage.grace, stage.place)
    assert summary.startswith("Question 1 ")
    assert (await settings_of(stage)).play.doors == {Door.BUTTONS}


async def test_a_channel_is_set_up_once(stage: Scene) -> None:
    await set_up(stage)
    assert "already" in text_of(await set_up(stage))
    assert "already" in await give(stage, "setup")
    assert await count(stage, League) == 1


async def test_nothing_is_set_up_where_we_may_not_post(stage: Scene) -> None:
    stage.archive(stage.place)
    assert "Nothing was changed" in text_of(await set_up(stage))
    assert await count(stage, League) == 0


async def test_every_fault_of_a_form_is_told_at_once_and_nothing_is_saved(stage: Scene) -> None:
    content = await set_up(stage, at="25:00", zone="Berln", weekdays="", doors="", team="  ")
    assert faults_of(content) == []
    said = text_of(content)
    for part in ("“25:00” is no time", "Europe/Berlin", "No day", "No way to answer", "a name"):
        assert part in said
    assert await count(stage, League) == 0
    again = {field.name: field.value for field in form_of(content, "Try again…").fields}
    assert (again[forms.AT], again[forms.ZONE]) == ("25:00", "Berln")


@pytest.mark.parametrize("verb", [forms.SETUP, forms.SCHEDULE, forms.PLAY, forms.TEAM])
async def test_forms_are_for_admins_only(stage: Scene, verb: str) -> None:
    await set_up(stage, place=stage.other if verb == forms.SETUP else None)
    before = await settings_of(stage)
    values = {**forms.setup_values(), forms.AT: "11:00", forms.TEAM_NAME: "X"}
    content = await stage.submit(leagues.FORMS, Action(verb), values, person=stage.grace)
    assert "those who manage this channel" in text_of(content)
    assert await settings_of(stage) == before
    assert await count(stage, League) == 1


# Settings


async def test_settings_show_themselves_and_prefill_their_forms(stage: Scene) -> None:
    await set_up(stage, at="08:30", zone="Europe/Berlin")
    content = await stage.press(leagues.BUTTONS, Action(SETTINGS))
    assert faults_of(content) == []
    assert "08:30 in Europe/Berlin" in text_of(content)
    schedule = {field.name: field.value for field in form_of(content, "Schedule…").fields}
    assert schedule[forms.AT] == "08:30"
    assert schedule[forms.WINDOW] == "8h"
    assert len(form_of(content, "Play…").fields) == 5


async def test_the_settings_button_is_for_admins_only(stage: Scene) -> None:
    await set_up(stage)
    content = await stage.press(leagues.BUTTONS, Action(SETTINGS), person=stage.grace)
    assert "those who manage this channel" in text_of(content)


async def test_a_new_schedule_replans(stage: Scene) -> None:
    await set_up(stage)
    values = {
        forms.AT: "17:30",
        forms.WEEKDAYS: "1 4 5",
        forms.ZONE: "America/New_York",
        forms.WINDOW: "90m",
        forms.FREE: "us, 2026-11-23, 2026-11-27",
    }
    said = await send(stage, forms.SCHEDULE, values)
    due = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
    assert await planned(stage) == [due]
    assert "Mon 30 Nov, 17:30 in America/New_York" in said
    assert len(stage.rings) == 2
    assert (await settings_of(stage)).schedule.window == timedelta(minutes=90)


async def test_a_bad_schedule_changes_nothing(stage: Scene) -> None:
    await set_up(stage)
    values = {
        forms.AT: "noon",
        forms.WEEKDAYS: "",
        forms.ZONE: "Mars/Base",
        forms.WINDOW: "5m",
        forms.FREE: "DE, 2026-02-30",
    }
    said = await send(stage, forms.SCHEDULE, values)
    for part in ("“noon”", "No day", "Mars/Base", "between 10m and 23h", "“2026-02-30”"):
        assert part in said
    assert await settings_of(stage) == LeagueSettings()
    assert await planned(stage) == [NINE]


async def test_the_way_of_playing_can_be_changed(stage: Scene) -> None:
    await set_up(stage)
    values = {
        forms.TOPICS: f"{TOPICS[0]} {TOPICS[3]}",
        forms.DIFFICULTY: "2-4",
        forms.DOORS: "buttons thread",
        forms.RULES: "each-first",
        forms.QUORUM: "5",
    }
    assert "Saved" in await send(stage, forms.PLAY, values)
    play = (await settings_of(stage)).play
    assert play.topics == {TOPICS[0], TOPICS[3]}
    assert (play.difficulty, play.quorum) == ((2, 4), 5)
    assert play.doors == {Door.BUTTONS, Door.THREAD}
    assert (play.reveal, play.policy) == (Reveal.EACH, Policy.FIRST)


async def test_who_rules_can_be_changed_and_no_other_form_changes_it_back(stage: Scene) -> None:
    await set_up(stage)
    assert "Saved" in await send(stage, forms.JUDGES, {forms.RULINGS: "admins"})
    await send(stage, forms.PLAY, forms.setup_values() | {forms.QUORUM: "2"})
    play = (await settings_of(stage)).play
    assert (play.rulings, play.quorum) == (Rulings.ADMINS, 2)
    assert "Nothing is chosen" in await send(stage, forms.JUDGES, {forms.RULINGS: "cats"})
    assert (await settings_of(stage)).play == play


async def test_an_open_question_keeps_its_times(stage: Scene) -> None:
    await set_up(stage)
    await stage.wait_until(NINE)
    values = {**forms.setup_values(), forms.WINDOW: "10m", forms.AT: "10:00"}
    await send(stage, forms.SCHEDULE, values)
    async with stage.means.database.read() as session:
        posted = select(Post.closes_at).where(Post.message_id.is_not(None))
        assert (await session.scalars(posted)).all() == [NINE + timedelta(hours=8)]
    assert await planned(stage) == [NINE + DAY + timedelta(hours=1)]


async def test_an_overdue_question_is_not_lost_when_settings_change(stage: Scene) -> None:
    await set_up(stage)
    stage.clock.instant = NINE + timedelta(minutes=5)
    await send(stage, forms.SCHEDULE, {**forms.setup_values(), forms.AT: "08:00"})
    assert await planned(stage) == [NINE]


async def test_a_team_gets_a_name_of_its_own(stage: Scene) -> None:
    await set_up(stage, team="Owls")
    await give(stage, f"join {await code_of(stage)}", stage.other)
    assert "Foxes" in await send(stage, forms.TEAM, {forms.TEAM_NAME: " Foxes\n"})
    assert "Another team" in await send(stage, forms.TEAM, {forms.TEAM_NAME: "team 2"})
    assert "Saved" in await send(stage, forms.TEAM, {forms.TEAM_NAME: "FOXES"})


# Joining


async def test_a_channel_joins_by_code_however_it_is_typed(stage: Scene) -> None:
    await set_up(stage, zone="Europe/Berlin", team="Owls")
    code = (await code_of(stage)).lower().replace("-", "")
    said = await give(stage, f"join {code}", stage.other)
    assert "plays for Team 2" in said
    assert "This league has 2 channels now" in said
    assert len(await planned(stage)) == 2
    assert await count(stage, Round) == 1


async def test_joining_says_what_is_wrong(stage: Scene) -> None:
    await set_up(stage)
    assert "/quiz join CODE" in await give(stage, "join")
    assert "No league has the code “<@everyone>”" in await give(stage, "join <@everyone>")
    assert "already" in await give(stage, f"join {await code_of(stage)}")
    assert await planned(stage) == [NINE]


async def test_a_channel_that_was_never_played_leaves_its_league_behind(stage: Scene) -> None:
    await set_up(stage, team="Owls")
    await set_up(stage, place=stage.other, team="Owls")
    assert "Owls 2" in await give(stage, f"join {await code_of(stage)}", stage.other)
    assert await count(stage, League) == 1
    assert await count(stage, Team) == 2
    assert await planned(stage) == [NINE, NINE]


async def test_a_channel_with_history_brings_the_other_in_instead(stage: Scene) -> None:
    await set_up(stage)
    await stage.wait_until(NINE)
    await set_up(stage, place=stage.other)
    async with stage.means.database.read() as session:
        mine, theirs = (await session.scalars(select(League.code).order_by(League.id))).all()
    said = await give(stage, f"join {theirs}")
    assert f"/quiz join {mine}" in said
    assert await planned(stage) == [NINE + DAY, NINE + DAY]
    assert "Welcome" in await give(stage, f"join {mine}", stage.other)


async def test_a_channel_that_joins_late_gets_no_question_whose_answer_is_known(
    stage: Scene,
) -> None:
    await set_up(stage)
    await stage.wait_until(NINE + timedelta(hours=9))
    await give(stage, f"join {await code_of(stage)}", stage.other)
    async with stage.means.database.write() as session:
        channel = (await session.scalars(select(Channel).order_by(Channel.id))).all()[-1]
        channel.zone = "Pacific/Honolulu"
    await send(stage, forms.PLAY, forms.play_values((await settings_of(stage)).play))
    assert await planned(stage) == [NINE + DAY, NINE + DAY + timedelta(hours=10)]
