"""What is refused of changes to an order that is brought home."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import Refused


class ParcelGone(Refused):
    """A parcel of the order has left, or is the customer's already: what is in it is not changed any more."""

    def __init__(self) -> None:
        super().__init__(
            "delivery.gone",
            _(
                "A parcel of this order has left already, so the order cannot be changed any more. What is not wanted"
                " can be refused at the door or brought back; what is missing is another order. Nothing was changed."
            ),
        )


class ChangeAwaits(Refused):
    """Goods of the order are to come yet: it is not taken apart while it waits for them."""

    def __init__(self) -> None:
        super().__init__(
            "delivery.awaits",
            _(
                "This order waits for goods that are to come, so it can be cancelled but not changed until they are"
                " there. Nothing was changed."
            ),
        )


class NothingLeft(Refused):
    """Nothing would be left in the order: that is no change of it."""

    def __init__(self) -> None:
        super().__init__(
            "delivery.nothing_left",
            _("Nothing would be left in this order. Cancel it instead; nothing was changed."),
        )


class NoChange(Refused):
    """Nothing was asked that is not so already."""

    def __init__(self) -> None:
        super().__init__("delivery.no_change", _("Nothing is different from what was agreed. Nothing was changed."))
