"""Refusals of the ledger."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import Refused
from prilavok.kit.ledger.types import Lack, NotOpen


class NotEnough(Refused):
    """Accounts were asked for more than is free on them; nothing was changed. `lacks` names each of them."""

    def __init__(self, lacks: Sequence[Lack]) -> None:
        self.lacks = tuple(lacks)
        super().__init__(
            "ledger.not_enough",
            _("There is not enough: %(asked)s asked, %(free)s free."),
            asked=sum(lack.asked for lack in lacks),
            free=sum(lack.free for lack in lacks),
            accounts=[str(lack.account) for lack in lacks],
        )


class HoldEnded(Refused):
    """Holds are settled, voided or past their time, or hold less than asked; nothing was changed."""

    def __init__(self, holds: Sequence[NotOpen]) -> None:
        self.holds = tuple(holds)
        super().__init__(
            "ledger.hold_ended",
            _("What was held is not held any more: %(asked)s asked, %(open)s open."),
            asked=sum(hold.asked for hold in holds),
            open=sum(hold.open for hold in holds),
            holds=[str(hold.hold) for hold in holds],
        )
