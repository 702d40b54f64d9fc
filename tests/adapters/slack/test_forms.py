"""Forms travel in buttons, open as dialogs and come back filled in."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from adapters.slack.forms import Origin, modal, pack, submitted, unpack
from adapters.slack.words import Json
from bot.chat.content import Action, Choice, Choices, Entry, Form
from bot.messages import settings_forms
from bot.quiz.league import Play
from tests.contents import forms
from tests.emulators.slack.blocks import faults_of

ORIGIN = Origin(
    "C1", "1732100000.000100", "1732100000.000200", "https://hooks.example/1", page=True
)
TOPICS = tuple(f"a-rather-long-name-of-a-topic-{n:02}" for n in range(25))


def offered(number: int) -> tuple[Choice, ...]:
    return tuple(Choice(str(n), f"Choice {n}") for n in range(number))


def dialog(*fields: Entry | Choices) -> Form:
    return Form(Action("fill", ("7",)), "Title", fields)


def inputs(form: Form) -> list[Json]:
    blocks: list[Json] = modal(form, ORIGIN)["blocks"]
    return blocks


def element(field: Entry | Choices) -> Json:
    [block] = inputs(dialog(field))
    found: Json = block["element"]
    return found


@settings(max_examples=100, deadline=None)
@given(forms())
def test_a_form_fits_into_a_button_and_its_fields_arrive(form: Form) -> None:
    value = pack(form)
    arrived = unpack(value)
    assert len(value) <= 2000
    assert str(arrived.action) == str(form.action)
    assert [field.name for field in arrived.fields] == [field.name for field in form.fields]
    assert faults_of(modal(arrived, ORIGIN), "modal") == []
    assert faults_of(modal(form, ORIGIN), "modal") == []


def test_a_form_arrives_as_it_left() -> None:
    entry = Entry("a", "A", "ü", "hint", 3, 99, required=False)
    form = replace(dialog(entry, Choices("b", "B", offered(3), ("1",), many=True)), submit="Go")
    assert unpack(pack(form)) == form


def test_the_largest_forms_keep_everything_but_their_longest_values() -> None:
    play = settings_forms.play_form(settings_forms.play_values(Play(frozenset(TOPICS))), TOPICS)
    assert unpack(pack(play)) == play
    written = "".join(chr(0x4E00 + n * 7 % 20_000) for n in range(2000))
    full = dialog(Entry("a", "A", written, limit=2000), Choices("b", "B", offered(2), ("1",)))
    a, b = unpack(pack(full)).fields
    assert (a.value, b.value) == ("", ())
    assert (a.label, b.label) == ("A", "B")


def test_long_choices_are_cut_before_a_form_is_given_up() -> None:
    labels = [
        "".join(chr(0x4E00 + (n * 75 + m) * 7 % 20_000) for m in range(75)) for n in range(25)
    ]
    choices = tuple(Choice(str(n), label) for n, label in enumerate(labels))
    [field] = unpack(pack(dialog(Choices("a", "A", choices)))).fields
    assert isinstance(field, Choices)
    assert [choice.value for choice in field.choices] == [choice.value for choice in choices]
    assert all(choice.label.endswith("…") for choice in field.choices)


def test_a_form_that_no_button_carries_is_an_error() -> None:
    names = "".join(chr(0x4E00 + n * 7 % 20_000) for n in range(2000))
    with pytest.raises(ValueError, match="'Title' is too large"):
        pack(dialog(Entry(names, "A")))


@pytest.mark.parametrize(
    "value", ["", "x", "answer:7:B", "é", "AAAA", "q1YqyVeyUjIxVNJRKgFSBmC6FgA="]
)
def test_what_is_no_packed_form_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="no form of ours"):
        unpack(value)


def test_a_dialog_says_what_it_is_for_and_where_it_came_from() -> None:
    view = modal(dialog(Entry("a", "A")), ORIGIN)
    assert view["callback_id"] == "fill:7"
    assert json.loads(view["private_metadata"])["channel"] == "C1"
    assert [view[name]["text"] for name in ("title", "submit", "close")] == [
        *("Title", "Send", "Cancel"),
    ]


def test_an_entry_is_a_line_or_a_box_with_its_limit_hint_and_value() -> None:
    [block] = inputs(dialog(Entry("a", "A", "old", "Such as 1", 3, 60, required=False)))
    assert block == {
        "type": "input",
        "block_id": "a",
        "label": {"type": "plain_text", "text": "A", "emoji": False},
        "hint": {"type": "plain_text", "text": "Such as 1", "emoji": False},
        "optional": True,
        "element": {
            "type": "plain_text_input",
            "action_id": "a",
            "multiline": True,
            "max_length": 60,
            "initial_value": "old",
        },
    }
    assert not element(Entry("a", "A"))["multiline"]
    assert "initial_value" not in element(Entry("a", "A"))


@pytest.mark.parametrize(
    ("number", "many", "kind"),
    [
        (5, False, "radio_buttons"),
        (6, False, "static_select"),
        (10, True, "checkboxes"),
        (11, True, "multi_static_select"),
    ],
)
def test_choices_are_in_sight_while_they_are_few(number: int, many: bool, kind: str) -> None:
    made = element(Choices("a", "A", offered(number), ("1",), many=many))
    assert made["type"] == kind
    option = made["options"][1]
    assert made["initial_options" if many else "initial_option"] == ([option] if many else option)
    assert not [name for name in element(Choices("a", "A", offered(number))) if "initial" in name]


def sent(**elements: Json) -> Json:
    """A dialog as Slack sends it back."""
    return {
        "callback_id": "fill:7",
        "private_metadata": modal(dialog(Entry("a", "A")), ORIGIN)["private_metadata"],
        "state": {"values": {name: {name: element} for name, element in elements.items()}},
    }


def test_a_filled_form_comes_back_with_every_field() -> None:
    option = {"text": {"type": "plain_text", "text": "Monday", "emoji": False}, "value": "1"}
    other = {"text": {"type": "plain_text", "text": "Sunday", "emoji": False}, "value": "7"}
    view = sent(
        written={"type": "plain_text_input", "value": " 0.5\n"},
        empty={"type": "plain_text_input", "value": None},
        nothing={"type": "plain_text_input", "value": ""},
        absent={"type": "plain_text_input"},
        one={"type": "radio_buttons", "selected_option": option},
        none={"type": "static_select", "selected_option": None},
        many={"type": "checkboxes", "selected_options": [option, other]},
        few={"type": "multi_static_select", "selected_options": []},
    )
    action, origin, values = submitted(view)
    assert (action, origin) == (Action("fill", ("7",)), ORIGIN)
    left_empty = dict.fromkeys(("empty", "nothing", "absent", "none", "few"), "")
    assert values == {"written": " 0.5\n", "one": "1", "many": "1 7", **left_empty}


@pytest.mark.parametrize(
    "fault",
    [
        {"private_metadata": ""},
        {"private_metadata": "[]"},
        {"private_metadata": '{"channel": "C1", "other": 1}'},
        {"state": None},
        {"state": {"values": {"a": {"a": None}}}},
        {"callback_id": None},
    ],
)
def test_a_dialog_of_somebody_else_is_refused(fault: Json) -> None:
    with pytest.raises(ValueError, match="not one of ours"):
        submitted({**sent(), **fault})
