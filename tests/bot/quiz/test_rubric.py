"""The rubric of plain data."""

import json
from dataclasses import asdict

import pytest

from bot.quiz.rubric import Point, Rubric, Wrong, rubric_of

PACK = {
    "reference": "A scan reads each row. An index seeks.",
    "roles": {"scan": ["scan", "full_scan"], "index": ["index"]},
    "need": 1,
    "points": [
        {"id": "rows", "text": "A scan reads each row.", "about": "scan", "required": True},
        {
            "id": "seek",
            "text": "An index seeks.",
            "hint": "How does an index find a row?",
            "say": ["index seek|jump"],
            "weight": 2,
            "optional": True,
            "polarity": "free",
            "para": ["The tree leads straight to the row."],
            "accept": ["goes right there"],
        },
    ],
    "wrong": [
        {"id": "sorted", "text": "Tables have no order.", "say": ["rows sorted"], "cap": 0.3}
    ],
    "tests": {"correct": ["…"]},
}


def test_a_pack_s_block_becomes_a_rubric() -> None:
    assert rubric_of(PACK) == Rubric(
        points=(
            Point("rows", "A scan reads each row.", about="scan", required=True),
            Point(
                "seek",
                "An index seeks.",
                "How does an index find a row?",
                ("index seek|jump",),
                weight=2.0,
                optional=True,
                strict=False,
                para=("The tree leads straight to the row.",),
                accept=("goes right there",),
            ),
        ),
        roles={"scan": ("scan", "full_scan"), "index": ("index",)},
        need=1,
        wrong=(Wrong("sorted", "Tables have no order.", ("rows sorted",), 0.3),),
    )


def test_a_rubric_survives_the_way_through_json() -> None:
    rubric = rubric_of(PACK)
    assert rubric_of(json.loads(json.dumps(asdict(rubric)))) == rubric


def test_what_is_left_out_takes_its_default() -> None:
    rubric = rubric_of({"points": [{"id": "a", "text": "So it is."}], "roles": None, "wrong": None})
    assert rubric == Rubric((Point("a", "So it is."),))
    assert rubric.points[0].strict


def test_a_rubric_can_be_a_cache_s_key() -> None:
    assert len({rubric_of(PACK), rubric_of(PACK)}) == 1


def test_a_point_without_an_id_is_refused() -> None:
    with pytest.raises(KeyError, match="id"):
        rubric_of({"points": [{"text": "So it is."}]})
