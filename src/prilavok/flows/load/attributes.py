"""What a source says of its goods beside their names: its attributes are made, and its cards say them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from prilavok.adapters.feeds.port import SourceAttribute, SourceCard
from prilavok.domains.catalog.actions import put_attribute
from prilavok.domains.catalog.queries import list_variant_keys, read_attributes, read_exact
from prilavok.domains.catalog.types import (
    AttributeKind,
    AttributeView,
    CardSays,
    NewAttribute,
    NewChoice,
    NewGroup,
    Says,
)
from prilavok.domains.imports.types import SliceCounts
from prilavok.flows.describe_goods import put_said
from prilavok.flows.load.slices import Loading, Progress, load_slices
from prilavok.kit import clock
from prilavok.kit.db.connections import story

needs = "imports.load"
CARDS_AT_ONCE = 300


def load_attributes(loading: Loading) -> Iterator[Progress]:
    """Make the source's attributes, and put what its cards say; nothing where it knows none."""
    told = list(loading.feed.attributes())
    if not told:
        return
    at = clock.now()
    with story():
        for nth, one in enumerate(told):
            put_attribute(_said(one, nth), actor=loading.actor, at=at, origin="load")

    def put(cards: list[SourceCard], at: datetime, first: int) -> SliceCounts:
        known = read_attributes([one.code for one in told])
        keys = list_variant_keys([card.code for card in cards])
        says = [
            CardSays(
                keys[card.code].product,
                {known[code].id: _value(known[code], texts) for code, texts in card.attributes.items()},
            )
            for card in cards
        ]
        put_said(says, actor=loading.actor, at=at, origin="load")
        return SliceCounts(len(cards), len(cards))

    cards = [card for card in loading.feed.cards() if card.attributes]
    yield from load_slices(loading, "attributes", cards, CARDS_AT_ONCE, put, total=len(cards))


def _said(one: SourceAttribute, nth: int) -> NewAttribute:
    kind: AttributeKind = "number" if one.kind == "number" else "yes_no" if one.kind == "yes_no" else "choice"
    return NewAttribute(
        one.code,
        one.name,
        kind,
        unit=one.unit,
        group=NewGroup(*one.group) if one.group else None,
        facet=one.facet,
        position=nth,
        shelves=one.shelves,
        choices=tuple(NewChoice(code, name, place) for place, (code, name) in enumerate(one.choices.items())),
    )


def _value(attribute: AttributeView, texts: Sequence[str]) -> Says:
    if attribute.kind == "number":
        return Says(number=read_exact(texts[0]))
    if attribute.kind == "yes_no":
        return Says(yes=texts[0] == "yes")
    ids = {one.code: one.id for one in attribute.choices}
    return Says(tuple(ids[text] for text in texts))
