"""Column types the kit's tables share and Django does not have."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.expressions import Func


class CurrentTransaction(Func):
    """The id of the writing transaction, given by the database: `pg_current_xact_id()`."""

    function = "pg_current_xact_id"
    template = "%(function)s()"


if TYPE_CHECKING:
    WholeNumber = models.Field[int, int]
else:
    WholeNumber = models.Field


class TransactionId(WholeNumber):
    """A 64-bit transaction id (`xid8`) that the database fills in by itself."""

    def db_type(self, connection: Any) -> str:
        return "xid8"


class Origin(models.TextChoices):
    """Where a fact came from; only `live` may cause messages, calls, webhooks and bonuses."""

    LIVE = "live"
    LOAD = "load"
    IMPORT = "import"
    TRIAL = "trial"
