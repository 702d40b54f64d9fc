"""One playground, one process: its clock and its line to the engine cannot be shared."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyServed(Exception):
    """Another process serves this playground; the message says which file and what to do."""


@contextmanager
def sole_server(path: Path) -> Iterator[None]:
    """Be the only process that serves the playground in `path` until the block ends.

    A process that ends, however suddenly, serves no more. Raises `AlreadyServed` or `OSError`.
    """
    # A file of its own: closing any handle of SQLite's own file would drop SQLite's locks on it.
    with path.with_name(f"{path.name}-lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed(
                f"The playground in {path} is served by another process already: stop that one,"
                " or name another file in QUIZSTREAK_PLAYGROUND_FILE."
            ) from None
        yield
