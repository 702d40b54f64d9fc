"""What Discord shows is what we meant, and a stranger's words are shown letter by letter."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord.markdown import escaped, listing, shortened, written
from adapters.discord.words import clean, units
from bot.chat.content import Letter, Name, Piece, Plain, When
from bot.chat.markdown import spans
from tests.emulators.discord.markdown_of import Shown, shown

AT = datetime(2026, 11, 23, 17, tzinfo=UTC)
SIGNS = "\\`*_~|<>@#:!&/()[]{}.+-=1a \n\t"
EVIL = (
    "@everyone @here <@1> <@!1> <@&1> <#1> </quiz:1> <id:home> <:a:1> <a:b:1> <t:0> <t:0:R>",
    "https://evil.example http://evil.example <https://evil.example> discord://x steam://run/1",
    "[x](http://evil.example) [x](<https://evil.example>) [x]( https://evil.example 'title' )",
    "# a\n## b\n### c\n-# d\n > e\n>>> f\n- g\n* h\n+ i\n1. j\n  2. k",
    "**b** *i* _i_ __u__ ***bi*** ~~s~~ ||spoiler|| `code` ``co`de`` ```\nblock\n```",
    "\\ \\\\ \\* \\\\* \\@everyone \\<@1> \\\\<@1> \\`a\\` ¯\\_(ツ)_/¯",
    ":tada: :+1: :100: :thumbsup::skin-tone-2: ::a:: a:b:c 12:30:45",
    "<@", "`", "**", "||", "<t:1", "https:", "-#", "1.",
)  # fmt: skip


def drawn(*pieces: Piece) -> list[Shown]:
    return shown(written(spans(pieces)))


def text(words: str, *looks: str) -> Shown:
    return Shown(words, frozenset(looks))


def visible(words: str) -> str:
    return clean(words).replace("\u200b", "")


strange = st.text(st.sampled_from(SIGNS) | st.characters(codec="utf-8"), min_size=1) | st.lists(
    st.sampled_from([word for line in EVIL for word in (*line.split(), line)]), min_size=1
).map("".join)
ascii_only = strange.map(lambda words: re.sub(r"[^\x20-\x7e\n]", "", words) or "x")


@pytest.mark.parametrize("words", EVIL)
def test_a_stranger_s_words_neither_format_nor_ping_nor_link(words: str) -> None:
    assert drawn(Plain(words)) == [text(words)]
    assert drawn("a ", Name(words), " b") == [text(f"a {words} b")]


@pytest.mark.parametrize("words", [word for line in EVIL[:7] for word in (line, f"a\n{line}")])
def test_unescaped_they_would(words: str) -> None:
    assert shown(words) != [text(words)]


@given(ascii_only, ascii_only)
def test_a_stranger_s_words_are_shown_letter_by_letter(one: str, other: str) -> None:
    assert drawn(Plain(one)) == [text(one)]
    assert drawn(Plain(one), Name(other)) == [text(one + other)]
    assert drawn("x ", Plain(one), " y") == [text(f"x {one} y")]


@given(strange)
def test_words_of_every_script_keep_every_letter(words: str) -> None:
    fences = str.maketrans("", "", "\u2068\u2069")
    whole = "".join(run.words for run in drawn(Plain(words)))
    assert whole.translate(fences) == visible(words)


@given(ascii_only)
def test_a_stranger_takes_the_look_that_we_give_and_no_other(words: str) -> None:
    [first, bold, *rest] = drawn("a ", "**b", Plain(words), "c**", " d")
    assert (first, bold, rest) == (text("a "), text(f"b{words}c", "bold"), [text(" d")])
    label = " ".join(f"l{words}".split())
    link = Shown(label, kind="link", address="https://a.b/c")
    assert drawn("[l", Name(words), "](https://a.b/c)") == [link]


@given(st.lists(st.builds(Plain, ascii_only) | st.just(When(AT)), min_size=1, max_size=4))
def test_a_stranger_cannot_make_or_break_a_time(pieces: list[Plain | When]) -> None:
    times = [run.words for run in drawn(*pieces) if run.kind != "text"]
    assert "".join(times) == "<t:1795453200:f>" * sum(isinstance(one, When) for one in pieces)


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("**a** b", [text("a", "bold"), text(" b")]),
        ("***a***", [text("a", "bold", "italic")]),
        ("*a***b**", [text("a", "italic"), text("b", "bold")]),
        ("**a *b***", [text("a ", "bold"), text("b", "bold", "italic")]),
        ("***b* a**", [text("b", "bold", "italic"), text(" a", "bold")]),
        ("`a * b_c`", [text("a * b_c", "code")]),
        ("`a**b` **c**", [text("a**b", "code"), text(" "), text("c", "bold")]),
        ("**a `b*c` d**", [text("a", "bold"), text(" "), text("b*c", "code"), text(" "),
                           text("d", "bold")]),
        ("a_b_c ~~d~~ ||e|| # f", [text("a_b_c ~~d~~ ||e|| # f")]),
        ("# a\n> b\n- c\n1. d", [text("# a\n> b\n- c\n1. d")]),
        ("[a](https://c.d/e_f_(g))", [Shown("a", kind="link", address="https://c.d/e_f_%28g"),
                                      text(")")]),
        ("**[a](https://c.d)**", [Shown("a", frozenset({"bold"}), "link", "https://c.d")]),
        ("P(A | B) < 0.5, a <= b, x > y, 17:00", [text("P(A | B) < 0.5, a <= b, x > y, 17:00")]),
    ],
)  # fmt: skip
def test_our_marks_are_shown_and_nothing_else_is(source: str, seen: list[Shown]) -> None:
    assert drawn(source) == seen


@given(st.text("*`[]()ab _", max_size=20))
def test_whatever_we_write_looks_as_it_was_read(source: str) -> None:
    looks = ("bold", "italic", "code")
    meant = [
        (letter, {look for look in looks if getattr(span, look)})
        for span in spans([source])
        for letter in str(span.piece)
        if not letter.isspace()
    ]
    seen = [
        (letter, run.looks) for run in drawn(source) for letter in run.words if not letter.isspace()
    ]
    assert [letter for letter, _ in seen] == [letter for letter, _ in meant]
    for (letter, look), (_, wanted) in zip(seen, meant, strict=True):
        assert look == wanted or "code" in wanted, letter


def test_an_instant_is_shown_in_each_reader_s_zone() -> None:
    assert written(spans(["until ", When(AT), "."])) == "until <t:1795453200:f>."
    assert drawn("until **", When(AT), "**")[1].kind == "time"


def test_an_instant_in_code_or_in_a_link_is_told_in_utc() -> None:
    assert drawn("`", When(AT), "`") == [text("2026-11-23 17:00 UTC", "code")]
    [link] = drawn("[", When(AT), "](https://a.b)")
    assert link.words == "2026-11-23 17:00 UTC"


def test_a_letter_is_bold() -> None:
    assert drawn(Letter("B"), "  x") == [text("B", "bold"), text("  x")]


def test_a_backtick_of_a_stranger_ends_no_code() -> None:
    assert drawn("`", Plain("a` <@1>"), "`") == [text("a` <@1>")]
    assert drawn("`", Plain("<@1>"), "`") == [text("<@1>", "code")]


def test_words_that_run_from_right_to_left_turn_nothing_else_around() -> None:
    assert written(spans([Name("דנה"), ": 7"])) == "\u2068דנה\u2069: 7"
    assert written(spans([Plain("a\u202egnp.exe"), " b"])) == "agnp.exe b"
    assert written(spans([Plain("\u2066a"), " b"])) == "a b"


def test_a_listing_is_shown_as_it_is() -> None:
    source = "if a < b:\n    print('*x*', `y`, '@everyone')"
    assert shown(listing("python", source, 500)) == [text(source, "block")]
    assert listing("python", "x", 500) == "```python\nx\n```"
    assert listing("c sharp\n", "x", 500) == "```\nx\n```"


@example("`````", 0)
@given(st.text(st.sampled_from("`\\*a "), max_size=40), st.integers(0, 60))
def test_no_listing_ends_before_its_end_or_has_more_than_its_room(source: str, room: int) -> None:
    assert units(listing("python", source, room)) <= room
    if source.strip():
        [whole] = shown(listing("python", f"x{source}y", 500))
        assert whole == text(f"x{source}y", "block")


@given(st.text(SIGNS + "🇦😀", min_size=1), st.integers(0, 40))
def test_what_is_too_long_is_cut_between_letters(words: str, room: int) -> None:
    cut = shortened(spans([Plain(words), "**", Plain(words), "**"]), room)
    assert units(cut) <= room
    whole = "".join(run.words for run in shown(cut))
    assert whole == 2 * words or whole == "" or (2 * words).startswith(whole.rstrip("…"))


def test_plain_text_needs_no_escape() -> None:
    plain = "Ada's 3.5% (really!), 17:00; x = y + 1? #1 & so - on"
    assert escaped(plain) == plain
