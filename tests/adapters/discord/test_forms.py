"""Forms open as dialogs and come back filled in."""

import pytest
from hypothesis import given, settings

from adapters.discord.forms import modal, submitted
from adapters.discord.words import Json
from bot.chat.content import Action, Choice, Choices, Entry, Form
from bot.messages import settings_forms
from bot.quiz.league import Play
from tests.contents import forms
from tests.emulators.discord.limits_of import faults_of

ID = "form:AAAAAAAAAAAAAAAAAAAAAA:1234567890123456789"
TOPICS = tuple(f"a-rather-long-name-of-a-topic-{n:02}" for n in range(25))


def offered(number: int) -> tuple[Choice, ...]:
    return tuple(Choice(str(n), f"Choice {n}") for n in range(number))


def dialog(*fields: Entry | Choices) -> Form:
    return Form(Action("fill", ("7",)), "Title", fields)


def label(field: Entry | Choices) -> Json:
    [found] = modal(dialog(field), ID)["components"]
    whole: Json = found
    return whole


def component(field: Entry | Choices) -> Json:
    found: Json = label(field)["component"]
    return found


@settings(max_examples=100, deadline=None)
@given(forms())
def test_discord_takes_whatever_form_the_house_allows(form: Form) -> None:
    view = modal(form, ID)
    assert faults_of(view) == []
    names = [one["component"]["custom_id"] for one in view["components"]]
    assert names == [field.name for field in form.fields]


def test_a_dialog_says_what_it_is_for() -> None:
    view = modal(dialog(Entry("a", "A")), ID)
    assert (view["custom_id"], view["title"]) == (ID, "Title")


def test_an_entry_is_a_line_or_a_box_with_its_limit_hint_and_value() -> None:
    assert label(Entry("a", "A", "old", "Such as 1", 3, 60, required=False)) == {
        "type": 18,
        "label": "A",
        "description": "Such as 1",
        "component": {
            "type": 4,
            "custom_id": "a",
            "style": 2,
            "max_length": 60,
            "value": "old",
            "required": False,
        },
    }
    assert component(Entry("a", "A"))["style"] == 1
    assert "value" not in component(Entry("a", "A"))


@pytest.mark.parametrize(
    ("number", "many", "kind"),
    [
        (1, False, 3),
        (2, False, 21),
        (10, False, 21),
        (11, False, 3),
        (1, True, 22),
        (10, True, 22),
        (11, True, 3),
        (25, True, 3),
    ],
)
def test_choices_are_in_sight_while_they_are_few(number: int, many: bool, kind: int) -> None:
    made = component(Choices("a", "A", offered(number), ("0",), many=many))
    assert made["type"] == kind
    assert made["options"][0] == {"label": "Choice 0", "value": "0", "default": True}
    assert [one for one in made["options"][1:] if "default" in one] == []
    assert faults_of(modal(dialog(Choices("a", "A", offered(number), many=many)), ID)) == []


def test_as_many_may_be_chosen_as_there_are_and_none_where_none_is_required() -> None:
    for number in (3, 20):
        made = component(Choices("a", "A", offered(number), many=True))
        assert (made["min_values"], made["max_values"], made["required"]) == (1, number, True)
        made = component(Choices("a", "A", offered(number), many=True, required=False))
        assert (made["min_values"], made["max_values"], made["required"]) == (0, number, False)
    one = component(Choices("a", "A", offered(20)))
    assert (one["min_values"], one["max_values"]) == (1, 1)


def test_what_was_filled_in_before_is_kept_in_the_largest_form() -> None:
    play = Play(topics=frozenset(TOPICS))
    form = settings_forms.play_form(settings_forms.play_values(play), TOPICS)
    kept = {
        one["component"]["custom_id"]: [
            option["value"] for option in one["component"]["options"] if option.get("default")
        ]
        for one in modal(form, ID)["components"]
        if "options" in one["component"]
    }
    assert kept == {
        field.name: list(field.value) for field in form.fields if isinstance(field, Choices)
    }
    assert sorted(kept["topics"]) == sorted(TOPICS)


def sent(**components: Json) -> list[Json]:
    """What Discord sends when a dialog is submitted."""
    return [
        {"type": 18, "id": number, "component": {"id": number + 1, "custom_id": name, **each}}
        for number, (name, each) in enumerate(components.items())
    ]


def test_a_filled_form_comes_back_with_every_field() -> None:
    form = dialog(
        *(Entry(name, "A") for name in ("written", "empty")),
        *(Choices(name, "A", offered(3)) for name in ("one", "none")),
        *(Choices(name, "A", offered(3), many=True) for name in ("many", "few", "list")),
        Entry("absent", "A", required=False),
    )
    filled = sent(
        written={"type": 4, "value": " 0.5\n"},
        empty={"type": 4, "value": ""},
        one={"type": 21, "value": "1"},
        none={"type": 21, "value": None},
        many={"type": 22, "values": ["1", "2"]},
        few={"type": 22, "values": []},
        list={"type": 3, "values": ["2"]},
    )
    left_empty = dict.fromkeys(("empty", "none", "few", "absent"), "")
    assert submitted(filled, form) == {
        "written": " 0.5\n",
        "one": "1",
        "many": "1 2",
        "list": "2",
        **left_empty,
    }


@pytest.mark.parametrize(
    "components",
    [
        sent(other={"type": 4, "value": "x"}),
        [{"type": 18}],
        [{"type": 18, "component": None}],
        [{"type": 18, "component": {"type": 4, "value": "x"}}],
        ["a"],
        None,
    ],
)
def test_a_dialog_of_another_form_is_refused(components: list[Json]) -> None:
    with pytest.raises(ValueError, match="not the dialog 'Title'"):
        submitted(components, dialog(Entry("a", "A")))
