"""Anki's packages: what is in them, that they update, and what strangers' packages may not do."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.quiz.question import Drawing, Form
from questions.faults import PackError
from questions.formats import apkg
from questions.formats.exchange import FORMATS, export_pack, import_file
from questions.formats.plain import Choice, PlainQuestion, Refusal, Unreadable
from questions.loader import load_pack
from tests.commands import ROOT

SMALL = ROOT / "tests/questions/small_pack"
PNG = b"\x89PNG\r\n\x1a\nand so on"
OPTIONS = (Choice("four", correct=True, why="It is."), Choice("<b>five</b>", why="No."))
PLAIN = PlainQuestion(
    Form.SINGLE_CHOICE,
    "What is 2 + 2?\nThink & say.",
    OPTIONS,
    "maths.sums.001",
    ("maths", "sums"),
    "So it is.",
    tags=("difficulty:2", "cognitive:recall", "facet:two"),
)


def drawn(alt: str = 'A "line" <up>') -> PlainQuestion:
    return PlainQuestion(Form.SINGLE_CHOICE, "What?", OPTIONS, "a.b.001", figure=Drawing(PNG, alt))


def notes(package: bytes) -> list[tuple[Any, ...]]:
    """(guid, model, tags, fields) of each note."""
    return _select(package, "SELECT guid, mid, tags, flds FROM notes ORDER BY id")


def decks(package: bytes) -> dict[str, str]:
    """The decks that have cards: id and name."""
    used = {str(did) for (did,) in _select(package, "SELECT DISTINCT did FROM cards")}
    [(written,)] = _select(package, "SELECT decks FROM col")
    return {id_: deck["name"] for id_, deck in json.loads(written).items() if id_ in used}


def _select(package: bytes, sql: str) -> list[tuple[Any, ...]]:
    with zipfile.ZipFile(io.BytesIO(package)) as opened, closing(_memory()) as database:
        database.deserialize(opened.read("collection.anki2"))
        return database.execute(sql).fetchall()


def _memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:")


def saved(tmp_path: Path, members: Mapping[str, bytes | str]) -> Path:
    file = tmp_path / "strange.apkg"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return file


def test_a_package_has_a_note_with_both_sides_in_the_deck_of_its_concept() -> None:
    [(guid, model, tags, fields)] = notes(apkg.write([PLAIN]))
    assert (guid, model) == ("maths.sums.001", apkg.MODEL_ID)
    assert set(tags.split()) == {*PLAIN.tags, "form::single-choice"}
    front, back = fields.split("\x1f")
    assert "What is 2 + 2?<br>Think &amp; say." in front
    assert "&lt;b&gt;five&lt;/b&gt;" in front
    assert "<b>A</b>" in back
    assert "So it is." in back
    assert list(decks(apkg.write([PLAIN])).values()) == ["maths::sums"]


def test_a_listing_is_shown_as_code_and_comes_back(tmp_path: Path) -> None:
    asked = replace(PLAIN, stem="What is printed?\n\n```python\nprint(1 < 2)\nprint(3)\n```")
    [(*_, fields)] = notes(apkg.write([asked]))
    assert '<pre><code class="python">print(1 &lt; 2)<br>print(3)</code></pre>' in fields
    file = tmp_path / "asked.apkg"
    file.write_bytes(apkg.write([asked]))
    [back] = apkg.read(file)
    assert isinstance(back, PlainQuestion)
    assert back.stem == asked.stem


def test_a_figure_is_a_media_file_that_the_front_shows_with_its_words() -> None:
    package = apkg.write([PLAIN, drawn()])
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        assert json.loads(opened.read("media")) == {"0": "quizstreak-a.b.001.png"}
        assert opened.read("0") == PNG
    plain, shown = (fields for *_, fields in notes(package))
    assert "<img" not in plain
    assert '<img src="quizstreak-a.b.001.png" alt="A &quot;line&quot; &lt;up&gt;">' in shown


def test_a_second_package_updates_what_the_first_one_made() -> None:
    before = apkg.write([PLAIN])
    changed = PlainQuestion(Form.SINGLE_CHOICE, "Else?", OPTIONS, PLAIN.name, PLAIN.category)
    after = apkg.write([drawn(), changed])
    [(guid, model, *_)] = notes(before)
    assert (guid, model) in [(guid, model) for guid, model, *_ in notes(after)]
    assert decks(before).items() <= decks(after).items()
    assert apkg.stable_id("maths::sums") == 1999477480


def test_what_went_out_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "ours.apkg"
    file.write_bytes(apkg.write([PLAIN, drawn()]))
    back, refused = apkg.read(file)
    assert back == PLAIN
    assert isinstance(refused, Refusal)
    assert (refused.name, refused.line) == ("a.b.001", 2)
    assert "figures are drawn from data here" in refused.why


def test_the_small_packs_figures_are_in_its_package(tmp_path: Path) -> None:
    report = export_pack(SMALL, FORMATS["apkg"], tmp_path / "small.apkg")
    items = [placed.item for placed in load_pack(SMALL).questions]
    assert report.taken == len(items)
    images = [item.id for item in items if item.form == "image-based"]
    with zipfile.ZipFile(tmp_path / "small.apkg") as opened:
        names = json.loads(opened.read("media"))
        assert sorted(names.values()) == sorted(f"quizstreak-{id_}.png" for id_ in images)
        assert all(opened.read(place).startswith(b"\x89PNG") for place in names)


# Packages of strangers


def refusal(file: Path) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        list(apkg.read(file))
    return caught.value


def test_a_note_of_another_layout_is_refused_by_itself(tmp_path: Path) -> None:
    with closing(_memory()) as database:
        with zipfile.ZipFile(io.BytesIO(apkg.write([PLAIN, PLAIN]))) as opened:
            database.deserialize(opened.read("collection.anki2"))
        first = "(SELECT min(id) FROM notes)"
        database.execute(f"UPDATE notes SET flds = 'cat\x1fchat' WHERE id = {first}")
        database.commit()
        file = saved(tmp_path, {"collection.anki2": database.serialize()})
    other, ours = apkg.read(file)
    assert isinstance(other, Refusal)
    assert "layout" in other.why
    assert ours == PLAIN


def test_the_newer_kind_is_told_how_to_be_exported(tmp_path: Path) -> None:
    told = refusal(saved(tmp_path, {"collection.anki21b": b"zstd", "collection.anki2": b"dummy"}))
    assert "Support older Anki versions" in told.remedy


STRANGE: dict[str, dict[str, bytes | str]] = {
    "no database": {"media": "{}"},
    "a database elsewhere": {"../collection.anki2": b"x", "/collection.anki2": b"x"},
    "no database file": {"collection.anki2": b"SQLite? No."},
    "an empty file": {"collection.anki2": b""},
}


def test_columns_that_swell_while_they_are_read_are_refused(tmp_path: Path) -> None:
    with closing(_memory()) as database:
        database.executescript(
            "CREATE TABLE cards(nid, did); CREATE TABLE col(decks); CREATE TABLE notes(id, guid,"
            " tags, flds AS (hex(zeroblob(8000000)))); INSERT INTO col VALUES ('{}');"
        )
        database.executemany("INSERT INTO notes VALUES (?, 'g', '')", [(n,) for n in range(40)])
        database.commit()
        file = saved(tmp_path, {"collection.anki2": database.serialize()})
    assert refusal(file).says == "its database is not one of Anki's"


@pytest.mark.parametrize("case", STRANGE)
def test_what_is_no_package_is_refused_whole(tmp_path: Path, case: str) -> None:
    told = refusal(saved(tmp_path, STRANGE[case]))
    assert told.remedy == "Export it from Anki again"
    assert [path.name for path in tmp_path.iterdir()] == ["strange.apkg"]


def test_a_text_with_the_ending_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.apkg").write_text("no zip")
    assert "broken" in refusal(tmp_path / "a.apkg").says
    assert "cannot be read" in refusal(tmp_path / "none.apkg").says


def test_views_and_endless_queries_are_not_run(tmp_path: Path) -> None:
    endless = (
        "CREATE TABLE cards(nid, did); CREATE TABLE col(decks);"
        "CREATE VIEW notes AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)"
        " SELECT id, id AS guid, '' AS tags, '' AS flds FROM n;"
    )
    with closing(_memory()) as database:
        database.executescript(endless)
        file = saved(tmp_path, {"collection.anki2": database.serialize()})
    assert refusal(file).says == "its database is not one of Anki's"


def test_a_bomb_is_unpacked_no_further_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apkg, "_UNPACKED_LIMIT", 1 << 20)
    told = refusal(saved(tmp_path, {"collection.anki2": b"\0" * (8 << 20)}))
    assert "more than" in told.says


def test_an_import_says_which_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.apkg").write_text("no zip")
    with pytest.raises(PackError, match=r"a\.apkg:1 .*broken"):
        import_file(tmp_path / "a.apkg", FORMATS["apkg"], tmp_path / "ours")
    assert not (tmp_path / "ours").exists()
