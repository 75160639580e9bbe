"""What a till sold although the ledger had given it to somebody: how much of it must be taken back from holds."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from prilavok.domains.stock.actions.handing import give_back
from prilavok.domains.stock.queries import counted_since, stock_at
from prilavok.domains.stock.types import GoodsLost, HoldView
from prilavok.kit.columns import Origin
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import HoldLost
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.accounts import open_accounts
from prilavok.kit.ledger.moves import post_moves
from prilavok.kit.ledger.types import AccountName, Posting

# What the account came to by the moves recorded until an instant.
_THEN = """
SELECT coalesce(sum(CASE WHEN credit_id = %(account)s THEN units ELSE -units END), 0)::bigint FROM kit_move
 WHERE (debit_id = %(account)s OR credit_id = %(account)s) AND kind IN ('post', 'settle') AND recorded_at <= %(at)s
"""


def goods_lost(place: UUID, variant: UUID, units: int, *, occurred: datetime, recorded: datetime) -> GoodsLost:
    """How many units the ledger still shows that were short when a taking was recorded, and how many of them are held.

    The taking brought `units` from `unexplained` so that no hold was touched; what it left on the account is not on the
    shelf. Where the ledger knew of less than was taken nothing is left to correct, and neither where the shelf was
    counted after the taking occurred: the count has booked what is there.
    """
    if counted_since([(place, variant, occurred)]):
        return GoodsLost(0, 0, counted=True)
    account = AccountName("stock", place, variant, "goods").id
    with connection.cursor() as cursor:
        cursor.execute(_THEN, {"account": account, "at": recorded})
        [(then,)] = cursor.fetchall()
    stock = stock_at(place, variant)
    missing = max(min(units, int(then), stock.on_hand), 0)
    return GoodsLost(missing, max(missing - stock.available, 0))


def write_off_lost(place: UUID, variant: UUID, units: int, *, order: UUID | None, at: datetime) -> None:
    """Give units that are not on the shelf back to `unexplained`, so that the ledger shows what lies there.

    Their holds must have been given back before; raises NotEnough otherwise. order: the one that took them.
    """
    if not units:
        return
    goods = AccountName("stock", place, variant, "goods")
    unexplained = AccountName("stock", place, variant, "unexplained", guarded=False)
    open_accounts([goods, unexplained])
    back = Posting(
        id=new_id(at),
        debit=goods.id,
        credit=unexplained.id,
        units=units,
        cause="discrepancy",
        occurred_at=at,
        cause_id=order,
    )
    post_moves([back], at, origin=Origin.LIVE)


def missing_on_shelf(place: UUID, variant: UUID, units: int, *, looked: datetime | None) -> int:
    """Of units that nobody found on the shelf, how many the ledger still shows as free.

    looked: when somebody looked for them; none where the shelf was counted since, for the count has booked it.
    """
    if looked is not None and counted_since([(place, variant, looked)]):
        return 0
    return max(min(units, stock_at(place, variant).available), 0)


def share_loss(
    holds: Sequence[HoldView], units: int, *, among: Collection[UUID], last: Collection[UUID]
) -> list[tuple[UUID, int]]:
    """Which orders give how many of the lost units: the youngest holds first, those of `last` after all others.

    among: only these orders give. The eldest hold comes first in `holds`.
    """
    given: dict[UUID, int] = {}
    youngest_first = list(reversed(holds))
    for hold in sorted(youngest_first, key=lambda one: one.order in last):
        taken = min(hold.units, units) if hold.order in among else 0
        units -= taken
        if taken:
            given[hold.order] = given.get(hold.order, 0) + taken
    return list(given.items())


def lose_hold(
    order: UUID, place: UUID, variant: UUID, units: int, *, leaf: UUID, by: UUID | None, actor: Actor, at: datetime
) -> None:
    """Units kept for an order are not there any more. by: the order that took them, if one did. Records hold.lost."""
    give_back(order, {variant: units}, place=place, actor=actor, at=at)
    record(
        [
            NewEvent(
                verb="hold.lost",
                occurred_at=at,
                leaf=leaf,
                subject_kind="order",
                subject=order,
                place=place,
                actor=actor,
                facts=HoldLost(order, variant, units, by),
            )
        ],
        at,
    )
