"""Pretend teammates answer through the doors that a message offers."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from adapters.playground.chat import Playground
from adapters.playground.teammates import (
    Deed,
    Press,
    React,
    Submit,
    Window,
    Write,
    is_question,
    plan,
)
from adapters.playground.wire import MessageJSON
from bot.chat.content import (
    Action,
    Block,
    Button,
    Buttons,
    Choice,
    Choices,
    Content,
    Entry,
    Field,
    Form,
    Text,
)
from bot.chat.places import Place

OPENS = datetime(2027, 1, 4, 9, tzinfo=UTC)
WINDOW = Window(OPENS, OPENS + timedelta(hours=8))
LETTERS = Buttons(tuple(Button(x, Action("answer", ("1", x))) for x in "ABCD"))


def opening(field: Field) -> Buttons:
    form = Form(Action("answer-form", ("1",)), "Your answer", (field,))
    return Buttons((Button("Answer…", form, primary=True),))


async def shown(playground: Playground, place: Place, *blocks: Block) -> MessageJSON:
    message = await playground.post(place, Content("Q", *blocks), "k")
    return playground.people.message("ada", message.id)


def deeds(message: MessageJSON) -> list[Deed]:
    """What many people would do."""
    plans = (plan(f"person-{n}", message, WINDOW, "seed") for n in range(60))
    return [each.deed for each in plans if each]


def typed(message: MessageJSON) -> set[str]:
    return {
        deed.text if isinstance(deed, Write) else str(deed.values["answer"])
        for deed in deeds(message)
        if isinstance(deed, Write | Submit)
    }


async def test_letters_are_pressed_reacted_and_written(
    playground: Playground, channel: Place
) -> None:
    message = await playground.post(channel, Content("Q", LETTERS), "k")
    await playground.react(message, ["🇦", "🇧", "🇨", "🇩"])
    done = deeds(playground.people.message("ada", message.id))
    assert {type(deed) for deed in done} == {Press, React, Write}
    assert {d.action for d in done if isinstance(d, Press)} == {f"answer:1:{x}" for x in "ABCD"}
    assert {d.emoji for d in done if isinstance(d, React)} <= {"🇦", "🇧", "🇨", "🇩"}


async def test_reactions_alone_are_a_door_too(playground: Playground, channel: Place) -> None:
    message = await playground.post(channel, Content("Q", Text("Q")), "k")
    assert not is_question(playground.people.message("ada", message.id))
    await playground.react(message, ["🇦", "🇧"])
    seen = playground.people.message("ada", message.id)
    assert is_question(seen)
    assert {type(deed) for deed in deeds(seen)} == {React}


async def test_an_order_is_a_permutation(playground: Playground, channel: Place) -> None:
    options = Text("**A**  one\n**B**  two\n**C**  three")
    seen = await shown(playground, channel, Text("Order"), options, opening(Entry("answer", "?")))
    assert len(typed(seen)) > 3
    assert all(sorted(text.split()) == ["A", "B", "C"] for text in typed(seen))


async def test_a_match_pairs_each_number(playground: Playground, channel: Place) -> None:
    sides = Text("**1** x\n**2** y"), Text("**A**  one\n**B**  two")
    seen = await shown(playground, channel, *sides, opening(Entry("answer", "?")))
    assert typed(seen) <= {f"1{x} 2{y}" for x in "AB" for y in "AB"}


async def test_a_number_is_a_number(playground: Playground, channel: Place) -> None:
    seen = await shown(playground, channel, Text("Of 40 at 0.25?"), opening(Entry("answer", "?")))
    assert all(re.fullmatch(r"[\d.]+(e[+-]\d+)?", text) for text in typed(seen))


async def test_an_essay_is_a_sentence_within_its_limit(
    playground: Playground, channel: Place
) -> None:
    entry = Entry("answer", "?", lines=6, limit=50)
    seen = await shown(playground, channel, Text("Why?"), opening(entry))
    assert all(" " in text and len(text) <= 50 for text in typed(seen))


async def test_choices_are_picked_from_the_list(playground: Playground, channel: Place) -> None:
    choices = tuple(Choice(x, x) for x in "ABC")
    field = Choices("answer", "All that apply", choices, many=True)
    seen = await shown(playground, channel, Text("Which?"), opening(field))
    picked = [d.values["answer"] for d in deeds(seen) if isinstance(d, Submit)]
    assert {len(picks) for picks in picked} == {1, 2}
    assert all(set(picks) <= set("ABC") for picks in picked)


async def test_they_answer_well_before_closing(playground: Playground, channel: Place) -> None:
    seen = await shown(playground, channel, LETTERS)
    plans = [plan(f"p{n}", seen, WINDOW, "seed") for n in range(60)]
    assert all(OPENS < each.at < WINDOW.closes for each in plans if each)
    assert None in plans


@pytest.mark.parametrize("label", ["Practise more", "Answer the survey"])
async def test_other_buttons_are_no_question(
    playground: Playground, channel: Place, label: str
) -> None:
    button = Buttons((Button(label, Action("more")),))
    assert not is_question(await shown(playground, channel, Text("News"), button))
