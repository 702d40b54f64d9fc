"""Whatever the house may say, Slack takes it and shows it as it was meant."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.render import page, pictures, render
from adapters.slack.words import Json
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
    Piece,
    Plain,
    Small,
    Text,
    Title,
    When,
)
from tests.contents import contents
from tests.emulators.slack.blocks import faults_of
from tests.nine_forms import PNG

AT = datetime(2026, 11, 23, 17, tzinfo=UTC)
EVIL = "<!channel> *b* _i_ ~s~ `c` :tada: https://evil.example <https://evil.example|x> &lt;"
DATE = {
    "type": "date",
    "timestamp": 1795453200,
    "format": "{date_short_pretty} at {time}",
    "fallback": "2026-11-23 17:00 UTC",
}


def blocks(*said: Block) -> list[Json]:
    return render(Content("summary", *said), {}).blocks


def elements(*pieces: Piece) -> list[Json]:
    [block] = blocks(Text(*pieces))
    [section] = block["elements"]
    found: list[Json] = section["elements"]
    return found


def footnote(*pieces: Piece) -> list[Json]:
    [block] = blocks(Small(*pieces))
    found: list[Json] = block["elements"]
    return found


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


@settings(max_examples=300, deadline=None)
@given(contents, st.booleans())
def test_slack_takes_whatever_the_house_allows(content: Content, uploaded: bool) -> None:
    files = dict.fromkeys(pictures(content), "F0123456789") if uploaded else {}
    message = render(content, files)
    assert faults_of({"blocks": message.blocks}, "message") == []
    assert 0 < len(message.text.encode("utf-16-le")) // 2 <= 4000
    assert message.text.strip()
    assert faults_of(page(content, files), "home") == []


@given(st.text())
def test_a_stranger_s_words_are_shown_letter_by_letter(words: str) -> None:
    assert elements("a ", Plain(words)) == [text(f"a {words}")]
    assert elements("**", Name(f"x{words}"), "**") == [text(f"x{words}", bold=True)]


def test_a_stranger_s_words_neither_format_nor_ping_nor_link() -> None:
    assert elements("said **", Plain(EVIL), "**") == [text("said "), text(EVIL, bold=True)]
    assert footnote("`x` by ", Name(EVIL)) == [
        {"type": "mrkdwn", "text": "`x` by ", "verbatim": True},
        {"type": "plain_text", "text": EVIL, "emoji": False},
    ]


def test_a_footnote_of_words_alone_is_one_plain_text() -> None:
    shown = {"type": "plain_text", "text": f"by {EVIL} & me", "emoji": False}
    assert footnote("by ", Name(EVIL), " & me") == [shown]


def test_a_footnote_of_many_parts_becomes_one_without_any_sign_of_markup() -> None:
    [one] = footnote(*[piece for n in range(6) for piece in ("`q` ", Name(EVIL))])
    assert one["type"] == "mrkdwn"
    strange = one["text"].replace("`q`", "")
    assert not set("*_~`:<>") & set(strange)


def test_a_footnote_shows_dates_marks_links_and_letters() -> None:
    [one] = footnote("**a *b*** ", When(AT), " [x](https://a.b?c=1&d=2|3) ", Letter("A"), " 1<2")
    assert one["text"] == (
        "*a* *_b_* <!date^1795453200^{date_short_pretty} at {time}|2026-11-23 17:00 UTC>"
        " <https://a.b?c=1&amp;d=2%7C3|x> *A* :one: 1&lt;2"
    )


def test_an_instant_is_shown_in_each_reader_s_zone() -> None:
    assert elements("until ", When(AT)) == [text("until "), DATE]


def test_a_letter_is_followed_by_the_emoji_it_takes() -> None:
    stand_in = {"type": "emoji", "name": "two"}
    assert elements(Letter("B"), "  x") == [text("B", bold=True), text(" "), stand_in, text("  x")]


def test_regional_indicators_are_replaced_where_we_wrote_them() -> None:
    assert elements("a 🇦") == [text("a "), {"type": "emoji", "name": "one"}]
    assert elements(Plain("a 🇦")) == [text("a 🇦")]
    message = render(Content("🇬!", Title("🇦"), Buttons((Button("🇧", Action("x")),))), {})
    assert message.text == "7️⃣!"
    assert message.blocks[0]["text"]["text"] == "1️⃣"
    assert message.blocks[1]["elements"][0]["text"]["text"] == "2️⃣"


def test_a_title_may_have_emoji() -> None:
    [header] = blocks(Title("✅ Right!"))
    assert header == {
        "type": "header",
        "text": {"type": "plain_text", "text": "✅ Right!", "emoji": True},
    }


def test_a_name_in_a_title_or_label_draws_no_emoji() -> None:
    header, row = blocks(Title("Team :tada::fire:!"), Buttons((Button(":x: 7:30", Action("x")),)))
    assert header["text"]["text"] == "Team ∶tada:∶fire:!"
    assert row["elements"][0]["text"]["text"] == "∶x: 7:30"


def test_facts_are_lines_of_a_bold_label_and_a_value() -> None:
    rows = (
        Fact(Text("🥇 ", Name("Ada")), Text("**7** points")),
        Fact(Text(" "), Text("only")),
        Fact(Text(""), Text(" ")),
        Fact(Text("When"), Text(When(AT))),
    )
    [block] = blocks(Facts(rows))
    assert block["elements"][0]["elements"] == [
        text("🥇 Ada", bold=True),
        text(": "),
        text("7", bold=True),
        text(" points\nonly\n"),
        text("When", bold=True),
        text(": "),
        DATE,
    ]


def test_a_listing_is_shown_as_it_is() -> None:
    source = "if a < b:\n    print('*x*', `y`)"
    [block] = blocks(Code("python", source))
    assert block["elements"] == [{"type": "rich_text_preformatted", "elements": [text(source)]}]


def test_what_is_blank_is_left_out() -> None:
    blank = Fact(Text(" "), Text(""))
    assert blocks(Text(" \n"), Small(" "), Title(""), Code("", " "), Facts((blank,))) == []
    [only] = page(Content("summary", Text("")), {})["blocks"]
    assert only["elements"][0]["text"] == "summary"


def test_a_picture_is_its_slack_file_or_else_its_description() -> None:
    content = Content("summary", Picture(PNG, "A dot."))
    [name] = pictures(content)
    assert pictures(content) == {name: PNG}
    assert render(content, {name: "F1"}).blocks == [
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A dot."}
    ]
    [instead] = render(content, {}).blocks
    assert instead["elements"] == [{"type": "plain_text", "text": "A dot.", "emoji": False}]


def test_buttons_stand_in_rows_of_five_and_are_counted_through_the_message() -> None:
    six = tuple(Button(str(n), Action("do", (str(n),)), primary=n == 1) for n in range(6))
    form = Form(Action("fill"), "Fill", (Entry("a", "A"),))
    first, second, third = blocks(Buttons(six), Buttons((Button("Open…", form),)))
    assert [len(row["elements"]) for row in (first, second, third)] == [5, 1, 1]
    ids = [one["action_id"] for row in (first, second, third) for one in row["elements"]]
    assert ids == ["do:1", "do:2", "do:3", "do:4", "do:5", "do:6", "open:7"]
    assert first["elements"][1] == {
        "type": "button",
        "text": {"type": "plain_text", "text": "1", "emoji": True},
        "action_id": "do:2",
        "value": "do:1",
        "style": "primary",
    }


def test_the_summary_is_escaped_and_cut_between_letters() -> None:
    assert render(Content("a <b> & c"), {}).text == "a &lt;b&gt; &amp; c"
    for lead in range(6):
        cut = render(Content("x" * lead + "&" * 900), {}).text
        assert len(cut) <= 4000
        assert set(cut[lead:].removesuffix("…").split(";")) == {"&amp", ""}


def test_a_message_without_a_summary_still_has_a_text() -> None:
    assert render(Content(" ", Text("x")), {}).text == "Quizstreak"
