"""The page about the question bank: what it counts is true today."""

import pytest

from bot.quiz.question import Form
from questions.loader import PackBank, load_packs
from questions.rules import TOPICS
from scripts import bank_page


@pytest.fixture(scope="module")
def shipped() -> PackBank:
    return load_packs()


def test_the_counts_on_the_page_are_those_of_the_shipped_pack(shipped: PackBank) -> None:
    page = bank_page.PAGE.read_text("utf-8")
    told = "Run .venv/bin/python scripts/bank_page.py"
    assert bank_page.filled(page, shipped) == page, told


def test_a_wrong_count_on_the_page_is_put_right(shipped: PackBank) -> None:
    page = bank_page.PAGE.read_text("utf-8")
    wrong = page.replace("| free-text | ", "| free-text | 9")
    assert wrong != page
    assert bank_page.filled(wrong, shipped) == page


def test_a_page_without_a_place_for_counts_is_refused(shipped: PackBank) -> None:
    with pytest.raises(ValueError, match="no line <!-- counts -->"):
        bank_page.filled("# The question bank\n", shipped)


def test_the_shipped_pack_has_every_topic_and_every_form(shipped: PackBank) -> None:
    entries = shipped.entries()
    assert {entry.topic for entry in entries} == TOPICS
    assert {entry.form for entry in entries} == set(Form)


def test_the_page_names_the_licence_of_the_shipped_pack(shipped: PackBank) -> None:
    (pack,) = shipped.packs
    assert pack.info.licence == "CC-BY-4.0"
    assert "[CC BY 4.0](https://" in bank_page.PAGE.read_text("utf-8")
