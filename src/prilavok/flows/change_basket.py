"""A customer, or staff for them, changes what is in the basket; baskets of one person become one on the way."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from prilavok.domains.baskets.actions import choose_place, merge_basket, open_basket, set_wishes
from prilavok.domains.baskets.errors import NotOnSale
from prilavok.domains.baskets.queries import list_open_baskets, read_basket
from prilavok.domains.baskets.types import BasketView, Wish
from prilavok.domains.catalog.queries import offered_variants
from prilavok.domains.customers.queries import leaves_shown, leaves_with
from prilavok.domains.places.queries import read_place
from prilavok.flows.fill_alone import fill_alone
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = None  # a customer acts, on what is their own; the doors of staff ask for baskets.change


def change_basket(
    leaf: UUID,
    wishes: Sequence[Wish],
    *,
    place: UUID | None = None,
    touchpoint: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> BasketView:
    """Set wishes in the open basket of the leaf's person; one is opened where there is none.

    place: also choose where to collect. Raises NotOnSale, NotFound for the place, and what set_wishes raises.
    """
    given: Any = {"place": place, "touchpoint": touchpoint, "actor": actor, "at": at}
    given["expected_version"] = expected_version
    if (alone := fill_alone(leaf, wishes, **given)) is not None:
        return alone
    with story():
        return change_basket_here(leaf, wishes, **given)


def change_basket_here(
    leaf: UUID,
    wishes: Sequence[Wish],
    *,
    place: UUID | None = None,
    touchpoint: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> BasketView:
    """The same in the caller's story."""
    wanted = [wish.variant for wish in wishes if wish.quantity > 0]
    if strangers := sorted(set(wanted) - offered_variants(wanted)):
        raise NotOnSale(strangers)
    if place is not None:
        read_place(place)
    basket = basket_of_here(leaf, place=place, touchpoint=touchpoint, actor=actor, at=at)
    if wishes:
        return set_wishes(
            basket, wishes, touchpoint=touchpoint, actor=actor, at=at, expected_version=expected_version, place=place
        )
    if place is None:
        return read_basket(basket)
    return choose_place(basket, place, touchpoint=touchpoint, actor=actor, at=at, expected_version=expected_version)


def basket_of_here(leaf: UUID, *, place: UUID | None, touchpoint: str, actor: Actor, at: datetime) -> UUID:
    """The one open basket of the leaf's person; several, from before they were known as one, are merged first."""
    # Staff act for the whole person; a customer by what their own leaf has proven.
    found = list_open_baskets(leaves_shown(leaf) if actor.kind == "leaf" else leaves_with(leaf))
    if not found:
        return open_basket(leaf, place=place, touchpoint=touchpoint, at=at)
    kept = found[0].id
    for other in found[1:]:
        if not (found[0].is_paying(at) or other.is_paying(at)):  # what a till takes money for is merged another time
            merge_basket(kept, other.id, touchpoint=touchpoint, actor=actor, at=at)
    return kept
