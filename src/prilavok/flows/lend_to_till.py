"""A till is lent what it may use without a line: uses of limited promotions and coupons, units of goods."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import open_receipt_leaves
from prilavok.domains.orders.types import COUNTER
from prilavok.domains.promotions.actions import lend_use
from prilavok.domains.promotions.queries import find_rights, live_book, tidy_coupon
from prilavok.domains.promotions.types.keeping import Claim, ShownRight
from prilavok.domains.promotions.types.pricing import PromotionRule
from prilavok.domains.stock.actions import hold_stock
from prilavok.domains.tills.actions import keep_leases, lent_until, lock_till
from prilavok.domains.tills.errors import NotLent, TillWithdrawn
from prilavok.domains.tills.queries import leases_out
from prilavok.domains.tills.types import GRACE, MOST_LEASES, MOST_LENT, LeaseKind, LeaseView, TillView
from prilavok.insights.sale_page import find_on_shelf
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id

needs = "sales.record"


def lend(till: UUID, text: str, units: int, *, actor: Actor, at: datetime) -> list[LeaseView]:
    """Keep so many uses of the coupon, or so many units of the goods, for this till alone.

    Raises TillUnknown, TillWithdrawn, NotLent, StockShort; then nothing is kept.
    """
    with story():
        held = lock_till(till)
        if held.withdrawn_at is not None:
            raise TillWithdrawn
        if len(leases_out(till)) >= MOST_LEASES:
            raise NotLent("too_many")
        goods = find_on_shelf(text)
        if goods is None:
            return _lend_coupon(held, text, units, actor, at)
        if units <= 0:
            raise NotLent("no_units")
        lease = LeaseView(new_id(), till, "goods", None, None, "", goods.id, units, lent_until(at))
        hold_stock(lease.id, held.place, {goods.id: units}, until=lease.until + GRACE, actor=actor, at=at)
        keep_leases([lease], at=at)
        return [lease]


def lend_uses(
    till: TillView, rule: PromotionRule, right: ShownRight | None, code: str, times: int, *, actor: Actor, at: datetime
) -> list[LeaseView]:
    """Within the caller's story, with the till's row held: as many uses as are left, at most so many."""
    leaf = open_receipt_leaves(COUNTER, [f"lent:{till.id}"], at=at, origin="live")[f"lent:{till.id}"]
    coupon, of_coupon = (right.coupon, right.of_coupon) if right else (None, 0)
    made: list[LeaseView] = []
    for _nth in range(times):
        claim = Claim(rule.id, rule.version, coupon, None, 0, rule.conditions.in_all, 0, of_coupon)
        kind: LeaseKind = "coupon" if coupon else "promotion"
        lease = LeaseView(new_id(), till.id, kind, rule.id, coupon, code, None, 1, lent_until(at))
        if not lend_use(lease.id, claim, leaf=leaf, at=at):
            break
        made.append(lease)
    keep_leases(made, at=at)
    return made


def _lend_coupon(till: TillView, text: str, units: int, actor: Actor, at: datetime) -> list[LeaseView]:
    code = tidy_coupon(text)
    rights = find_rights([code], (), at)
    if rights.refused:
        raise NotLent("unknown" if "unknown" in rights.refused.values() else "used_up")
    [right] = rights.shown
    rule = next((one for one in live_book().promotions if one.id == right.promotion), None)
    if rule is None:
        raise NotLent("unknown")
    if rule.conditions.per_customer or rule.conditions.known or rule.conditions.first or rule.conditions.segments:
        raise NotLent("needs_customer")
    if not (right.of_coupon or rule.conditions.in_all):
        raise NotLent("needs_nothing")
    if not (made := lend_uses(till, rule, right, code, min(max(units, 1), MOST_LENT), actor=actor, at=at)):
        raise NotLent("used_up")
    return made
