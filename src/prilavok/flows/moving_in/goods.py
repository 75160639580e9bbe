"""Rows of a list of goods say what products, or variants of their own, have of attributes."""

from collections.abc import Sequence
from datetime import datetime

from prilavok.domains.catalog.queries import list_attributes, list_variant_keys, read_products, variants_of
from prilavok.domains.catalog.types import CardSays
from prilavok.domains.imports.queries import ATTRIBUTE, Unfit
from prilavok.domains.imports.types import ListView, Refusal, SliceCounts
from prilavok.flows.describe_goods import put_said
from prilavok.flows.moving_in.portion import KeptRow
from prilavok.flows.moving_in.said_cells import read_said
from prilavok.kit.events.actor import Actor

needs = "imports.load"


def put_goods(told: ListView, rows: Sequence[KeptRow], *, actor: Actor, at: datetime) -> SliceCounts:
    """Say it in the caller's story; an empty cell says nothing. A row that cannot be read whole is refused whole."""
    known = {f"{ATTRIBUTE}{one.code}": one for one in list_attributes()}
    keys = list_variant_keys(sorted({kept.row.get("product") for kept in rows}))
    products = read_products([key.product for key in keys.values()])
    several = variants_of(list(products))
    cards, refusals = [], []
    for kept in rows:
        try:
            key, product, says = read_said(kept.row, keys, products, known)
        except Unfit as unfit:
            refusals.append(Refusal(kept.row.number, str(unfit), 0, {"begins": kept.begins}))
        else:
            # A card's own code means all of it; the SKU of one variant among others means that one.
            whole = kept.row.get("product") == product.code or len(several[product.id]) == 1
            cards.append(CardSays(product.id, says, None if whole else key.id))
    changed = put_said(cards, actor=actor, at=at, origin="import")
    same = sum(card.product not in changed for card in cards)
    return SliceCounts(len(rows), len(cards), refusals=tuple(refusals), rows_known=same)
