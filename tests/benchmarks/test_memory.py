"""What a benchmark says of memory."""

import subprocess
import sys

from benchmarks.memory import SAID, of_process, of_program

HOLDING = "held = b'x' * 10**8"


def test_what_a_program_holds_is_counted() -> None:
    bare, full = of_program(SAID), of_program(f"{HOLDING}; {SAID}")
    assert 5 < bare < 60
    assert 90 < full - bare < 110


def test_what_a_process_holds_is_counted() -> None:
    run = [sys.executable, "-c", f"{HOLDING}; print('ready', flush=True); input()"]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        assert 105 < of_process(process.pid) < 160
        process.kill()
