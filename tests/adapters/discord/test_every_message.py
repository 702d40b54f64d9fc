"""Every message that the bot says, as Discord gets it.

The files in `golden` show them; after a change of wording or of looks, write them anew with
`GOLDEN=write python -m pytest tests/adapters/discord/test_every_message.py` and read what changed.
"""

import json
import os
from pathlib import Path

import pytest

from adapters.discord.forms import modal
from adapters.discord.markdown import escaped
from adapters.discord.render import forms, render
from adapters.discord.words import Json
from bot.chat.content import Content
from bot.quiz.question import Form
from tests import every_message as every
from tests.all_messages import EVERY, dialogs, each_message
from tests.emulators.discord.limits_of import faults_of
from tests.every_message import Said
from tests.limits import buttons
from tests.nine_forms import question

GOLDEN = Path(__file__).with_name("golden")
KEY = "k" * 22


def shown(content: Content) -> dict[str, object]:
    """All that Discord gets to see of a message and of the dialogs on its buttons."""
    keys = {form: f"form {form.action}" for form in forms(content)}
    views = [modal(form, f"form:{key}") for form, key in keys.items()]
    return {**render(content, keys).body, "dialogs": views}


def body(content: Content) -> Json:
    """The message with keys as long as they really are."""
    keys = {form: f"{number:022}" for number, form in enumerate(forms(content))}
    return render(content, keys).body


@each_message
def test_a_message_looks_as_it_did(message: Said) -> None:
    file = GOLDEN / f"{message.name}.json"
    now = json.dumps(shown(message.content), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(now, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == now


def test_nothing_golden_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == {message.name for message in EVERY}


@each_message
def test_discord_takes_every_message(message: Said) -> None:
    assert faults_of(body(message.content)) == []


@each_message
def test_a_message_is_one_embed_and_has_all_its_buttons(message: Said) -> None:
    made = body(message.content)
    assert len(made["embeds"]) == 1
    drawn = [button["label"] for row in made["components"] for button in row["components"]]
    assert len(drawn) == len(buttons(message.content))


@each_message
def test_discord_takes_every_dialog(message: Said) -> None:
    found = forms(message.content)
    assert set(found) == set(dialogs(message.content))
    for form in found:
        assert faults_of(modal(form, f"form:{KEY}:1234567890123456789")) == []


@pytest.mark.parametrize("form", list(Form))
def test_before_closing_nothing_tells_one_key_from_another(form: Form) -> None:
    one = [shown(said.content) for said in every.before_closing(question(form))]
    other = [shown(said.content) for said in every.before_closing(question(form, other=True))]
    assert json.dumps(one) == json.dumps(other)


@pytest.mark.parametrize("form", list(Form))
def test_before_closing_the_key_stands_nowhere(form: Form) -> None:
    one = question(form)
    whole = json.dumps([shown(said.content) for said in every.before_closing(one)])
    points = [point.text for point in one.key.rubric.points] if one.key.rubric else []
    secrets = [one.key.explanation, *one.key.whys, *one.key.misconceptions, *points]
    written = [] if form.takes_letters else [one.key.answer]  # a letter stands on its button
    for secret in (*secrets, *written):
        assert secret not in whole
        assert escaped(secret) not in whole
