"""What gift cards refuse."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound, Refused


class GiftCardUnknown(NotFound):
    """No card has this code; the same word for a slip of the finger, so that nothing is learned by trying."""

    def __init__(self) -> None:
        super().__init__("giftcard.unknown", _("There is no gift card with this code. Look at its digits again."))


class GiftCardTries(Refused):
    """Too many codes that no card has were tried by one, or at one place."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            "giftcard.tries",
            _("Too many wrong codes of gift cards. Try again in %(retry_after)s seconds."),
            retry_after=retry_after,
        )


class GiftCardNotGood(Refused):
    """The card is blocked, was given anew, or its time is over. state: which of them."""

    def __init__(self, state: str) -> None:
        said = {
            "blocked": _("This gift card is blocked. Who holds it can ask in a store."),
            "replaced": _("This gift card was given anew: pay with the new one."),
            "ended": _("The time of this gift card is over."),
        }
        super().__init__("giftcard.not_good", said.get(state, said["blocked"]), state=state)


class GiftCardShort(Refused):
    """Less is left on the card than it was to pay, as another till or order was quicker. left: minor units free."""

    def __init__(self, left: int) -> None:
        super().__init__(
            "giftcard.short",
            _("Not so much is left on the gift card: part of it was spent, or is kept for another order."),
            left=left,
        )
        self.left = left


class GiftCardElsewhere(Refused):
    """The card is of another currency than what it is to pay."""

    def __init__(self, currency: str) -> None:
        super().__init__("giftcard.currency", _("This gift card pays in %(currency)s only."), currency=currency)


class GiftCardNothing(Refused):
    """There is nothing the card could pay: all is paid, or kept for by other cards."""

    def __init__(self) -> None:
        super().__init__("giftcard.nothing_due", _("There is nothing left that this gift card could pay."))


class GiftCardBuysNone(Refused):
    """What is bought is gift cards, or the card was to pay for more than the other goods come to."""

    def __init__(self) -> None:
        super().__init__(
            "giftcard.buys_none",
            _("A gift card does not pay for a gift card. Pay for it in another way; other goods the card does pay."),
        )


class GiftHoldEnded(Refused):
    """What was kept on a card for this order is not kept any more."""

    def __init__(self) -> None:
        super().__init__(
            "giftcard.hold_ended",
            _("The gift card is not kept for this purchase any more. Enter it again; nothing was taken from it."),
        )


class GiftCardHeld(Refused):
    """A part of the card is kept for an order, so that it cannot be given anew now."""

    def __init__(self, held: int) -> None:
        super().__init__(
            "giftcard.held",
            _("A part of this card is kept for an order. Cancel the order or wait until it is paid, then try again."),
            held=held,
        )


class GiftCardAtStore(Refused):
    """An order that is brought home has a gift card among its goods."""

    def __init__(self) -> None:
        super().__init__(
            "giftcard.at_store",
            _("A gift card is bought with what is collected at a store, not with what is brought home."),
        )


class GiftCardUnfit(Refused):
    """An amount, a number of days or a country that no gift card can have."""

    def __init__(self) -> None:
        super().__init__("giftcard.unfit", _("A gift card of this amount or for this time cannot be issued."))


class GiftCardNotReturned(Refused):
    """A sold gift card is brought back as if it were goods."""

    def __init__(self) -> None:
        super().__init__(
            "giftcard.not_returned",
            _("A gift card is not taken back as goods: it pays until its time is over. The other goods can be."),
        )
