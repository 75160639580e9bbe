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


class OrderPlaced(Facts, frozen=True):
    """amount: what is to be paid, minor units. basket: what it was, where there was one."""

    order: UUID
    amount: _Whole
    currency: _Currency
    lines: _Count
    touchpoint: Touchpoint
    basket: UUID | None = None


class OrderChanged(Facts, frozen=True):
    """What a confirmed change did: units added and taken out over all lines, and what is to be paid from now on."""

    order: UUID
    change: UUID
    units_in: _Count
    units_out: _Count
    amount: _Whole
    currency: _Currency


class OrderCancelled(Facts, frozen=True):
    """reason: who or what ended it: customer, staff, not_collected, hold_lost."""

    order: UUID
    reason: Literal["customer", "staff", "not_collected", "hold_lost"]


class BasketChanged(Facts, frozen=True):
    """quantity: how many units of the variant are wanted from now on; nought: none any more."""

    basket: UUID
    variant: UUID
    quantity: _Count
    touchpoint: Touchpoint


class OfHold(Facts, frozen=True):
    """Units held at the event's place for an order, over all its lines."""

    order: UUID
    units: _Count
    lines: _Count = 1


class HoldLost(Facts, frozen=True):
    """Units held for an order that were given to somebody else. by: the order that took them, where known."""

    order: UUID
    variant: UUID
    units: _Count
    by: UUID | None = None


class OfShipment(Facts, frozen=True):
    shipment: UUID
    order: UUID


class OfMessage(Facts, frozen=True):
    """One message; the words are in the room of conversations. notice: the template of a notice."""

    message: UUID
    channel: _Code
    conversation: UUID | None = None
    notice: _Code | None = None


class OfConversation(Facts, frozen=True):
    """channel: where it was opened, or where it goes on from now."""

    conversation: UUID
    channel: _Code


class OfConsent(Facts, frozen=True):
    channel: _Code
    purpose: _Code


class CustomerJoined(Facts, frozen=True):
    """Two people were found to be one: `gone`'s leaves are `kept`'s from now on."""

    join: UUID
    kept: UUID
    gone: UUID


class PointsBurned(Facts, frozen=True):
    """amount: minor units of the order that the points paid."""

    points: _Count
    amount: _Count
    order: UUID


class ReceiptIssued(Facts, frozen=True):
    receipt: UUID
    order: UUID
    amount: _Whole
    currency: _Currency


class TaskMade(Facts, frozen=True):
    task: UUID
    kind: _Code


class HookFailed(Facts, frozen=True):
    """An address outside was not reached for so long that it is not told any more."""

    subscription: UUID


class ProductViewed(Facts, frozen=True):
    product: UUID


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


class PaymentOpen(Facts, frozen=True):
    """An attempt that was refused, or whose outcome the provider has not told yet."""

    attempt: UUID
    order: UUID
    amount: _Count
    currency: _Currency
    method: _Method


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
    kind: Literal["phone", "email", "card", "messenger"] | None = None


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
    "basket.changed": BasketChanged,
    "consent.given": OfConsent,
    "consent.withdrawn": OfConsent,
    "contact.verified": ContactVerified,
    "conversation.continued": OfConversation,
    "conversation.handed_over": OfConversation,
    "conversation.opened": OfConversation,
    "conversation.resolved": OfConversation,
    "coupon.redeemed": CouponRedeemed,
    "customer.joined": CustomerJoined,
    "customer.recognised": CustomerRecognised,
    "customer.separated": CustomerJoined,
    "discrepancy.found": DiscrepancyFound,
    "drift.found": DriftFound,
    "hold.expired": OfHold,
    "hold.lost": HoldLost,
    "hold.made": OfHold,
    "hook.switched_off": HookFailed,
    "import.finished": ImportFinished,
    "import.refused": ImportRefused,
    "job.buried": JobBuried,
    "job.requeued": JobRequeued,
    "message.failed": OfMessage,
    "message.received": OfMessage,
    "message.sent": OfMessage,
    "message.unresolved": OfMessage,
    "order.cancelled": OrderCancelled,
    "order.changed": OrderChanged,
    "order.completed": OrderCompleted,
    "order.placed": OrderPlaced,
    "payment.captured": PaymentCaptured,
    "payment.refused": PaymentOpen,
    "payment.unresolved": PaymentOpen,
    "points.burned": PointsBurned,
    "points.earned": PointsEarned,
    "price.published": PricePublished,
    "receipt.issued": ReceiptIssued,
    "shipment.cancelled": OfShipment,
    "shipment.collected": OfShipment,
    "shipment.picked": OfShipment,
    "shipment.planned": OfShipment,
    "shipment.ready": OfShipment,
    "staff.hired": Nothing,
    "staff.password_changed": Nothing,
    "staff.placed": Nothing,
    "staff.refused": StaffRefused,
    "staff.signed_in": StaffSignedIn,
    "stock.moved": StockMoved,
    "stock.opened": StockOpened,
    "task.done": TaskMade,
    "task.made": TaskMade,
}

BEHAVIOUR: dict[str, type[Facts]] = {"campaign.mailed": CampaignMailed, "product.viewed": ProductViewed}


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
