"""`quizstreak bank import`, `export` and `accepted`: questions from and for elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from bot.db import migrate
from bot.db.engine import Database
from bot.db.queries import suggestions
from questions.formats.exchange import Report, export_pack, format_of, import_file
from questions.formats.suggested import add_suggested
from questions.loader import PACKS


def import_questions(
    file: Annotated[
        Path, typer.Argument(help="GIFT, Aiken, Moodle XML, CSV, Anki text or package.")
    ],
    into: Annotated[Path, typer.Option(help="A pack, or a new folder that becomes one.")],
    form: Annotated[str, typer.Option("--format", help="Else the file's ending tells.")] = "",
) -> None:
    """Add another program's questions to a pack, as drafts; what is refused is told by line."""
    tell(import_file(file, format_of(file, form), into), "imported as drafts")


def export_questions(
    file: Annotated[Path, typer.Argument(help="The new file; it must not exist yet.")],
    to: Annotated[str, typer.Option(help="gift, aiken, moodle, csv, anki or apkg.")],
    pack: Annotated[Path, typer.Option(help="The pack.")] = PACKS / "ml-interview",
) -> None:
    """Write a pack's questions for another program, and tell what it cannot hold."""
    tell(export_pack(pack, format_of(file, to), file), "exported")


async def accepted_questions(url: str, into: Path) -> Report:
    """Write what leagues' admins accepted into a pack. Raises `DatabaseTrouble` or `PackError`."""
    await migrate.check(url)
    async with Database.connect(url) as database, database.read() as session:
        drafts = [row.draft for row in await suggestions.accepted(session)]
    return add_suggested(drafts, into)


def tell(report: Report, done: str) -> None:
    """Say what went over and what did not; nothing at all ends the command with code 1."""
    for line in report.lines:
        typer.echo(line)
    typer.echo(f"{report.taken} {done}, {report.refused} not.")
    if report.refused and not report.taken:
        raise typer.Exit(1)
