"""Each process writes its own log, a JSON object a line; it depends on no pipe to another."""

import logging
import logging.handlers
import sys
from pathlib import Path

import structlog

_BYTES = 20_000_000
_KEPT = 5


def to_file(path: Path) -> None:
    """Send what structlog and the standard library log to a file; five older ones are kept."""
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8"
    )
    common: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=common,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    # the libraries that we talk HTTP with log addresses, and those can hold a person's number
    for name in ("httpx", "httpcore", "uvicorn.access", "twilio.http_client"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*common, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def to_stderr() -> None:
    """For commands: only what is amiss, and never on standard output, which may be JSON."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
