"""Accepted suggestions become files of a pack that its checks read, once each."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.quiz.drafts import Draft, Proposal
from questions.checks import check
from questions.faults import PackError
from questions.formats.suggested import add_suggested
from questions.loader import PackBank, load_pack
from questions.suggestions import PackDrafting


def kept(stem: str, topic: str = "evaluation") -> dict[str, Any]:
    """A draft as a database gives it back."""
    wrong = ("The accuracy: #1", "'yes'", "no [really]")
    draft = PackDrafting().draft(
        Proposal(topic, stem, "The F1 score", wrong, "So it is.", "A book")
    )
    assert isinstance(draft, Draft)
    fields: dict[str, Any] = json.loads(json.dumps(dict(draft.fields)))
    return fields


def ids(pack: Path) -> list[str]:
    return [placed.item.id for placed in load_pack(pack).questions]


def test_they_make_a_pack_without_faults_that_asks_nothing(tmp_path: Path) -> None:
    pack = tmp_path / "ours"
    report = add_suggested([kept("What is one?"), kept("What is two?", "deep-learning")], pack)
    assert (report.taken, report.refused, report.lines) == (2, 0, ())
    assert ids(pack) == ["deep-learning.suggested.001", "evaluation.suggested.001"]
    assert check(pack) == ()
    assert PackBank([load_pack(pack)]).entries() == ()
    item = load_pack(pack).questions[1].item
    assert (item.stem, item.references) == ("What is one?", ("A book",))


def test_ids_go_on_and_no_file_is_written_over(tmp_path: Path) -> None:
    add_suggested([kept("What is one?")], tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")}
    add_suggested([kept("What is two?"), kept("What is three?")], tmp_path)
    assert ids(tmp_path) == [f"evaluation.suggested.00{n}" for n in (1, 2, 3)]
    assert {path: path.read_bytes() for path in before} == before
    assert check(tmp_path) == ()


def test_what_the_pack_has_is_left_out(tmp_path: Path) -> None:
    add_suggested([kept("What is one?")], tmp_path)
    report = add_suggested([kept("WHAT is  one?"), kept("What is two?")], tmp_path)
    assert report.taken == 1
    assert report.lines == ("“WHAT is  one?”: left out: the pack has this question already",)
    assert len(ids(tmp_path)) == 2


def test_a_draft_that_the_schema_does_not_take_any_more_is_refused(tmp_path: Path) -> None:
    report = add_suggested([{**kept("What is one?"), "colour": "red"}], tmp_path / "ours")
    assert (report.taken, report.refused) == (0, 1)
    assert "there is no field 'colour'" in report.lines[0]
    assert not (tmp_path / "ours").exists()


def test_a_folder_that_is_no_pack_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(PackError, match="neither empty nor a pack"):
        add_suggested([kept("What is one?")], tmp_path)
