"""What happened with a customer, page by page, with the names of what each moment mentions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from prilavok.domains.audiences.queries import read_campaigns
from prilavok.domains.audiences.types import CampaignView
from prilavok.domains.bookings.queries import read_services
from prilavok.domains.catalog.queries import read_products, read_variants
from prilavok.domains.loyalty.queries import name_tiers
from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.types import PlaceName
from prilavok.domains.promotions.queries import read_coupons
from prilavok.domains.promotions.types import CouponView
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.domains.tracking.queries import names_of_sources, told_searches
from prilavok.kit.events.facts import BEHAVIOUR, EVENTS, TRACKED, Facts
from prilavok.kit.events.timeline import Recorded, timeline, words_of_behaviour
from prilavok.kit.mentions import may_name_somebody
from prilavok.kit.pages import Mark, Page
from prilavok.kit.words import Words

_FAVOURITES = ("favourite.added", "favourite.removed")
# What one may look at alone, by the verbs that tell of it.
KINDS: Mapping[str, tuple[str, ...]] = {
    "orders": (
        "order.placed",
        "order.changed",
        "order.cancelled",
        "order.completed",
        "order.doubted",
        "order.settled",
        "payment.captured",
        "payment.refunded",
        "receipt.issued",
        "return.received",
        "claim.opened",
        "claim.decided",
        "claim.ready",
        "claim.reopened",
        "claim.closed",
        "shipment.ready",
        "shipment.late",
        "shipment.moved",
        "shipment.collected",
        "shipment.sent",
        "shipment.delivered",
        "shipment.failed",
    ),
    "bookings": ("booking.made", "booking.moved", "booking.kept", "booking.missed", "booking.cancelled"),
    "shop": ("product.viewed", "basket.changed", "basket.repriced", "comparison.changed", *_FAVOURITES, *TRACKED),
    "talk": ("message.received", "message.sent", "conversation.opened", "conversation.continued"),
    "points": (
        "points.earned",
        "points.burned",
        "points.ending",
        "points.expired",
        "points.returned",
        "points.taken_back",
        "tier.ending",
        "tier.left",
        "tier.reached",
    ),
    "offers": ("campaign.mailed", "coupon.redeemed"),
    "identity": (
        "customer.recognised",
        "contact.verified",
        "customer.joined",
        "customer.quarantined",
        "customer.separated",
        "consent.given",
        "consent.withdrawn",
        "preference.said",
    ),
}
# By what it came is told by these alone.
_CHANNELLED = frozenset(
    verb for verb, struct in (EVENTS | BEHAVIOUR).items() if {"channel", "touchpoint"} & set(struct.__struct_fields__)
)
_TOLD = frozenset({"product.viewed", *TRACKED})
SEARCHED = "product.searched"
_LONGEST_SEARCH = 80  # letters that are shown
MOST_LOOKED_AT = 1_200  # rows, for one page of a life that is narrowed by channel or place
_HIDDEN_WITHOUT = {
    "points.see": KINDS["points"],
    "promotions.see": KINDS["offers"],
    "conversations.see": KINDS["talk"],
    "bookings.see": KINDS["bookings"],
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One moment with what it mentions; None for what it does not.

    teller: the site, app or other system that told of it, "" for what the house itself has done. words: what was
    searched for as it was typed, "" where that is kept no longer or may be somebody's phone, card or mail.
    """

    event: Recorded
    place: PlaceName | None
    order: OrderView | None
    coupon: CouponView | None
    campaign: CampaignView | None
    goods: Words | None = None
    booked: Words | None = None
    teller: str = ""
    words: str = ""
    tier: Words | None = None


def list_happenings(
    leaves: Sequence[UUID],
    places: Callable[[Sequence[UUID]], Mapping[UUID, PlaceName]],
    *,
    actor: StaffActor,
    kind: str = "",
    channel: str = "",
    place: UUID | None = None,
    after: Mark | None = None,
    limit: int = 25,
) -> Page[Happening]:
    """Events and behaviour of all the leaves, the latest first, as far as the actor may see them.

    kind: of KINDS; channel: or touchpoint; place: only what happened so, or there. The last two are told by the rows
    alone: at most MOST_LOOKED_AT are looked at, and where more follow the page has its mark, however few it found.
    places: names those that are mentioned.
    """
    verbs = tuple(verb for verb in _verbs(actor, kind) if not channel or verb in _CHANNELLED)
    narrowed = bool(channel or place)
    slice_size = MOST_LOOKED_AT // 3 if narrowed else limit + 1
    before = (datetime.fromisoformat(after[0]), UUID(after[1])) if after else None
    shown: list[Recorded] = []
    mark: Mark | None = None
    for _turn in range(3 if narrowed else 1):
        events = timeline(leaves, before, slice_size, verbs=verbs) if leaves and verbs else ()
        fit = [one for one in events if not narrowed or _happened_so(one, channel, place)]
        room = limit - len(shown)
        last = fit[room - 1] if len(fit) > room else events[-1] if len(events) == slice_size else None
        shown += fit[:room]
        mark = (last.occurred_at.isoformat(), str(last.id)) if last else None
        if last is None or len(shown) == limit:
            break
        before = (last.occurred_at, last.id)
    return Page(tuple(_named(shown, places([one.place for one in shown if one.place]))), mark)


def _happened_so(event: Recorded, channel: str, place: UUID | None) -> bool:
    came = (getattr(event.facts, "channel", None), getattr(event.facts, "touchpoint", None))
    return (not channel or channel in came) and place in (None, event.place)


def _verbs(actor: StaffActor, kind: str) -> tuple[str, ...]:
    wanted = KINDS.get(kind) or tuple(verb for verbs in KINDS.values() for verb in verbs)
    hidden = {verb for right, verbs in _HIDDEN_WITHOUT.items() if may(actor, right) is None for verb in verbs}
    if may(actor, "orders.see", "company") is None:
        # A place's own staff see no purchases elsewhere, so nothing that tells of one either: its points and coupons.
        hidden |= {*KINDS["orders"], *KINDS["points"], *KINDS["bookings"], "coupon.redeemed"}
    return tuple(verb for verb in wanted if verb not in hidden)


def _named(events: Sequence[Recorded], places: Mapping[UUID, PlaceName]) -> list[Happening]:
    named = [_mentions(one.facts) for one in events]

    def all_of(what: str) -> list[UUID]:
        return [mentions[what] for mentions in named if what in mentions]

    orders = read_orders(all_of("order"))
    coupons = read_coupons(all_of("coupon"))
    campaigns = read_campaigns(all_of("campaign"))
    variants = read_variants(all_of("variant"))
    products = read_products(all_of("product"))
    services = read_services(all_of("service"))
    tiers = name_tiers() if all_of("tier") else {}
    searches = _searches([one for one in events if one.verb == SEARCHED])
    tellers = names_of_sources([one.connection for one in events if one.connection and one.verb in _TOLD])

    def of(event: Recorded, mentions: Mapping[str, UUID]) -> Happening:
        product = products.get(mentions["product"]) if "product" in mentions else None
        goods = (variants.get(mentions["variant"]) if "variant" in mentions else None) or product
        booked = services.get(mentions["service"]) if "service" in mentions else None
        return Happening(
            event,
            places.get(event.place) if event.place else None,
            orders.get(mentions["order"]) if "order" in mentions else None,
            coupons.get(mentions["coupon"]) if "coupon" in mentions else None,
            campaigns.get(mentions["campaign"]) if "campaign" in mentions else None,
            goods.name if goods else None,
            booked.name if booked else None,
            tellers.get(event.connection, "") if event.connection else "",
            searches.get(event.id, ""),
            tiers.get(mentions["tier"]) if "tier" in mentions else None,
        )

    return [of(event, mentions) for event, mentions in zip(events, named, strict=True)]


def _searches(events: Sequence[Recorded]) -> dict[UUID, str]:
    """What was searched for, by the event: in our own shop, and as sources told."""
    own = words_of_behaviour([one.id for one in events if one.connection is None])
    told = told_searches({one.cause: one.recorded_at for one in events if one.connection and one.cause})
    found = {id: words.get("query", "") for id, words in own.items()}
    found |= {one.id: told[one.cause] for one in events if one.cause in told}
    return {id: words[:_LONGEST_SEARCH] for id, words in found.items() if not may_name_somebody(words)}


_NAMED = ("order", "coupon", "campaign", "variant", "product", "service", "tier")


def _mentions(facts: Facts) -> dict[str, UUID]:
    """What the facts name, by what it is."""
    return {what: named for what in _may_mention(type(facts)) if isinstance(named := getattr(facts, what), UUID)}


@cache
def _may_mention(kind: type[Facts]) -> tuple[str, ...]:
    return tuple(what for what in _NAMED if hasattr(kind, what))
