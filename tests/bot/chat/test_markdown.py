"""Our small Markdown."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.content import Name, Plain, When
from bot.chat.markdown import Span, spans

AT = When(datetime(2026, 11, 23, 17, tzinfo=UTC))


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("**a** b", [Span("a", bold=True), Span(" b")]),
        ("*a* b", [Span("a", italic=True), Span(" b")]),
        ("`a * b*`", [Span("a * b*", code=True)]),
        ("**a\nb**", [Span("a\nb", bold=True)]),
        (
            "**a *b* `c`**",
            [
                Span("a ", bold=True),
                Span("b", bold=True, italic=True),
                Span(" ", bold=True),
                Span("c", bold=True, code=True),
            ],
        ),
        ("***a***", [Span("a", bold=True, italic=True)]),
        ("[a *b*](https://c.d/e)", [Span("a *b*", link="https://c.d/e")]),
        ("**[a](https://c.d)**", [Span("a", bold=True, link="https://c.d")]),
    ],
)
def test_marks_become_looks(source: str, read: list[Span]) -> None:
    assert spans([source]) == read


@pytest.mark.parametrize(
    "source",
    [
        *("**a", "a**", "*a", "`a", "[a](b)", "[a](http://b.c)", "[a](javascript:x)", "2 * 3 * 4"),
        *("** a **", "* a *", "**", "``", "[](https://a.b)", "<!channel>", "a_b_c", "~a~"),
    ],
)
def test_what_is_no_mark_is_shown_as_it_is(source: str) -> None:
    assert spans([source]) == [Span(source)]


def test_marks_may_stand_around_what_is_set_between() -> None:
    assert spans(["**", Name("Ada"), "**, ", AT]) == [
        Span(Name("Ada"), bold=True),
        Span(", "),
        Span(AT),
    ]


def test_a_stranger_cannot_close_or_open_a_mark() -> None:
    assert spans(["**a ", Plain("b** c"), " d**"]) == [
        Span("a ", bold=True),
        Span(Plain("b** c"), bold=True),
        Span(" d", bold=True),
    ]
    assert spans(["*", Plain("*x*"), " y"]) == [Span("*"), Span(Plain("*x*")), Span(" y")]


def test_a_stranger_may_stand_in_a_label_but_not_in_an_address() -> None:
    assert spans(["[", Name("A"), "](https://b.c/", Plain("evil"), "d)"]) == [
        Span(Name("A"), link="https://b.c/d")
    ]


def test_signs_from_the_private_area_are_not_taken_for_pieces() -> None:
    assert spans(["\U000f0000a", Plain("\U000f0001b")]) == [
        Span("a"),
        Span(Plain("\U000f0001b")),
    ]


@given(st.lists(st.text("*`[]()ab ", max_size=9) | st.builds(Plain, st.text("*`x"))))
def test_no_stranger_s_word_is_lost(pieces: list[str | Plain]) -> None:
    kept = [span.piece for span in spans(pieces) if isinstance(span.piece, Plain)]
    assert kept == [piece for piece in pieces if isinstance(piece, Plain)]
