"""A fresh playground, with somebody who listens to it."""

from collections.abc import AsyncIterator

import pytest

from adapters.playground.chat import Playground
from adapters.playground.records import Spot
from bot.chat.content import Action, Button, Buttons, Choice, Choices, Content, Entry, Form, Text
from bot.chat.places import MessageRef, Place
from tests.adapters.ears import Ears, listening


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground(":memory:") as playground:
        yield playground


@pytest.fixture
async def ears(playground: Playground) -> AsyncIterator[Ears]:
    async with listening(playground, Ears()) as ears:
        yield ears


@pytest.fixture
def channel() -> Place:
    return Spot("ml-interviews").place


@pytest.fixture
def question() -> Content:
    """One with letter buttons and a form."""
    fields = (
        Entry("answer", "Answer", limit=10),
        Entry("note", "Note", required=False),
        Choices("sure", "How sure", (Choice("1", "Not"), Choice("2", "Very")), required=False),
    )
    buttons = (
        Button("A", Action("answer", ("1", "A"))),
        Button("B", Action("answer", ("1", "B"))),
        Button("Answer…", Form(Action("answer-form", ("1",)), "Your answer", fields)),
    )
    return Content("Which?", Text("Which?"), Buttons(buttons))


@pytest.fixture
async def asked(playground: Playground, channel: Place, question: Content) -> MessageRef:
    """The question, posted in #ml-interviews."""
    return await playground.post(channel, question, "round-1")
