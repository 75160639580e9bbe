"""The one Django app of the house."""

import sys

import orjson
import structlog
from django.apps import AppConfig


def write_log_lines() -> None:
    """Log one JSON object a line to stderr; tracebacks are plain, since local variables can hold people's words."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=orjson.dumps, default=str),
        ],
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )


class Prilavok(AppConfig):
    """Holds every table under one label."""

    name = "prilavok"
    label = "prilavok"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Set what every process shares: how it logs, and that nobody speaks to the outside inside a transaction."""
        write_log_lines()
        from prilavok.kit.db.connections import in_transaction
        from prilavok.kit.http import SpeakingInTransaction, set_guard

        def refuse_inside_a_transaction() -> None:
            if in_transaction():
                raise SpeakingInTransaction("no call outside may be made while a transaction is open")

        set_guard(refuse_inside_a_transaction)
