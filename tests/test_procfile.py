"""The Procfile's processes really start, and end when they are told to."""

import os
import re
import signal
import subprocess
import sys
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
    with subprocess.Popen(
        honcho(tmp_path, "start", "-p", str(port), "web", "worker"),
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert get(port, "/healthz")[0] == 200
            assert get(port, "/readyz")[0] == 200
        finally:
            process.send_signal(signal.SIGTERM)
            output, _ = process.communicate(timeout=PATIENCE)
    assert "web.1" in output
    assert "worker.1" in output
    assert "Traceback" not in output
