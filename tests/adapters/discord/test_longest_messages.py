"""What the bot says at its longest, and every shipped question, fits into Discord uncut."""

import pytest

from adapters.discord.render import forms, render
from bot.chat.content import Content
from questions.loader import load_packs
from tests.bot.messages.test_leagues import EVERYTHING
from tests.bot.messages.test_people import LONGEST
from tests.bot.messages.test_questions import messages_of
from tests.emulators.discord.limits_of import faults_of
from tests.limits import buttons


def discord_faults(content: Content) -> list[str]:
    message = render(content, {form: f"{n:022}" for n, form in enumerate(forms(content))})
    last = message.embeds[-1].get("description", "")
    found = faults_of(message.body)
    drawn = [one["label"] for row in message.components for one in row["components"]]
    if len(drawn) < len(buttons(content)):
        found.append("a button is missing")
    if last.endswith("…") and sum(len(one.get("description", "")) for one in message.embeds) > 5900:
        found.append("the end is missing")
    return found


@pytest.mark.parametrize("content", [*EVERYTHING, *LONGEST.values()], ids=lambda one: one.summary)
def test_the_longest_messages_fit(content: Content) -> None:
    assert discord_faults(content) == []


def test_every_shipped_question_fits_into_every_message() -> None:
    bank = load_packs()
    found = {
        f"{entry.id}, {name}": discord_faults(content)
        for entry in bank.entries()
        for name, content in messages_of(bank.draw(entry.id, "seed")).items()
    }
    assert found
    assert {place: faults for place, faults in found.items() if faults} == {}
