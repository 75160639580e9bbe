"""What each verb tells: one frozen struct per verb, of ids, whole numbers and codes from closed lists, never words."""

import msgspec

from prilavok.kit.events.facts.behaviour import TRACKED, Tracked
from prilavok.kit.events.facts.goods import (
    BasketChanged,
    BasketRepriced,
    CouponRedeemed,
    DiscrepancyFound,
    DoubtSettled,
    HoldLost,
    OfBooking,
    OfHold,
    OfShipment,
    OrderCancelled,
    OrderChanged,
    OrderCompleted,
    OrderDoubted,
    OrderPlaced,
    PaymentCaptured,
    PaymentOpen,
    PaymentRefunded,
    PointsBurned,
    PointsEarned,
    PointsReturned,
    PricePublished,
    ReceiptIssued,
    RefundOpen,
    ReturnReceived,
    StockCounted,
    StockMoved,
    StockOpened,
)
from prilavok.kit.events.facts.house import (
    DriftFound,
    HookFailed,
    ImportFinished,
    ImportRefused,
    JobBuried,
    JobRequeued,
    TaskMade,
)
from prilavok.kit.events.facts.kinds import Facts, Nothing, Touchpoint
from prilavok.kit.events.facts.people import (
    CampaignMailed,
    ContactVerified,
    CustomerErased,
    CustomerJoined,
    CustomerQuarantined,
    CustomerRecognised,
    CustomerSeparated,
    OfConsent,
    OfConversation,
    OfMessage,
    OfSegment,
    ProductViewed,
    StaffRefused,
    StaffSignedIn,
)

__all__ = [
    "BEHAVIOUR",
    "BasketChanged",
    "BasketRepriced",
    "CampaignMailed",
    "ContactVerified",
    "CouponRedeemed",
    "CustomerErased",
    "CustomerJoined",
    "CustomerQuarantined",
    "CustomerRecognised",
    "CustomerSeparated",
    "DiscrepancyFound",
    "DriftFound",
    "EVENTS",
    "Facts",
    "FactsUnfit",
    "HoldLost",
    "HookFailed",
    "ImportFinished",
    "ImportRefused",
    "JobBuried",
    "JobRequeued",
    "Nothing",
    "OfBooking",
    "OfConsent",
    "OfConversation",
    "OfHold",
    "OfMessage",
    "OfSegment",
    "OfShipment",
    "OrderCancelled",
    "OrderChanged",
    "OrderCompleted",
    "OrderDoubted",
    "DoubtSettled",
    "OrderPlaced",
    "PaymentCaptured",
    "PaymentOpen",
    "PaymentRefunded",
    "PointsBurned",
    "PointsEarned",
    "PointsReturned",
    "PricePublished",
    "ProductViewed",
    "ReceiptIssued",
    "RefundOpen",
    "ReturnReceived",
    "StaffRefused",
    "StaffSignedIn",
    "StockCounted",
    "StockMoved",
    "StockOpened",
    "TRACKED",
    "TaskMade",
    "Touchpoint",
    "Tracked",
    "read_facts",
    "write_facts",
]

EVENTS: dict[str, type[Facts]] = {
    "basket.changed": BasketChanged,
    "basket.repriced": BasketRepriced,
    "booking.cancelled": OfBooking,
    "booking.kept": OfBooking,
    "booking.made": OfBooking,
    "booking.missed": OfBooking,
    "booking.moved": OfBooking,
    "booking.reminded": OfBooking,
    "consent.given": OfConsent,
    "consent.withdrawn": OfConsent,
    "contact.verified": ContactVerified,
    "conversation.continued": OfConversation,
    "conversation.handed_over": OfConversation,
    "conversation.opened": OfConversation,
    "conversation.resolved": OfConversation,
    "coupon.redeemed": CouponRedeemed,
    "customer.erased": CustomerErased,
    "customer.joined": CustomerJoined,
    "customer.quarantined": CustomerQuarantined,
    "customer.recognised": CustomerRecognised,
    "customer.separated": CustomerSeparated,
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
    "order.doubted": OrderDoubted,
    "order.placed": OrderPlaced,
    "order.settled": DoubtSettled,
    "payment.captured": PaymentCaptured,
    "payment.refused": PaymentOpen,
    "payment.refund_refused": RefundOpen,
    "payment.refunded": PaymentRefunded,
    "payment.unresolved": PaymentOpen,
    "points.burned": PointsBurned,
    "points.earned": PointsEarned,
    "points.returned": PointsReturned,
    "points.taken_back": PointsReturned,
    "price.published": PricePublished,
    "receipt.issued": ReceiptIssued,
    "return.received": ReturnReceived,
    "segment.entered": OfSegment,
    "segment.left": OfSegment,
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
    "stock.counted": StockCounted,
    "stock.moved": StockMoved,
    "stock.opened": StockOpened,
    "task.done": TaskMade,
    "task.made": TaskMade,
}

BEHAVIOUR: dict[str, type[Facts]] = {
    "campaign.mailed": CampaignMailed,
    "product.viewed": ProductViewed,
    **dict.fromkeys(TRACKED, Tracked),
}


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
