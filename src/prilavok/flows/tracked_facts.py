"""Parts of reading what was tracked: which leaves an event names, and the behaviour it comes to."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from prilavok.domains.catalog.types import VariantKey
from prilavok.domains.tracking.types import Event, Refusal
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import Facts, ProductViewed, Tracked
from prilavok.kit.events.record import NewEvent

Named = tuple[str, str]
#: types by which a visitor says who they are
CLAIMS = ("identify", "alias")


def parted(said: Sequence[Event | Refusal]) -> tuple[list[Event], list[Refusal]]:
    """Events, each id once (the first), and what cannot be taken."""
    events: dict[int, Event] = {}
    for one in said:
        if isinstance(one, Event):
            events.setdefault(one.id.int, one)
    return list(events.values()), [one for one in said if isinstance(one, Refusal)]


def others_of(events: Sequence[Event], kinds: Mapping[UUID, str]) -> set[Named]:
    """Kind and value of leaves that events name besides the one each arrived with. kinds: of their sources."""
    named: set[Named] = set()
    for one in events:
        if one.user and one.type in CLAIMS:
            named.add(("site_user", one.user))
        if one.previous:
            named.add(_device(one, one.previous, kinds))
    return named


def name_of_event(one: Event, kinds: Mapping[UUID, str]) -> Named:
    """The leaf that the event arrived with: the browser or app where it names one, else the user of that source."""
    return _device(one, one.visitor, kinds) if one.visitor else ("site_user", one.user)


def claimed_same(one: Event, kinds: Mapping[UUID, str]) -> tuple[Named, Named] | None:
    """The two leaves that the event says are one person's."""
    beside = one.previous or one.visitor
    return (
        (_device(one, beside, kinds), ("site_user", one.user)) if one.type in CLAIMS and one.user and beside else None
    )


def claims_of(told: Sequence[tuple[Event, UUID]]) -> list[tuple[UUID, str, str]]:
    """Leaf, kind and text of the contacts that events claim. told: each with the leaf it arrived with."""
    return [
        (leaf, kind, text)
        for one, leaf in told
        if one.type in CLAIMS
        for kind, text in (("phone", one.phone), ("email", one.email))
        if text
    ]


def behaviour_of(one: Event, leaf: UUID, known: Mapping[str, VariantKey]) -> NewEvent:
    """The row of the timeline. A view of a product that the catalogue knows is a view of that product."""
    seen = known.get(one.sku)
    product = seen.product if seen else None
    facts: Facts
    if product is not None and one.verb == "item.viewed":
        verb, facts = "product.viewed", ProductViewed(product)
    else:
        verb, facts = one.verb, Tracked(one.source, product, one.amount, one.currency, one.quantity)
    return NewEvent(
        verb=verb,
        occurred_at=one.occurred_at,
        subject_kind="product" if product else "visitor",
        subject=product or leaf,
        leaf=leaf,
        connection=one.source,
        actor=Actor("leaf", leaf),
        cause=one.id,
        facts=facts,
    )


def _device(one: Event, value: str, kinds: Mapping[UUID, str]) -> Named:
    return "app" if kinds.get(one.source) == "app" else "browser", value
