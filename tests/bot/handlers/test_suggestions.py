"""Proposing a question, and what admins decide: from the command to the database."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.chat.content import Action, Choices, Content, Entry, Form
from bot.chat.places import Person
from bot.db.engine import Database
from bot.db.tables import League, Report, Suggestion
from bot.handlers import leagues, people, suggestions
from bot.messages import suggestions as messages
from bot.messages.suggestions import Values
from bot.quiz.drafts import State
from bot.service.suggestions import MOST_WAITING
from tests.builders import Scene, scene
from tests.limits import buttons, faults_of, text_of
from tests.playing import open_post, set_up, somebody

VALUES = {
    messages.TOPIC: "evaluation",
    messages.STEM: "Which metric ignores true negatives?",
    messages.RIGHT: "The F1 score",
    messages.WRONG: "The accuracy\nThe ROC curve\n\nCohen's kappa\n",
    messages.WHY: "Precision and recall look only at the positive class.\nhttps://example.org/f1",
}


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Scene]:
    async with scene(database) as opened:
        await set_up(opened)
        yield opened


async def send(
    stage: Scene, changed: Values | None = None, person: Person | None = None
) -> Content:
    """Send the form; what is answered fits every platform."""
    values = {**VALUES, **(changed or {})}
    content = await stage.submit(
        suggestions.FORMS, Action(messages.SUGGEST), values, person or stage.grace
    )
    assert faults_of(content) == []
    return content


async def give(stage: Scene, text: str, person: Person | None = None) -> str:
    content = await stage.command(suggestions.COMMANDS, text, person)
    assert faults_of(content) == []
    return text_of(content)


async def press(stage: Scene, label: str, shown: Content, person: Person | None = None) -> Content:
    action = buttons(shown)[label]
    assert isinstance(action, Action)
    content = await stage.press(suggestions.BUTTONS, action, person)
    assert faults_of(content) == []
    return content


async def review(stage: Scene) -> Content:
    return await stage.command(suggestions.COMMANDS, "review")


async def decline(stage: Scene, id: int, note: str = "", person: Person | None = None) -> str:
    action = Action(messages.DECLINE, (str(id),))
    return text_of(await stage.submit(suggestions.FORMS, action, {messages.NOTE: note}, person))


async def rows(stage: Scene) -> list[Suggestion]:
    async with stage.means.database.read() as session:
        return list(await session.scalars(select(Suggestion).order_by(Suggestion.id)))


async def test_the_card_opens_a_form_with_five_fields(stage: Scene) -> None:
    content = await stage.command(suggestions.COMMANDS, "suggest", stage.grace)
    assert faults_of(content) == []
    form = buttons(content)["Write it…"]
    assert isinstance(form, Form)
    assert len(form.fields) == 5
    topics = next(field for field in form.fields if isinstance(field, Choices))
    assert [choice.value for choice in topics.choices] == list(stage.means.drafts.topics)


async def test_without_a_league_there_is_nobody_to_suggest_to(stage: Scene) -> None:
    said = await stage.command(suggestions.COMMANDS, "suggest", place=stage.other)
    assert "/quiz setup" in text_of(said)
    said = await stage.submit(
        suggestions.FORMS, Action(messages.SUGGEST), VALUES, place=stage.other
    )
    assert "/quiz setup" in text_of(said)
    said = await stage.command(suggestions.COMMANDS, "review", place=stage.other)
    assert "/quiz setup" in text_of(said)
    assert await rows(stage) == []


async def test_what_passes_the_checks_waits(stage: Scene) -> None:
    assert "waits for this channel's admins" in text_of(await send(stage))
    [row] = await rows(stage)
    assert (row.state, row.topic, row.at) == ("waiting", "evaluation", stage.clock.instant)
    assert row.draft["status"] == "draft"
    assert [option["text"] for option in row.draft["options"]] == [
        "The F1 score",
        "The accuracy",
        "The ROC curve",
        "Cohen's kappa",
    ]
    assert row.draft["explanation"] == "Precision and recall look only at the positive class."
    assert row.draft["references"] == ["https://example.org/f1"]


async def test_what_fails_them_is_told_and_nothing_typed_is_lost(stage: Scene) -> None:
    content = await send(stage, {messages.WRONG: "The accuracy\nThe ROC curve"})
    said = text_of(content)
    assert "There are 2 wrong answers. Write three, each on a line of its own." in said
    assert VALUES[messages.WHY] in said
    again = buttons(content)["Try again…"]
    assert isinstance(again, Form)
    typed = {field.name: field.value for field in again.fields if isinstance(field, Entry)}
    assert typed[messages.STEM] == VALUES[messages.STEM]
    assert typed[messages.WRONG] == "The accuracy\nThe ROC curve"
    assert await rows(stage) == []


async def test_the_form_sent_twice_is_kept_once(stage: Scene) -> None:
    first, second = await asyncio.gather(send(stage), send(stage))
    assert text_of(first) == text_of(second)
    assert len(await rows(stage)) == 1


async def test_the_same_question_of_another_is_not_kept(stage: Scene) -> None:
    await send(stage)
    said = text_of(await send(stage, {messages.STEM: VALUES[messages.STEM].upper()}, stage.ada))
    assert "suggested here before" in said
    assert len(await rows(stage)) == 1


async def test_at_most_five_of_one_person_wait(stage: Scene) -> None:
    for n in range(MOST_WAITING):
        assert "Thank you" in text_of(await send(stage, {messages.STEM: f"What is {n}?"}))
    full = await send(stage, {messages.STEM: "What is more?"})
    assert "as many as may" in text_of(full)
    assert "What is more?" in text_of(full)
    assert "Thank you" in text_of(await send(stage, person=stage.ada))
    await decline(stage, 1)
    assert "Thank you" in text_of(await send(stage, {messages.STEM: "What is more?"}))


async def test_five_at_most_also_when_sent_at_once(stage: Scene) -> None:
    await asyncio.gather(*(send(stage, {messages.STEM: f"What is {n}?"}) for n in range(8)))
    assert len(await rows(stage)) == MOST_WAITING


async def test_a_members_words_are_shown_letter_by_letter(stage: Scene) -> None:
    await send(stage, {messages.STEM: "Is <!channel> *bold* @everyone?"})
    shown = await review(stage)
    texts = [block.pieces for block in shown.blocks if hasattr(block, "pieces")]
    strange = [piece for pieces in texts for piece in pieces if "<!channel>" in str(piece)]
    assert [type(piece).__name__ for piece in strange] == ["Plain"]


async def test_an_admin_reads_the_whole_draft_and_who_wrote_it(stage: Scene) -> None:
    await send(stage)
    said = text_of(await review(stage))
    assert stage.grace.name in said
    for text in ("✓  The F1 score", "–  The ROC curve", "https://example.org/f1", "positive class"):
        assert text in said
    assert "Next" not in buttons(await review(stage))


async def test_who_may_not_manage_neither_reads_nor_decides(stage: Scene) -> None:
    await send(stage)
    for action in (Action(messages.ACCEPT, ("1",)), Action(messages.NEXT, ("1",))):
        said = await stage.press(suggestions.BUTTONS, action, stage.grace)
        assert "for those who manage" in text_of(said)
    assert "for those who manage" in await decline(stage, 1, person=stage.grace)
    done = Action(messages.DONE, ("1", "0"))
    said = await stage.press(suggestions.BUTTONS, done, stage.grace)
    assert "for those who manage" in text_of(said)
    assert [row.state for row in await rows(stage)] == ["waiting"]


async def test_next_goes_round(stage: Scene) -> None:
    for n in range(3):
        await send(stage, {messages.STEM: f"What is {n}?"})
    shown = await review(stage)
    for n in (1, 2, 0):
        assert "2 more after it" in text_of(shown)
        shown = await press(stage, "Next", shown)
        assert f"What is {n}?" in text_of(shown)


async def test_accepting_shows_the_next_one_and_tells_the_author(stage: Scene) -> None:
    for n in range(2):
        await send(stage, {messages.STEM: f"What is {n}?"})
    shown = await press(stage, "Accept", await review(stage))
    assert "✅ accepted: “What is 0?”" in text_of(shown)
    assert "What is 1?" in text_of(shown)
    row, _ = await rows(stage)
    assert (row.state, row.reviewed_at) == (State.ACCEPTED, stage.clock.instant)
    assert "✅ accepted: What is 0?" in await give(stage, "suggest", stage.grace)


async def test_the_author_reads_why_it_was_declined(stage: Scene) -> None:
    await send(stage)
    assert "➖ declined: “" in await decline(stage, 1, "We had this last week.")
    said = await give(stage, "suggest", stage.grace)
    assert "➖ declined: Which metric ignores true negatives? · “We had this last week.”" in said
    assert "No suggestion waits" in text_of(await review(stage))


async def test_of_two_admins_at_once_the_first_decides_and_the_other_is_told(stage: Scene) -> None:
    await send(stage)
    other = Person(stage.place.workspace, "U-boss", "Boss", may_manage=True)
    accept = Action(messages.ACCEPT, ("1",))
    said = [
        text_of(content)
        for content in await asyncio.gather(
            stage.press(suggestions.BUTTONS, accept),
            stage.press(suggestions.BUTTONS, accept, other),
        )
    ]
    assert sorted("✅ accepted: “" in one for one in said) == [False, True]
    assert sorted("✅ accepted already, by " in one for one in said) == [False, True]
    assert "accepted already" in await decline(stage, 1, "No.", other)
    [row] = await rows(stage)
    assert (row.state, row.note) == ("accepted", "")


@pytest.mark.parametrize("id", ["", "x", "999", "-1", "9" * 40])
async def test_a_forged_decision_changes_nothing(stage: Scene, id: str) -> None:
    await send(stage)
    said = await stage.press(suggestions.BUTTONS, Action(messages.ACCEPT, (id,)))
    assert "not here any more" in text_of(said)
    assert [row.state for row in await rows(stage)] == ["waiting"]


async def test_admins_of_another_league_decide_nothing_here(stage: Scene) -> None:
    await send(stage)
    await set_up(stage, stage.other)
    said = await stage.submit(
        suggestions.FORMS, Action(messages.DECLINE, ("1",)), {}, place=stage.other
    )
    assert "not here any more" in text_of(said)
    said = await stage.command(suggestions.COMMANDS, "review", place=stage.other)
    assert "No suggestion waits" in text_of(said)
    assert [row.state for row in await rows(stage)] == ["waiting"]


async def test_open_reports_are_read_and_done_once(stage: Scene) -> None:
    await open_post(stage)
    for n in range(5):
        await stage.command(people.COMMANDS, f"report B is wrong {n}", somebody(stage, f"R{n}"))
    await send(stage)
    shown = await review(stage)
    said = text_of(shown)
    assert "B is wrong 0" in said
    assert "R0" in said
    assert "and 2 more reports" in said
    done = Action(messages.DONE, ("1", "1"))
    after = text_of(await stage.press(suggestions.BUTTONS, done))
    assert "The report is done." in after
    assert "B is wrong 0" not in after
    assert "Which metric ignores" in after
    again = text_of(await stage.press(suggestions.BUTTONS, done))
    assert "done already" in again
    async with stage.means.database.read() as session:
        open_ = list(await session.scalars(select(Report.id).where(Report.done_at.is_(None))))
    assert open_ == [2, 3, 4, 5]


async def test_a_league_with_suggestions_outlives_its_last_channel(stage: Scene) -> None:
    await send(stage)
    await set_up(stage, stage.other)
    async with stage.means.database.read() as session:
        [_, code] = await session.scalars(select(League.code).order_by(League.id))
    said = await stage.command(leagues.COMMANDS, f"join {code}")
    assert "Welcome" in text_of(said)
    assert [row.state for row in await rows(stage)] == ["waiting"]


# What hangs on a person


async def test_forgetting_somebody_deletes_what_waits_and_unnames_the_rest(stage: Scene) -> None:
    for n in range(3):
        await send(stage, {messages.STEM: f"What is {n}?"})
    await press(stage, "Accept", await review(stage))
    await decline(stage, 2, "No.")
    await stage.press(people.BUTTONS, Action("forget"), stage.grace)
    kept = await rows(stage)
    assert [(row.state, row.account_id) for row in kept] == [("accepted", None), ("declined", None)]
    assert all(row.reviewer_id for row in kept)
    await stage.press(people.BUTTONS, Action("forget"))
    assert [row.reviewer_id for row in await rows(stage)] == [None, None]


async def test_the_export_has_what_one_suggested(stage: Scene) -> None:
    await send(stage)
    said = await stage.command(people.COMMANDS, "export me", stage.grace)
    shown = "".join(getattr(block, "source", "") for block in said.blocks)
    assert '"kind": "suggestion"' in shown
    assert "Which metric ignores true negatives?" in shown
