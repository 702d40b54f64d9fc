"""The command line: `quizstreak serve`, `migrate`, `demo` and the rest."""

import asyncio
import json
import sys
from collections.abc import Coroutine, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
import yaml
from cryptography.fernet import Fernet
from pydantic import SecretStr

from adapters.discord.invite import application_of, link
from adapters.slack.manifest import COMMAND, Wanted
from adapters.slack.manifest import manifest as slack_manifest
from bot import logs, roles
from bot.app import serve as serve_roles
from bot.bank import PageTrouble, measured, packs_in, review, write_report
from bot.db import backup as backups
from bot.db import migrate as migrations
from bot.db.engine import DatabaseTrouble
from bot.demo import demonstrate
from bot.doctor import examine
from bot.exchange import accepted_questions, export_questions, import_questions, tell
from bot.grades import GradeTrouble, grades
from bot.rebuild import rebuild as rebuild_leagues
from bot.samples import SampleTrouble
from bot.settings import Settings, SettingsTrouble, load
from bot.web import PortTaken
from questions.faults import PackError
from questions.loader import PACKS

TROUBLES = (
    *(DatabaseTrouble, GradeTrouble, PackError, PageTrouble, PortTaken),
    *(SampleTrouble, SettingsTrouble),
)
"""What a person can mend; told in a sentence, never as a traceback."""

app = typer.Typer(
    name="quizstreak",
    help="A daily machine-learning-interview question for Slack and Discord teams.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
bank = typer.Typer(name="bank", help="Question packs.", no_args_is_help=True)
app.add_typer(bank)
bank.command("import")(import_questions)
bank.command("export")(export_questions)
app.add_typer(grades)
slack = typer.Typer(name="slack", help="Our app of Slack.", no_args_is_help=True)
app.add_typer(slack)
discord = typer.Typer(name="discord", help="Our bot of Discord.", no_args_is_help=True)
app.add_typer(discord)

Result = TypeVar("Result")


def main() -> None:
    """Run the command; what a person can mend ends it with one sentence and exit code 1."""
    try:
        app()
    except TROUBLES as trouble:
        typer.echo(f"quizstreak: {trouble}", err=True)
        sys.exit(1)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run(work)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"quizstreak {version('quizstreak')}")
        raise typer.Exit


@app.callback()
def _everywhere(
    *,
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Say which version this is."
        ),
    ] = False,
) -> None:
    """A daily machine-learning-interview question for Slack and Discord teams."""


@app.command()
def serve(
    only: Annotated[str, typer.Option(help="Roles for this process, such as clock,web.")] = "",
) -> None:
    """Run the bot: all roles in one process, or only some."""
    settings = configured(chats=True)
    run(serve_roles(settings, roles.named(only)))


@app.command()
def migrate() -> None:
    """Bring the database's tables up to this version."""
    run(migrations.upgrade(url_of(configured())))
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
            "database_url": SecretStr(f"sqlite:///{db}"),
            "host": "127.0.0.1",
            "port": port,
            "playground": True,
            "playground_file": db.with_suffix(".playground.sqlite3"),
        }
    )
    run(demonstrate(settings, typer.echo, browse=not no_browser))


@app.command()
def doctor() -> None:
    """Look whether everything is as it must be, and say what to do where it is not."""
    findings = run(examine())
    for finding in findings:
        typer.echo(str(finding))
    if not all(finding.is_fine for finding in findings):
        raise typer.Exit(1)


@app.command()
def rebuild(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell, change nothing.")] = False,
) -> None:
    """Compute every league's totals and streaks anew from its history."""
    found = run(rebuild_leagues(url_of(configured()), dry_run=dry_run))
    for difference in found.differences:
        typer.echo(difference)
    typer.echo(found.summary(dry_run=dry_run))
    if found.differences and dry_run:
        raise typer.Exit(1)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The copy; it must not exist yet.")]) -> None:
    """Copy the SQLite database, also while the bot is at work."""
    backups.back_up(url_of(configured()), file)
    typer.echo(f"{file} is a whole copy of the database.")


@bank.command()
def check(
    path: Annotated[
        Path | None, typer.Argument(help="A pack, or a folder of packs; else those configured.")
    ] = None,
    no_code: Annotated[
        bool, typer.Option("--no-code", help="Do not run the programs that questions show.")
    ] = False,
    notes: Annotated[
        bool, typer.Option("--notes", help="Also tell what a reviewer may ask.")
    ] = False,
) -> None:
    """Check packs; each fault is named with its file, line and remedy."""
    found = review(chosen(path), run_code=not no_code, noting=notes)
    for line in (*found.faults, *found.notes):
        typer.echo(str(line))
    typer.echo(found.summary)
    if found.faults:
        raise typer.Exit(1)


@bank.command()
def report(
    path: Annotated[
        Path | None, typer.Argument(help="A pack, or a folder of packs; else those configured.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="Put it between the marks of this page instead.")
    ] = None,
) -> None:
    """Measure packs: counts, mix, what can be guessed, likeness and coverage."""
    if write is None:
        typer.echo(measured(chosen(path)).rstrip("\n"))
        return
    write_report(chosen(path), write)
    typer.echo(f"{write} is up to date.")


@bank.command()
def accepted(
    into: Annotated[Path, typer.Option(help="A pack, or a new folder that becomes one.")],
) -> None:
    """Write the suggestions that admins accepted into a pack, as drafts in new files."""
    tell(run(accepted_questions(url_of(configured()), into)), "written as drafts")


@slack.command()
def manifest(
    http: Annotated[
        str, typer.Option(metavar="URL", help="Where Slack reaches us; else it is Socket Mode.")
    ] = "",
    command: Annotated[str, typer.Option(help="Another name for the command.")] = COMMAND,
    no_threads: Annotated[
        bool, typer.Option("--no-threads", help="Ask for no permission to read channels.")
    ] = False,
    no_reactions: Annotated[
        bool, typer.Option("--no-reactions", help="Ask for no permission to read reactions.")
    ] = False,
    rotate_tokens: Annotated[
        bool, typer.Option("--rotate-tokens", help="With --http: tokens change twice a day.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of YAML.")] = False,
) -> None:
    """Print the app manifest, to paste at api.slack.com/apps."""
    try:
        wanted = Wanted(http, command, not no_reactions, not no_threads, rotate_tokens)
    except ValueError as error:
        raise SettingsTrouble(str(error)) from error
    found = slack_manifest(wanted)
    text = json.dumps(found, indent=2) if as_json else yaml.safe_dump(found, sort_keys=False)
    typer.echo(text.rstrip("\n"))


@slack.command()
def key() -> None:
    """Print a new key for QUIZSTREAK_TOKEN_KEYS."""
    typer.echo(Fernet.generate_key().decode())


@discord.command()
def invite(
    application: Annotated[
        str, typer.Option(metavar="ID", help="The application's id; else the token tells it.")
    ] = "",
    no_locking: Annotated[
        bool, typer.Option("--no-locking", help="Do not ask for the permission to lock threads.")
    ] = False,
) -> None:
    """Print the link that lets the bot into a server, with exactly what it needs there."""
    settings = configured(chats=not application)
    whose = application or _application_of(settings.discord_token)
    try:
        typer.echo(link(whose, locking=not no_locking, tidying=settings.discord_tidy_reactions))
    except ValueError as error:
        raise SettingsTrouble(str(error)) from error


def _application_of(token: SecretStr | None) -> str:
    found = application_of(token.get_secret_value()) if token else None
    if found is None:
        raise SettingsTrouble(
            "Whose link is wanted is unknown: set QUIZSTREAK_DISCORD_TOKEN, or give --application"
            " with the Application ID from “General Information” at Discord's developer portal."
        )
    return found


def chosen(path: Path | None) -> Sequence[Path]:
    """The packs that are meant: those at the path, those configured, or the shipped one."""
    return packs_in(path) if path else configured().packs or packs_in(PACKS)


def configured(*, chats: bool = False) -> Settings:
    """The settings of the environment, with logging set up by them."""
    settings = load(chats=chats)
    logs.set_up(settings.log_level, settings.log_format)
    return settings


def url_of(settings: Settings) -> str:
    return settings.database_url.get_secret_value()
