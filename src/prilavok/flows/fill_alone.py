"""Somebody known by one leaf alone changes their basket: by one statement, which is the story's transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from prilavok.domains.baskets.actions import wanted_of
from prilavok.domains.baskets.errors import NotOnSale, basket_refusal
from prilavok.domains.baskets.queries import as_basket
from prilavok.domains.baskets.types import MOST_LINES, BasketView, Wish
from prilavok.kit.db.sql import call
from prilavok.kit.db.waking import RELAY, wake
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id, new_ids

needs = None  # a customer acts, on what is their own


def fill_alone(
    leaf: UUID,
    wishes: Sequence[Wish],
    *,
    place: UUID | None,
    touchpoint: str,
    actor: Actor,
    at: datetime,
    expected_version: int | None,
) -> BasketView | None:
    """What change_basket does and raises; None, and nothing done, where another leaf or basket is to be asked too."""
    if actor.kind != "leaf" or actor.id != leaf:
        return None
    wanted = wanted_of(wishes)
    outcome, told, *view = call(
        "fill_basket_alone", leaf, new_id(at), place, expected_version, list(new_ids(len(wanted), at)), list(wanted),
        list(wanted.values()), touchpoint, actor.kind, actor.id, MOST_LINES, at,
    )[0]  # fmt: skip
    match outcome:
        case "filled":
            if told:
                wake(RELAY)
            return as_basket(*view)
        case "shared":
            return None
        case "strangers":
            raise NotOnSale(sorted(told))
        case "no_place":
            raise NotFound("place.unknown", _("There is no such place."))
        case _:
            _id, _leaf, _place, _state, version, became, *_rest = view
            raise basket_refusal(outcome, version, became)
