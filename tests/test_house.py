"""The house keeps its own rules: what is packaged, locked, listed and measured."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {"bot", "adapters", "questions", "scheduler"}
LOCKS = ("requirements.txt", "requirements-dev.txt")
REGISTRIES = re.compile(rb"\b(py[p]i\.org|python[h]osted\.org|npm[j]s\.(org|com))")
"""Written so that this file does not match itself."""


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project_files() -> Iterator[Path]:
    """Every text file of the project, without environments, caches and build results."""
    ignored = {"__pycache__", "build", "dist", "htmlcov", "screenshots", "node_modules"}
    hidden = {".ci", ".github", ".env.example", ".gitignore", ".pre-commit-config.yaml"}
    for top in ROOT.iterdir():
        if top.name in ignored or (top.name.startswith(".") and top.name not in hidden):
            continue
        paths = [top] if top.is_file() else [p for p in top.rglob("*") if p.is_file()]
        yield from (path for path in paths if not ignored.intersection(path.parts))


def normalised(requirement: str) -> str:
    """The name that a requirement begins with, as an index spells it."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def locked_names(lock: str) -> set[str]:
    return {normalised(line) for line in read(lock).splitlines() if "==" in line}


def functions_of(source: str, tmp_path: Path) -> list[int]:
    (tmp_path / "bot").mkdir()
    path = tmp_path / "bot" / "sample.py"
    path.write_text(source, encoding="utf-8")
    return [measure.lines for measure in load_shape().measure_functions(path, tmp_path)]


def load_shape() -> Any:
    spec = importlib.util.spec_from_file_location("shape", ROOT / "scripts" / "shape.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["shape"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_exactly_the_four_packages_are_installed(project: dict[str, Any]) -> None:
    include = set(project["tool"]["setuptools"]["packages"]["find"]["include"])
    assert include == PACKAGES | {f"{package}.*" for package in PACKAGES}


def test_every_folder_with_python_in_it_is_a_package() -> None:
    folders = {path.parent for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    data = {ROOT / "bot/db/migrations", ROOT / "questions/packs"}
    missing = [
        str(folder.relative_to(ROOT))
        for folder in folders
        if not (folder / "__init__.py").exists()
        and not data.intersection({folder, *folder.parents})
    ]
    assert not missing


def test_every_file_a_package_reads_is_installed_with_it(project: dict[str, Any]) -> None:
    data = project["tool"]["setuptools"]["package-data"]
    needed = {
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert needed
    assert not needed - {
        path
        for package, patterns in data.items()
        for pattern in patterns
        for path in (ROOT / package.replace(".", "/")).glob(pattern.replace("**", "**/*"))
    }


def test_tests_hide_no_library() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_the_rules_and_the_words_for_a_chat_know_only_python() -> None:
    strangers = {
        f"{path.relative_to(ROOT)}: {name}"
        for package in ("bot/quiz", "bot/chat")
        for path in (ROOT / package).rglob("*.py")
        for name in imported_packages(path)
        if name not in sys.stdlib_module_names | {"bot"}
    }
    assert not strangers


def imported_packages(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_every_dependency_is_locked(project: dict[str, Any]) -> None:
    runtime = {normalised(x) for x in project["project"]["dependencies"]}
    build = {normalised(x) for x in project["build-system"]["requires"]}
    development = {normalised(x) for x in project["project"]["optional-dependencies"]["dev"]}
    assert runtime | build <= locked_names("requirements.txt")
    assert runtime | build | development <= locked_names("requirements-dev.txt")


def test_tests_run_on_the_versions_that_run_in_earnest() -> None:
    pins = [{line for line in read(lock).splitlines() if "==" in line} for lock in LOCKS]
    assert pins[0] <= pins[1]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_names_no_host(lock: str) -> None:
    text = read(lock)
    entries = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert not re.search(r"index-url|find-links|trusted-host|\s-[a-z]\s", text)


def test_no_file_names_a_package_registry() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in project_files()
        if REGISTRIES.search(path.read_bytes())
    ]
    assert not guilty


def test_help_lists_every_target() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", read("Makefile"), re.MULTILINE)
    assert phony
    make = shutil.which("make")
    assert make, "make is missing: install it to use the Makefile"
    # As if nobody had called make already: it would say which folders it enters.
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = [make, "--no-print-directory"]
    outcome = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    shown = outcome.stdout
    assert {f"make {target}" for target in phony[1].split()} == {
        line[2:14].strip() for line in shown.splitlines()
    }


def test_every_procfile_line_runs_our_command() -> None:
    lines = dict(line.split(": ", 1) for line in read("Procfile").splitlines())
    assert set(lines) == {"release", "web", "worker"}
    assert all(command.split()[0] == "quizstreak" for command in lines.values())


def test_every_decision_is_listed() -> None:
    pages = {path.name for path in (ROOT / "docs/decisions").glob("0*.md")}
    assert pages == set(re.findall(r"\((0\d{3}-[a-z-]+\.md)\)", read("docs/decisions/README.md")))


def test_shape_counts_neither_docstrings_nor_inner_functions_twice(tmp_path: Path) -> None:
    source = '''
def outer():
    """One.

    Two.
    """
    def inner():
        return 1
    return inner
'''
    assert sorted(functions_of(source, tmp_path)) == [2, 2]


def test_shape_names_a_file_that_is_too_long(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "long.py").write_text("x = 1\n" * 401, encoding="utf-8")
    assert load_shape().main(tmp_path) == 1
    assert "bot/long.py has 401 lines" in capsys.readouterr().err


def test_shape_refuses_long_functions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bot").mkdir()
    body = "def one():\n" + "    x = 1\n" * 35
    (tmp_path / "bot" / "long.py").write_text(body, encoding="utf-8")
    assert load_shape().main(tmp_path) == 1
    errors = capsys.readouterr().err
    assert "the median function is over 8 lines" in errors
    assert "bot/long.py:1 one (36)" in errors


def test_shape_is_content_with_an_empty_house(tmp_path: Path) -> None:
    assert load_shape().main(tmp_path) == 0


def test_shape_leaves_migrations_alone(tmp_path: Path) -> None:
    (tmp_path / "bot" / "db" / "migrations").mkdir(parents=True)
    path = tmp_path / "bot" / "db" / "migrations" / "0001.py"
    path.write_text("x = 1\n" * 401, encoding="utf-8")
    assert load_shape().main(tmp_path) == 0
