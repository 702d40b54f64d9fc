"""Whatever one can type, set or watch is in the documents, and what they name exists."""

import re
from collections.abc import Iterator

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from bot import cli, metrics
from bot.chat.commands import COMMANDS
from bot.settings import PREFIX, Settings
from tests.commands import ROOT

DOCS = ROOT / "docs"
PACKAGES = ("bot", "adapters", "questions", "scheduler")


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def command_lines(group: TyperGroup, *words: str) -> Iterator[tuple[str, TyperCommand]]:
    """Every command with its words; what is hidden is reached by other words."""
    for name, part in group.commands.items():
        if isinstance(part, TyperGroup):
            yield from command_lines(part, *words, name)
        elif not part.hidden:
            assert isinstance(part, TyperCommand)
            yield " ".join(("quizstreak", *words, name)), part


def whole() -> TyperGroup:
    command = typer.main.get_command(cli.app)
    assert isinstance(command, TyperGroup)
    return command


LINES = dict(command_lines(whole()))


@pytest.mark.parametrize("line", LINES)
def test_every_command_is_in_the_operating_page_and_the_readme(line: str) -> None:
    assert line in page("docs/operating.md")
    assert line in page("README.md")


def test_every_option_of_a_command_is_in_some_page() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))
    options = [
        option
        for command in LINES.values()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    ]
    assert options
    assert [option for option in options if option not in pages] == []


def test_the_pages_name_only_commands_that_exist() -> None:
    names = {line.split()[1] for line in LINES}
    for path in (*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        used = set(re.findall(r"\bquizstreak ([a-z]+)\b", path.read_text(encoding="utf-8")))
        assert used <= names, path.name


def test_every_setting_is_in_the_operating_page_with_its_default() -> None:
    rows = dict(
        re.findall(r"^\| `(QUIZSTREAK_\w+)` \|(.*?)\|", page("docs/operating.md"), re.MULTILINE)
    )
    assert list(rows) == [PREFIX + name.upper() for name in Settings.model_fields]
    example = dict(re.findall(r"^#(QUIZSTREAK_\w+)=(.*)$", page(".env.example"), re.MULTILINE))
    assert {name: value.strip("` ") for name, value in rows.items()} == example


def test_every_quiz_command_and_choice_is_in_the_commands_page() -> None:
    rows = re.findall(r"^\| `/quiz (\w+)(.*?)` \|", page("docs/commands.md"), re.MULTILINE)
    assert {name for name, _ in rows} == {command.name for command in COMMANDS}
    words = {name: set(re.findall(r"[a-z]+", rest)) for name, rest in rows}
    for command in COMMANDS:
        for option in command.options:
            named = set(option.choices) or {option.name}
            assert named <= words[command.name], command.name


def test_commands_for_admins_are_told_apart() -> None:
    everybody, admins = page("docs/commands.md").split("## For those who manage")
    for command in COMMANDS:
        place = admins if command.admin else everybody
        assert f"| `/quiz {command.name}" in place, command.name


def test_every_metric_is_in_the_operating_page_with_its_labels() -> None:
    rows = dict(
        re.findall(r"^\| `(quizstreak_\w+)` \|(.*?)\|", page("docs/operating.md"), re.MULTILINE)
    )
    described = {name.removesuffix("_total"): labels.strip() for name, labels in rows.items()}
    found = {
        next(iter(metric.describe())).name: ", ".join(f"`{label}`" for label in metric._labelnames)
        for metric in metrics.ALL
    }
    assert described == found


def test_every_action_in_a_log_is_in_the_operating_page() -> None:
    sources = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    actions = set(re.findall(r'action="([a-z_]+)"', text))
    actions |= set(re.findall(r'"action=([a-z_.]+)', text)) | {"library"}
    table = page("docs/operating.md").split("## Logs")[1].split("\n## ")[0]
    named = {
        name
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for name in row.split(", ")
    }
    assert {name.strip("`") for name in named} == actions


def test_every_link_leads_somewhere() -> None:
    for path in (*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            if not link.startswith("docs/images/"):
                assert (path.parent / link).exists(), f"{path.name}: {link}"
