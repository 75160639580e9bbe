"""The office says where orders are brought, what that costs, who sends, and by which rules the sender is chosen."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.places.actions import keep_sending
from prilavok.domains.places.types import Sends
from prilavok.domains.shipments.actions import keep_zone, put_away_zone, set_delivery_price, set_routing_rules
from prilavok.domains.shipments.types.delivering import Point
from prilavok.domains.shipments.types.routing import RoutingRules
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.words import Words

needs = "deliveries.set_up"
#: as what bringing an order home is sold: a card of the catalogue without a price in any list, so no shelf shows it
SERVICE = NewCard("delivery", {"ru": "Доставка", "kk": "Жеткізу", "en": "Delivery"}, (), "piece")


@dataclass(frozen=True, slots=True)
class PriceTold:
    """What bringing costs into a zone, or up to a distance; see set_delivery_price. amount None: not brought there."""

    place: UUID | None
    zone: UUID | None
    up_to_metres: int | None
    amount: int | None
    free_from: int | None
    currency: str


def price_delivery(told: PriceTold, *, actor: Actor, at: datetime) -> None:
    """Bringing costs so much from now on. Raises RulesUnfit."""
    with story():
        put_cards([SERVICE], at=at)
        service = list_variant_keys([SERVICE.code])[SERVICE.code].id
        set_delivery_price(
            place=told.place, zone=told.zone, up_to_metres=told.up_to_metres, amount=told.amount,
            free_from=told.free_from, currency=told.currency, service=service, actor=actor, at=at,
        )  # fmt: skip


def name_zone(
    code: str, name: Words, point: Point, *, of: UUID | None = None, version: int | None = None, actor: Actor,
    at: datetime,
) -> UUID:  # fmt: skip
    """Keep a new part of town, or a changed one; its id. Raises as keep_zone."""
    with story():
        return keep_zone(code, name, point, of=of, version=version, at=at)


def drop_zone(zone: UUID, *, actor: Actor, at: datetime) -> bool:
    """Bring nothing there any more; whether that changed anything."""
    with story():
        return put_away_zone(zone, at=at)


def say_sending(place: UUID, told: Sends, *, version: int | None = None, actor: Actor, at: datetime) -> None:
    """Whether and how a place sends orders home. Raises NotFound, SendingUnfit."""
    with story():
        keep_sending(place, told, version=version, actor=actor, at=at)


def rule_routing(rules: RoutingRules, *, currency: str, actor: Actor, at: datetime) -> None:
    """By these rules the sending places are chosen from now on. Raises RulesUnfit."""
    with story():
        set_routing_rules(rules, currency=currency, actor=actor, at=at)
