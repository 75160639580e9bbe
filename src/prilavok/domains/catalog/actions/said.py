"""Cards and variants say what attributes they have."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F

from prilavok.domains.catalog.errors import AttributeUnknown, CardMoved, SaidUnfit
from prilavok.domains.catalog.models import Attribute, CardAttribute, Product, Variant
from prilavok.domains.catalog.queries.attributes import attributes_known
from prilavok.domains.catalog.rules import misfit_of_says
from prilavok.domains.catalog.types import AttributeView, CardSays, Says
from prilavok.kit.db.sql import call
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import ProductChanged
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.words import wordless

_Key = tuple[UUID, UUID | None, UUID]


@dataclass(slots=True)
class _Changes:
    """Rows that go, rows that come, and whose they are."""

    gone: list[UUID] = field(default_factory=list)
    fresh: list[CardAttribute] = field(default_factory=list)
    products: dict[UUID, set[UUID]] = field(default_factory=dict)


def say_of_cards(
    cards: Sequence[CardSays], *, seen: int | None = None, actor: Actor, at: datetime, origin: str = "live"
) -> set[UUID]:
    """Each card, or variant of its own, says of the named attributes what is given, or nothing more; who changed.

    seen: the version of the one product it is about. Records product.changed for each of them. Raises SaidUnfit,
    AttributeUnknown, CardMoved, NotFound; then nothing is said.
    """
    if not cards:
        return set()
    # Whoever says anything of the same cards waits here, in one order, and so does whoever takes an attribute away.
    products = {
        one.id: one
        for one in Product.objects.select_for_update(of=("self",))
        .select_related("category")
        .filter(id__in={card.product for card in cards})
        .order_by("id")
    }
    _check_variants(cards, products.keys())
    if seen is not None and (version := products[cards[0].product].version) != seen:
        raise CardMoved(version)
    named = {attribute for card in cards for attribute in card.says}
    locked = Attribute.objects.select_for_update(no_key=True).filter(id__in=named).order_by("id")
    known = {one.id: one for one in attributes_known([one.id for one in locked])}
    there: dict[_Key, list[CardAttribute]] = {}
    for row in CardAttribute.objects.filter(product_id__in=list(products)):
        there.setdefault((row.product_id, row.variant_id, row.attribute_id), []).append(row)
    changes = _Changes()
    for card in cards:
        category = products[card.product].category
        for attribute, says in card.says.items():
            key = (card.product, card.variant, attribute)
            _change(changes, there, key, says, known, category.path if category else "", at)
    _write(changes)
    if changes.products:
        call("catalog_say_again", sorted(changes.products))
    _told(changes, actor, at, origin)
    return set(changes.products)


def _change(
    changes: _Changes,
    there: dict[_Key, list[CardAttribute]],
    key: _Key,
    says: Says,
    known: dict[UUID, AttributeView],
    path: str,
    at: datetime,
) -> None:
    product, variant, attribute = key
    if attribute not in known:
        raise AttributeUnknown
    rows = there.get(key, [])
    before = Says(tuple(row.choice_id for row in rows if row.choice_id), *_plain(rows))
    if what := misfit_of_says(known[attribute], says, path, before):
        raise SaidUnfit(what, known[attribute].code)
    if (set(says.choices), says.number, says.yes) == (set(before.choices), before.number, before.yes):
        return
    kept = [row for row in rows if row.choice_id is not None and row.choice_id in says.choices]
    changes.gone += [row.id for row in rows if row not in kept]
    fresh = [
        CardAttribute(
            id=new_id(at), product_id=product, variant_id=variant, attribute_id=attribute, choice_id=choice,
            number=says.number, yes=says.yes,
        )
        for choice in _values(says)
        if choice is None or choice not in {row.choice_id for row in kept}
    ]  # fmt: skip
    changes.fresh += fresh
    there[key] = [*kept, *fresh]
    changes.products.setdefault(product, set()).add(attribute)


def _values(says: Says) -> Iterator[UUID | None]:
    if says.choices:
        yield from says.choices
    elif not says.nothing:
        yield None


def _plain(rows: Sequence[CardAttribute]) -> tuple[int | None, bool | None]:
    return (rows[0].number, rows[0].yes) if rows else (None, None)


def _check_variants(cards: Sequence[CardSays], products: Collection[UUID]) -> None:
    own = {card.variant: card.product for card in cards if card.variant}
    real = dict(Variant.objects.filter(id__in=list(own)).values_list("id", "product_id")) if own else {}
    for card in cards:
        if card.product not in products or (card.variant and real.get(card.variant) != card.product):
            raise NotFound("product.unknown", _("There is no such product."))


def _write(changes: _Changes) -> None:
    fresh = {row.id for row in changes.fresh}
    gone = [one for one in changes.gone if one not in fresh]
    if gone:
        CardAttribute.objects.filter(id__in=gone).delete()
    CardAttribute.objects.bulk_create([row for row in changes.fresh if row.id not in set(changes.gone)], 1_000)


def _told(changes: _Changes, actor: Actor, at: datetime, origin: str) -> None:
    if not changes.products:
        return
    touched = {one for several in changes.products.values() for one in several}
    Attribute.objects.filter(id__in=touched).update(said=F("said") + 1)
    Product.objects.filter(id__in=list(changes.products)).update(version=F("version") + 1)
    record(
        [
            NewEvent(
                verb="product.changed", occurred_at=at, subject_kind="product", subject=product, actor=actor,
                origin=origin, facts=ProductChanged(len(several)),
            )
            for product, several in sorted(changes.products.items())
        ],
        at,
    )  # fmt: skip


wordless("catalog_variant", ["measures"], "numbers by the id of an attribute")
