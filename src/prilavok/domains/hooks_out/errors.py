"""What the room of outgoing webhooks refuses."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import NotFound, Refused


class HookAddressUnfit(Refused):
    """Not an address that can be told anything."""

    def __init__(self) -> None:
        super().__init__(
            "hooks.address", _("An address begins with https:// or http:// and holds no password and no #.")
        )


class HookVerbUnknown(Refused):
    """A verb that is never recorded."""

    def __init__(self, verb: str) -> None:
        super().__init__(
            "hooks.verb", _("There is no such event: %(verb)s. Write order.placed, order.* or *."), verb=verb
        )


class HookUnknown(NotFound):
    """No such subscription."""

    def __init__(self, subscription: UUID) -> None:
        super().__init__("hooks.unknown", _("There is no such subscription."), subscription=str(subscription))
