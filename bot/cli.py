"""The command line: `quizstreak serve`, `migrate`, `demo` and the rest."""

import asyncio
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import logs
from bot.app import EVERY_ROLE, Role, serve as serve_roles
from bot.db import migrate as migrations
from bot.db.engine import DatabaseTrouble
from bot.demo import demonstrate
from bot.settings import Settings, SettingsTrouble
from bot.web import PortTaken
from questions.faults import PackError

TROUBLES = (DatabaseTrouble, PackError, PortTaken, SettingsTrouble)
"""What a person can mend; told in a sentence, never as a traceback."""

app = typer.Typer(
    name="quizstreak",
    help="A daily machine-learning-interview question for Slack and Discord teams.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command; what a person can mend ends it with one sentence and exit code 1."""
    try:
        app()
    except TROUBLES as trouble:
        typer.echo(f"quizstreak: {trouble}", err=True)
        sys.exit(1)


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


@app.command()
def serve(
    only: Annotated[
        str, typer.Option(help="Roles for this process, such as web,playground or clock.")
    ] = "",
) -> None:
    """Run the bot: all roles in one process, or only some."""
    settings = configured()
    run(serve_roles(settings, _roles(only)))


def _roles(only: str) -> frozenset[Role]:
    names = [name.strip() for name in only.split(",") if name.strip()]
    try:
        return frozenset(Role(name) for name in names) or EVERY_ROLE
    except ValueError as unknown:
        known = ", ".join(Role)
        raise SettingsTrouble(f"--only: {unknown}. The roles are {known}.") from unknown


@app.command()
def migrate() -> None:
    """Bring the database's tables up to this version."""
    settings = configured()
    run(migrations.upgrade(settings.database_url))
    typer.echo("The database is up to date.")


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the page is served.")] = 8421,
    db: Annotated[Path, typer.Option(help="The demonstration's own database.")] = Path(
        "quizstreak-demo.sqlite3"
    ),
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
) -> None:
    """Play in the browser, without any tokens."""
    settings = configured().model_copy(
        update={
            "database_url": f"sqlite:///{db}",
            "host": "127.0.0.1",
            "port": port,
            "playground": True,
            "playground_file": db.with_suffix(".playground.sqlite3"),
        }
    )
    run(demonstrate(settings, typer.echo, browse=not no_browser))


def configured() -> Settings:
    """The settings of the environment, with logging set up by them."""
    settings = Settings.load()
    logs.set_up(settings.log_level, settings.log_format)
    return settings
