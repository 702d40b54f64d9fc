"""What a thread reply or a reaction names, and what is only talk."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from bot.quiz.answers import LETTER_EMOJI, letter_of, parse_letters
from bot.quiz.question import LETTERS

OPTIONS = ("It overfits.", "A small  learning rate", "`x = 1`", "**All** of them")


def one(text: str) -> str | None:
    return parse_letters(text, "ABCD", OPTIONS, many=False)


def many(text: str) -> str | None:
    return parse_letters(text, "ABCD", OPTIONS, many=True)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "B",
            "b",
            " b ",
            "b)",
            "(b)",
            "[B]",
            "B.",
            "B!",
            "B:",
            "**b**",
            "`b`",
            ":b:",
            "🇧",
            "🇧\ufe0f",
        ),
        *(":regional_indicator_b:", "answer: B", "Answer B", "my answer is b", "option B"),
        *("a small learning rate", "A SMALL LEARNING RATE", "answer: a small learning rate."),
    ],
)
def test_a_reply_that_names_one_option_counts(text: str) -> None:
    assert one(text) == "B"
    assert many(text) == "B"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "A good question!",
            "Because…",
            "I think so",
            "",
            " ",
            "!",
            "...",
            "answer",
            "E",
            "é",
            "1",
        ),
        *("A good one, B bad", "a b c d e", "AA", "bad", "dad", "answered", "overfits", "B or C"),
    ],
)
def test_anything_else_is_talk(text: str) -> None:
    assert one(text) is None
    assert many(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("A, C", "a c", "AC", "ac", "CA", "C, A", "A and C", "a & c", "A/C", "A;C", "a) c)"),
        *("(A, C)", "🇦🇨", "🇦 🇨", ":a: :c:", "answer: A, C", "A C A"),
    ],
)
def test_several_letters_answer_a_multi_select_only(text: str) -> None:
    assert many(text) == "A C"
    assert one(text) is None


def test_an_option_is_found_without_the_marks_of_style() -> None:
    assert one("x=1") == "C"
    assert one("all of them") == "D"
    assert one("it overfits") == "A"


def test_options_that_differ_in_case_or_spaces_only_are_told_apart() -> None:
    options = ("True", "true", "1 2", "12")
    assert [parse_letters(text, "ABCD", options, many=False) for text in options] == [*"ABCD"]
    assert parse_letters("TRUE", "ABCD", options, many=False) is None


def test_a_letter_means_the_letter_even_where_an_option_reads_so() -> None:
    assert parse_letters("b", "AB", ("B", "A"), many=False) == "B"


def test_a_mark_alone_names_no_option_even_if_one_is_all_marks() -> None:
    assert parse_letters("!", "AB", ("...", "x"), many=False) is None


def test_an_option_that_is_a_word_goes_before_its_letters() -> None:
    assert parse_letters("BAD", "ABCD", ("good", "fair", "bad", "none"), many=True) == "C"


@for_all(st.sampled_from(LETTERS))
def test_every_letter_has_its_own_emoji(letter: str) -> None:
    assert letter_of(LETTER_EMOJI[letter]) == letter
    assert letter_of(LETTER_EMOJI[letter] + "\ufe0f") == letter
    assert one(LETTER_EMOJI[letter]) == (letter if letter in "ABCD" else None)


def test_other_emoji_are_no_letters() -> None:
    assert [letter_of(emoji) for emoji in ("👍", "🇿", "", "A")] == [None] * 4


@for_all(st.sets(st.sampled_from("ABCD"), min_size=1), st.sampled_from([" ", ", ", " and ", "+"]))
def test_any_way_to_list_letters_gives_them_in_order(chosen: set[str], between: str) -> None:
    assert many(between.join(chosen)) == " ".join(sorted(chosen))


@for_all(st.text())
def test_whatever_is_written_names_only_letters_in_use(text: str) -> None:
    assert one(text) in {None, *"ABCD"}
    assert set(many(text) or "A") <= set("ABCD ")
