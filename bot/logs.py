"""Logs: one line a fact, with a fixed `action`; no answers, no names, no tokens."""

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, ExcInfo, Processor

OURS = ("adapters", "bot", "questions", "scheduler")
"""Whose lines the level is for; libraries only warn, for their details quote what people wrote."""
_ACTION = re.compile(r"^action=(\S+)\s*")


def set_up(level: str, form: str) -> None:
    """Send every log line to standard error, as text for eyes ("console") or as JSON ("json")."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_handler(shared, form)], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())


def _handler(shared: list[Processor], form: str) -> logging.StreamHandler[TextIO]:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _name_action],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_places),
                _ending(form),
            ],
        )
    )
    return handler


def _ending(form: str) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def _name_action(_: object, __: str, line: EventDict) -> EventDict:
    """A line that came without an action gets one: its own `action=…`, or "library"."""
    # Libraries quote what they worked on in the lines after the first.
    says = (str(line["event"]).splitlines() or [""])[0]
    own = _ACTION.match(says)
    line["action"] = own[1] if own else "library"
    line["event"] = says[own.end() :] if own else says
    line["logger"] = line["_record"].name
    return line


def _places(exc_info: ExcInfo) -> str:
    """Which errors, and where; not what they say, since they may quote an answer or a name."""
    return "\n".join(_described(exc_info[1]))


def _described(error: BaseException | None) -> Iterator[str]:
    if error is None:
        return
    yield from _described(_earlier(error))
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    yield from _frames(error.__traceback__)
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _described(part)


def _earlier(error: BaseException) -> BaseException | None:
    hidden = None if error.__suppress_context__ else error.__context__
    return error.__cause__ or hidden


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame in traceback.extract_tb(trace):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
