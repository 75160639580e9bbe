"""Django's sessions in the database, read by one plain statement: every request of staff begins with it."""

from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from prilavok.kit.pages import Condition, read_rows


class SessionStore(db.SessionStore):
    """Written as Django writes it, in Django's table."""

    def load(self) -> dict[str, Any]:
        """What is kept of the session; nothing, and no session, where it has ended or never was."""
        asked = [Condition("session_key = %s", self.session_key), Condition("expire_date > %s", timezone.now())]
        kept = read_rows("session_data", "django_session", row=str, where=asked)
        if not kept:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(kept[0])
        return found
