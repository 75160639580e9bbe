"""The office says whether a legal entity owes value added tax, and which goods are in which group of tax rates."""

from datetime import date, datetime
from uuid import UUID

from prilavok.domains.catalog.queries import list_shelves, read_product
from prilavok.domains.places.actions import state_tax_standing
from prilavok.domains.pricing.actions import leave_tax_group, put_in_tax_group
from prilavok.domains.pricing.errors import TaxedGoodsUnknown
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "taxes.change"


def say_standing(entity: UUID, *, owes: bool, since: date, actor: Actor, at: datetime) -> None:
    """Whether the entity owes the tax from a calendar day on; what was sold keeps its rates. Raises NotFound."""
    with story():
        state_tax_standing(entity, owes=owes, since=since, actor=actor, at=at)


def group_goods(
    group: str, *, product: UUID | None = None, category: str | None = None, actor: Actor, at: datetime
) -> None:
    """Put a product, or a shelf with all below it, in a group. Raises TaxGroupUnknown, TaxedGoodsUnknown, NotFound."""
    with story():
        if product is not None:
            read_product(product)
        elif not category or category not in {one.path for one in list_shelves(category)}:
            raise TaxedGoodsUnknown
        put_in_tax_group(group, product=product, category=None if product else category, actor=actor, at=at)


def ungroup_goods(taxed: UUID, *, actor: Actor, at: datetime) -> bool:
    """The goods go by what is above them again; whether they had a group of their own."""
    with story():
        return leave_tax_group(taxed)
