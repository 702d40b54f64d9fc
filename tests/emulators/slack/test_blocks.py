"""What Slack takes and what it refuses, limit by limit."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.models import blocks as models
from slack_sdk.models.views import View

from tests.emulators.slack.blocks import faults_of, text_length, text_of

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(number: int = 0, **more: object) -> Json:
    return {"type": "button", "text": plain("B"), "action_id": f"do:{number}", **more}


def option(value: str = "1", **more: object) -> Json:
    return {"text": plain("One"), "value": value, **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def words(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def entry(**more: object) -> Json:
    return {"type": "plain_text_input", "action_id": "answer", **more}


def asked(element: Json, **more: object) -> Json:
    return {"type": "input", "label": plain("Answer"), "element": element, **more}


def modal(*blocks: Json, **more: object) -> Json:
    view: Json = {"type": "modal", "title": plain("Your answer"), "submit": plain("Send")}
    return {**view, "blocks": list(blocks), **more}


def faults(*blocks: Json) -> list[str]:
    return faults_of({"blocks": list(blocks)}, "message")


EVERYTHING: list[Json] = [
    {"type": "header", "text": plain("Question"), "block_id": "top"},
    {"type": "section", "text": mrkdwn("*bold*"), "accessory": button(8)},
    {"type": "section", "fields": [mrkdwn("one"), plain("two")]},
    {"type": "context", "elements": [mrkdwn("small"), plain("print")]},
    {"type": "divider"},
    {"type": "image", "alt_text": "A curve", "slack_file": {"id": "F1"}, "title": plain("Fig.")},
    {"type": "image", "alt_text": "A curve", "image_url": "https://example.com/x.png"},
    {"type": "actions", "elements": [button(1, value="a:1", style="primary"), button(2)]},
    rich(
        section(
            words("a", bold=True, italic=True, strike=True, code=True),
            words(" "),
            {"type": "link", "url": "https://example.com", "text": "site"},
            {"type": "emoji", "name": "one", "unicode": "0031-fe0f-20e3"},
            {"type": "user", "user_id": "U1"},
            {"type": "channel", "channel_id": "C1"},
            {"type": "usergroup", "usergroup_id": "S1"},
            {"type": "broadcast", "range": "here"},
            {"type": "date", "timestamp": 1, "format": "{date_short} at {time}", "fallback": "now"},
            {"type": "color", "value": "#ff0000"},
            {"type": "team", "team_id": "T1"},
        ),
        {"type": "rich_text_list", "style": "ordered", "elements": [section(words("a"))]},
        {"type": "rich_text_quote", "elements": [words("said")]},
        {"type": "rich_text_preformatted", "elements": [words("x = 1\n")], "border": 0},
    ),
]

ENTRIES: list[Json] = [
    asked(entry(multiline=True, max_length=2000, placeholder=plain("…")), optional=True),
    asked({"type": "static_select", "action_id": "s", "options": [option()]}),
    asked(
        {
            "type": "multi_static_select",
            "action_id": "m",
            "options": [option(), option("2")],
            "initial_options": [option("2")],
        }
    ),
    asked({"type": "checkboxes", "action_id": "c", "options": [option()]}, hint=plain("Any")),
    asked({"type": "radio_buttons", "action_id": "r", "options": [option(), option("2")]}),
]


def test_everything_that_slack_knows_is_taken() -> None:
    assert faults(*EVERYTHING) == []
    assert faults_of(modal(*ENTRIES), "modal") == []
    assert faults_of({"type": "home", "blocks": EVERYTHING}, "home") == []


def test_what_slacks_own_models_write_is_taken() -> None:
    for block in models.Block.parse_all(EVERYTHING):
        assert faults(block.to_dict()) == []
    assert faults_of(View(**modal(*ENTRIES)).to_dict(), "modal") == []


TOO_MUCH: dict[str, Callable[[int], Json]] = {
    "header 150": lambda n: {"type": "header", "text": plain("x" * n)},
    "section 3000": lambda n: {"type": "section", "text": mrkdwn("x" * n)},
    "field 2000": lambda n: {"type": "section", "fields": [mrkdwn("x" * n)]},
    "fields 10": lambda n: {"type": "section", "fields": [mrkdwn("x")] * n},
    "context 10": lambda n: {"type": "context", "elements": [mrkdwn("x")] * n},
    "context text 3000": lambda n: {"type": "context", "elements": [mrkdwn("x" * n)]},
    "actions 25": lambda n: {"type": "actions", "elements": [button(i) for i in range(n)]},
    "label 75": lambda n: {"type": "actions", "elements": [button(text=plain("x" * n))]},
    "value 2000": lambda n: {"type": "actions", "elements": [button(value="x" * n)]},
    "action_id 255": lambda n: {"type": "actions", "elements": [button(action_id="x" * n)]},
    "block_id 255": lambda n: {"type": "divider", "block_id": "x" * n},
    "alt 2000": lambda n: {"type": "image", "alt_text": "x" * n, "slack_file": {"id": "F1"}},
    "url 3000": lambda n: {
        "type": "image",
        "alt_text": "x",
        "image_url": "https://" + "x" * (n - 8),
    },
    "input label 2000": lambda n: asked(entry(), label=plain("x" * n)),
    "hint 2000": lambda n: asked(entry(), hint=plain("x" * n)),
    "placeholder 150": lambda n: asked(entry(placeholder=plain("x" * n))),
    "max_length 3000": lambda n: asked(entry(max_length=n)),
    "initial 3000": lambda n: asked(entry(initial_value="x" * n)),
    "options 100": lambda n: asked(choosing("static_select", n)),
    "many 100": lambda n: asked(choosing("multi_static_select", n)),
    "boxes 10": lambda n: asked(choosing("checkboxes", n)),
    "radio 10": lambda n: asked(choosing("radio_buttons", n)),
    "option value 150": lambda n: asked(with_option(option("x" * n))),
    "option text 75": lambda n: asked(with_option(option(text=plain("x" * n)))),
    "description 75": lambda n: asked(with_option(option(description=plain("x" * n)))),
}


def choosing(kind: str, options: int) -> Json:
    return {"type": kind, "action_id": "s", "options": [option(str(i)) for i in range(options)]}


def with_option(only: Json) -> Json:
    return {"type": "static_select", "action_id": "s", "options": [only]}


@pytest.mark.parametrize("limit", TOO_MUCH)
def test_a_limit_holds_to_the_character(limit: str) -> None:
    most = int(limit.rsplit(maxsplit=1)[-1])
    assert faults_of(modal(TOO_MUCH[limit](most)), "modal") == []
    assert faults_of(modal(TOO_MUCH[limit](most + 1)), "modal") != []


WRONG: dict[str, Json] = {
    "an unknown block": {"type": "markdownish"},
    "no type": {"text": plain("x")},
    "an unknown key": {"type": "divider", "colour": "red"},
    "formatted header": {"type": "header", "text": mrkdwn("x")},
    "blank header": {"type": "header", "text": plain("  ")},
    "an empty section": {"type": "section"},
    "empty text": {"type": "section", "text": mrkdwn("")},
    "emoji flag in mrkdwn": {"type": "section", "text": {**mrkdwn("x"), "emoji": True}},
    "no button": {"type": "actions", "elements": []},
    "an input element in a row of buttons": {"type": "actions", "elements": [entry()]},
    "a formatted button": {"type": "actions", "elements": [button(text=mrkdwn("x"))]},
    "an unknown style": {"type": "actions", "elements": [button(style="default")]},
    "an empty value": {"type": "actions", "elements": [button(value="")]},
    "a number as a value": {"type": "actions", "elements": [button(value=1)]},
    "an address that is none": {"type": "actions", "elements": [button(url="javascript:x")]},
    "a picture of nothing": {"type": "image", "alt_text": "x"},
    "no alt text": {"type": "image", "slack_file": {"id": "F1"}},
    "two pictures": {
        "type": "image",
        "alt_text": "x",
        "slack_file": {"id": "F1"},
        "image_url": "https://example.com",
    },
    "a file without id": {"type": "image", "alt_text": "x", "slack_file": {}},
    "empty rich text": rich(),
    "an empty section of rich text": rich(section()),
    "empty words": rich(section(words(""))),
    "an unknown element": rich(section({"type": "blink", "text": "x"})),
    "words outside a section": rich(words("x")),
    "an unknown text style": rich(section(words("x", blink=True))),
    "a style that is no boolean": rich(section({**words("x"), "style": {"bold": 1}})),
    "a list without style": rich({"type": "rich_text_list", "elements": [section(words("a"))]}),
    "emoji in code": rich(
        {"type": "rich_text_preformatted", "elements": [{"type": "emoji", "name": "one"}]}
    ),
    "a script as link": rich(section({"type": "link", "url": "javascript:alert(1)"})),
    "an unknown date token": rich(
        section({"type": "date", "timestamp": 1, "format": "{clock}", "fallback": "x"})
    ),
    "a date without token": rich(section({"type": "date", "timestamp": 1, "format": "now"})),
    "a date of text": rich(section({"type": "date", "timestamp": "1", "format": "{date}"})),
    "an emoji with colons": rich(section({"type": "emoji", "name": ":one:"})),
    "a name as user": rich(section({"type": "user", "user_id": "ada"})),
    "a formatted option": asked(with_option(option(text=mrkdwn("x")))),
    "no option": asked({"type": "static_select", "action_id": "s", "options": []}),
    "twice the same option": asked(
        {"type": "static_select", "action_id": "s", "options": [option(), option()]}
    ),
    "a first choice that is no option": asked(
        {**choosing("static_select", 2), "initial_option": option("9")}
    ),
    "first choices that are no options": asked(
        {**choosing("checkboxes", 2), "initial_options": [option("9")]}
    ),
    "no first choice": asked({**choosing("checkboxes", 2), "initial_options": []}),
    "more text than it allows": asked(entry(initial_value="four", max_length=3)),
    "an input of buttons": asked(button()),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_refused_with_its_place(wrong: str) -> None:
    found = faults_of(modal(WRONG[wrong]), "modal")
    assert found
    assert all("[json-pointer:/blocks/0" in fault for fault in found)


def test_the_fault_of_a_message_says_where_in_slacks_words() -> None:
    too_long = {"type": "section", "text": mrkdwn("x" * 3001)}
    assert faults(too_long) == [
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_a_message_has_50_blocks_and_a_view_100() -> None:
    divider = {"type": "divider"}
    assert faults(*[divider] * 50) == []
    assert faults(*[divider] * 51) != []
    for surface in ("modal", "home"):
        view = modal() if surface == "modal" else {"type": "home"}
        assert faults_of({**view, "blocks": [divider] * 100}, surface) == []
        assert faults_of({**view, "blocks": [divider] * 101}, surface) != []
        assert faults_of({**view, "blocks": []}, surface) != []


def test_ids_stand_once_in_a_message() -> None:
    rows = [{"type": "actions", "elements": [button(1)]} for _ in range(2)]
    assert [fault for fault in faults(*rows) if "action_id already exists: do:1" in fault]
    same = {"type": "divider", "block_id": "same"}
    assert [fault for fault in faults(same, same) if "block_id already exists" in fault]


def test_a_message_is_not_longer_than_slack_was_seen_to_take() -> None:
    part = {"type": "section", "text": mrkdwn("x" * 2900)}
    assert faults(part, part, part) == []
    assert any("msg_blocks_too_long" in fault for fault in faults(part, part, part, part))
    assert text_length([part, rich(section(words("🔥")))]) == 2902


@pytest.mark.parametrize(
    "more",
    [
        {"title": plain("x" * 25)},
        {"title": mrkdwn("x")},
        {"submit": plain("x" * 25)},
        {"close": plain("x" * 25)},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"colour": "red"},
        {"type": "home"},
        {"notify_on_close": "yes"},
    ],
)
def test_a_modals_own_limits_hold(more: Json) -> None:
    most: Json = {
        **{key: plain("x" * 24) for key in ("title", "submit", "close")},
        "private_metadata": "x" * 3000,
        "callback_id": "x" * 255,
        "notify_on_close": True,
    }
    assert faults_of(modal(asked(entry()), **most), "modal") == []
    assert faults_of(modal(asked(entry()), **{**most, **more}), "modal") != []


def test_a_modal_with_fields_needs_a_button_to_send_them() -> None:
    view = modal(asked(entry()))
    del view["submit"]
    assert faults_of(view, "modal") != []
    assert faults_of({**view, "blocks": [{"type": "divider"}]}, "modal") == []


def test_a_home_has_no_buttons_of_a_dialog() -> None:
    home: Json = {"type": "home", "blocks": [{"type": "divider"}]}
    assert faults_of(home, "home") == []
    assert faults_of({**home, "submit": plain("Send")}, "home") != []


def test_only_one_field_has_the_focus() -> None:
    first, second = asked(entry(focus_on_load=True)), asked(entry(focus_on_load=True))
    second["element"]["action_id"] = "note"
    assert faults_of(modal(first), "modal") == []
    assert faults_of(modal(first, second), "modal") != []


def test_a_reader_reads_everything_in_order() -> None:
    message = {"text": "A question &amp; more", "blocks": EVERYTHING}
    assert text_of(message).splitlines() == [
        "A question & more",
        "Question",
        "bold",
        "B",
        "one",
        "two",
        "small print",
        "Fig.",
        "A curve",
        "A curve",
        "B B",
        "a site1️⃣@U1#C1@S1@herenow#ff0000@T1",
        "1. a",
        "said",
        "x = 1",
    ]


def test_a_reader_reads_a_dialog() -> None:
    blocks = [asked(entry(initial_value="0.5", placeholder=plain("a number"))), *ENTRIES[1:2]]
    assert text_of(modal(*blocks, close=plain("Not now"))) == (
        "Your answer\nAnswer\na number\n0.5\nAnswer\nOne\nSend\nNot now"
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("*bold* _slanted_ ~gone~ `code`", "bold slanted gone code"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("&lt;b&gt; &amp;amp;", "<b> &amp;"),
        ("<https://example.com|the site> <https://example.com>", "the site https://example.com"),
        ("<@U1> <#C1|general> <!here>", "@U1 general @here"),
        ("<!date^1732100000^{date_short} at {time}|Nov 20>", "Nov 20"),
        (":one: :nonsense: 9:30:15", "1️⃣ :nonsense: 9:30:15"),
        ("```x = *y*```", "x = *y*"),
    ],
)
def test_marks_are_not_read(written: str, read: str) -> None:
    assert text_of({"text": written}) == read
