"""Whatever the house may say, Discord takes it and shows it as it was meant."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.discord.render import Message, forms, render
from adapters.discord.words import Json
from bot.chat.content import (
    Action,
    Block,
    Button,
    Buttons,
    Code,
    Content,
    Entry,
    Fact,
    Facts,
    Form,
    Letter,
    Name,
    Picture,
    Plain,
    Small,
    Text,
    Title,
    When,
)
from tests.contents import contents
from tests.emulators.discord.limits_of import faults_of
from tests.emulators.discord.markdown_of import Shown, shown
from tests.nine_forms import PNG

AT = datetime(2026, 11, 23, 17, tzinfo=UTC)
FORM = Form(Action("fill"), "Fill", (Entry("a", "A"),))


def drawn(content: Content) -> Message:
    return render(content, {form: f"{n:022}" for n, form in enumerate(forms(content))})


def embeds(*said: Block) -> list[Json]:
    return drawn(Content("summary", *said)).embeds


def description(*said: Block) -> str:
    [embed] = embeds(*said)
    return str(embed["description"])


def rows(*said: Block) -> list[list[Json]]:
    return [row["components"] for row in drawn(Content("summary", *said)).components]


def taps(number: int, verb: str = "tap") -> Buttons:
    return Buttons(tuple(Button(str(n), Action(verb, (str(n),))) for n in range(number)))


@example(Content("", Picture(b"", "\x00")))
@example(Content("\x1b\n"))
@settings(max_examples=300, deadline=None)
@given(contents)
def test_discord_takes_whatever_the_house_allows(content: Content) -> None:
    message = drawn(content)
    assert faults_of(message.body) == []
    assert len(message.files) == sum(isinstance(block, Picture) for block in content.blocks)


@settings(deadline=None)
@given(st.text(max_size=150))
def test_a_stranger_s_words_are_text_wherever_they_stand(words: str) -> None:
    evil = f"@everyone {words} <@1> [x](https://evil.example) https://evil.example `"
    row = Fact(Text(Name(evil)), Text(Plain(evil)))
    [embed] = embeds(Title(evil), Text(Plain(evil)), Title(evil), Facts((row,)), Small(Name(evil)))
    found = shown(embed["description"])
    assert {(one.kind, one.address) for one in found} == {("text", "")}
    assert set().union(*(one.looks for one in found)) <= {"bold", "heading", "small"}


def test_a_message_is_one_embed_with_the_words_in_their_order() -> None:
    facts = Facts((Fact(Text("When"), Text(When(AT))),))
    blocks: list[Block] = [
        Title("Hello"),
        Text("**a**\nb"),
        Text("c"),
        Code("python", "x = 1"),
        facts,
    ]
    words = (
        "### Hello\n**a**\nb\n\nc\n```python\nx = 1\n```\n\n**When**: <t:1795453200:f>\n"
        "-# foot\n-# note\n\n### Then"
    )
    [embed] = embeds(*blocks, Small("foot\nnote"), Title("Then"))
    assert embed == {"color": 0x0B655E, "description": words}


def test_a_title_is_shown_letter_by_letter() -> None:
    heading = Shown("✅ *Right*, team @everyone", frozenset({"heading"}))
    assert shown(description(Title("✅ *Right*, team\n@everyone"))) == [heading]
    assert description(Text("x"), Title("# a *b*")) == "x\n\n### \\# a \\*b\\*"


def test_facts_are_lines_of_a_bold_label_and_a_value() -> None:
    rows = (
        Fact(Text("🥇 ", Name("Ada_B")), Text("**7** points")),
        Fact(Text(" "), Text("only")),
        Fact(Text(""), Text(" ")),
        Fact(Text(Letter("A")), Text("x")),
    )
    assert description(Facts(rows)) == "**🥇 Ada\\_B**: **7** points\nonly\n**A**: x"


def test_what_is_blank_is_left_out() -> None:
    blank = Fact(Text(" "), Text(""))
    said: list[Block] = [Text(" \n"), Small(" "), Title(""), Code("", " "), Facts((blank,))]
    assert description(*said) == "summary"
    assert description(*said, Text("x")) == "x"
    [embed] = render(Content(" "), {}).embeds
    assert embed["description"] == "Quizstreak"


def test_a_summary_that_stands_for_everything_is_shown_letter_by_letter() -> None:
    [embed] = render(Content("@everyone **x**"), {}).embeds
    assert shown(embed["description"]) == [Shown("@everyone **x**")]


def test_a_picture_is_a_file_with_a_description_and_a_name_that_tells_nothing() -> None:
    content = Content("summary", Text("Look:"), Picture(PNG, "A dot."), Picture(b"2", " "))
    message = drawn(content)
    first = {"color": 0x0B655E, "description": "Look:", "image": picture(1)}
    assert message.embeds == [first, {"color": 0x0B655E, "image": picture(2)}]
    assert message.files == [("figure-1.png", PNG, "A dot."), ("figure-2.png", b"2", "Picture")]
    assert message.body["attachments"] == [
        {"id": 0, "filename": "figure-1.png", "description": "A dot."},
        {"id": 1, "filename": "figure-2.png", "description": "Picture"},
    ]


def picture(number: int) -> Json:
    return {"url": f"attachment://figure-{number}.png"}


def test_a_message_pings_nobody() -> None:
    assert drawn(Content("summary", Text("x"))).body["allowed_mentions"] == {"parse": []}


def test_words_too_many_for_one_embed_go_on_in_another_and_end_with_the_message() -> None:
    one, two = embeds(*[Text(letter * 2500) for letter in "abc"], Text("z"))
    assert one["description"] == "a" * 2500
    assert two["description"] == "b" * 2500 + "\n\n" + "c" * 997 + "…"


def test_a_button_says_what_it_does_or_which_form_it_opens() -> None:
    go = Button("Go *now*", Action("go", ("7", "B")), primary=True)
    message = render(Content("s", Buttons((go, Button("Open…", FORM)))), {FORM: "key"})
    assert message.components == [
        {
            "type": 1,
            "components": [
                {"type": 2, "style": 1, "label": "Go *now*", "custom_id": "do:go:7:B"},
                {"type": 2, "style": 2, "label": "Open…", "custom_id": "open:key"},
            ],
        }
    ]


def test_the_forms_of_a_message_are_told_once_each() -> None:
    again = Buttons((Button("Open", FORM), Button("Open again", FORM)))
    assert forms(Content("s", again, taps(2))) == (FORM,)


def test_a_form_without_its_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        render(Content("s", Buttons((Button("Open", FORM),))), {})


def test_buttons_stand_in_rows_of_five_and_each_block_begins_one() -> None:
    made = rows(taps(6, "a"), Text("between"), taps(2, "b"))
    assert [len(row) for row in made] == [5, 1, 2]


def test_many_blocks_of_buttons_share_the_five_rows() -> None:
    assert [len(row) for row in rows(*[taps(1, v) for v in "abcdef"])] == [5, 1]
    assert [len(row) for row in rows(*[taps(10, v) for v in "abc"])] == [5] * 5


def test_of_two_buttons_that_do_the_same_the_first_is_shown() -> None:
    [row] = rows(taps(2), Buttons((Button("Again", Action("tap", ("1",))),)))
    assert [button["label"] for button in row] == ["0", "1"]
