"""What shipments refuse."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from prilavok.domains.shipments.errors.changing import ChangeAwaits as ChangeAwaits
from prilavok.domains.shipments.errors.changing import NoChange as NoChange
from prilavok.domains.shipments.errors.changing import NothingLeft as NothingLeft
from prilavok.domains.shipments.errors.changing import ParcelGone as ParcelGone
from prilavok.domains.shipments.types.routing import Route
from prilavok.domains.shipments.types.slots import CollectingSlot
from prilavok.kit.errors import NotFound, Refused

_FIELDS = {
    "minutes": _("the minutes of a slot (5 to 1440)"),
    "capacity": _("the orders in a slot (1 to 1000)"),
    "lead": _("the minutes of picking (at least 1)"),
    "ahead": _("the days ahead (0 to 60)"),
    "warn": _("the minutes of warning (not more than those of picking)"),
    "hours": _("the hours: as 10:00-14:00, 15:00-19:00*4, one after another"),
    "day": _("the day"),
}

_DOOR_FIELDS = {
    "cut_off": _("the hour until which orders go the same day (not after the courier has gone)"),
    "leaves": _("the hour at which the courier goes (as 18:00)"),
    "until": _("the hour by which it is at the door (after the courier has gone, where it is brought the same day)"),
    "days": _("the days on the way (0 to 60, the first not more than the second)"),
    "weekdays": _("the days of the week on which orders are brought (at least one)"),
    "day": _("the day"),
}


class ShipmentUnknown(NotFound):
    """No such shipment, or not for who asks; a wrong pickup code looks the same."""

    def __init__(self) -> None:
        super().__init__("shipment.unknown", _("There is no order waiting here under this code."))


class ShipmentMovedOn(Refused):
    """The step does not fit what the shipment is by now."""

    def __init__(self, state: str) -> None:
        super().__init__(
            "shipment.moved_on", _("This order has moved on meanwhile. Look at it again before going on."), state=state
        )


class PickUnfit(Refused):
    """More is said to be found and missing than the line has left, or a line was not looked for yet."""

    def __init__(self, left: int) -> None:
        super().__init__(
            "shipment.pick_unfit", _("Say of every line how much is in hand and how much is missing."), left=left
        )


class PickupCodeWrong(Refused):
    """Goods are handed over for the order's own pickup code, and this is not it."""

    def __init__(self) -> None:
        super().__init__(
            "shipment.code_wrong", _("This is not the pickup code of this order. Nothing was handed over.")
        )


class PickupTries(Refused):
    """Too many codes were tried here that open nothing. retry_after: seconds until the next try."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "shipment.too_many_tries",
            _("Too many wrong codes. Try again in %(seconds)s seconds."),
            seconds=retry_after,
        )
        self.retry_after = retry_after


class NotDelivered(Refused):
    """Nothing is brought to this address from the store that sells."""

    def __init__(self) -> None:
        super().__init__(
            "delivery.not_there",
            _("We do not bring orders there from this store. Choose another part of town, or collect it yourself."),
        )


class DeliveryUnfit(Refused):
    """Something without which nobody can be found is missing or cannot be. field: which."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "delivery.unfit",
            _("Say where to bring it, to whom, and a phone to call: the address, a name, and the number."),
            field=field,
        )


class DeliveryRepriced(Refused):
    """Bringing it costs another sum than the customer was told; amount: minor units that it costs now."""

    def __init__(self, amount: int) -> None:
        super().__init__(
            "delivery.repriced",
            _("Bringing it costs another sum by now. Look at it once more; nothing was ordered."),
            amount=amount,
        )
        self.amount = amount


class NoRoute(Refused):
    """No place that may send has these goods. refused: why each place does not, lacks: units short by variant."""

    def __init__(self, route: Route) -> None:
        super().__init__(
            "delivery.no_route",
            _("No place can send all of this now. Take less of it, or collect it where it lies. Nothing was ordered."),
        )
        self.route = route


class CourierHasIt(Refused):
    """A courier has a parcel of the order in hand: it is not called back on its way."""

    def __init__(self) -> None:
        super().__init__(
            "delivery.with_courier",
            _(
                "A courier has this order already, so it cannot be cancelled on its way. Refused at the door it comes"
                " back and what was paid is given back. Nothing was changed."
            ),
        )


class NotPaidYet(Refused):
    """The order was to be paid before it is sent, and is not; due: minor units."""

    def __init__(self, due: int) -> None:
        super().__init__(
            "delivery.not_paid",
            _("This order is to be paid before it is sent, and is not paid yet. Nothing was changed."),
            due=due,
        )


class RulesUnfit(Refused):
    """Rules of sending, a zone or a price that cannot be. field: which."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "delivery.rules_unfit", _("This cannot be: look at the sums, distances and names again."), field=field
        )


class RulesMoved(Refused):
    """Somebody changed it meanwhile."""

    def __init__(self) -> None:
        super().__init__("delivery.rules_moved", _("Somebody changed this meanwhile. Look at it again."))


class DoorTermsUnfit(Refused):
    """How parcels are to go cannot be so. field: which part of it."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "delivery.door_unfit",
            _("This cannot be kept: look at %(title)s."),
            title=_DOOR_FIELDS.get(field, field),
        )
        self.field = field


class NotAhead(Refused):
    """The goods are to come yet, and the shop sends home only what lies there. day: by which they come."""

    def __init__(self, day: str) -> None:
        super().__init__(
            "delivery.not_ahead",
            _("Not all of it is there yet, and we do not send such orders home. Collect it once it has come."),
            day=day,
        )


class SlotFull(Refused):
    """The chosen slot is not to be had: full, over, or none of the place's. free: some that are, beside it."""

    def __init__(self, free: Sequence[CollectingSlot]) -> None:
        super().__init__(
            "shipment.slot_full", _("This time is not free any more. Nothing was changed: choose another one.")
        )
        self.free = tuple(free)


class NoSlotFree(Refused):
    """Every slot that the place offers is taken."""

    def __init__(self) -> None:
        super().__init__(
            "shipment.no_slot",
            _("This store has no free time for collecting in the next days. Choose another store or ask us."),
        )


class CollectingUnfit(Refused):
    """How a place is to collect cannot be so. field: which number or span."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "shipment.collecting_unfit",
            _("This cannot be kept: look at %(title)s."),
            title=_FIELDS.get(field, field),
        )
        self.field = field
