"""Conditions of segments in words: kinds and fields of the editor, and a whole rule as a nested list."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from prilavok.domains.audiences.types import (
    Agreed,
    All,
    AnyOf,
    Atom,
    Bought,
    Did,
    DidAgo,
    Favourite,
    HasPoints,
    HasTier,
    Known,
    LastBought,
    LastWas,
    Not,
    OfGoods,
    Rule,
    Scored,
    Speaks,
)
from prilavok.domains.catalog.queries import read_products
from prilavok.domains.loyalty.queries import name_tiers
from prilavok.domains.places.queries import name_places
from prilavok.doors.web.parts.names import NAMES
from prilavok.doors.web.tracked_moments import TOLD
from prilavok.insights.segments.shown import Shelf, list_shelves_whole
from prilavok.kit.money import Money, format_money
from prilavok.kit.words import Words, say

Text = str | Promise

KINDS: Mapping[str, Text] = {
    "bought.orders": _("Number of purchases"),
    "bought.amount": _("Amount of purchases"),
    "bought.average": _("Average purchase"),
    "last_bought": _("Days since the last purchase"),
    "last_was.place": _("Last purchase at the place"),
    "last_was.touchpoint": _("Last purchase through"),
    "favourite.place": _("Most frequent place"),
    "favourite.touchpoint": _("Most frequent way of buying"),
    "favourite.category": _("Most frequent category"),
    "scored": _("Recency, frequency and amount (RFM)"),
    "did": _("What happened"),
    "did_ago.first": _("Days since it first happened"),
    "did_ago.last": _("Days since it last happened"),
    "known": _("Days since we know them"),
    "reached": _("Can be recognised by"),
    "agreed": _("Agreed to be written to"),
    "speaks": _("Reads the language"),
    "points": _("Points now"),
    "tier": _("Tier now"),
}
DEEDS: Mapping[str, Text] = {
    "basket.changed": _("Changed a basket"),
    "basket.repriced": _("Entered a coupon or took it out"),
    "booking.cancelled": _("A booking was cancelled"),
    "booking.kept": _("Came at the time they had booked"),
    "booking.made": _("Booked a time"),
    "booking.missed": _("Did not come at the time they had booked"),
    "booking.moved": _("A booking was moved"),
    "campaign.mailed": _("Got a mailing"),
    "claim.opened": _("Claimed that something is wrong"),
    "comparison.changed": _("Put a product beside others or took it out"),
    "conversation.opened": _("Began a conversation"),
    "coupon.redeemed": _("Used a coupon"),
    "favourite.added": _("Put a product into the favourites"),
    "favourite.removed": _("Took a product out of the favourites"),
    "giftcard.spent": _("Paid with a gift card"),
    "message.received": _("Wrote to us"),
    "order.cancelled": _("An order was cancelled"),
    "order.changed": _("An order was changed"),
    "order.placed": _("Placed an order"),
    "points.burned": _("Paid with points"),
    "points.earned": _("Earned points"),
    "points.ending": _("Had points whose end came near"),
    "points.expired": _("Lost points, since their time was over"),
    "product.viewed": _("Looked at a product"),
    "return.received": _("Brought goods back"),
    "shipment.collected": _("Collected an order"),
    "shipment.delivered": _("Got an order brought"),
    "shipment.failed": _("Did not take an order that was brought"),
    "tier.ending": _("Had a tier whose end came near"),
    "tier.left": _("Left a tier"),
    "tier.reached": _("Reached a tier"),
    **{verb: title for verb, title in TOLD.items() if verb != "custom.tracked"},
    "product.searched": _("Searched for products, in the shop or on a site"),
}
PURPOSES: Mapping[str, Text] = {"offers": _("Offers and advertising"), "orders": _("News of their own orders")}
CAUSES: Mapping[str, Text] = {
    "happened": _("by what happened"),
    "time": _("by time alone"),
    "counted": _("when everybody was counted"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A rule in words. below: parts of a group."""

    words: str
    reverse: bool = False
    below: tuple["Told", ...] = ()


class Teller:
    """Says conditions in the reader's language; names of places and categories are read once."""

    def __init__(self) -> None:
        self.language = (get_language() or "ru").split("-")[0]
        self.places = name_places()
        self.shelves = list_shelves_whole()
        self._shelf: dict[UUID, Shelf] = {one.id: one for one in self.shelves}

    @cached_property
    def tiers(self) -> Mapping[UUID, Words]:
        """What tiers are called, the highest last; read where a rule names one."""
        return name_tiers()

    def whole(self, rule: Rule, *, reverse: bool = False) -> Told:
        """The rule with everything below it."""
        if isinstance(rule, Not):
            return self.whole(rule.of, reverse=not reverse)
        if isinstance(rule, All | AnyOf):
            words = gettext("all of these") if isinstance(rule, All) else gettext("at least one of these")
            return Told(words, reverse, tuple(self.whole(part) for part in rule.of))
        return Told(self.condition(rule), reverse)

    def condition(self, atom: Atom) -> str:
        """One condition as short phrases."""
        kind = self._kind(atom)
        parts = [f"{KINDS[kind]}: {first}" if (first := self._first(atom)) else str(KINDS[kind])]
        if isinstance(atom, Bought):
            if atom.place is not None:
                parts.append(self._named("place", str(atom.place)))
            if atom.touchpoint is not None:
                parts.append(self._named("touchpoint", atom.touchpoint))
        if isinstance(atom, OfGoods):
            parts += self._goods(atom)
        days = atom.days if isinstance(atom, Bought | Did | Favourite) else None
        if days is not None:
            parts.append(ngettext("in the last %(n)s day", "in the last %(n)s days", days) % {"n": days})
        return " · ".join(parts)

    def _goods(self, atom: OfGoods) -> list[str]:
        parts = []
        if atom.product is not None:
            found = read_products([atom.product]).get(atom.product)
            parts.append(say(found.name, self.language) if found else gettext("something that is no longer there"))
        if atom.category is not None:
            parts.append(self._named("category", str(atom.category)))
        return [*parts, atom.brand] if atom.brand is not None else parts

    def seen(self, atom: Atom, seen: str | None) -> str:
        """The figure a condition sees of somebody, "" where there is none."""
        if seen is None:
            return ""
        if isinstance(atom, Bought) and atom.measure != "orders" and atom.currency:
            return format_money(Money(int(seen), atom.currency), self.language)
        if isinstance(atom, Favourite | LastWas):
            return self._named(atom.of, seen)
        if isinstance(atom, HasTier):
            return gettext("holds it") if seen == "yes" else gettext("does not hold it")
        if isinstance(atom, Agreed):
            return gettext("agreed") if seen == "yes" else gettext("not agreed")
        if isinstance(atom, Speaks):
            return str(NAMES["language"].get(seen, seen))
        return seen

    def _kind(self, atom: Atom) -> str:
        if isinstance(atom, Bought):
            return f"bought.{atom.measure}"
        if isinstance(atom, Favourite | LastWas):
            return f"{'favourite' if isinstance(atom, Favourite) else 'last_was'}.{atom.of}"
        if isinstance(atom, DidAgo):
            return f"did_ago.{atom.of}"
        return str(atom.__struct_config__.tag)

    def _first(self, atom: Atom) -> str:
        if isinstance(atom, Bought | LastBought | Known | HasPoints):
            return self._bounds(atom)
        if isinstance(atom, Did | DidAgo):
            return f"{DEEDS[atom.verb]} · {self._bounds(atom)}"
        if isinstance(atom, Favourite | LastWas):
            return self._named(atom.of, atom.value)
        if isinstance(atom, Agreed):
            return f"{NAMES['channel'][atom.channel]} · {PURPOSES[atom.purpose]}"
        if isinstance(atom, Speaks):
            return str(NAMES["language"][atom.language])
        if isinstance(atom, HasTier):
            found = self.tiers.get(atom.tier)
            return say(found, self.language) if found else gettext("something that is no longer there")
        if isinstance(atom, Scored):
            scores = (atom.recency, atom.frequency, atom.monetary)
            return f"{atom.currency} · " + " · ".join(
                f"{letter} {first}" if first == last else f"{letter} {first}–{last}"
                for letter, (first, last) in zip("RFM", scores, strict=True)
            )
        return str(NAMES["identifier"][atom.by])

    def _bounds(self, atom: Bought | LastBought | Known | Did | DidAgo | HasPoints) -> str:
        money = atom.currency if isinstance(atom, Bought) and atom.measure != "orders" else None
        least, most = (
            None if one is None else format_money(Money(one, money), self.language) if money else str(one)
            for one in (atom.least, atom.most)
        )
        if least == most:
            return gettext("exactly %(n)s") % {"n": least}
        if most is None:
            return gettext("at least %(n)s") % {"n": least}
        if least is None:
            return gettext("at most %(n)s") % {"n": most}
        return gettext("from %(least)s to %(most)s") % {"least": least, "most": most}

    def _named(self, of: str, value: str) -> str:
        if of == "touchpoint":
            return str(NAMES["touchpoint"].get(value, value))
        found = self._shelf.get(UUID(value)) if of == "category" else self.places.get(UUID(value))
        return say(found.name, self.language) if found else gettext("something that is no longer there")
