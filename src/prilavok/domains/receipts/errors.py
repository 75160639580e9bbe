"""What receipts refuse."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound


class ReceiptUnknown(NotFound):
    """No such receipt, or not for who asks."""

    def __init__(self) -> None:
        super().__init__("receipt.unknown", _("There is no such receipt."))
