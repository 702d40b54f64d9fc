"""Practice from the command to the tally, on both databases."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat.content import Action, Content, Form
from bot.chat.places import Person
from bot.db.engine import Database
from bot.db.tables import Card, Practice
from bot.handlers import people, practising
from bot.messages.personal import FORGET
from bot.quiz.question import Entry, Face, Key, Question, Slip
from bot.quiz.question import Form as Asks
from bot.quiz.rubric import Point, Rubric
from tests.builders import TOPICS, FakeBank, Scene, scene
from tests.limits import buttons, faults_of, text_of
from tests.playing import RIGHT, WRONG, answer, close, open_post, play, rounds, set_up

FACES = {
    "number": Face(Asks.NUMERIC, "sums", 2, "How much is 6 times 7?"),
    "several": Face(Asks.MULTI_SELECT, "sets", 3, "Which are vowels?", ("a", "b", "e")),
    "words": Face(Asks.FREE_TEXT, "talk", 4, "What is overfitting?"),
}
KEYS = {
    "number": Key("42", "Six sevens.", slips=(Slip(13.0, "That is the sum."),)),
    "several": Key("A C", "a and e.", scores=(1, 0, 1), whys=("a is", "b is not", "e is")),
    "words": Key(
        "Fitting the noise of the sample.",
        "It does not carry over.",
        rubric=Rubric((Point("noise", "names noise", say=("fit|learn noise",)),)),
    ),
}


class Forms:
    """A bank with one question of each typed form, for practice only."""

    def entries(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(id_, face.form, face.topic, id_, face.difficulty, "tests", daily=False)
            for id_, face in FACES.items()
        )

    def draw(self, question_id: str, seed: str) -> Question:
        """Raises `KeyError` if there is no such question."""
        face, key = FACES[question_id], KEYS[question_id]
        return Question(question_id, 1, question_id, "use", "tests", face, key)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Scene]:
    async with scene(database) as opened:
        yield opened


async def start(stage: Scene, text: str = "practice", person: Person | None = None) -> Content:
    content = await stage.command(practising.COMMANDS, text, person)
    assert faults_of(content) == []
    return content


async def press(stage: Scene, on: Content, label: str, person: Person | None = None) -> Content:
    does = buttons(on)[label]
    assert isinstance(does, Action)
    content = await stage.press(practising.BUTTONS, does, person)
    assert faults_of(content) == []
    return content


async def fill(stage: Scene, on: Content, text: str) -> Content:
    [form] = [does for does in buttons(on).values() if isinstance(does, Form)]
    content = await stage.submit(practising.FORMS, form.action, {"answer": text})
    assert faults_of(content) == []
    return content


def with_forms(stage: Scene) -> Scene:
    """The same scene over a bank of typed questions."""
    means = replace(stage.means, bank=Forms())
    return replace(stage, desk=replace(stage.desk, means=means))


async def cards(stage: Scene) -> list[Card]:
    async with stage.means.database.read() as session:
        return list(await session.scalars(select(Card).order_by(Card.question_id)))


async def session_of(stage: Scene) -> Practice:
    async with stage.means.database.read() as session:
        return (await session.scalars(select(Practice))).one()


async def test_a_session_runs_to_its_tally(stage: Scene) -> None:
    asked = await start(stage, "practice 3")
    for place, (letter, title) in enumerate([("B", "Right!"), ("A", "Not this"), ("B", "Right!")]):
        assert f"Practice {place + 1} of 3" in text_of(asked)
        told = await press(stage, asked, letter)
        assert title in text_of(told)
        assert "**B**  that" in text_of(told)
        assert "It is that." in text_of(told)
        if place < 2:
            asked = await press(stage, told, "Next")
    assert "Done: 2 of 3 right" in text_of(told)
    assert "Next" not in buttons(told)
    assert "Practice 1 of 5" in text_of(await press(stage, told, "Practise more"))
    assert len(await cards(stage)) == 3


async def test_no_question_comes_twice_while_others_are_left(stage: Scene) -> None:
    asked, stems = await start(stage, "practice 16"), set()
    for _ in range(15):
        stems.add(text_of(asked).split("\n")[1])
        stage.clock.instant += timedelta(seconds=1)
        asked = await press(stage, await press(stage, asked, "B"), "Next")
    assert len(stems) == 15


async def test_what_was_missed_comes_again_when_it_is_due(stage: Scene) -> None:
    asked = await start(stage)
    stem = text_of(asked).split("\n")[1]
    told = await press(stage, asked, "A")
    stage.clock.instant += timedelta(minutes=2)
    assert stem in text_of(await press(stage, told, "Next"))


async def test_an_answer_to_an_old_question_is_over(stage: Scene) -> None:
    asked = await start(stage)
    told = await press(stage, asked, "B")
    assert "question is over" in text_of(await press(stage, asked, "A"))
    newer = await press(stage, told, "Next")
    assert "question is over" in text_of(await press(stage, asked, "A"))
    assert (await session_of(stage)).right == 1
    assert "Right!" in text_of(await press(stage, newer, "B"))


async def test_next_pressed_twice_shows_the_same_question(stage: Scene) -> None:
    told = await press(stage, await start(stage), "B")
    first = await press(stage, told, "Next")
    stage.clock.instant += timedelta(minutes=1)
    assert await press(stage, told, "Next") == first


async def test_a_button_of_an_earlier_session_fits_no_later_question(stage: Scene) -> None:
    old = await start(stage)
    await start(stage)
    assert "question is over" in text_of(await press(stage, old, "B"))


async def test_nobody_answers_for_somebody_else(stage: Scene) -> None:
    asked = await start(stage, person=stage.grace)
    await start(stage, person=stage.ada)
    assert "question is over" in text_of(await press(stage, asked, "B", stage.ada))
    told = await press(stage, asked, "B", stage.grace)
    assert "question is over" in text_of(await press(stage, told, "Next", stage.ada))


@pytest.mark.parametrize(
    "ids", [(), ("1",), ("1", "101"), ("1", "101", "Z"), ("x", "y", "B"), ("9" * 30, "1", "B")]
)
@pytest.mark.parametrize("verb", ["practise", "practise-next", "practise-rule"])
async def test_a_forged_button_is_over(stage: Scene, verb: str, ids: tuple[str, ...]) -> None:
    await start(stage)
    said = await stage.press(practising.BUTTONS, Action(verb, ids))
    assert "question is over" in text_of(said)


async def test_a_question_that_is_open_is_not_practised(stage: Scene) -> None:
    await set_up(stage)
    await open_post(stage)
    open_now, *_ = await rounds(stage)
    assert open_now.topic
    for person in (stage.ada, stage.grace):
        said = text_of(await start(stage, f"practice {open_now.topic}", person))
        assert "give away an open question" in said
    await close(stage)
    assert "Practice 1 of 5" in text_of(await start(stage, f"practice {open_now.topic}"))


async def test_a_question_asked_before_is_practised_before_one_to_come(stage: Scene) -> None:
    await set_up(stage)
    await play(stage, {stage.ada: RIGHT})
    asked, *_ = await rounds(stage)
    assert f"What is {asked.topic}?" in text_of(await start(stage))


async def test_what_was_missed_in_the_daily_round_becomes_a_card(stage: Scene) -> None:
    await set_up(stage)
    await play(stage, {stage.ada: WRONG, stage.grace: RIGHT})
    asked, *_ = await rounds(stage)
    [card] = await cards(stage)
    assert (card.question_id, card.topic) == (asked.question_id, asked.topic)
    assert card.due_at > asked.settled_at if asked.settled_at else False
    assert f"What is {asked.topic}?" in text_of(await start(stage))


async def test_a_number_alone_is_the_count(stage: Scene) -> None:
    assert "Practice 1 of 7" in text_of(await start(stage, "practice 7"))
    assert "Practice 1 of 2 · Topic 03" in text_of(await start(stage, f"practice {TOPICS[2]} 2"))
    assert "Practice 1 of 5 · Topic 03" in text_of(await start(stage, "practice topic 03x"))


@pytest.mark.parametrize("count", ["0", "21", "-3", "99999999999999999999"])
async def test_a_count_out_of_range_brings_the_remedy(stage: Scene, count: str) -> None:
    assert "from 1 to 20" in text_of(await start(stage, f"practice {count}"))


async def test_an_unknown_topic_brings_the_list(stage: Scene) -> None:
    said = text_of(await start(stage, "practice cooking"))
    assert "“cooking”" in said
    assert "Topic 16" in said


async def test_a_number_is_read_and_a_known_slip_is_explained(stage: Scene) -> None:
    stage = with_forms(stage)
    asked = await start(stage, "practice sums")
    assert "I need one number" in text_of(await fill(stage, asked, "many"))
    told = text_of(await fill(stage, asked, "13"))
    assert "You said **13**. That is the sum." in told
    assert "**42**" in told


async def test_several_letters_get_their_whys(stage: Scene) -> None:
    stage = with_forms(stage)
    told = text_of(await fill(stage, await start(stage, "practice sets"), "A B"))
    assert "You chose **A**. a is" in told
    assert "You chose **B**. b is not" in told


@pytest.mark.parametrize(
    ("label", "title", "right"), [("Yes", "Right!", 1), ("Partly", "Partly", 0), ("No", "Not", 0)]
)
async def test_free_text_is_ruled_by_who_wrote_it(
    stage: Scene, label: str, title: str, right: int
) -> None:
    stage = with_forms(stage)
    asked = await start(stage, "practice talk")
    ruling = await fill(stage, asked, "It fits the noise, or the opposite is the case.")
    assert "Did you have it?" in text_of(ruling)
    assert "Fitting the noise" in text_of(ruling)
    assert "You said it: names noise." in text_of(ruling)
    assert await cards(stage) == []
    told = await press(stage, ruling, label)
    assert title in text_of(told)
    assert (await session_of(stage)).right == right
    assert len(await cards(stage)) == 1
    assert "question is over" in text_of(await press(stage, ruling, "Yes"))


async def test_free_text_is_told_what_it_hit_and_missed(stage: Scene) -> None:
    stage = with_forms(stage)
    told = text_of(await fill(stage, await start(stage, "practice talk"), "It learns by heart."))
    assert "Not this time" in told
    assert "• Missing: names noise." in told


async def test_the_model_answer_itself_needs_no_ruling(stage: Scene) -> None:
    stage = with_forms(stage)
    asked = await start(stage, "practice talk")
    assert "Right!" in text_of(await fill(stage, asked, "Fitting the noise of the sample."))


async def test_a_choice_is_never_ruled_by_hand(stage: Scene) -> None:
    asked = await start(stage)
    does = buttons(asked)["B"]
    assert isinstance(does, Action)
    forged = Action("practise-rule", (*does.ids[:2], "yes"))
    assert "question is over" in text_of(await stage.press(practising.BUTTONS, forged))


async def test_a_session_survives_a_restart(stage: Scene) -> None:
    asked = await start(stage)
    bank = FakeBank(("another",))
    later = replace(stage, desk=replace(stage.desk, means=replace(stage.means, bank=bank)))
    assert "Right!" in text_of(await press(later, asked, "B"))


async def test_forgetting_ends_practice(stage: Scene) -> None:
    asked = await start(stage)
    await stage.press(people.BUTTONS, Action(FORGET))
    assert "question is over" in text_of(await press(stage, asked, "B"))
    assert await cards(stage) == []


async def test_linked_accounts_share_their_cards(stage: Scene) -> None:
    await press(stage, await start(stage, "practice topic-01"), "A", stage.ada)
    await press(stage, await start(stage, "practice topic-01", stage.grace), "A", stage.grace)
    await press(stage, await start(stage, "practice topic-02", stage.grace), "A", stage.grace)
    code = text_of(await stage.command(people.COMMANDS, "link")).split("**")[1]
    await stage.command(people.COMMANDS, f"link {code}", stage.grace)
    found = await cards(stage)
    assert [card.question_id for card in found] == ["topic-01-question", "topic-02-question"]
    assert len({card.person_id for card in found}) == 1


async def test_answers_of_the_day_are_untouched_by_practice(stage: Scene) -> None:
    await set_up(stage)
    await play(stage, {stage.ada: RIGHT})
    await open_post(stage)
    await answer(stage, stage.ada, RIGHT)
    await press(stage, await start(stage), "A")
    await close(stage)
    said = text_of(await stage.command(people.COMMANDS, "me"))
    assert "Right: 2 of 2 (100 %)" in said
