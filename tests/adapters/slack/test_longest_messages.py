"""What the bot says at its longest, and every shipped question, fits into Slack."""

import pytest

from adapters.slack.render import page, pictures, render
from bot.chat.content import Content
from questions.loader import load_packs
from tests.bot.messages.test_leagues import EVERYTHING
from tests.bot.messages.test_people import LONGEST
from tests.bot.messages.test_questions import messages_of
from tests.emulators.slack.blocks import faults_of


def slack_faults(content: Content) -> list[str]:
    message = render(content, dict.fromkeys(pictures(content), "F0123456789"))
    return faults_of({"blocks": message.blocks}, "message")


@pytest.mark.parametrize("content", [*EVERYTHING, *LONGEST.values()], ids=lambda one: one.summary)
def test_the_longest_messages_fit(content: Content) -> None:
    assert slack_faults(content) == []
    assert faults_of(page(content, {}), "home") == []


def test_every_shipped_question_fits_into_every_message() -> None:
    bank = load_packs()
    found = {
        f"{entry.id}, {name}": slack_faults(content)
        for entry in bank.entries()
        for name, content in messages_of(bank.draw(entry.id, "seed")).items()
    }
    assert found
    assert {place: faults for place, faults in found.items() if faults} == {}
