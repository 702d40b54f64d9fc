"""What people see of the doors: receipts in private, a mark under replies, and never the key."""

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.content import Action
from bot.chat.events import ButtonPressed, FormSubmitted, ReplyWritten
from bot.chat.places import MessageRef
from bot.db.engine import Database
from bot.handlers import answering
from bot.handlers.desk import Desk
from bot.quiz.question import Form
from bot.service.answers import Answers
from tests.builders import FakeReply
from tests.fakes import down_before, throttled
from tests.games import HERE, HOUR, MINUTE, MONDAY, Game, game, playing
from tests.limits import text_of
from tests.nine_forms import EXPLANATION, MISCONCEPTIONS, RIGHT, WHYS, WRONG, NineForms

NINE = MONDAY + HOUR


@pytest.fixture
async def here(database: Database) -> AsyncIterator[Game]:
    async with game(database) as opened:
        yield opened


def desk(here: Game) -> Desk:
    return Desk(here.means, Answers(here.means, here.intake), here.intake, lambda: None)


async def before_closing(database: Database, form: Form, *, other: bool) -> str:
    """All that anybody was shown, everywhere, until just before closing."""
    async with game(database, NineForms(other=other)) as here:
        await here.start(playing(form))
        await here.ask()
        await here.reply("grace", WRONG[form])
        await here.finish()
        await here.ask()
        if form.takes_one_letter:
            await here.press("grace", WRONG[form])
            await here.withdraw("grace")
            await here.press("alan", "A")
        else:
            if not form.takes_letters and form is not Form.FREE_TEXT:
                assert "could not read" in await here.fill("grace", "what?")
            await here.fill("grace", WRONG[form])
            await here.withdraw("grace")
        await here.reply("edsger", WRONG[form])
        await here.react("katherine", "B")
        await here.go_to(here.now.replace(hour=16, minute=59))
        question = await here.question()
        shown = [
            message
            for person in ("ada", "grace", "alan", "edsger")
            for channel in (HERE, f"direct-{person}")
            for message in here.messages(channel, person)
            if int(message["id"]) >= int(question.id)
        ]
        return json.dumps(shown, ensure_ascii=False)


@pytest.mark.parametrize("form", list(Form))
async def test_nothing_shown_before_closing_contains_or_implies_the_key(
    sqlite_url: str, form: Form
) -> None:
    async with Database.connect(sqlite_url) as database:
        shown = await before_closing(database, form, other=False)
    assert "Question 2" in shown
    for secret in (EXPLANATION, *WHYS, *MISCONCEPTIONS, "halve", "thought", "A book, page 7"):
        assert secret not in shown
    if not form.takes_letters:
        assert RIGHT[form][0] not in shown


@pytest.mark.parametrize("form", list(Form))
async def test_before_closing_nobody_can_tell_which_key_it_is(
    sqlite_template: Path, tmp_path: Path, form: Form
) -> None:
    shown = []
    for other in (False, True):
        file = shutil.copy(sqlite_template, tmp_path / f"{other}.sqlite3")
        async with Database.connect(f"sqlite:///{file}") as database:
            shown.append(await before_closing(database, form, other=other))
    assert shown[0] == shown[1]


async def test_a_reply_that_counts_gets_a_mark_that_tells_nothing(here: Game) -> None:
    await here.start()
    await here.ask()
    marks = []
    for person, text in (("grace", "B"), ("alan", "A"), ("edsger", "hello there")):
        reply = await here.reply(person, text)
        seen = here.playground.people.message("ada", reply)["reactions"]
        marks.append([one["emoji"] for one in seen])
    assert marks == [["📝"], ["📝"], []]


@pytest.mark.parametrize("fault", [down_before(), throttled(60)])
async def test_an_answer_is_taken_even_if_its_mark_fails(here: Game, fault: object) -> None:
    await here.start()
    await here.ask()
    here.chat.fail("react", fault)  # type: ignore[arg-type]  # a fault
    place = (await here.question()).place
    parent = await here.question()
    event = ReplyWritten(here.now, here.person("grace"), MessageRef(place, "99"), parent, "B")
    await answering.replied(desk(here), event)
    await here.finish()
    assert await here.answers() == {"grace": ("B", "correct")}


@pytest.mark.parametrize("ids", [(), ("x",), ("1",), ("1", ""), ("1", "ABC"), ("9" * 400, "A")])
async def test_worn_or_forged_buttons_are_told_kindly(here: Game, ids: tuple[str, ...]) -> None:
    await here.start()
    await here.ask()
    reply, message = FakeReply(), await here.question()
    event = ButtonPressed(here.now, here.person("grace"), message, Action("answer", ids), reply)
    await answering.pressed(desk(here), event)
    assert "no open question of this channel" in text_of(reply.only)


async def test_a_form_without_its_value_or_id_breaks_nothing(here: Game) -> None:
    await here.start(playing(Form.NUMERIC))
    await here.ask()
    place, grace = (await here.question()).place, here.person("grace")
    for ids, said in ((("1",), "I need one number"), ((), "no open question")):
        reply = FakeReply()
        action = Action("answer-form", ids)
        event = FormSubmitted(here.now, grace, place, action, {}, reply)
        await answering.filled(desk(here), event)
        assert said in text_of(reply.only)


async def test_a_withdrawal_redraws_the_receipt(here: Game) -> None:
    await here.start()
    await here.ask()
    reply, message = FakeReply(), await here.question()
    event = ButtonPressed(
        here.now, here.person("grace"), message, Action("withdraw", ("1",)), reply
    )
    await answering.withdrew(desk(here), event)
    assert reply.replaced == 1
    assert "Taken back" in text_of(reply.only)
    await here.go(MINUTE)
