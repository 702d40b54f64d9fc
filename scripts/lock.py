"""Writes the two locks from pyproject.toml: every version with its hashes, no index, no host.

The locks hold for every supported Python and system, with markers where those differ.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (
    *(str(Path(sys.executable).with_name("uv")), "pip", "compile", "pyproject.toml"),
    *("--group", "build", "--universal", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--quiet"),
)
LOCKS: tuple[tuple[str, ...], ...] = (
    ("--output-file", "requirements.txt"),
    # what runs in tests is what runs in earnest
    ("--extra", "dev", "--constraint", "requirements.txt", "--output-file", "requirements-dev.txt"),
)


def main(options: Sequence[str]) -> None:
    """Writes both locks; `--upgrade` leaves the present versions behind."""
    for lock in LOCKS:
        subprocess.run([*COMMAND, *lock, *options], cwd=ROOT, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
