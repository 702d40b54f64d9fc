"""The command line as people meet it: what is wrong is told, and nothing is spoilt."""

import base64
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from cryptography.fernet import Fernet

from adapters.discord.invite import link
from adapters.slack.manifest import Wanted, manifest
from tests.commands import (
    ROOT,
    free_port,
    get,
    get_once,
    quizstreak,
    started,
    stop,
    wait_for_action,
)

SMALL_PACK = ROOT / "tests/questions/small_pack"


@pytest.fixture
def folder(tmp_path: Path, sqlite_url: str) -> Path:
    """One with a migrated database, which a process there uses by default."""
    return tmp_path


def sentence(run: subprocess.CompletedProcess[str]) -> str:
    """The one sentence that a failing command says."""
    assert run.returncode == 1, run.stderr
    assert run.stdout == ""
    assert re.fullmatch(r"quizstreak: [^\n]+\.\n", run.stderr), run.stderr
    return run.stderr.removeprefix("quizstreak: ").strip()


def test_it_tells_its_version(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert quizstreak(tmp_path, "--version").stdout == f"quizstreak {project['version']}\n"


def test_migrating_makes_the_tables_and_may_be_repeated(tmp_path: Path) -> None:
    for _ in range(2):
        done = quizstreak(tmp_path, "migrate")
        assert (done.returncode, done.stdout) == (0, "The database is up to date.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["quizstreak.sqlite3"]


def test_serving_without_tables_says_how_to_make_them_and_makes_no_file(tmp_path: Path) -> None:
    assert "run `quizstreak migrate`" in sentence(quizstreak(tmp_path, "serve"))
    assert list(tmp_path.iterdir()) == []


WRONG_SETTINGS = {
    "unknown setting": ({"QUIZSTREAK_PROT": "1"}, "QUIZSTREAK_PROT is not a setting"),
    "wrong url": ({"DATABASE_URL": "mysql://u:hush@h/d"}, "“mysql” is not supported: write"),
    "no server": (
        {"DATABASE_URL": "postgres://u:hush@127.0.0.1:1/d"},
        "No database server answers",
    ),
    "open playground": (
        {"QUIZSTREAK_PLAYGROUND": "true", "QUIZSTREAK_HOST": "0.0.0.0"},  # noqa: S104 - refused
        "write 127.0.0.1",
    ),
    "foreign host": ({"QUIZSTREAK_HOST": "192.0.2.1"}, "is no address of this machine"),
}


@pytest.mark.parametrize("case", WRONG_SETTINGS)
def test_a_wrong_setting_is_a_sentence(folder: Path, case: str) -> None:
    settings, says = WRONG_SETTINGS[case]
    told = sentence(quizstreak(folder, "serve", **settings))
    assert says in told
    assert "hush" not in told


def test_an_unknown_role_is_a_sentence(folder: Path) -> None:
    told = sentence(quizstreak(folder, "serve", "--only", "web,juggler"))
    assert told == "--only names “juggler”: the roles are playground, clock, web, slack, discord."


@pytest.mark.parametrize("only", ["web", "clock", "playground,web"])
def test_the_playground_is_not_split(folder: Path, only: str) -> None:
    told = sentence(quizstreak(folder, "serve", "--only", only, QUIZSTREAK_PLAYGROUND="true"))
    assert "in one process with clock and web: leave --only out" in told


def test_a_process_that_would_do_nothing_says_so(folder: Path) -> None:
    told = sentence(quizstreak(folder, "serve", "--only", "playground"))
    assert "set QUIZSTREAK_PLAYGROUND=true" in told
    told = sentence(quizstreak(folder, "serve", "--only", "discord"))
    assert "set QUIZSTREAK_DISCORD_TOKEN" in told


def test_sockets_without_their_token_would_do_nothing(folder: Path) -> None:
    serve = ("serve", "--only", "slack")
    assert "set QUIZSTREAK_SLACK_APP_TOKEN and" in sentence(quizstreak(folder, *serve))
    by_http = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    assert "give it the role web." in sentence(quizstreak(folder, *serve, **by_http))


def test_tokens_that_do_not_fit_each_other_are_a_sentence(folder: Path) -> None:
    told = sentence(quizstreak(folder, "serve", SLACK_BOT_TOKEN="xoxb-hush"))
    assert told.startswith("SLACK_BOT_TOKEN is set, but Slack cannot reach us: set ")


def test_the_manifest_is_printed_in_either_language(tmp_path: Path) -> None:
    words = ("slack", "manifest", "--no-threads", "--http", "https://quiz.example.com")
    read = yaml.safe_load(quizstreak(tmp_path, *words).stdout)
    assert read == json.loads(quizstreak(tmp_path, *words, "--json").stdout)
    assert read == manifest(Wanted(url="https://quiz.example.com", threads=False))
    assert "Slack wants an https" in sentence(quizstreak(tmp_path, *words[:-1], "quiz.example.com"))


def test_each_key_is_new_and_can_be_set(tmp_path: Path) -> None:
    first, second = (quizstreak(tmp_path, "slack", "key").stdout.strip() for _ in range(2))
    assert first != second
    assert Fernet(first).decrypt(Fernet(first).encrypt(b"token")) == b"token"


def test_the_link_for_a_server_is_printed_from_the_token_or_an_id(tmp_path: Path) -> None:
    token = f"{base64.urlsafe_b64encode(b'123456').decode()}.hush.hush"
    given = quizstreak(tmp_path, "discord", "invite", DISCORD_TOKEN=token)
    assert given.stdout == f"{link('123456')}\n"
    words = ("discord", "invite", "--no-locking", "--application", "77")
    assert quizstreak(tmp_path, *words).stdout == f"{link('77', locking=False)}\n"
    wanted = quizstreak(tmp_path, *words, QUIZSTREAK_DISCORD_TIDY_REACTIONS="true")
    assert wanted.stdout == f"{link('77', locking=False, tidying=True)}\n"


def test_without_an_application_there_is_no_link(tmp_path: Path) -> None:
    words = ("discord", "invite")
    assert "or give --application with the" in sentence(quizstreak(tmp_path, *words))
    told = sentence(quizstreak(tmp_path, *words, DISCORD_BOT_TOKEN="hush.hush.hush"))
    assert "or give --application with the" in told
    assert "hush" not in told
    assert "“me” is no" in sentence(quizstreak(tmp_path, *words, "--application", "me"))


def test_a_broken_pack_is_named_by_file_and_line(folder: Path) -> None:
    pack = broken_pack(folder)
    run = quizstreak(folder, "serve", QUIZSTREAK_PACKS=str(pack))
    assert run.returncode == 1
    assert re.fullmatch(r"quizstreak: (\S+\.yaml:\d+ \S+: .+\.\n)+", run.stderr), run.stderr


def broken_pack(folder: Path) -> Path:
    pack = folder / "pack"
    shutil.copytree(SMALL_PACK, pack)
    questions = pack / "evaluation" / "choices.yaml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(text.replace("form: ", "shape: ", 1), encoding="utf-8")
    return pack


def test_a_taken_port_is_a_sentence_and_nothing_was_begun(folder: Path) -> None:
    with started(folder, "serve") as (_, port):
        get(port, "/healthz")
        for command in (("serve",), ("demo", "--no-browser", "--port", str(port))):
            told = sentence(quizstreak(folder, *command, QUIZSTREAK_PORT=str(port)))
            assert told == (
                f"127.0.0.1:{port} is taken: stop the program that uses it, or choose another port."
            )


def test_a_locked_database_is_a_sentence(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "quizstreak.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "is locked by another process: stop" in sentence(quizstreak(folder, "serve"))


def test_a_read_only_database_is_a_sentence(folder: Path) -> None:
    (folder / "quizstreak.sqlite3").chmod(0o444)
    # The mode says nothing to root until it gives its privilege away.
    lowered = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()
    assert "may not be written: give the file" in sentence(
        quizstreak(folder, "serve", before=lowered)
    )


@pytest.fixture
def small_disk() -> Iterator[tuple[Path, tuple[str, ...]]]:
    """A folder in which files come to an end soon, and how to start a command for it."""
    with tempfile.TemporaryDirectory() as name:
        mounting = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", name]
        mounted = os.geteuid() == 0 and subprocess.run(mounting, check=False).returncode == 0
        try:
            yield Path(name), () if mounted else ("prlimit", "--fsize=65536")
        finally:
            if mounted:
                subprocess.run(["umount", name], check=True)


def test_a_full_disk_is_a_sentence_and_no_table_is_made(
    small_disk: tuple[Path, tuple[str, ...]],
) -> None:
    folder, before = small_disk
    told = sentence(quizstreak(folder, "migrate", before=before))
    assert "is full: make room" in told or "cannot be read or written: check the disk" in told
    with closing(sqlite3.connect(folder / "quizstreak.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_backup_to_a_full_disk_leaves_nothing(
    folder: Path, small_disk: tuple[Path, tuple[str, ...]]
) -> None:
    target, before = small_disk
    told = sentence(quizstreak(folder, "backup", str(target / "copy"), before=before))
    assert "is full: make room" in told or "cannot be read or written: check the disk" in told
    assert list(target.iterdir()) == []


def test_a_backup_is_made_while_the_bot_serves(folder: Path) -> None:
    with started(folder, "serve") as (_, port):
        get(port, "/healthz")
        made = quizstreak(folder, "backup", "copy.sqlite3")
    assert made.stdout == "copy.sqlite3 is a whole copy of the database.\n"
    assert "is there already" in sentence(quizstreak(folder, "backup", "copy.sqlite3"))


def test_the_bank_that_comes_along_has_no_fault(tmp_path: Path) -> None:
    checked = quizstreak(tmp_path, "bank", "check", "--no-code")
    assert re.fullmatch(r"0 faults in \d+ questions in 1 pack\.\n", checked.stdout), checked.stdout
    assert checked.returncode == 0


def test_a_faulty_bank_is_told_line_by_line_and_counted(tmp_path: Path) -> None:
    broken_pack(tmp_path)
    checked = quizstreak(tmp_path, "bank", "check", ".")
    *faults, count = checked.stdout.splitlines()
    assert checked.returncode == 1
    assert all(re.match(r"pack/\S+:\d+ \S+: .+\. .+\.$", fault) for fault in faults)
    assert re.fullmatch(rf"{len(faults)} faults? in \d+ questions in 1 pack\.", count)


def test_a_pack_is_measured_and_the_report_put_into_a_page(tmp_path: Path) -> None:
    printed = quizstreak(tmp_path, "bank", "report", str(SMALL_PACK))
    assert "### What can be guessed" in printed.stdout
    page = tmp_path / "page.md"
    page.write_text("Ours\n<!-- counts -->\n<!-- end of counts -->\nThe end\n")
    made = quizstreak(tmp_path, "bank", "report", str(SMALL_PACK), "--write", "page.md")
    assert made.stdout == "page.md is up to date.\n"
    assert page.read_text("utf-8") == (
        f"Ours\n<!-- counts -->\n{printed.stdout}<!-- end of counts -->\nThe end\n"
    )


def test_a_page_that_cannot_take_the_report_is_told(tmp_path: Path) -> None:
    command = ("bank", "report", str(SMALL_PACK), "--write", "page.md")
    missing = sentence(quizstreak(tmp_path, *command))
    assert "There is no page.md. Make it, with the lines <!-- counts --> and" in missing
    (tmp_path / "page.md").write_text("Ours\n")
    assert "the page has no line <!-- counts -->. Put it back" in sentence(
        quizstreak(tmp_path, *command)
    )
    broken_pack(tmp_path)
    assert "quizstreak: " in quizstreak(tmp_path, "bank", "report", "pack").stderr


def test_without_a_chat_a_process_idles_and_warns(folder: Path) -> None:
    with started(folder, "serve", "--only", "web") as (process, port):
        assert get(port, "/healthz") == (200, '{"alive": "ok"}')
        assert stop(process) == 0
    assert wait_for_action(folder, "no_chat")["level"] == "warning"


def test_the_clock_alone_listens_nowhere_and_stops_when_told(folder: Path) -> None:
    with started(folder, "serve", "--only", "clock") as (process, port):
        wait_for_action(folder, "no_chat")
        with pytest.raises(ConnectionRefusedError):
            get_once(port, "/healthz")
        assert stop(process) == 0


def test_the_demonstration_greets_with_its_address(tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, "demo", "--no-browser", "--port", str(port)) as (process, _):
        assert get(port, "/healthz")[0] == 200
        assert process.stdout is not None
        assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
        assert stop(process) == 0
