"""The rows of the ledger that a story of several steps will touch are locked before its first step, in one order."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from prilavok.kit.ledger.accounts import open_accounts
from prilavok.kit.ledger.types import AccountName

_HOLDS = "SELECT move_id FROM kit_hold WHERE owner = ANY(%s::uuid[]) ORDER BY move_id FOR UPDATE"
_BALANCES = "SELECT account_id FROM kit_balance WHERE account_id = ANY(%s::uuid[]) ORDER BY account_id FOR UPDATE"


def lock_stock(orders: Sequence[UUID], place: UUID, variants: Sequence[UUID]) -> None:
    """Hold what is kept for these orders and the stock of these variants at the place until the story ends.

    As everywhere: holds by id, then balances by id. A story that settles, takes and holds in steps would else wait in a
    circle with another that does so the other way round. The orders themselves are locked before, points after it.
    """
    names = [AccountName("stock", place, variant, "goods") for variant in sorted(set(variants))]
    open_accounts(names)
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [list(orders)])
        cursor.execute(_BALANCES, [[name.id for name in names]])
