"""How content is drawn, block by block."""

from datetime import UTC, datetime

from adapters.playground.reading import actions, form, lines
from adapters.playground.render import picture_name, pictures, render
from bot.chat.content import (
    Action,
    Button,
    Buttons,
    Choice,
    Choices,
    Code,
    Content,
    Entry,
    Fact,
    Facts,
    Form,
    Name,
    Picture,
    Plain,
    Small,
    Text,
    Title,
    When,
)

AT = datetime(2027, 1, 4, 9, tzinfo=UTC)


def test_each_kind_of_block_is_drawn() -> None:
    content = Content(
        "s",
        Title("T"),
        Text("a", Plain("<b>"), Name("@all"), When(AT)),
        Small("s"),
        Code("sql", "SELECT 1"),
        Picture(b"png", "a plot"),
        Facts((Fact(Text(Name("Ada")), Text("**3**")),)),
    )
    assert render(content) == {
        "summary": "s",
        "blocks": [
            {"kind": "title", "text": "T"},
            {
                "kind": "text",
                "pieces": [
                    {"markdown": "a"},
                    {"plain": "<b>"},
                    {"name": "@all"},
                    {"when": "2027-01-04T09:00:00+00:00"},
                ],
            },
            {"kind": "small", "pieces": [{"markdown": "s"}]},
            {"kind": "code", "language": "sql", "source": "SELECT 1"},
            {
                "kind": "picture",
                "url": f"/playground/api/picture/{picture_name(b'png')}.png",
                "alt": "a plot",
            },
            {
                "kind": "facts",
                "rows": [{"label": [{"name": "Ada"}], "value": [{"markdown": "**3**"}]}],
            },
        ],
    }


def test_a_button_has_an_action_or_a_form() -> None:
    fields = (
        Entry("why", "Why", hint="because"),
        Choices("pick", "Pick", (Choice("a", "A"),), ("a",), many=True),
    )
    opens = Form(Action("fill", ("1",)), "Fill", fields)
    content = Content(
        "s", Buttons((Button("A", Action("go", ("1", "A"))), Button("…", opens, primary=True)))
    )
    drawn = render(content)
    assert actions(drawn) == ["go:1:A"]
    shown = form(drawn, "fill:1")
    assert shown is not None
    assert shown["fields"] == [
        {
            "kind": "entry",
            "name": "why",
            "label": "Why",
            "value": "",
            "hint": "because",
            "lines": 1,
            "limit": 2000,
            "required": True,
        },
        {
            "kind": "choices",
            "name": "pick",
            "label": "Pick",
            "choices": [{"value": "a", "label": "A"}],
            "value": ["a"],
            "many": True,
            "required": True,
        },
    ]


def test_pictures_are_named_by_their_bytes() -> None:
    content = Content("s", Picture(b"one", "1"), Picture(b"two", "2"), Picture(b"one", "3"))
    assert pictures(content) == {picture_name(b"one"): b"one", picture_name(b"two"): b"two"}


def test_a_reader_finds_each_line() -> None:
    content = Content("s", Text("**A**  one\n**B**  ", Plain("two")), Code("py", "x = 1\nprint(x)"))
    assert lines(render(content)["blocks"]) == ["**A**  one", "**B**  two", "x = 1", "print(x)"]
