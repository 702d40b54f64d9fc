"""A playground has one server at a time, and a dead one is none."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.playground.sole import AlreadyServed, sole_server

ROOT = Path(__file__).parents[3]
SERVING = """
import sys
from pathlib import Path
from adapters.playground.sole import sole_server
with sole_server(Path(sys.argv[1])):
    print("serving", flush=True)
    sys.stdin.read()
"""


def test_a_second_server_is_told_and_a_killed_one_makes_room(tmp_path: Path) -> None:
    path = tmp_path / "playground.sqlite3"
    command = [sys.executable, "-c", SERVING, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"serving\n"
        served = r"playground\.sqlite3 is served by another process already: stop that one"
        with pytest.raises(AlreadyServed, match=served), sole_server(path):
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
        with sole_server(path):
            pass


def test_a_server_that_ended_makes_room(tmp_path: Path) -> None:
    for _ in range(2):
        with sole_server(tmp_path / "playground.sqlite3"):
            pass


def test_two_playgrounds_may_be_served_side_by_side(tmp_path: Path) -> None:
    with sole_server(tmp_path / "one.sqlite3"), sole_server(tmp_path / "two.sqlite3"):
        pass
