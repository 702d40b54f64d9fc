"""A copy of the database while it is in use; what lies at the given path is whole or not there."""

import os
import shlex
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.db.address import parse
from bot.db.trouble import DatabaseTrouble, translated


def back_up(url: str, target: Path) -> None:
    """Copy the SQLite database to `target`, which must not exist, and check the copy.

    Whoever writes meanwhile is not held up. DatabaseTrouble says what is wrong; then nothing is
    left behind.
    """
    address = parse(url)
    if address.dialect != "sqlite":
        raise DatabaseTrouble(
            "PostgreSQL brings its own tool for backups; run (it asks for the password):\n"
            + _pg_dump(url, target)
        )
    if not Path(address.where).is_file():
        raise DatabaseTrouble(f"There is no database {address.where}: run `quizstreak migrate`.")
    _refuse_to_overwrite(target)
    _copy_whole(Path(address.where), target)


def _copy_whole(source: Path, target: Path) -> None:
    try:
        # In the same folder, so that putting it in its place is one step.
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            copy = Path(folder) / "copy.sqlite3"
            _copy(source, copy)
            _put(copy, target)
    except OSError as error:
        raise DatabaseTrouble(
            f"{target} cannot be written ({error.strerror}): name a file in a folder that exists"
            " and that this user may write to."
        ) from error


def _copy(source: Path, copy: Path) -> None:
    with (
        translated(str(source)),
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as original,
    ):
        original.execute("SELECT count(*) FROM sqlite_master")
        with translated(str(copy.parent.parent)), closing(sqlite3.connect(copy)) as made:
            original.backup(made)
            # A file of its own: opening the copy shall need no log beside it.
            made.execute("PRAGMA journal_mode = DELETE")
            _check(made, source)


def _check(made: sqlite3.Connection, source: Path) -> None:
    found = made.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise DatabaseTrouble(
            f"{source} is damaged ({found}): keep your last backup, nothing was written."
        )


def _put(copy: Path, target: Path) -> None:
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.chmod(0o600)
    _refuse_to_overwrite(target)
    copy.rename(target)


def _refuse_to_overwrite(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise DatabaseTrouble(f"{target} is there already: name another file, or move it away.")


def _pg_dump(url: str, target: Path) -> str:
    place = make_url(url.strip())._replace(drivername="postgresql", password=None)
    return shlex.join(["pg_dump", "--format=custom", f"--file={target}", place.render_as_string()])
