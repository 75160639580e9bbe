"""Of what facts are made: ids, whole numbers and codes from closed lists, never words."""

from typing import Annotated, Literal

import msgspec

Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z", max_length=60)]
Currency = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}\Z")]
Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Touchpoint = Literal["site", "app", "bot", "till", "tablet", "desk", "phone", "marketplace"]
Method = Literal["cash", "card", "transfer", "instalment", "points", "gift_card", "outside", "coupon", "unstated"]


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The facts of one event; a field that is not set is not stored."""


class Nothing(Facts, frozen=True):
    """The head of the event says it all."""
