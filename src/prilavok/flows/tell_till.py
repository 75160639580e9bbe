"""A till that has a line is told what it needs without one: what is lent to it lives on and is filled up."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.promotions.queries import book_at, uses_left
from prilavok.domains.promotions.types.acts import Points
from prilavok.domains.promotions.types.pricing import PromotionRule
from prilavok.domains.tills.actions import lock_till, note_told, prolong_leases
from prilavok.domains.tills.errors import TillWithdrawn
from prilavok.domains.tills.queries import leases_out, share_of
from prilavok.domains.tills.types import MOST_LEASES, TillView
from prilavok.flows.lend_to_till import lend_uses
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.instants import milliseconds

needs = "sales.record"


def tell_till(till: UUID, *, actor: Actor, at: datetime) -> TillView:
    """The till is here: its leases may be used for a day from now, and of limited promotions it gets its share.

    Raises TillUnknown, TillWithdrawn.
    """
    with story():
        held = lock_till(till)
        if held.withdrawn_at is not None:
            raise TillWithdrawn
        prolong_leases(till, at=at)
        _fill_up(held, actor, at)
        note_told(till, at=at)
        return held


def _fill_up(till: TillView, actor: Actor, at: datetime) -> None:
    book = book_at("till", till.place, at)
    out = leases_out(till.id)
    left = uses_left(book, ())
    for rule in sorted(book.promotions, key=lambda one: one.id):
        if not _lends_itself(rule, at):
            continue
        has = sum(1 for one in out if one.promotion == rule.id and one.kind == "promotion")
        more = min(share_of(left[rule.id] + has) - has, MOST_LEASES - len(out))
        if more > 0:
            out += lend_uses(till, rule, None, "", more, actor=actor, at=at)


def _lends_itself(rule: PromotionRule, at: datetime) -> bool:
    """Limited in all, begun, for anybody and off the price: without a line nobody is known, and nobody earns."""
    said = rule.conditions
    for_some = said.per_customer or said.known or said.first or said.segments or said.right
    for_some = for_some or isinstance(said.act, Points)
    return bool(said.in_all) and not for_some and rule.since <= milliseconds(at)
