"""The rows of the ledger that a story of several steps will touch are locked before its first step, in one order."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection

from prilavok.kit.ledger.accounts import open_accounts
from prilavok.kit.ledger.types import AccountName

# Goods alone: an order may have gift cards kept for it as well, and those are locked after points everywhere.
_HOLDS = """
SELECT h.move_id FROM kit_hold h JOIN kit_move m ON m.id = h.move_id JOIN kit_account a ON a.id = m.debit_id
 WHERE h.owner = ANY(%s::uuid[]) AND a.book = 'stock' ORDER BY h.move_id FOR UPDATE OF h
"""
# Also what is kept for the orders at other places: an order that is sent home may have goods at several.
_BALANCES = """
SELECT account_id FROM kit_balance
 WHERE account_id = ANY(ARRAY(
    SELECT unnest(%s::uuid[]) UNION
    SELECT m.debit_id FROM kit_hold h JOIN kit_move m ON m.id = h.move_id JOIN kit_account a ON a.id = m.debit_id
     WHERE h.owner = ANY(%s::uuid[]) AND a.book = 'stock'))
 ORDER BY account_id FOR UPDATE
"""


def lock_stock(orders: Sequence[UUID], place: UUID, variants: Sequence[UUID]) -> None:
    """Hold what is kept for these orders and the stock of these variants at the place until the story ends.

    As everywhere: holds by id, then balances by id. A story that settles, takes and holds in steps would else wait in a
    circle with another that does so the other way round. The orders themselves are locked before, points after it.
    """
    lock_stock_at(orders, {place: variants})


def lock_stock_at(orders: Sequence[UUID], goods: Mapping[UUID, Sequence[UUID]]) -> None:
    """The same for goods of several places, all in the one order. goods: variants by place."""
    names = [
        AccountName("stock", place, variant, "goods")
        for place, variants in sorted(goods.items())
        for variant in sorted(set(variants))
    ]
    open_accounts(names)
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS, [list(orders)])
        cursor.execute(_BALANCES, [[name.id for name in names], list(orders)])
