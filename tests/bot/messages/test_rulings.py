"""What people read about rulings fits every platform, and shows strangers' words as they are."""

from dataclasses import replace

import pytest

from bot.chat.content import Content, Name, Piece, Plain, Small, Text
from bot.messages import docket
from bot.messages import rulings as messages
from bot.quiz.question import Form
from bot.quiz.rulings import By, Word
from tests.limits import buttons, faults_of, text_of
from tests.nine_forms import question

LONG = "W" * 2400
POINTS = [messages.Point("p" * 300, found=True, quote="q" * 500)] * 12
CASE = messages.Case(
    10**17, 10**6, question(Form.FREE_TEXT), LONG, POINTS, "incorrect", name="N" * 80
)
MINE = messages.Mine(
    CASE.question, 10**17, LONG, "partly", 2 / 3, ["s" * 500] * 12, By.PEERS, may_appeal=True
)
PHRASINGS = [docket.Phrasing("i" * 120, LONG, Word.PARTLY)] * 99
RULED = docket.Ruled(10**17, 10**6, LONG, Word.PARTLY, By.MODEL)
LISTING = docket.Listing(
    [CASE] * docket.CASES_LISTED,
    99,
    ruled=True,
    phrasings=PHRASINGS,
)


@pytest.mark.parametrize(
    "content",
    [
        messages.case(replace(CASE, more=10**6)),
        messages.decided(CASE, Word.PARTLY, By.PEERS),
        messages.ruled(LONG, Word.WRONG, By.ADMIN, 10**6, Word.PARTLY),
        docket.listing(LISTING),
        docket.ruled([RULED] * docket.CASES_LISTED, 10**4),
        messages.mine(MINE),
    ],
)
def test_the_longest_fits(content: Content) -> None:
    assert faults_of(content) == []


def pieces(content: Content) -> list[Piece]:
    texts = [block for block in content.blocks if isinstance(block, Text | Small)]
    return [piece for text in texts for piece in text.pieces]


def test_the_words_of_players_are_shown_letter_by_letter() -> None:
    evil = "**<!channel>**"
    point = messages.Point("A point.", found=True, quote=evil)
    case = messages.Case(1, 1, CASE.question, evil, [point], "", name=evil)
    for content in (messages.case(case), messages.ruled(evil, Word.RIGHT, By.PEERS, 0)):
        strings = [piece for piece in pieces(content) if isinstance(piece, str)]
        assert not any(evil in text for text in [*strings, content.summary])
        assert Plain(evil) in pieces(content)
    assert Name(evil) in pieces(messages.case(case))


def test_a_case_has_a_button_for_each_word_and_says_who_decides() -> None:
    assert list(buttons(messages.case(CASE))) == ["Right", "Partly", "Wrong"]
    assert "Two who agree decide, or an admin's button." in text_of(messages.case(CASE))


def test_what_is_decided_asks_nothing_more() -> None:
    assert buttons(messages.decided(CASE, Word.RIGHT, By.ADMIN)) == {}
    assert "Ruled **right** by an admin" in text_of(messages.decided(CASE, Word.RIGHT, By.ADMIN))
