"""The checks: each rule catches the question that breaks it, and the shipped pack breaks none."""

from pathlib import Path

import pytest

from bot.chat.content import ALT_LIMIT, CODE_LIMIT, TEXT_LIMIT
from bot.quiz.question import LETTERS
from questions import limits
from questions.checks import check, notes, report
from questions.loader import PACKS
from tests.questions.conftest import SMALL, Edit, is_told

BASE = "evaluation.baseline.001"
CODE = "evaluation.rounding.001"
CURVE = "evaluation.learning-curve.001"
LEAK = "evaluation.leakage.001"
RECALL = "evaluation.recall.T01"

CASES = [
    ("should a new model beat first?", "is not one to beat?", BASE, "the question is put negativ"),
    ("text: The mean of all earlier days", "text: All of the above", BASE, "'All of the above' co"),
    ("text: The mean of all earlier days", "text: A and C", BASE, "'A and C' combines other opti"),
    ("text: The mean of all earlier days", "text: Both are equally good", BASE, "'Both are equal"),
    ("text: The mean of all earlier days", "text: The value of one week ago", BASE, "two options"),
    ("text: The mean of all earlier days", f"text: {'y' * 60}", BASE, "an option of 60 charac"),
    ("text: The value of one week ago", f"text: {'The value ' * 5}", BASE, "the key has 49 charac"),
    ("misconception: more-data-cures-all", "misconception: moon", BASE, "the catalogue has no mis"),
    ('"[0, 2, 2]"', '"[0, 2, 3]"', CODE, "the code prints '[0, 2, 2]', the key says '[0, 2, 3]'"),
    ("round(h)", "1 // 0", CODE, "the code stops with ZeroDivisionError"),
    ("check: exec", "check: run", CODE, "'run' is no way to check python code. Write 'check: exe"),
    ("Training, 100) > 0.2", "Training, 100) > 0.9", CURVE, "the figure's data contradict key_"),
    ("interp(Training, 100) > 0.2", "interp(Test, 100) > 0.2", CURVE, "'interp(Validation, 100)"),
    ('"1 - 5/4 < 0"', '"1 - 3/4 < 0"', "evaluation.r-squared.001", "the check '1 - 3/4 < 0' is f"),
    ('"1 - 5/4 < 0"', "auc_is_half", "evaluation.r-squared.001", "'auc_is_half' has no value"),
    ("sick: [50, 80, 100]", "sick: [50]", RECALL, "only 9 of 10 combinations make a good ques"),
    ("tolerance: {abs: 0.5}", "tolerance: {abs: 9}", RECALL, "only "),
    ("alarms: 200, key: 20", "alarms: 200, key: 25", RECALL, "the example's key is 25, but works"),
    ("alarms: 200, key: 20", "alarms: 250, key: 20", RECALL, "the example's alarms = 250 is not"),
    ("alarms: 200, key: 20", "key: 20", RECALL, "the example gives no alarms. Give a value"),
    ("hint: When does each feature become known?", 'hint: ""', LEAK, "the point 'future' has no"),
    (
        "- The model is good.",
        "- Features may leak the label, and the split may put the same customer on both sides.",
        LEAK,
        "incorrect test answer 1 is graded correct",
    ),
    ('references: ["Forecasting: Principles and Practice"]', "", BASE, "nothing proves the key."),
    (
        "    - {id: l2, text: Forecasting demand}\n",
        "    - {id: l2, text: Forecasting demand}\n    - {id: l3, text: Hearing words}\n",
        "evaluation.metrics.001",
        "the answer does not pair left with right. Give every left id its own",
    ),
]


@pytest.mark.parametrize(("old", "new", "question", "says"), CASES)
def test_a_question_that_breaks_a_rule_is_told(
    old: str, new: str, question: str, says: str, edit: Edit
) -> None:
    folder, place = edit(old, new)
    faults = check(folder)
    assert is_told(faults, place, question, says), report(faults)


def test_a_match_whose_last_pair_follows_is_told(edit: Edit) -> None:
    folder, _ = edit("{l1: r1, l2: r2}\n  unused_note: {r3:", "{l1: r1, l2: r2, l3: r3}\n  x: {r3:")
    file = folder / "evaluation" / "others.yaml"
    text = file.read_text().replace('  x: {r3: "That is for speech."}\n', "")
    old = "    - {id: l2, text: Forecasting demand}\n"
    file.write_text(text.replace(old, f"{old}    - {{id: l3, text: Hearing words}}\n"))
    assert "the last pair follows from the others. Add one on the right" in report(check(folder))


def test_a_facet_asked_twice_is_told_with_the_other_question(edit: Edit) -> None:
    folder, _ = edit("- id: evaluation.holdout.001", "- id: evaluation.baseline.002")
    file = folder / "evaluation" / "choices.yaml"
    text = file.read_text().replace("concept: holdout", "concept: baseline")
    file.write_text(text.replace("facet: what-spoils-it", "facet: first-step"))
    assert f"{BASE} already asks for this facet of baseline" in report(check(folder))


def test_an_unknown_topic_is_told_with_the_known_ones(edit: Edit) -> None:
    folder, _ = edit("id: evaluation.pipeline.001", "id: cooking.pipeline.001")
    file = folder / "evaluation" / "others.yaml"
    before, after = file.read_text().split("cooking", 1)
    file.write_text(before + "cooking" + after.replace("evaluation", "cooking", 1))
    assert "there is no topic 'cooking'. Write one of clustering-and" in report(check(folder))


def test_numbers_are_in_order_and_ranges_apart(edit: Edit) -> None:
    folder, _ = edit("shuffle: true, poll_ok: true", "shuffle: false")
    file = folder / "evaluation" / "choices.yaml"
    text = file.read_text()
    for old, new in zip(
        (
            "The value of one week ago",
            "The mean of all earlier days",
            "The largest value of the year",
        ),
        ("20", "10", "30"),
        strict=True,
    ):
        text = text.replace(old, new)
    file.write_text(text.replace("text: yes", "text: 40"))
    assert "must be words" in report(check(folder))
    file.write_text(text.replace("text: yes", 'text: "40"').replace("text: 20", 'text: "20"'))
    assert "must be words" in report(check(folder))
    for number in ("10", "20", "30", "40"):
        text = text.replace(f"text: {number}", f'text: "{number}"')
    file.write_text(text.replace("text: yes", 'text: "40"'))
    assert "the numbers are not in order. Sort them, or shuffle: true" in report(check(folder))
    file.write_text(text.replace('"10"', "10 to 20").replace('"30"', "5 to 30"))
    assert "the range 10 to 20 lies inside another" in report(check(folder))


def test_code_of_strangers_can_be_left_unrun(edit: Edit, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    folder, _ = edit("halves = [0.5, 1.5, 2.5]", f'halves = open("{trace.name}", "w")')
    assert not [fault for fault in check(folder, run_code=False) if fault.question == CODE]
    assert [fault for fault in check(folder) if fault.question == CODE]
    assert not trace.exists()


def test_code_that_never_ends_is_stopped(edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("questions.proofs.RUN_LIMIT", 0.5)
    folder, _ = edit("halves = [0.5, 1.5, 2.5]", "while True: pass")
    assert "the code runs for more than 0.5 seconds" in report(check(folder))


def test_a_broken_file_does_not_hide_what_is_wrong_elsewhere(edit: Edit) -> None:
    folder, _ = edit("status: live", "status: alive")
    others = folder / "evaluation" / "others.yaml"
    others.write_text(others.read_text().replace("key: 20}", "key: 21}"))
    told = report(check(folder))
    assert "'status' cannot be 'alive'" in told
    assert "the example's key is 21" in told


def test_notes_are_for_the_reviewer_and_refuse_nothing(edit: Edit) -> None:
    folder, _ = edit("id: wrong-base", "id: never-used")
    assert "no question uses the misconception 'never-used'" in report(notes(folder))
    assert "the options have 1 to 6 words" in report(notes(SMALL))
    assert check(SMALL) == ()


def test_a_report_has_a_line_a_fault_in_order_of_place(edit: Edit) -> None:
    folder, _ = edit("status: live", "status: alive")
    choices = folder / "evaluation" / "choices.yaml"
    choices.write_text(choices.read_text().replace("version: 1", "version: 0"))
    lines = report(check(folder)).splitlines()
    places = [int(line.split(":")[1].split()[0]) for line in lines]
    assert len(lines) == 5
    assert places == sorted(places)


def test_a_question_at_every_limit_still_fits_a_message() -> None:
    options = len(LETTERS) * (limits.OPTION_LIMIT + len("False: ") + 10)
    assert limits.STEM_LIMIT + options <= TEXT_LIMIT
    assert limits.EXPLANATION_LIMIT + len(LETTERS) * (limits.WHY_LIMIT + 10) <= TEXT_LIMIT
    assert limits.ANSWER_LIMIT <= TEXT_LIMIT
    assert limits.CODE_LINES * (limits.CODE_COLUMNS + 1) <= CODE_LIMIT
    assert limits.ALT_TEXT_LIMIT <= ALT_LIMIT


def test_the_shipped_pack_has_no_faults() -> None:
    faults = check(PACKS / "ml-interview")
    assert not faults, report(faults)
