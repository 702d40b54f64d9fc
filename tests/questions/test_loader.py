"""Packs and the bank: what is asked, what is not, and that nothing is half loaded."""

import time
from pathlib import Path

import pytest

from bot.quiz.question import Bank, Form
from questions.faults import PackError
from questions.loader import Pack, PackBank, load_pack, load_packs

SMALL = Path(__file__).with_name("small_pack")
UNASKED = "evaluation.draft.001"


def test_a_pack_has_its_name_questions_and_catalogue(small: Pack) -> None:
    assert (small.info.name, small.info.licence) == ("small", "CC0-1.0")
    assert set(small.misconceptions) == {"more-data-cures-all", "noise-is-signal", "wrong-base"}
    assert {Form(placed.item.form) for placed in small.questions} == set(Form)


def test_the_bank_offers_what_is_live_or_in_pilot_by_id(bank: PackBank) -> None:
    offered: Bank = bank
    ids = [entry.id for entry in offered.entries()]
    assert ids == sorted(ids)
    assert "evaluation.holdout.001" in ids
    assert UNASKED not in ids


def test_what_is_for_practice_only_is_not_daily(bank: PackBank) -> None:
    practice = {entry.id for entry in bank.entries() if not entry.daily}
    assert practice == {"evaluation.r-squared.001", "evaluation.leakage.001"}


@pytest.mark.parametrize("name", ["evaluation.nothing.001", UNASKED])
def test_drawing_what_is_not_offered_is_a_key_error(name: str, bank: PackBank) -> None:
    with pytest.raises(KeyError):
        bank.draw(name, "s")


def test_a_question_of_two_packs_is_refused_with_both_places() -> None:
    with pytest.raises(PackError) as caught:
        load_packs([SMALL, SMALL])
    assert len(caught.value.faults) == 11
    assert "this id is also in" in str(caught.value)


def test_a_folder_without_a_pack_says_so(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"has no pack\.yaml\. Add one with name, title, version"):
        load_pack(tmp_path)


def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"has no pack\.yaml"):
        load_pack(tmp_path / "gone")


def test_a_thousand_questions_load_in_seconds(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text((SMALL / "pack.yaml").read_text())
    one = (SMALL / "evaluation" / "choices.yaml").read_text().split("\n\n")[0]
    for part in range(10):
        rows = [one.replace(".001", f".{part}{n:02}", 1) for n in range(100)]
        (tmp_path / f"part{part}.yaml").write_text("\n".join(rows))
    before = time.process_time()
    assert len(load_packs([tmp_path]).entries()) == 1000
    assert time.process_time() - before < 15
