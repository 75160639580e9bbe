"""A kept connection is looked at before a request uses it: by a look at its socket, not by a round trip."""

import select
import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus

_SILENT = 60.0  # seconds; a connection silent for longer may have been lost with nobody telling of it


class DatabaseWrapper(base.DatabaseWrapper):
    """Every request of the web role begins with this question: a statement for it would be one of three."""

    _looked = 0.0

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A new connection was heard of just now."""
        self._looked = time.monotonic()
        return super().get_new_connection(conn_params)

    def is_usable(self) -> bool:
        """Whether the server still holds the connection; a statement asks it where the socket does not tell.

        A server that stops, or cuts the connection off, says so on the socket: there is something to read. Nothing to
        read is an idle connection, unless the way to the server broke without a word.
        """
        now, before = time.monotonic(), self._looked
        self._looked = now
        if self.connection is None or now - before > _SILENT or not _quiet(self.connection):
            return bool(super().is_usable())
        return True


def _quiet(line: Any) -> bool:
    if line.closed or line.pgconn.status != ConnStatus.OK:
        return False
    # poll, not select: of many open screens a process may have sockets numbered above a thousand
    waiting = select.poll()
    waiting.register(line.fileno(), select.POLLIN | select.POLLPRI)
    return not waiting.poll(0)
