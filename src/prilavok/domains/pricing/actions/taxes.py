"""What changes taxes: the group of goods, and the rates that orders were sold with."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from prilavok.domains.pricing.errors import TaxGroupUnknown
from prilavok.domains.pricing.models import TaxedGoods
from prilavok.domains.pricing.rules import TAX_GROUPS
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.words import wordless


def put_in_tax_group(
    group: str, *, product: UUID | None = None, category: str | None = None, actor: Actor, at: datetime
) -> None:
    """Put a product, or a category with all below it, in a tax group. What was sold keeps what it was sold with.

    Exactly one of product and category is named. Raises TaxGroupUnknown.
    """
    if group not in TAX_GROUPS:
        raise TaxGroupUnknown(group)
    said = {"tax_group": group, "set_by": actor.id, "set_at": at}
    TaxedGoods.objects.update_or_create(
        product=product, category=category, defaults=said, create_defaults={"id": new_id(at), **said}
    )


def leave_tax_group(taxed: UUID) -> bool:
    """The goods go by what is above them again; whether they had a group of their own."""
    return TaxedGoods.objects.filter(id=taxed).delete()[0] > 0


def state_taxes(order: UUID, rates: Mapping[UUID, int], *, at: datetime, keeps: bool = False) -> None:
    """State the rate of each variant of an order. keeps: what was stated before stays, and only the rest is added."""
    if rates:
        variants = sorted(rates)
        call(
            "pricing_state_taxes", order, list(new_ids(len(variants), at)), variants, [rates[one] for one in variants],
            at, keeps,
        )  # fmt: skip


wordless("pricing_taxed_goods", ["category"], "the path of a shelf")
