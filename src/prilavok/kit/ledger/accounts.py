"""Accounts of the ledger: opening them, asking what is on them now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from prilavok.kit.db.sql import call
from prilavok.kit.ledger.types import AccountName, Standing

# A counter-account has no balance row: it is the sum of its moves.
_STANDING = """
    SELECT a.id, coalesce(b.posted, (
               SELECT coalesce(sum(units), 0)::bigint FROM (
                   SELECT -m.units AS units FROM kit_move m WHERE m.debit_id = a.id AND m.kind IN ('post', 'settle')
                   UNION ALL
                   SELECT m.units FROM kit_move m WHERE m.credit_id = a.id AND m.kind IN ('post', 'settle')
               ) AS side)),
           coalesce(b.held, 0)
    FROM kit_account a LEFT JOIN kit_balance b ON b.account_id = a.id
    WHERE a.id = ANY (%s::uuid[])
"""


def open_accounts(names: Iterable[AccountName]) -> None:
    """Open the accounts that are not there yet. Do it before the first move of the transaction, for all at once."""
    books: dict[str, list[AccountName]] = defaultdict(list)
    for name in names:
        books[name.book].append(name)
    for book, of_book in sorted(books.items()):
        call(
            "ledger_open",
            book,
            [name.holder for name in of_book],
            [name.unit for name in of_book],
            [name.state for name in of_book],
            [name.guarded for name in of_book],
        )


def balance_of(accounts: Sequence[UUID]) -> dict[UUID, Standing]:
    """What is on each account now; an account nobody has opened stands at nought."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [list(accounts)])
        found = {row[0]: Standing(row[0], row[1], row[2]) for row in cursor.fetchall()}
    return {account: found.get(account, Standing(account, 0, 0)) for account in accounts}


def names_of(accounts: Sequence[UUID]) -> dict[UUID, AccountName]:
    """What the accounts of these ids are called; those that nobody has opened are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, book, holder, unit, state, guarded FROM kit_account WHERE id = ANY (%s::uuid[])",
            [list(accounts)],
        )
        return {row[0]: AccountName(*row[1:]) for row in cursor.fetchall()}
