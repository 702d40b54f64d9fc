"""Files of other programs, well meant and hostile, into a pack and out of it."""

import base64
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from questions.checks import check
from questions.faults import PackError
from questions.formats.exchange import FORMATS, Report, export_pack, format_of, import_file
from questions.formats.files import decoded
from questions.formats.incoming import NO_REASON
from questions.formats.plain import Unreadable
from questions.loader import load_pack
from questions.schema import CodeOutput, FreeText, ImageBased, SingleChoice
from tests.questions.conftest import SMALL

GIFT = """// a course of 2019
$CATEGORY: $course$/Évaluation/Recall & co

::Café::[html]<p>Which <b>rate</b> falls?<br>Only one.</p> {
  =Recall#Cases are missed. ~Precision ~%50%Both }

Is 1 \\= 1? {T#Look again.}

Say why. {}

How many? {#7.5:0.5}

A line without answers.
"""
MOODLE = """<?xml version="1.0" encoding="windows-1252"?><quiz>
<question type="multichoice"><name><text>One</text></name>
<questiontext format="html"><text><![CDATA[<p>Café&nbsp;or tea?</p>]]></text></questiontext>
<single>true</single><answer fraction="100"><text>Café</text></answer>
<answer fraction="0"><text>Tea</text></answer></question>
<question type="multichoice"><name><text>Two</text></name>
<questiontext format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/a.png">]]></text>
<file name="a.png" encoding="base64">iVBORw0KGgo=</file></questiontext></question>
<question type="cloze"><name><text>Three</text></name></question>
%s</quiz>"""


def landed(tmp_path: Path, name: str, data: str | bytes) -> tuple[Report, Path]:
    file = tmp_path / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    report = import_file(file, format_of(file), tmp_path / "pack")
    return report, tmp_path / "pack"


def test_gift_lands_as_drafts_and_the_rest_is_told_by_line(tmp_path: Path) -> None:
    report, pack = landed(tmp_path, "course.gift", GIFT)
    assert (report.taken, report.refused) == (3, 2)
    told = [line.removeprefix(f"{tmp_path}/course.gift:") for line in report.lines]
    assert told[0] == "4 Café: imported without part of the points for a wrong option"
    assert told[1].startswith("9 -: refused: its answer is free text, and the file has no model")
    assert told[2].startswith("13 -: refused: it has no answers")
    first = next(
        item
        for item in (placed.item for placed in load_pack(pack).questions)
        if isinstance(item, SingleChoice) and item.stem.startswith("Which")
    )
    assert first.stem == "Which **rate** falls?\nOnly one."
    assert (first.topic, first.concept, first.status) == ("evaluation", "recall-co", "draft")
    assert [option.why for option in first.options] == ["Cases are missed.", NO_REASON, NO_REASON]
    assert not [fault for fault in check(pack) if "misconception" in fault.says]


def test_short_answers_are_refused_and_a_model_answer_is_a_reference(tmp_path: Path) -> None:
    essay = (
        '<quiz><question type="shortanswer"><name><text>Word</text></name></question>'
        '<question type="essay"><name><text>Why</text></name>'
        "<questiontext><text>Why drop rows?</text></questiontext>"
        "<graderinfo><text>They repeat others.</text></graderinfo></question></quiz>"
    )
    report, pack = landed(tmp_path, "course.xml", essay)
    assert (report.taken, report.refused) == (1, 1)
    assert "Word: refused: it takes some short answers" in report.lines[0]
    [item] = [placed.item for placed in load_pack(pack).questions]
    assert isinstance(item, FreeText)
    assert (item.rubric.reference, item.rubric.points) == ("They repeat others.", ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_moodle_lands_from_any_encoding_and_pictures_are_refused(
    tmp_path: Path, encoding: str
) -> None:
    report, pack = landed(tmp_path, "course.xml", (MOODLE % "").encode(encoding))
    assert (report.taken, report.refused) == (1, 2)
    assert "course.xml:6 Two: refused: it holds a picture" in report.lines[0]
    assert "“cloze” are not known" in report.lines[1]
    assert load_pack(pack).questions[0].item.stem == "Café or tea?"


def test_thousands_of_questions_land_with_an_id_each(tmp_path: Path) -> None:
    text = "\n".join(f"Is {n} odd?\nA. Yes\nB. No\nANSWER: A\n" for n in range(1100))
    report, pack = landed(tmp_path, "many.aiken", text)
    assert report.taken == 1100
    assert len({placed.item.id for placed in load_pack(pack).questions}) == 1100


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE q [<!ENTITY f SYSTEM "file:///etc/passwd">]><quiz>&f;</quiz>',
        '<!DOCTYPE q [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>',
        '<!DOCTYPE quiz SYSTEM "http://example.org/quiz.dtd"><quiz></quiz>',
        "<lesson></lesson>",
        f"<quiz>{'<p>' * 50}",
    ],
)
def test_xml_that_defines_entities_or_is_no_quiz_is_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(PackError, match=r"course\.xml:1 -: "):
        landed(tmp_path, "course.xml", head)
    assert not (tmp_path / "pack").exists()


def test_broken_xml_keeps_what_stands_before_the_break(tmp_path: Path) -> None:
    report, _ = landed(tmp_path, "course.xml", MOODLE % "<question>&")
    assert report.taken == 1
    assert "here the XML breaks" in report.lines[-1]


def test_a_packed_deck_is_never_unpacked() -> None:
    with pytest.raises(Unreadable, match="packed"):
        decoded(b"PK\x03\x04" + b"\0" * 100)


@pytest.mark.parametrize("length", [301, 100_000])
def test_a_text_longer_than_a_phone_shows_is_refused(tmp_path: Path, length: int) -> None:
    report, _ = landed(tmp_path, "a.aiken", f"{'x' * length}\nA. Yes\nB. No\nANSWER: A\n")
    assert report.taken == 0
    assert f"has {length} characters" in report.lines[0]


def test_categories_are_names_and_never_paths(tmp_path: Path) -> None:
    text = "name,category,stem,key,a,b\n../../x.y.001,../../../etc,Is it?,A,Yes,No\n"
    _, pack = landed(tmp_path, "a.csv", text)
    assert {file.parent for file in tmp_path.rglob("*.yaml")} == {pack, pack / "etc"}
    assert load_pack(pack).questions[0].item.id == "etc.a.001"


def test_a_link_out_of_the_pack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    landed(tmp_path, "a.aiken", "Is it?\nA. Yes\nB. No\nANSWER: A\n")
    (tmp_path / "away").mkdir()
    (tmp_path / "pack" / "b").symlink_to(tmp_path / "away")
    with pytest.raises(PackError, match="leads out of the pack"):
        landed(tmp_path, "b.aiken", "Is it?\nA. Yes\nB. No\nANSWER: A\n")


def test_a_table_never_runs_as_a_formula() -> None:
    form = FORMATS["csv"]
    [taken] = form.read("stem,key,a,b\n'=1+1 is?,A,'@two,three\n")
    assert "\n'=1+1" not in form.write([])
    assert ",'=1+1 is?," in form.write([taken])  # type: ignore[list-item]  # it is no refusal


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_small_pack_goes_out_and_comes_back(tmp_path: Path, name: str) -> None:
    file = tmp_path / "out.file"
    report = export_pack(SMALL, FORMATS[name], file)
    told = sum("not exported: its figure" in line for line in report.lines)
    drawn = sum(isinstance(one.item, ImageBased) for one in load_pack(SMALL).questions)
    pictures = drawn if "figure" in FORMATS[name].fields else 0
    assert told == drawn - pictures
    back = import_file(file, FORMATS[name], tmp_path / "pack")
    free = sum("without its rubric" in line for line in report.lines) if name == "gift" else 0
    assert sum("figures are drawn from data here" in line for line in back.lines) == pictures
    assert (back.taken, back.refused) == (report.taken - free - pictures, free + pictures)
    items = {placed.item.id: placed.item for placed in load_pack(tmp_path / "pack").questions}
    if name != "aiken":
        before = {placed.item.id: placed.item for placed in load_pack(SMALL).questions}
        for id_, item in items.items():
            if isinstance(item, CodeOutput):
                assert item.code.source == before[id_].model_dump()["code"]["source"]
            if id_ in before and item.form == before[id_].form:
                assert item.explanation
                assert item.difficulty == before[id_].difficulty


def test_a_file_that_exists_is_never_replaced(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("mine")
    with pytest.raises(PackError, match="cannot be written"):
        export_pack(SMALL, FORMATS["csv"], file)
    assert file.read_text() == "mine"


def test_a_figure_goes_into_moodles_file_and_its_text_names_it(tmp_path: Path) -> None:
    export_pack(SMALL, FORMATS["moodle"], tmp_path / "out.xml")
    # The file is our own.
    root = ET.parse(tmp_path / "out.xml").getroot()  # noqa: S314
    texts = root.findall("question/questiontext")
    [(text, file)] = [(one, found) for one in texts if (found := one.find("file")) is not None]
    assert file.attrib["encoding"] == "base64"
    assert base64.b64decode(file.text or "").startswith(b"\x89PNG")
    assert f"](@@PLUGINFILE@@/{file.attrib['name']})" in (text.findtext("text") or "")
