"""Logs: every line has an action, and no line quotes what people wrote."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import logs

log = structlog.get_logger("bot.tests")


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def refuse() -> None:
    raise ValueError("Ada chose B")


def fail() -> None:
    try:
        refuse()
    except ValueError as error:
        raise RuntimeError("it was Ada") from ExceptionGroup("Grace", [error, KeyError("C")])


def test_a_line_has_level_time_and_action(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("info", "json")
    log.info("serving", action="web_started", port=1)
    [line] = lines(capsys)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "serving", "action": "web_started", "port": 1, "level": "info"}


@pytest.mark.parametrize("form", ["json", "console"])
def test_an_error_tells_what_kind_and_where_but_not_what_it_says(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.set_up("info", form)
    try:
        fail()
    except RuntimeError:
        log.exception("failed", action="dispatch_failed")
    shown = capsys.readouterr().err
    for kind in ("builtins.RuntimeError", "builtins.ValueError", "builtins.KeyError"):
        assert kind in shown
    assert "test_logs.py:" in shown
    assert "in refuse" in shown
    assert not any(word in shown for word in ("Ada", "Grace", "'C'"))


def test_a_library_s_line_gets_an_action_and_loses_all_but_its_first_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("info", "json")
    logging.getLogger("asyncio").error("Task exception was never retrieved\n<Task of Ada>")
    logging.getLogger("adapters.playground.line").warning("action=playground.step tried again")
    library, ours = lines(capsys)
    assert (library["action"], library["logger"]) == ("library", "asyncio")
    assert library["event"] == "Task exception was never retrieved"
    assert (ours["action"], ours["event"]) == ("playground.step", "tried again")


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("warning", "json")
    log.info("serving", action="web_started")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["aiosqlite", "alembic.runtime.migration", "sqlalchemy.engine"])
def test_libraries_only_warn(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("debug", "json")
    logging.getLogger(name).info("INSERT INTO accounts VALUES ('Ada')")
    assert capsys.readouterr().err == ""
