"""What the shipped pack is to cover is covered, and whatever is short is named."""

import pytest

from questions import coverage
from questions.coverage import Correction, Coverage, Served
from questions.loader import Pack, load_packs
from questions.schema import Item

BASELINE = "baseline"


@pytest.fixture(scope="module")
def live() -> list[Item]:
    return [placed.item for pack in load_packs().packs for placed in pack.questions]


def test_the_file_says_what_the_shipped_pack_serves(live: list[Item]) -> None:
    text = coverage.FILE.read_text("utf-8")
    told = "Run .venv/bin/python scripts/cover.py"
    assert coverage.written(coverage.refreshed(coverage.read(), live)) == text, told


def test_nothing_is_short() -> None:
    assert coverage.read().short == ()


def test_whatever_is_not_short_has_its_facets(live: list[Item]) -> None:
    asked = {item.id: item for item in live if item.status == "live"}
    found = coverage.read()
    for part in (found.seeds, found.concepts, found.beyond):
        for id_, served in part.items():
            facets = {(asked[each].concept, asked[each].facet) for each in served.questions}
            assert len(facets) + (served.short or 0) >= served.needs, id_


def test_interview_questions_and_concepts_need_three_facets_or_one_in_communication(
    live: list[Item],
) -> None:
    talk = {item.concept for item in live if item.topic == "interview-communication"}
    found = coverage.read()
    assert (len(found.seeds), len(found.concepts), len(found.beyond)) == (201, 151, 103)
    assert {served.needs for served in found.seeds.values()} == {1, 3}
    for concept, served in found.concepts.items():
        assert served.needs == (1 if concept in talk else 3), concept


def test_every_seed_and_concept_of_a_live_question_is_known(live: list[Item]) -> None:
    found = coverage.read()
    assert {seed for item in live for seed in item.seeds} <= set(found.seeds)
    assert {item.concept for item in live} <= {*found.concepts, *found.beyond}


def test_every_common_mistake_is_put_right_by_a_live_question(live: list[Item]) -> None:
    found = coverage.read()
    assert len(found.corrections) == 128
    assert set(found.corrections) <= set(found.seeds)
    assert coverage.uncorrected(found, live) == ()


def test_a_correction_that_nobody_says_is_named(small: Pack) -> None:
    item = next(placed.item for placed in small.questions if placed.item.concept == BASELINE)
    live = item.model_copy(update={"status": "live", "explanation": "It is the SQUARE\nof it."})
    wanted = Coverage(
        seeds={},
        concepts={},
        beyond={},
        corrections={
            "s1": Correction(question=live.id, says="the square of"),
            "s2": Correction(question=live.id, says="the root of"),
            "s3": Correction(question="evaluation.none.001", says="the square of"),
        },
    )
    assert coverage.uncorrected(wanted, [live]) == ("s2", "s3")
    assert coverage.written(wanted).endswith('    says: "the square of"\n')


def test_only_live_questions_and_different_facets_count(small: Pack) -> None:
    item = next(placed.item for placed in small.questions if placed.item.concept == BASELINE)
    live = item.model_copy(update={"status": "live", "seeds": ("s1",)})
    twin = live.model_copy(update={"id": f"evaluation.{BASELINE}.900"})
    draft = live.model_copy(
        update={"id": f"evaluation.{BASELINE}.901", "facet": "new", "status": "draft"}
    )
    wanted = Coverage(
        seeds={"s1": Served(needs=3), "s2": Served(needs=1)},
        concepts={BASELINE: Served(needs=1)},
        beyond={},
    )
    found = coverage.refreshed(wanted, [twin, live, draft])
    assert found.seeds["s1"] == Served(needs=3, short=2, questions=(live.id, twin.id))
    assert found.seeds["s2"] == Served(needs=1, short=1)
    assert found.concepts[BASELINE].short is None
    assert found.short == ("s1", "s2")
    assert coverage.written(found).startswith("# What the shipped pack is to cover")
