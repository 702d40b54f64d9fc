"""The report on a bank: true of the shipped pack today, and put where the page wants it."""

from pathlib import Path

import pytest

from bot.quiz.question import Form
from questions import report, targets
from questions.loader import PackBank, load_packs
from questions.rules import TOPICS

PAGE = Path(__file__).parents[2] / "docs" / "bank.md"


@pytest.fixture(scope="module")
def shipped() -> PackBank:
    return load_packs()


@pytest.fixture(scope="module")
def told(shipped: PackBank) -> str:
    return report.report(shipped)


def test_the_page_says_what_the_report_says(told: str) -> None:
    page = PAGE.read_text("utf-8")
    remedy = "Run quizstreak bank report questions/packs/ml-interview --write docs/bank.md"
    assert f"{report.START}{told}{report.END}" in page, remedy


def test_a_page_is_filled_between_its_marks_and_kept_elsewhere(bank: PackBank) -> None:
    page = f"# Ours\n{report.START}old\n{report.END}The tally\n"
    filled = report.filled(page, bank)
    assert filled == f"# Ours\n{report.START}{report.report(bank)}{report.END}The tally\n"
    assert report.filled(filled, bank) == filled


@pytest.mark.parametrize("page", ["# Ours\n", f"{report.END}{report.START}"])
def test_a_page_without_marks_is_refused(page: str, bank: PackBank) -> None:
    with pytest.raises(ValueError, match="the page has no line <!-- "):
        report.filled(page, bank)


def test_another_pack_is_counted_without_our_targets(bank: PackBank) -> None:
    told = report.report(bank)
    (counted,) = [line for line in told.splitlines() if line.startswith("| evaluation |")]
    items = [placed.item for pack in bank.packs for placed in pack.questions]
    asked = [item for item in items if item.is_played and item.topic == "evaluation"]
    daily = sum(not item.practice_only for item in asked)
    assert counted.startswith(f"| evaluation | {daily} | {len(asked) - daily} | ")
    assert "### Coverage" not in told
    assert "short" not in told.split("### Forms")[0]


def test_a_topic_that_lacks_questions_says_how_many(told: str, shipped: PackBank) -> None:
    entries = shipped.entries()
    for topic, wanted in targets.TOPICS.items():
        daily = sum(entry.topic == topic and entry.daily for entry in entries)
        (row,) = [line for line in told.splitlines() if line.startswith(f"| {topic} | ")]
        lacks = f", **{wanted.daily - daily} short**" if daily < wanted.daily else ""
        assert row.split(" | ")[1] == f"{daily} of {wanted.daily}{lacks}"


def test_the_targets_name_every_topic_and_form_and_add_up() -> None:
    assert set(targets.TOPICS) == TOPICS
    assert set(targets.FORMS) == {str(form) for form in Form}
    assert sum(targets.FORMS.values()) == 100
    assert sum(targets.DIFFICULTIES.values()) == 100
    wanted = targets.TOPICS.values()
    assert sum(want.daily for want in wanted) == 717
    assert sum(want.practice for want in wanted) == 362
    assert sum(want.templates for want in wanted) == 73


def test_the_shipped_pack_has_every_topic_and_every_form(shipped: PackBank) -> None:
    entries = shipped.entries()
    assert {entry.topic for entry in entries} == TOPICS
    assert {entry.form for entry in entries} == set(Form)


def test_the_page_names_the_licence_of_the_shipped_pack(shipped: PackBank) -> None:
    (pack,) = shipped.packs
    assert pack.info.licence == "CC-BY-4.0"
    assert "[CC BY 4.0](https://" in PAGE.read_text("utf-8")
