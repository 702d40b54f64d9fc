"""The Procfile's processes really start, and end when they are told to."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from bot.roles import Role
from tests.commands import PATIENCE, ROOT, environment, free_port, get

PROCFILE = ROOT / "Procfile"


def shown(folder: Path) -> dict[str, str]:
    """An environment in which `quizstreak` is this checkout's, at work in `folder`."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    program = programs / "quizstreak"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m bot "$@"\n')
    program.chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    url = f"sqlite:///{folder}/quizstreak.sqlite3"
    return environment(PATH=path, DATABASE_URL=url)


def honcho(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "honcho", "-f", str(PROCFILE), "-d", str(folder), *words]


def test_every_process_is_there_and_names_roles_that_exist() -> None:
    lines = dict(line.split(": ", 1) for line in PROCFILE.read_text().splitlines())
    assert list(lines) == ["release", "web", "worker"]
    named = re.findall(r"--only (\S+)", " ".join(lines.values()))
    roles = [Role(name) for names in named for name in names.split(",")]
    assert roles == [Role.WEB, Role.CLOCK, Role.SLACK, Role.DISCORD]


def test_web_and_worker_start_answer_and_end(tmp_path: Path) -> None:
    port, env = free_port(), shown(tmp_path)
    subprocess.run(honcho(tmp_path, "start", "release"), env=env, check=True, timeout=PATIENCE)
    said = tmp_path / "output"
    with (
        said.open("w") as stdout,
        subprocess.Popen(
            honcho(tmp_path, "start", "-p", str(port), "web", "worker"),
            env=env,
            stdout=stdout,
            start_new_session=True,
        ) as process,
    ):
        try:
            assert get(port, "/healthz")[0] == 200
            assert get(port, "/readyz")[0] == 200
            # Who is told to end while it starts may have to leave something half done.
            end = time.monotonic() + PATIENCE
            while said.read_text().count("at work") < 2:
                assert time.monotonic() < end, said.read_text()
                time.sleep(0.05)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE)
    output = said.read_text()
    assert "web.1" in output
    assert "worker.1" in output
    assert "Traceback" not in output
