"""What was parsed before is used again, as long as it is of the same text."""

import os
import re
import shutil
import time
from pathlib import Path

import pytest

from questions.cache import Parsed, place_of
from questions.faults import PackError
from questions.loader import read_pack
from questions.reading import Document, parse_yaml

SMALL = Path(__file__).with_name("small_pack")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "a.pack"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "a.yaml"
    file.write_text("- {id: one, value: 1.5}\n", encoding="utf-8")
    return file


def parsed_again(monkeypatch: pytest.MonkeyPatch, place: Path, file: Path) -> tuple[Document, int]:
    """What is read, and how many texts had to be parsed for it."""
    count = 0

    def counting(text: str, name: str) -> Document:
        nonlocal count
        count += 1
        return parse_yaml(text, name)

    with monkeypatch.context() as patch:
        patch.setattr("questions.cache.parse_yaml", counting)
        parsed = Parsed(place)
        document = parsed.read(file)
        parsed.keep()
    return document, count


def test_the_same_text_is_parsed_once(
    monkeypatch: pytest.MonkeyPatch, place: Path, file: Path
) -> None:
    first, parsed = parsed_again(monkeypatch, place, file)
    assert parsed == 1
    assert parsed_again(monkeypatch, place, file) == (first, 0)
    assert first.lines[(0, "value")] == 1


def test_another_text_is_parsed_anew_and_the_old_one_let_go(
    monkeypatch: pytest.MonkeyPatch, place: Path, file: Path
) -> None:
    parsed_again(monkeypatch, place, file)
    file.write_text("- {id: two}\n", encoding="utf-8")
    document, parsed = parsed_again(monkeypatch, place, file)
    assert (document.value, parsed) == (({"id": "two"},), 1)
    assert b"one" not in place.read_bytes()


@pytest.mark.parametrize("damage", [b"", b"rubbish", b"x" * 5000])
def test_a_damaged_file_is_as_good_as_none(
    monkeypatch: pytest.MonkeyPatch, place: Path, file: Path, damage: bytes
) -> None:
    first, _ = parsed_again(monkeypatch, place, file)
    place.write_bytes(damage)
    assert parsed_again(monkeypatch, place, file) == (first, 1)
    assert parsed_again(monkeypatch, place, file) == (first, 0)


def test_where_nothing_can_be_written_everything_is_parsed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, file: Path
) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    place = tmp_path / "taken" / "a.pack"
    assert [parsed_again(monkeypatch, place, file)[1] for _ in range(2)] == [1, 1]


def test_a_faulty_file_is_faulty_each_time(
    monkeypatch: pytest.MonkeyPatch, place: Path, file: Path
) -> None:
    file.write_text("- {id: one, id: two}\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(PackError, match="stands here twice"):
            parsed_again(monkeypatch, place, file)


def test_an_expression_found_sound_is_kept_as_long_as_it_is_used(place: Path, file: Path) -> None:
    parsed = Parsed(place)
    parsed.read(file)
    parsed.sound.check("a+")
    with pytest.raises(re.error):
        parsed.sound.check("(a")
    parsed.keep()
    again = Parsed(place)
    assert again.sound.known == {"a+"}
    again.read(file)
    again.keep()
    assert Parsed(place).sound.known == set()


def test_what_is_kept_of_a_pack_is_which_expressions_are_sound(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "pack")
    assert read_pack(folder).faults == []
    known = Parsed(place_of(folder)).sound.known
    assert r"\bduplicates?\b" in known
    file = folder / "evaluation" / "others.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("duplicates?", "(duplicates?"), encoding="utf-8")
    for _ in range(2):
        [fault] = read_pack(folder).faults
        assert "is no regular expression" in fault.says
        assert Parsed(place_of(folder)).sound.known == known - {r"\bduplicates?\b"}


def test_what_nobody_used_for_months_is_thrown_away(
    monkeypatch: pytest.MonkeyPatch, place: Path, file: Path
) -> None:
    place.parent.mkdir()
    forgotten = place.with_name("b.pack")
    forgotten.write_bytes(b"")
    long_ago = time.time() - 61 * 24 * 3600
    os.utime(forgotten, (long_ago, long_ago))
    parsed_again(monkeypatch, place, file)
    assert [one.name for one in place.parent.iterdir()] == ["a.pack"]


def test_a_pack_reads_the_same_from_what_is_kept(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "pack")
    first = read_pack(folder)
    assert place_of(folder).is_file()
    assert read_pack(folder).pack() == first.pack()
