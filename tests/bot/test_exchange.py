"""Questions in and out by the command line: what is told, what is written, how it ends."""

import asyncio
import csv
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.db.engine import Database
from bot.db.tables import League, Suggestion
from bot.quiz.drafts import Draft, Proposal, State
from questions.loader import load_pack
from questions.suggestions import PackDrafting
from tests.commands import ROOT, quizstreak

SMALL_PACK = ROOT / "tests/questions/small_pack"
GIFT = """::one::What is two and two? {=4 ~3 ~5 ~6}

::two::Nobody closed this {=3 ~2 ~4

::three::Which number is even? {=2 ~1 ~3 ~5}
"""
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def export(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return quizstreak(folder, "bank", "export", *words, "--pack", str(SMALL_PACK))


def sentence(run: subprocess.CompletedProcess[str]) -> str:
    """What a failing command says, without a traceback."""
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("quizstreak: ")
    assert "Traceback" not in run.stderr
    return run.stderr


def files(pack: Path) -> dict[str, bytes]:
    found = (path for path in pack.rglob("*") if path.is_file())
    return {str(path.relative_to(pack)): path.read_bytes() for path in found}


def ids(pack: Path) -> set[str]:
    return {placed.item.id for placed in load_pack(pack).questions}


# bank export


@pytest.mark.parametrize("form", ["gift", "aiken", "moodle", "csv", "anki", "apkg"])
def test_an_export_tells_what_stays_behind_and_how_many_went(tmp_path: Path, form: str) -> None:
    done = export(tmp_path, "--to", form, "out.txt")
    assert (done.returncode, done.stderr) == (0, "")
    *told, last = done.stdout.splitlines()
    taken, refused = int(last.split()[0]), int(last.split()[2])
    assert last == f"{taken} exported, {refused} not."
    assert taken + refused == len(ids(SMALL_PACK))
    assert sum(": not exported: " in line for line in told) == refused
    assert (tmp_path / "out.txt").stat().st_size > 0


def test_an_export_replaces_no_file(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("mine")
    told = sentence(export(tmp_path, "--to", "csv", "out.csv"))
    assert "out.csv:1" in told
    assert "Name a new file" in told
    assert (tmp_path / "out.csv").read_text() == "mine"


def test_an_unknown_format_names_those_that_there_are(tmp_path: Path) -> None:
    told = sentence(export(tmp_path, "--to", "docx", "out.docx"))
    assert "the format “docx” is not known" in told
    assert "gift, aiken, moodle, csv, anki" in told
    assert list(tmp_path.iterdir()) == []


def test_a_pack_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    told = sentence(quizstreak(tmp_path, "bank", "export", "--to", "csv", "o.csv", "--pack", "no"))
    assert "this folder has no pack.yaml" in told


# bank import


def test_an_import_tells_each_refusal_with_its_line_and_makes_a_pack_of_drafts(
    tmp_path: Path,
) -> None:
    (tmp_path / "sums.gift").write_text(GIFT)
    done = quizstreak(tmp_path, "bank", "import", "sums.gift", "--into", "ours")
    assert done.returncode == 0, done.stderr
    *told, last = done.stdout.splitlines()
    assert last == "2 imported as drafts, 1 not."
    assert any(line.startswith("sums.gift:3 ") and "refused" in line for line in told)
    assert len(ids(tmp_path / "ours")) == 2
    assert all(one.item.status == "draft" for one in load_pack(tmp_path / "ours").questions)


def test_what_was_exported_comes_back_beside_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "sums.gift").write_text(GIFT)
    quizstreak(tmp_path, "bank", "import", "sums.gift", "--into", "ours")
    before = files(tmp_path / "ours")
    assert export(tmp_path, "--to", "csv", "out.csv").returncode == 0
    done = quizstreak(tmp_path, "bank", "import", "out.csv", "--into", "ours")
    assert done.returncode == 0, done.stderr
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as page:
        written = len(list(csv.reader(page))) - 1
    assert len(ids(tmp_path / "ours")) == 2 + written
    after = files(tmp_path / "ours")
    assert {name: after[name] for name in before} == before


def test_an_import_of_nothing_ends_with_one(tmp_path: Path) -> None:
    (tmp_path / "bad.gift").write_text("Nobody closed this {=3 ~2\n")
    done = quizstreak(tmp_path, "bank", "import", "bad.gift", "--into", "ours")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "0 imported as drafts, 1 not."
    assert not (tmp_path / "ours").exists()


def test_the_format_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "sums.dat").write_text("What is two and two?\nA. 3\nB. 4\nANSWER: B\n")
    assert "is not known" in sentence(
        quizstreak(tmp_path, "bank", "import", "sums.dat", "--into", "ours")
    )
    words = ("bank", "import", "sums.dat", "--into", "ours", "--format", "aiken")
    assert quizstreak(tmp_path, *words).stdout == "1 imported as drafts, 0 not.\n"


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    told = sentence(quizstreak(tmp_path, "bank", "import", "no.gift", "--into", "ours"))
    assert "no.gift:1" in told
    assert "cannot be read" in told


# bank accepted


def suggestion(number: int, state: State) -> Suggestion:
    wrong = ("The accuracy", "The ROC curve", "Cohen's kappa")
    draft = PackDrafting().draft(
        Proposal("evaluation", f"What is {number}?", "The F1 score", wrong, "So it is.")
    )
    assert isinstance(draft, Draft)
    kept: dict[str, Any] = {
        "league_id": 1,
        "at": NOON,
        "topic": draft.topic,
        "digest": draft.digest,
        "draft": dict(draft.fields),
    }
    return Suggestion(**kept, state=state.value, note="")


async def keep(url: str, *rows: Suggestion) -> None:
    async with Database.connect(url) as database, database.write() as session:
        session.add(League(name="L", code="CODE", settings={}, created_at=NOON, paused_at=None))
        await session.flush()
        session.add_all(rows)


def test_only_what_was_accepted_is_written_and_only_once(tmp_path: Path, sqlite_url: str) -> None:
    rows = [suggestion(n, state) for n, state in enumerate(State)]
    asyncio.run(keep(sqlite_url, *rows))
    done = quizstreak(tmp_path, "bank", "accepted", "--into", "ours", DATABASE_URL=sqlite_url)
    assert (done.stdout, done.returncode) == ("1 written as drafts, 0 not.\n", 0)
    [placed] = load_pack(tmp_path / "ours").questions
    assert (placed.item.stem, placed.item.status) == ("What is 1?", "draft")
    again = quizstreak(tmp_path, "bank", "accepted", "--into", "ours", DATABASE_URL=sqlite_url)
    assert "“What is 1?”: left out: the pack has this question already" in again.stdout
    assert again.stdout.endswith("0 written as drafts, 0 not.\n")
    assert again.returncode == 0


def test_without_tables_one_reads_how_to_make_them(tmp_path: Path) -> None:
    told = sentence(quizstreak(tmp_path, "bank", "accepted", "--into", "ours"))
    assert "run `quizstreak migrate`" in told
    assert list(tmp_path.iterdir()) == []
