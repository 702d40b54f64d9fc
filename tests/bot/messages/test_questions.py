"""How a question looks; and every shipped one fits into every message that shows it."""

from datetime import UTC, datetime

import pytest

from bot.chat.content import (
    Action,
    Button,
    Buttons,
    Choices,
    Code,
    Content,
    Entry,
    Letter,
    Picture,
    Text,
)
from bot.chat.content import Form as Dialog
from bot.messages import questions, rounds
from bot.quiz.league import EVERY_DOOR, Door, Policy
from bot.quiz.question import Face, Form, Question
from questions.loader import PackBank, load_packs
from tests.limits import faults_of, text_of
from tests.nine_forms import question

UNTIL = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(scope="module")
def bank() -> PackBank:
    return load_packs()


def asked(face: Face, doors: frozenset[Door] = EVERY_DOOR) -> rounds.Asked:
    return rounds.Asked(face, 10**12, 12_345, UNTIL, doors, Policy.LAST, bonus=True, late=True)


def result(one: Question) -> rounds.Result:
    """As full as a result can be."""
    team = rounds.TeamResult("W" * 60, 12_345, 99, 365, froze=True, kept=True)
    return rounds.Result(
        question=one,
        number=12_345,
        answered=1000,
        right=333,
        unsure=333,
        void=334,
        chosen=[(letter, 1000) for letter in one.face.letters],
        teams=[team] * 100,
        texts=[("N" * 80, "w" * 2400)] * 100,
        found_late=100,
        bonus=True,
    )


def messages_of(one: Question) -> dict[str, Content]:
    """Every message that shows a question or speaks of it."""
    face, key = one.face, one.key
    return {
        "question": rounds.question(asked(face)),
        "without doors": rounds.question(asked(face, frozenset())),
        "closed": rounds.closed(face, 12_345, bonus=True),
        "answered": rounds.answered(one, 12_345, bonus=True),
        "reveal": rounds.reveal(result(one)),
        "noted": rounds.noted(face, 10**12, key.answer, UNTIL, Policy.LAST),
        "first noted": rounds.noted(face, 10**12, key.answer, UNTIL, Policy.FIRST),
        "unreadable": rounds.unreadable(face, "x" * 2000),
    }


def test_every_shipped_question_fits_into_every_message(bank: PackBank) -> None:
    found = {
        f"{entry.id}, {name}": faults_of(content)
        for entry in bank.entries()
        for name, content in messages_of(bank.draw(entry.id, "seed")).items()
    }
    assert {place: faults for place, faults in found.items() if faults} == {}


@pytest.mark.parametrize("form", list(Form))
def test_every_form_fits(form: Form) -> None:
    for content in messages_of(question(form)).values():
        assert faults_of(content) == []


@pytest.mark.parametrize("form", list(Form))
def test_before_closing_two_keys_look_the_same(form: Form) -> None:
    one, other = messages_of(question(form)), messages_of(question(form, other=True))
    for name in ("question", "without doors", "closed", "unreadable"):
        assert one[name] == other[name]


def blocks_of(form: Form) -> tuple[object, ...]:
    return questions.body(question(form).face)


def test_options_and_prompts_are_lines_with_letters_and_numbers() -> None:
    _, prompts, options, task = blocks_of(Form.MATCH)
    assert prompts == Text("**1** first\n**2** second\n**3** third")
    assert options == Text("**A**  mean\n**B**  median\n**C**  mode")
    assert task == Text("*Find the letter for each number.*")


def letters_of(content: Content) -> list[str]:
    """The letters that may be reacted with."""
    texts = [block for block in content.blocks if isinstance(block, Text)]
    return [one.letter for text in texts for one in text.pieces if isinstance(one, Letter)]


@pytest.mark.parametrize("form", list(Form))
def test_letters_take_an_emoji_only_while_they_may_be_reacted_with(form: Form) -> None:
    one = question(form)
    shown = {name for name, content in messages_of(one).items() if letters_of(content)}
    assert shown == ({"question"} if form.takes_letters else set())
    no_reactions = EVERY_DOOR - {Door.REACTIONS}
    assert letters_of(rounds.question(asked(one.face, no_reactions))) == []


def test_options_to_react_with_are_the_same_lines() -> None:
    face = question(Form.SINGLE_CHOICE).face
    options = questions.body(face, by_reaction=True)[-1]
    assert options == Text(
        *(Letter("A"), "  recall\n", Letter("B"), "  precision\n"),
        *(Letter("C"), "  accuracy\n", Letter("D"), "  coverage"),
    )


def test_a_listing_and_a_figure_stand_between_stem_and_options() -> None:
    assert blocks_of(Form.CODE_OUTPUT)[1] == Code("python", "print(6 * 7)")
    drawn = blocks_of(Form.IMAGE_BASED)[1]
    assert isinstance(drawn, Picture)
    assert drawn.alt == "A dot."


def buttons_of(form: Form) -> tuple[Button, ...]:
    made = questions.answer_buttons(
        question(form).face, Action("tap", ("7",)), Action("fill", ("7",))
    )
    assert isinstance(made, Buttons)
    return made.buttons


def test_one_letter_is_one_tap() -> None:
    assert [(b.label, str(b.does)) for b in buttons_of(Form.TRUE_FALSE)] == [
        ("A", "tap:7:A"),
        ("B", "tap:7:B"),
    ]


@pytest.mark.parametrize("form", [form for form in Form if not form.takes_one_letter])
def test_everything_else_opens_a_form(form: Form) -> None:
    [button] = buttons_of(form)
    assert isinstance(button.does, Dialog)
    assert str(button.does.action) == "fill:7"
    [field] = button.does.fields
    assert isinstance(field, Choices if form is Form.MULTI_SELECT else Entry)


def test_a_numeric_form_names_the_unit() -> None:
    [button] = buttons_of(Form.NUMERIC)
    assert isinstance(button.does, Dialog)
    assert button.does.fields[0].label == "In GiB"


def test_a_long_option_is_cut_in_a_form_s_list() -> None:
    face = Face(Form.MULTI_SELECT, "t", 1, "?", options=("x" * 90, "y"))
    [button] = questions.answer_buttons(face, Action("tap"), Action("fill")).buttons
    assert isinstance(button.does, Dialog)
    [field] = button.does.fields
    assert isinstance(field, Choices)
    assert [len(choice.label) for choice in field.choices] == [75, 4]
    assert field.choices[0].label.endswith("…")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (Form.SINGLE_CHOICE, "**B**  precision"),
        (Form.MULTI_SELECT, "**A**  recall\n**C**  accuracy"),
        (Form.NUMERIC, "**7.5 GiB**"),
        (Form.ORDER, "**C**  accuracy\n**A**  recall\n**D**  coverage\n**B**  precision"),
        (Form.MATCH, "**1C**  first → mode\n**2A**  second → mean\n**3B**  third → median"),
        (Form.FREE_TEXT, "Because the variance shrinks."),
    ],
)
def test_the_right_answer_is_said_in_words(form: Form, said: str) -> None:
    assert questions.right_answer(question(form)) == Text(said)


def test_why_is_empty_where_the_author_did_not_say() -> None:
    assert questions.why(question(Form.SINGLE_CHOICE), "A") == "The why of A."
    assert questions.why(question(Form.NUMERIC), "A") == ""


def test_the_answer_stands_in_the_question_for_those_who_scroll_back() -> None:
    said = text_of(rounds.answered(question(Form.SINGLE_CHOICE), 3, bonus=False))
    assert "Question 3" in said
    assert "**Answer**\n**B**  precision" in said
