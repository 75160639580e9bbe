"""The shop says where it brings orders, what that costs, and by which rules the sending place is chosen."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.shipments.errors import RulesMoved, RulesUnfit
from prilavok.domains.shipments.models import DeliveryPrice, DeliveryZone, RoutingChoice, RoutingRule
from prilavok.domains.shipments.queries import packed_route
from prilavok.domains.shipments.types.delivering import Point
from prilavok.domains.shipments.types.routing import SPLITS, Cause, Route, RoutingRules
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id
from prilavok.kit.words import Words, check_words, wordless

MOST_AMOUNT = 10**12
FARTHEST = 20_000_000


def keep_zone(
    code: str, name: Words, point: Point, *, of: UUID | None = None, version: int | None = None, at: datetime
) -> UUID:
    """Keep a new part of town, or a changed one; its id. Raises RulesUnfit, RulesMoved, Refused for its words."""
    words = check_words(name, needed=("ru",), longest=120)
    code = code.strip()
    taken = any(id != of for id in DeliveryZone.objects.filter(code=code).values_list("id", flat=True))
    if not 0 < len(code) <= 40 or taken:
        raise RulesUnfit("code")
    _fit_point(point)
    said = {"code": code, "name": words, "latitude": point.latitude, "longitude": point.longitude}
    if of is None:
        return DeliveryZone.objects.create(id=new_id(at), **said).id
    row = DeliveryZone.objects.select_for_update().filter(id=of).first()
    if row is None or (version is not None and row.version != version):
        raise RulesMoved
    DeliveryZone.objects.filter(id=of).update(**said, archived_at=None, version=row.version + 1)
    return of


def put_away_zone(zone: UUID, *, at: datetime) -> bool:
    """Bring nothing there any more; whether that changed anything. Its prices end with it."""
    DeliveryPrice.objects.filter(zone=zone, valid_to=None).update(valid_to=at)
    return bool(DeliveryZone.objects.filter(id=zone, archived_at=None).update(archived_at=at))


def set_delivery_price(
    *, place: UUID | None, zone: UUID | None, up_to_metres: int | None, amount: int | None, free_from: int | None,
    currency: str, service: UUID, actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """Bringing costs so much from now on, into a zone or up to a distance; amount None: it is not brought there.

    What was agreed before keeps its price. Raises RulesUnfit.
    """
    if (zone is None) == (up_to_metres is None) or not 0 < (up_to_metres or 1) <= FARTHEST:
        raise RulesUnfit("where")
    if not 0 <= (amount or 0) <= MOST_AMOUNT or not 0 <= (free_from or 0) <= MOST_AMOUNT or len(currency) != 3:
        raise RulesUnfit("amount")
    where = {"place": place, "zone": zone, "up_to_metres": up_to_metres, "currency": currency}
    DeliveryPrice.objects.filter(**where, valid_to=None).update(valid_to=at)
    if amount is None:
        return
    DeliveryPrice.objects.create(
        id=new_id(at), place_id=place, zone_id=zone, up_to_metres=up_to_metres, amount=amount, free_from=free_from,
        currency=currency, service_id=service, valid_from=at, set_by=actor.id,
    )  # fmt: skip


def set_routing_rules(rules: RoutingRules, *, currency: str, actor: Actor, at: datetime) -> None:
    """By these rules the sending places of orders of a currency are chosen from now on. Raises RulesUnfit."""
    amounts = (rules.parcel_amount, rules.km_amount, rules.waiting_amount, rules.closed_amount)
    if not all(0 <= amount <= MOST_AMOUNT for amount in amounts):
        raise RulesUnfit("amount")
    if rules.split not in SPLITS or not 1 <= rules.most_parts <= 4 or len(currency) != 3:
        raise RulesUnfit("split")
    if not 0 < (rules.most_metres or 1) <= FARTHEST or not 0 <= rules.unknown_metres <= FARTHEST:
        raise RulesUnfit("metres")
    RoutingRule.objects.filter(currency=currency, valid_to=None).update(valid_to=at)
    RoutingRule.objects.create(
        id=new_id(at), currency=currency, split=rules.split, most_parts=rules.most_parts,
        most_metres=rules.most_metres, parcel_amount=rules.parcel_amount, km_amount=rules.km_amount,
        waiting_amount=rules.waiting_amount, closed_amount=rules.closed_amount, unknown_metres=rules.unknown_metres,
        valid_from=at, set_by=actor.id,
    )  # fmt: skip


def keep_route(order: UUID, route: Route, *, cause: Cause, by: str = "list", actor: Actor, at: datetime) -> UUID:
    """Write down which places were chosen for an order, and why each other was not."""
    parts, refused, lacks = packed_route(route)
    return RoutingChoice.objects.create(
        id=new_id(at), order=order, cause=cause, by=by, parts=parts, refused=refused, lacks=lacks, made_at=at,
        made_by=actor.id,
    ).id  # fmt: skip


def _fit_point(point: Point) -> None:
    if abs(point.latitude) > 90_000_000 or abs(point.longitude) > 180_000_000:
        raise RulesUnfit("point")


wordless("shipments_zone", ["name"], "what we call a part of town")
wordless("shipments_routing_choice", ["parts", "refused", "lacks"], "ids, whole numbers and codes")
