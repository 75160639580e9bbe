"""A part of the story that follows expected goods: the customer hears of the day, staff are to speak if it is worse."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import read_place
from prilavok.domains.shipments.types import ShipmentView
from prilavok.domains.stock.types.supply import AwaitedView
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.flows.tell_customer import tell_customer
from prilavok.insights.awaited import day_awaited, day_known
from prilavok.kit.events.actor import Actor

needs = None  # a part of another story
AWAITED = "order.awaited"
TALK_WITHIN = timedelta(hours=24)


def tell_of_supply(
    head: OrderView, sent: ShipmentView, waits: list[AwaitedView], ready: datetime | None, *, key: UUID, actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """Tell the customer by which day the goods come now. ready: by when the order is ready, or at the door.

    A day that is worse, or none, is the place's task too.
    """
    place, was, day = read_place(sent.place), day_known(waits), day_awaited(waits)
    goods = read_variants([one.variant for one in waits])
    facts: dict[str, object] = {"number": head.number, "place": place.name, "was": was, "day": day, "worse": False}
    facts |= {"goods": tuple(one.name for one in goods.values()), "home": sent.home}
    facts["when"] = ready.astimezone(ZoneInfo(place.zone)) if ready else None
    if day is None or (was is not None and day > was):
        facts["worse"] = True
        said = {"units": sum(one.units for one in waits), "day": f"{day or ''}"}
        task = NewTask(
            kind=AWAITED, key=f"{AWAITED}:{head.id}:{day}", place=place.id, subject_kind="order", subject=head.id,
            due_at=at + TALK_WITHIN, facts=said,
        )  # fmt: skip
        put_task(task, actor=actor, at=at)
    tell_customer(head.leaf, "order.awaited", facts, key=f"{key}", actor=actor, at=at)
