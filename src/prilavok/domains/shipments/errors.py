"""What shipments refuse."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound, Refused


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
