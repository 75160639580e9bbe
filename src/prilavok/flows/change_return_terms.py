"""The terms of returns and claims are changed: how many days for which goods, which shelf is which, when we answer."""

from datetime import datetime

from prilavok.domains.orders.actions import set_claim_term, set_return_goods, set_return_term
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "orders.return_terms"


def change_term(
    country: str, goods: str, quality: str, days: int | None, *, basis: str, actor: Actor, at: datetime
) -> None:
    """For so many days (None: not at all) such goods, sold from now on, are taken back. Raises TermUnfit."""
    with story():
        set_return_term(country, goods, quality, days, basis=basis, actor=actor, at=at)


def name_goods(category: str, goods: str, *, actor: Actor, at: datetime) -> None:
    """A shelf and all below it is goods of this kind from now on; "any": it is nothing special. Raises TermUnfit."""
    with story():
        set_return_goods(category, goods, actor=actor, at=at)


def change_claim_term(country: str, wanted: str, days: int, *, basis: str, actor: Actor, at: datetime) -> None:
    """Such claims, said from now on, are answered in so many days. Raises ClaimUnfit."""
    with story():
        set_claim_term(country, wanted, days, basis=basis, actor=actor, at=at)
