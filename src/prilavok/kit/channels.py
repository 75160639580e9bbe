"""The channels by which customers and the house write to each other, and how long free words may follow theirs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

Messenger: TypeAlias = Literal["telegram", "whatsapp", "max", "viber", "vk", "instagram", "messenger"]
#: by what a customer may be written to out of the house
Written: TypeAlias = Literal[
    "telegram", "whatsapp", "max", "viber", "vk", "instagram", "messenger", "sms", "mail"
]  # fmt: skip
MESSENGERS: tuple[Messenger, ...] = get_args(Messenger)
WRITTEN: tuple[Written, ...] = get_args(Written)
#: by what a contact of each kind is written to, the quickest to be seen first; a messenger's own leaf is its channel
WRITTEN_BY: Mapping[str, Written] = MappingProxyType({"phone": "sms", "email": "mail"})
#: for how long after a customer's last words a program of ours may write freely; where none is named, for ever
WINDOWS: Mapping[str, timedelta] = MappingProxyType(
    {
        # Customer service window: https://developers.facebook.com/docs/whatsapp/pricing
        "whatsapp": timedelta(hours=24),
        # Standard messaging: https://developers.facebook.com/docs/messenger-platform/policy/policy-overview
        "messenger": timedelta(hours=24),
        "instagram": timedelta(hours=24),
    }
)


def open_since(channel: str, at: datetime) -> datetime | None:
    """Since when a customer must have said something there to be written to freely now; None: whenever they did."""
    window = WINDOWS.get(channel)
    return at - window if window is not None else None
