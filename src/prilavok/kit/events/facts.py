"""What each verb tells: one frozen struct per verb, of ids, whole numbers and codes from closed lists, never words."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

_Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z", max_length=60)]
_Currency = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}\Z")]
_Whole = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
_Count = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
Touchpoint = Literal["site", "app", "bot", "till", "tablet", "desk", "phone", "marketplace"]
_Method = Literal["cash", "card", "transfer", "instalment", "points", "gift_card", "outside", "coupon", "unstated"]


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The facts of one event; a field that is not set is not stored."""


class Nothing(Facts, frozen=True):
    """The head of the event says it all."""


class OrderCompleted(Facts, frozen=True):
    """amount: what the shop receives, minor units. lines: how many lines the order has."""

    order: UUID
    amount: _Whole
    currency: _Currency
    lines: _Count
    touchpoint: Touchpoint


class StockMoved(Facts, frozen=True):
    """Units of all lines together, in each variant's smallest unit; `order` where one caused it."""

    lines: _Count
    units_out: _Count = 0
    units_in: _Count = 0
    order: UUID | None = None


class StockOpened(Facts, frozen=True):
    """Opening stock: for how many variants, and how many units in all. generated: by a stated rule, not counted."""

    variants: _Count
    units: _Whole
    generated: bool = False


class DiscrepancyFound(Facts, frozen=True):
    """units: what was short (negative) or over (positive) at the place's unexplained account."""

    variant: UUID
    units: _Whole
    order: UUID | None = None


class PaymentCaptured(Facts, frozen=True):
    """amount: minor units."""

    amount: _Count
    currency: _Currency
    method: _Method
    order: UUID | None = None


class PointsEarned(Facts, frozen=True):
    points: _Count
    order: UUID


class CouponRedeemed(Facts, frozen=True):
    coupon: UUID
    order: UUID | None = None
    campaign: UUID | None = None


class CustomerRecognised(Facts, frozen=True):
    """By which kind of identifier the customer was known."""

    customer: UUID
    kind: _Code | None = None


class ContactVerified(Facts, frozen=True):
    contact: UUID
    kind: Literal["phone", "email", "messenger"] | None = None


class ImportFinished(Facts, frozen=True):
    """lines: rows taken; refused: rows no rule could place."""

    run: UUID
    lines: _Count
    refused: _Count


class ImportRefused(Facts, frozen=True):
    """The whole file was refused and nothing changed."""

    run: UUID | None = None
    reason: _Code | None = None


class PricePublished(Facts, frozen=True):
    """versions: how many price versions came into force together."""

    versions: _Count


class StaffSignedIn(Facts, frozen=True):
    method: Literal["password", "pin", "passkey", "code"] = "password"


class StaffRefused(Facts, frozen=True):
    reason: Literal["password", "pin", "code", "archived", "limit", "unknown"] | None = None


class JobBuried(Facts, frozen=True):
    """A piece of work that failed at every try and waits for a person."""

    job: UUID
    verb: _Code
    attempts: _Count


class JobRequeued(Facts, frozen=True):
    job: UUID
    verb: _Code


class DriftFound(Facts, frozen=True):
    """What should be equal and was not. check: the watch that saw it; difference: signed, in its own unit."""

    check: _Code
    difference: _Whole


class CampaignMailed(Facts, frozen=True):
    campaign: UUID


EVENTS: dict[str, type[Facts]] = {
    "contact.verified": ContactVerified,
    "coupon.redeemed": CouponRedeemed,
    "customer.recognised": CustomerRecognised,
    "discrepancy.found": DiscrepancyFound,
    "drift.found": DriftFound,
    "import.finished": ImportFinished,
    "import.refused": ImportRefused,
    "job.buried": JobBuried,
    "job.requeued": JobRequeued,
    "order.completed": OrderCompleted,
    "payment.captured": PaymentCaptured,
    "points.earned": PointsEarned,
    "price.published": PricePublished,
    "staff.hired": Nothing,
    "staff.password_changed": Nothing,
    "staff.refused": StaffRefused,
    "staff.signed_in": StaffSignedIn,
    "stock.moved": StockMoved,
    "stock.opened": StockOpened,
}

BEHAVIOUR: dict[str, type[Facts]] = {"campaign.mailed": CampaignMailed}


class FactsUnfit(ValueError):
    """An event's facts are not those of its verb: a bug of the writer, never a refusal."""


def write_facts(verb: str, facts: Facts, verbs: dict[str, type[Facts]]) -> str:
    """The facts as JSON text. Raises FactsUnfit for an unknown verb, a foreign struct, or a value of a wrong kind."""
    struct = verbs.get(verb)
    if struct is None:
        raise FactsUnfit(f"no such verb: {verb!r}")
    if type(facts) is not struct:
        raise FactsUnfit(f"{verb} tells {struct.__name__}, not {type(facts).__name__}")
    try:
        # A struct does not look at its values when made; reading its own writing does, strictly.
        raw = msgspec.json.encode(facts)
        msgspec.json.decode(raw, type=struct, strict=True)
    except (msgspec.ValidationError, TypeError) as trouble:
        raise FactsUnfit(f"{verb}: {trouble}") from None
    return raw.decode()


def read_facts(verb: str, stored: str | bytes) -> Facts:
    """The facts of a stored row. Raises FactsUnfit for a verb the house does not know."""
    struct = EVENTS.get(verb) or BEHAVIOUR.get(verb)
    if struct is None:
        raise FactsUnfit(f"no such verb: {verb!r}")
    # A row written by a later edition may tell more: what this edition does not know is passed over.
    known = msgspec.json.decode(stored, type=dict[str, object])
    return msgspec.convert({name: known[name] for name in struct.__struct_fields__ if name in known}, struct)
