"""A place cannot send what waits there: its parcels go to others, weighed together where goods are scarce."""

from datetime import datetime, timedelta
from uuid import UUID

from prilavok.domains.orders.actions import lock_orders
from prilavok.domains.shipments.actions import end_empty_parcel, lessen_parcel
from prilavok.domains.shipments.queries import kept_anew, list_waiting, share_scarce
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.shipments.types.scarce import Given
from prilavok.domains.stock.actions import give_back, lock_stock_at
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.send_parcels import hold_route
from prilavok.insights.scarce_orders import Cleared, read_demands
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "deliveries.set_up"
#: so many at once, the eldest: the rest by another call
MOST = 40
CALL_WITHIN = timedelta(hours=2)


def clear_place(place: UUID, *, actor: Actor, at: datetime) -> Cleared:
    """Give the parcels that wait at a place, and that nobody has begun to pick, to other places; what became of them.

    As many orders as can be are served whole, of those ways the one with the most money, then the longest waited for.
    The hold moves with the goods. What no other place can send stays as it is, and a task asks the place to speak to
    its customer. Raises StockShort where somebody took the goods meanwhile: nothing is changed then, and it may be
    asked again.
    """
    with story():
        waiting = _untouched(place)
        heads = lock_orders([one.order for one in waiting[:MOST]])
        # Asked behind the locks: somebody may have begun to pick one meanwhile.
        parcels = {one.id: one for one in _untouched(place) if one.order in heads}
        given = share_scarce(read_demands(list(parcels.values()), heads, but=place, at=at))
        _lock(given, parcels, place)
        for parcel, route in sorted(given.routes.items()):
            one = parcels[parcel]
            leaf, until = heads[one.order].leaf, kept_anew(one.keep_until, at)
            give_back(one.order, route.units, place=place, actor=actor, at=at)
            lessen_parcel(parcel, route.units)
            hold_route(one.order, route, leaf=leaf, until=until, cause="scarce", by=given.by, actor=actor, at=at)
            end_empty_parcel(parcel, leaf=leaf, actor=actor, at=at)
        for one in parcels.values():
            if one.id not in given.routes:
                _ask(one, place, actor, at)
        return Cleared(len(given.routes), len(parcels) - len(given.routes), given.by, len(waiting) > MOST)


def _untouched(place: UUID) -> list[ShipmentView]:
    return [one for one in list_waiting(place, limit=500) if one.home and one.state == "planned"]


def _lock(given: Given, parcels: dict[UUID, ShipmentView], place: UUID) -> None:
    """Everything that will be touched, at once and in one order."""
    goods: dict[UUID, set[UUID]] = {place: set()}
    for route in given.routes.values():
        for part in route.parts:
            goods.setdefault(part.place, set()).update(part.units)
            goods[place].update(part.units)
    moved = [parcels[parcel].order for parcel in given.routes]
    lock_stock_at(moved, {one: sorted(variants) for one, variants in goods.items()})


def _ask(parcel: ShipmentView, place: UUID, actor: Actor, at: datetime) -> None:
    call = NewTask(
        kind="delivery.stuck", key=f"delivery.stuck:{parcel.id}", place=place, subject_kind="order",
        subject=parcel.order, due_at=at + CALL_WITHIN, facts={},
    )  # fmt: skip
    put_task(call, actor=actor, at=at)
