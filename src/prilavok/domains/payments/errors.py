"""What payments refuse."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound, Refused


class AttemptUnknown(NotFound):
    """No such attempt, or not of this order."""

    def __init__(self) -> None:
        super().__init__("payment.unknown", _("There is no such payment."))


class PaymentUnresolved(Refused):
    """The provider has not said yet what became of an attempt."""

    def __init__(self, attempt: UUID) -> None:
        super().__init__(
            "payment.unresolved",
            _("The bank has not answered yet. Wait for its answer before the card is used for this order again."),
            attempt=str(attempt),
        )


class PaymentWaiting(Refused):
    """A page waits for the customer to pay this order: another way is open when it is ended."""

    def __init__(self, attempt: UUID) -> None:
        super().__init__(
            "payment.waiting",
            _("A page of the bank waits for this order to be paid. Pay there, or end it and pay in another way."),
            attempt=str(attempt),
        )


class PaymentNotTaken(Refused):
    """A card attempt is named as paid that took no money, or another amount."""

    def __init__(self, attempt: UUID | None, state: str) -> None:
        super().__init__(
            "payment.not_taken",
            _("This card payment did not go through, so it pays nothing. Choose another way to pay."),
            attempt=str(attempt),
            state=state,
        )


class NothingDue(Refused):
    """More is asked for than is still to be paid."""

    def __init__(self, due: int) -> None:
        super().__init__("payment.nothing_due", _("This is more than is still to be paid."), due=due)


class TendersUnfit(Refused):
    """The ways of paying do not come to what is due, or less cash was given than is asked for. due: minor units."""

    def __init__(self, due: int) -> None:
        super().__init__(
            "payment.tenders_unfit",
            _("The payments do not come to what is still to be paid. Nothing was handed over."),
            due=due,
        )
        self.due = due


class NothingTooMuch(Refused):
    """Not as much is to be given back as was looked at. surplus: minor units that are."""

    def __init__(self, surplus: int) -> None:
        super().__init__(
            "payment.nothing_too_much",
            _("This has changed meanwhile: look at what is to be given back now. Nothing was given."),
            surplus=surplus,
        )


class TenderNotOffered(Refused):
    """This way of paying is not taken for this sale."""

    def __init__(self, method: str) -> None:
        super().__init__("payment.not_offered", _("This sale cannot be paid in this way."), method=method)


class ArrivalGone(NotFound):
    """It does not lie aside, or not any more."""

    def __init__(self) -> None:
        super().__init__("payment.no_arrival", _("This does not wait any more: somebody has seen to it."))


class MatchUnfit(Refused):
    """What was told is not of that payment: another connection or sum, or it has ended; or no ground was chosen."""

    def __init__(self) -> None:
        super().__init__(
            "payment.match_unfit",
            _("This is not of that payment: the terminal and the sum must be the same, and it must be open still."),
        )
