"""Files that are not what they should be are refused in one sentence with a line."""

from pathlib import Path

import pytest

from questions.faults import PackError
from questions.loader import PACKS
from questions.reading import parse_yaml, quick_events, read_yaml, slow_events


def refusal(text: str) -> str:
    with pytest.raises(PackError) as caught:
        parse_yaml(text, "q.yaml")
    (fault,) = caught.value.faults
    return str(fault)


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "y", "2026-11-20", "1_000", "12:30"])
def test_words_that_other_yaml_turns_into_something_stay_words(word: str) -> None:
    assert parse_yaml(f"a: {word}", "q.yaml").value == {"a": word}


def test_numbers_truths_and_nothing_are_read() -> None:
    text = "[1, -2, 0.5, 1e-3, .5, true, False, null, ~, '1', \"true\", 1e999, 0x10]"
    value = parse_yaml(text, "q.yaml").value
    assert value == (1, -2, 0.5, 0.001, 0.5, True, False, None, None, "1", "true", "1e999", "0x10")


def test_every_path_has_the_line_on_which_it_starts() -> None:
    lines = parse_yaml("- id: a\n  list:\n    - x\n    - {k: 1,\n       m: 2}\n", "q").lines
    assert lines[0, "list", 0] == 3
    assert lines[0, "list", 1, "m"] == 5
    assert lines[0, "id"] == 1


def test_an_empty_file_is_nothing() -> None:
    assert parse_yaml("\n  \n", "q.yaml").value is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x [1]\nb: *x", "q.yaml:1 -: anchors (&name) and aliases (*name) are not allowed."),
        ("a: *x", "q.yaml:1 -: anchors (&name) and aliases (*name) are not allowed."),
        ("a: 1\nb: !!python/object:os.system x", "q.yaml:2 -: the tag "),
        ("a: !x 1", "q.yaml:1 -: the tag !x is not allowed. Remove it"),
        ("a: 1\nb: 2\na: 3", "q.yaml:3 -: the key 'a' stands here twice. Keep one"),
        ("a: 1\n<<: {b: 2}", "q.yaml:2 -: merge keys (<<) are not allowed. Write the fields out"),
        ("a:\n\tb: 1", "q.yaml:2 -: a tab cannot indent YAML. Indent with spaces"),
        ("a: 1\n---\nb: 2", "q.yaml:2 -: a second document starts here. Remove the line '---'"),
        ("a: b: c", "q.yaml:1 -: mapping values are not allowed here. Check indentation"),
        ("a: [1, 2\nb: 3", "q.yaml:2 -: "),
        ("[a]: 1", "q.yaml:1 -: a key must be a word. Put the text into quotes"),
        ("[" * 20 + "]" * 20, "q.yaml:1 -: this is nested too deeply. Flatten it"),
        ("a: \x07", "q.yaml:1 -: this is no YAML (unacceptable character"),
    ],
)
def test_yaml_beyond_the_plain_core_is_refused_with_its_line(text: str, expected: str) -> None:
    assert refusal(text).startswith(expected)


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    rows = ["a: &a [x, x]"]
    rows += [f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20)]
    assert "anchors (&name) and aliases" in refusal("\n".join(rows))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbfa: 1", ":1 -: the file starts with a byte order mark. Save it as UTF-8"),
        ("a: 1".encode("utf-16"), ":1 -: the file starts with a byte order mark."),
        ("a: 1\nb: café".encode("latin-1"), ":2 -: byte 0xe9 is not UTF-8. Save the file as"),
        (b"# long\n" * 200_000, ":1 -: the file is larger than 1 MiB. Split it into several"),
    ],
)
def test_bytes_that_are_no_small_utf_8_file_are_refused(
    data: bytes, expected: str, tmp_path: Path
) -> None:
    file = tmp_path / "q.yaml"
    file.write_bytes(data)
    with pytest.raises(PackError) as caught:
        read_yaml(file)
    assert str(caught.value).startswith(f"{file}{expected}")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot be read"):
        read_yaml(tmp_path / "none.yaml")


def test_both_parsers_read_the_shipped_packs_alike() -> None:
    for file in sorted(PACKS.rglob("*.yaml"))[::12]:
        text = file.read_text()
        assert list(quick_events(text)) == list(slow_events(text)), file.name
