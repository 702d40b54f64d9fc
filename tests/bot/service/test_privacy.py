"""Forgetting and exporting: nothing personal stays, and nothing of others goes out."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.chat.content import CODE_LIMIT, Action, Code, Content
from bot.chat.places import DIRECT, Person, Workspace
from bot.db.engine import Database
from bot.db.tables import Account, Answer, Player, Report, Table
from bot.handlers import people, practising
from bot.messages.personal import EXPORT, FORGET, KEEP, chunks
from tests.builders import Scene, scene
from tests.limits import buttons, faults_of, text_of
from tests.playing import (
    RIGHT,
    WRONG,
    answer,
    close,
    deeds,
    differences,
    open_post,
    play,
    set_up,
)

COMMANDS = {**people.COMMANDS, **practising.COMMANDS}


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Scene]:
    async with scene(database) as opened:
        await set_up(opened)
        yield opened


async def give(stage: Scene, text: str, person: Person) -> Content:
    content = await stage.command(COMMANDS, text, person)
    assert faults_of(content) == []
    return content


async def forget(stage: Scene, person: Person) -> str:
    content = await stage.press(people.BUTTONS, Action(FORGET), person)
    assert faults_of(content) == []
    return text_of(content)


async def live_a_little(stage: Scene, person: Person) -> None:
    """Leave traces in every table that a person can leave any in."""
    await play(stage, {person: RIGHT}, {person: WRONG})
    await open_post(stage)
    await answer(stage, person, RIGHT)
    for text in ("away 3", "report It is wrong", "practice 2", "link", "team create Blue"):
        await give(stage, text, person)


async def everything(stage: Scene) -> str:
    """The whole database as text."""
    async with stage.means.database.read() as session:
        rows = [
            str(row._asdict())
            for table in Table.metadata.sorted_tables
            for row in await session.execute(table.select())
        ]
    return "\n".join(rows)


async def test_forgetting_asks_first(stage: Scene) -> None:
    await play(stage, {stage.grace: RIGHT})
    content = await give(stage, "forget me", stage.grace)
    assert buttons(content) == {"Forget me": Action(FORGET), "Keep me": Action(KEEP)}
    said = text_of(await stage.press(people.BUTTONS, Action(KEEP), stage.grace))
    assert "stays as it is" in said
    assert stage.grace.name in await everything(stage)


def alone_with_us(person: Person) -> Person:
    """The same person where a platform has conversations that belong to no workspace."""
    return replace(person, workspace=Workspace(person.workspace.platform, DIRECT))


async def test_what_is_forgotten_outside_any_workspace_is_forgotten_in_all(stage: Scene) -> None:
    await live_a_little(stage, stage.grace)
    await give(stage, "practice 2", alone_with_us(stage.grace))
    assert "Done" in await forget(stage, alone_with_us(stage.grace))
    left = await everything(stage)
    assert repr(stage.grace.id) not in left
    assert stage.grace.name not in left


async def test_what_is_known_in_any_workspace_is_handed_out_outside_them(stage: Scene) -> None:
    await play(stage, {stage.grace: RIGHT})
    there = await give(stage, "export me", stage.grace)
    outside = await give(stage, "export me", alone_with_us(stage.grace))
    assert text_of(outside) == text_of(there)


async def test_in_a_workspace_nothing_of_another_is_handed_out(stage: Scene) -> None:
    await play(stage, {stage.grace: RIGHT})
    elsewhere = replace(stage.grace, workspace=Workspace(stage.grace.workspace.platform, "other"))
    assert "I know nothing of you" in text_of(await give(stage, "export me", elsewhere))


async def test_nothing_personal_is_left(stage: Scene) -> None:
    await live_a_little(stage, stage.grace)
    before = await everything(stage)
    assert stage.grace.name in before
    assert repr(stage.grace.id) in before
    assert "don't know you any more" in await forget(stage, stage.grace)
    after = await everything(stage)
    assert stage.grace.name not in after
    assert repr(stage.grace.id) not in after
    assert await deeds(stage) == []


async def test_results_stay_as_nobodys_and_equal_a_rebuild(stage: Scene) -> None:
    await live_a_little(stage, stage.grace)
    await forget(stage, stage.grace)
    assert await differences(stage) == []
    async with stage.means.database.read() as session:
        kept = (await session.scalars(select(Answer).order_by(Answer.round_id))).all()
        [player] = (await session.scalars(select(Player))).all()
        [report] = (await session.scalars(select(Report))).all()
    assert [(one.text, one.verdict) for one in kept] == [("", "correct"), ("", "incorrect")]
    assert player.hidden
    assert report.account_id is None
    await close(stage)
    await play(stage, {stage.ada: RIGHT})
    assert await differences(stage) == []


async def test_past_days_off_stay_and_the_team_does_without_the_forgotten(stage: Scene) -> None:
    both = {stage.ada: RIGHT, stage.grace: RIGHT}
    await play(stage, both)
    await open_post(stage)
    await give(stage, "away 9", stage.grace)
    await play(stage, {stage.ada: RIGHT})
    await forget(stage, stage.grace)
    await play(stage, {stage.ada: RIGHT})
    said = text_of(await give(stage, "streak", stage.ada))
    assert "🔥 **3 days**" in said.split("Your team")[1]
    assert "1 player" in text_of(await give(stage, "team", stage.ada))
    assert await differences(stage) == []


async def test_who_comes_back_is_somebody_new(stage: Scene) -> None:
    await play(stage, {stage.grace: RIGHT})
    await forget(stage, stage.grace)
    await play(stage, {stage.grace: RIGHT})
    assert "🔥 **1 day**" in text_of(await give(stage, "streak", stage.grace))
    async with stage.means.database.read() as session:
        names = (await session.scalars(select(Account.name))).all()
    assert sorted(names) == sorted([stage.ada.name, "someone", stage.grace.name])


async def test_all_linked_accounts_go(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT, stage.grace: RIGHT})
    code = text_of(await give(stage, "link", stage.ada)).split("**")[1]
    await give(stage, f"link {code}", stage.grace)
    await forget(stage, stage.grace)
    after = await everything(stage)
    assert stage.ada.name not in after
    assert stage.grace.name not in after


async def test_an_unknown_person_has_nothing_to_forget_or_export(stage: Scene) -> None:
    assert "know nothing of you" in await forget(stage, stage.grace)
    assert "know nothing of you" in text_of(await give(stage, "export me", stage.grace))


async def records(stage: Scene, person: Person) -> list[dict[str, object]]:
    """All pages of an export, put together again."""
    content = await give(stage, "export me", person)
    text = ""
    for _ in range(20):
        text += "\n".join(b.source for b in content.blocks if isinstance(b, Code)) + "\n"
        older = buttons(content).get("Older")
        if not isinstance(older, Action):
            break
        content = await stage.press(people.BUTTONS, older, person)
        assert faults_of(content) == []
    return [json.loads(line) for line in text.splitlines()]


async def test_the_export_has_all_that_is_kept_newest_first(stage: Scene) -> None:
    await live_a_little(stage, stage.grace)
    found = await records(stage, stage.grace)
    kinds = {str(record["kind"]) for record in found}
    assert kinds == {
        "account",
        "player",
        "team",
        "away",
        "answer",
        "deed",
        "card",
        "practice",
        "report",
    }
    answers = [record for record in found if record["kind"] == "answer"]
    assert [one["verdict"] for one in answers] == ["incorrect", "correct"]
    deeds_ = [record for record in found if record["kind"] == "deed"]
    assert [one["text"] for one in deeds_] == ["B", "A", "B"]


async def test_the_export_has_nothing_of_others(stage: Scene) -> None:
    await play(stage, {stage.ada: RIGHT, stage.grace: WRONG})
    await give(stage, "report Ada's secret", stage.ada)
    found = str(await records(stage, stage.grace))
    assert stage.ada.name not in found
    assert "secret" not in found


async def test_a_strangers_words_cannot_leave_the_code_block(stage: Scene) -> None:
    await play(stage, {})
    evil = "``` <!channel> @everyone & \u2028"
    await give(stage, f"report '{evil}'", stage.grace)
    content = await give(stage, "export me", stage.grace)
    shown = "".join(block.source for block in content.blocks if isinstance(block, Code))
    assert not set("`<>&@") & set(shown)
    assert evil.strip() in str([one.get("text") for one in await records(stage, stage.grace)][-1])


@pytest.mark.parametrize("first", ["x", "", "-1", "999999999", "99999"])
async def test_a_forged_page_is_harmless(stage: Scene, first: str) -> None:
    await play(stage, {stage.grace: RIGHT})
    content = await stage.press(people.BUTTONS, Action(EXPORT, (first,)), stage.grace)
    assert faults_of(content) == []


def test_chunks_fit_and_lose_nothing() -> None:
    lines = ["a" * 700, "b" * 499, "c" * 499, "d" * 3000, "e"]
    found = chunks(lines)
    assert all(0 < len(chunk) <= CODE_LIMIT for chunk in found)
    assert "".join(found).replace("\n", "") == "".join(lines)
    assert len(found[0]) == CODE_LIMIT
