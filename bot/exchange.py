"""`quizstreak bank import` and `bank export`: questions from and for other programs."""

from pathlib import Path
from typing import Annotated

import typer

from questions.formats.exchange import Report, export_pack, format_of, import_file
from questions.loader import PACKS


def import_questions(
    file: Annotated[Path, typer.Argument(help="GIFT, Aiken, Moodle XML, CSV or Anki text.")],
    into: Annotated[Path, typer.Option(help="A pack, or a new folder that becomes one.")],
    form: Annotated[str, typer.Option("--format", help="Else the file's ending tells.")] = "",
) -> None:
    """Add another program's questions to a pack, as drafts; what is refused is told by line."""
    _tell(import_file(file, format_of(file, form), into), "imported as drafts")


def export_questions(
    file: Annotated[Path, typer.Argument(help="The new file; it must not exist yet.")],
    to: Annotated[str, typer.Option(help="gift, aiken, moodle, csv or anki.")],
    pack: Annotated[Path, typer.Option(help="The pack.")] = PACKS / "ml-interview",
) -> None:
    """Write a pack's questions for another program, and tell what it cannot hold."""
    _tell(export_pack(pack, format_of(file, to), file), "exported")


def _tell(report: Report, done: str) -> None:
    for line in report.lines:
        typer.echo(line)
    typer.echo(f"{report.taken} {done}, {report.refused} not.")
    if report.refused and not report.taken:
        raise typer.Exit(1)
