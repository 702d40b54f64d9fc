"""Every message that the bot says, as Slack gets it.

The files in `golden` show them; after a change of wording or of looks, write them anew with
`GOLDEN=write python -m pytest tests/adapters/slack/test_every_message.py` and read the difference.
"""

import json
import os
from pathlib import Path

import pytest

from adapters.slack.forms import Origin, modal, unpack
from adapters.slack.render import Message, page, pictures, render
from adapters.slack.words import Json
from bot.chat.content import Content
from bot.quiz.question import Form
from tests import every_message as every
from tests.all_messages import EVERY, dialogs, each_message
from tests.emulators.slack.blocks import faults_of
from tests.every_message import Said
from tests.nine_forms import question

GOLDEN = Path(__file__).with_name("golden")
FILE = "F0123456789"
ORIGIN = Origin("C1", "1732100000.000100", "1732100000.000200", "https://hooks.example/1/2/3")


def drawn(content: Content) -> Message:
    return render(content, dict.fromkeys(pictures(content), FILE))


def carriers(message: Message) -> list[Json]:
    """The buttons that carry a form."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [one for row in rows for one in row if one["action_id"].startswith("open:")]


def shown(content: Content) -> dict[str, object]:
    """All that Slack gets to see of a message and of the dialogs on its buttons.

    A form is shown unpacked: how it is deflated is no promise of ours.
    """
    message = drawn(content)
    views = []
    for button in carriers(message):
        form = unpack(button["value"])
        views.append(modal(form, ORIGIN))
        button["value"] = f"form {form.action}"
    return {"text": message.text, "blocks": message.blocks, "dialogs": views}


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
def test_slack_takes_every_message(message: Said) -> None:
    made = drawn(message.content)
    assert faults_of({"blocks": made.blocks}, "message") == []
    assert 0 < len(made.text) <= 4000


@each_message
def test_slack_takes_every_message_as_a_page_and_without_its_pictures(message: Said) -> None:
    assert faults_of(page(message.content, {}), "home") == []


@each_message
def test_slack_takes_every_dialog_from_the_button_that_carries_it(message: Said) -> None:
    values = [button["value"] for button in carriers(drawn(message.content))]
    assert len(values) == len(dialogs(message.content))
    for value in values:
        assert faults_of(modal(unpack(value), ORIGIN), "modal") == []


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
