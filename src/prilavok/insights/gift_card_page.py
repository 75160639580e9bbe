"""A gift card as the office sees it: what is on it, what became of it, for which orders; and the list of cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.giftcards.queries import (
    gift_card_moves,
    gift_goods,
    gifts_owed,
    list_gift_cards,
    read_gift_card,
    read_gift_cards,
    replaced_by,
    shown_codes,
)
from prilavok.domains.giftcards.types import GiftCardView, GiftFilter, GiftGoodsView, ShownCode
from prilavok.domains.orders.queries import read_orders
from prilavok.domains.orders.types import OrderView
from prilavok.domains.places.queries import name_places, read_entities
from prilavok.domains.places.types import EntityView, PlaceName
from prilavok.domains.staff.queries import may, read_staff
from prilavok.domains.staff.types import StaffActor
from prilavok.kit.ledger.types import Stood
from prilavok.kit.pages import Mark, Page


@dataclass(frozen=True, slots=True)
class GiftCardRow:
    """A card in the list, with the place it was issued at."""

    card: GiftCardView
    place: PlaceName | None


@dataclass(frozen=True, slots=True)
class GiftMove:
    """One move: by how many minor units the balance changed, what stood after it, and the order it was for."""

    stood: Stood
    order: OrderView | None

    @property
    def units(self) -> int:
        """What was moved, kept or freed."""
        return self.stood.move.change or self.stood.move.units


@dataclass(frozen=True, slots=True)
class GiftCardPage:
    """All of a card. codes: while its code may be shown, and only to who issued it. newer, older: given instead."""

    card: GiftCardView
    place: PlaceName | None
    entity: EntityView
    moves: tuple[GiftMove, ...]
    codes: tuple[ShownCode, ...]
    newer: GiftCardView | None
    older: GiftCardView | None
    issued_by: str
    sale: OrderView | None
    may_orders: bool

    @property
    def zone(self) -> str:
        """The zone of the place's clock."""
        return self.place.zone if self.place else "UTC"


@dataclass(frozen=True, slots=True)
class Owed:
    """What one legal entity owes another for cards spent in its stores, minor units."""

    debtor: EntityView
    creditor: EntityView
    currency: str
    amount: int


def list_gift_rows(chosen: GiftFilter, *, after: Mark | None, limit: int = 50) -> Page[GiftCardRow]:
    """Cards, those issued last first."""
    page = list_gift_cards(chosen, after=after, limit=limit)
    places = name_places() if page.rows else {}
    return page.turned(lambda rows: [GiftCardRow(one, places.get(one.place) if one.place else None) for one in rows])


def read_gift_page(card: UUID, *, actor: StaffActor, at: datetime) -> GiftCardPage:
    """One card. Raises GiftCardUnknown."""
    found = read_gift_card(card)
    moves = gift_card_moves(found)
    named = [one.move.cause_id for one in moves if one.move.cause_id] + ([found.order] if found.order else [])
    orders = read_orders(named)
    served = read_staff([found.issued_by]) if found.issued_by else {}
    return GiftCardPage(
        card=found,
        place=name_places().get(found.place) if found.place else None,
        entity=read_entities([found.legal_entity])[found.legal_entity],
        moves=tuple(GiftMove(one, orders.get(one.move.cause_id) if one.move.cause_id else None) for one in moves),
        codes=tuple(shown_codes(at, card=card)) if found.issued_by == actor.id else (),
        newer=replaced_by(card),
        older=read_gift_cards([found.replaces]).get(found.replaces) if found.replaces else None,
        issued_by=next((one.name for one in served.values()), ""),
        sale=orders.get(found.order) if found.order else None,
        may_orders=may(actor, "orders.see") is not None,
    )


def list_gift_goods() -> list[tuple[VariantView, GiftGoodsView]]:
    """What is sold as gift cards now."""
    goods = gift_goods()
    variants = read_variants(list(goods))
    return sorted(
        ((variants[id], one) for id, one in goods.items() if id in variants and variants[id].kind == "gift"),
        key=lambda pair: pair[0].sku,
    )


def list_owed() -> Sequence[Owed]:
    """What issuers owe the legal entities in whose stores their cards were spent.

    The other way round where more went back on cards at a store than they had paid there: goods that they had paid were
    exchanged for goods of that store, which came back.
    """
    owed = gifts_owed()
    entities = read_entities([id for one in owed for id in (one.issuer, one.seller)])
    sides = [(one, (one.issuer, one.seller) if one.amount > 0 else (one.seller, one.issuer)) for one in owed]
    return [
        Owed(entities[debtor], entities[creditor], one.currency, abs(one.amount)) for one, (debtor, creditor) in sides
    ]  # fmt: skip
