"""The memory that a process holds, as Linux counts it."""

import os
import subprocess
import sys
from pathlib import Path

SAID = "print(open('/proc/self/statm').read())"
"""The last line of a program for `of_program`."""


def of_process(process: int) -> float:
    """Megabytes that a running process holds."""
    return _megabytes(Path(f"/proc/{process}/statm").read_text())


def of_program(program: str) -> float:
    """Megabytes that a Python holds when it has run the program, which ends in `SAID`."""
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    return _megabytes(run.stdout)


def _megabytes(statm: str) -> float:
    return int(statm.split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1_000_000
