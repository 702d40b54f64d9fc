"""Reports on a question: kept with the one that was asked last."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.chat.content import Action, Form
from bot.db.engine import Database
from bot.db.tables import Report
from bot.handlers import people
from bot.messages.personal import REPORT
from tests.builders import Scene, scene
from tests.limits import buttons, faults_of, text_of
from tests.playing import open_post, play, rounds, set_up


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Scene]:
    async with scene(database) as opened:
        await set_up(opened)
        yield opened


async def give(stage: Scene, text: str) -> str:
    content = await stage.command(people.COMMANDS, text)
    assert faults_of(content) == []
    return text_of(content)


async def send(stage: Scene, post: str, text: str) -> str:
    content = await stage.submit(people.FORMS, Action(REPORT, (post,)), {"text": text})
    assert faults_of(content) == []
    return text_of(content)


async def reports(stage: Scene) -> list[Report]:
    async with stage.means.database.read() as session:
        return list(await session.scalars(select(Report).order_by(Report.id)))


async def test_a_report_is_kept_with_the_question_asked_last(stage: Scene) -> None:
    await play(stage, {})
    await open_post(stage)
    assert "Thank you" in await give(stage, "report B is wrong, see the book")
    [report] = await reports(stage)
    assert report.text == "B is wrong, see the book"
    assert report.question_id == (await rounds(stage))[1].question_id
    assert report.at == stage.clock.instant


async def test_an_empty_report_offers_a_form_for_the_same_question(stage: Scene) -> None:
    await play(stage, {})
    content = await stage.command(people.COMMANDS, "report")
    assert faults_of(content) == []
    form = buttons(content)["Say it…"]
    assert isinstance(form, Form)
    await open_post(stage)
    await send(stage, form.action.ids[0], "The figure is blank")
    [report] = await reports(stage)
    assert report.question_id == (await rounds(stage))[0].question_id


async def test_a_report_has_at_most_a_thousand_characters(stage: Scene) -> None:
    await open_post(stage)
    assert "Thank you" in await give(stage, f"report {'x' * 1000}")
    assert "more than 1000 characters" in await give(stage, f"report {'x' * 1001}")
    assert len(await reports(stage)) == 1


async def test_before_the_first_question_there_is_nothing_to_report(stage: Scene) -> None:
    assert "nothing to report" in await give(stage, "report hm")


@pytest.mark.parametrize("post", ["", "x", "999", "-1", "9" * 40])
async def test_a_forged_report_is_refused(stage: Scene, post: str) -> None:
    await open_post(stage)
    await send(stage, post, "hm")
    assert await reports(stage) == []


async def test_a_form_sent_empty_says_so(stage: Scene) -> None:
    post = await open_post(stage)
    assert "Nothing was written" in await send(stage, str(post.id), "  ")
