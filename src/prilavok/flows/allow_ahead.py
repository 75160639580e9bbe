"""The office says whether customers may order goods that are expected, and wait for them."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.places.queries import read_place
from prilavok.domains.stock.actions import allow_pre_orders
from prilavok.kit.db.connections import story
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor

needs = "stock.expect"


def allow_ahead(place: UUID, variant: UUID | None, allowed: bool | None, *, actor: Actor, at: datetime) -> None:
    """Of one variant, or (None) of all of the place of which nothing else is said; allowed None: nothing is said.

    Raises NotFound where there is no such place or variant.
    """
    with story():
        if variant is not None and variant not in read_variants([variant]):
            raise NotFound("variant.unknown", _("There is no such product."))
        allow_pre_orders(read_place(place).id, variant, allowed, actor=actor, at=at)
