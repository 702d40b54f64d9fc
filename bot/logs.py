"""Logs: one line a fact, with a fixed `action`; no answers, no names, no tokens."""

import logging
import sys

import structlog


def set_up(level: str, form: str) -> None:
    """Send every log line to standard error, as text for eyes ("console") or as JSON ("json")."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=level, handlers=[_handler(shared, form)], force=True)
    # They tell each request and each alarm; that is not what an operator looks for.
    for chatty in ("aiohttp.access", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _handler(
    shared: list[structlog.typing.Processor], form: str
) -> logging.StreamHandler[object]:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_endings(form),
            ],
        )
    )
    return handler


def _endings(form: str) -> list[structlog.typing.Processor]:
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
