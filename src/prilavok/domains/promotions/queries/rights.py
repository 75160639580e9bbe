"""Questions to rights: who may claim which promotion, by what, and how often still."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.promotions.rules import tidy_code
from prilavok.domains.promotions.types.keeping import Claim, Rights, ShownRight
from prilavok.domains.promotions.types.pricing import Rulebook
from prilavok.kit.db.sql import call
from prilavok.kit.pages import Condition, read_rows


def find_rights(codes: Sequence[str], leaves: Sequence[UUID], at: datetime, *, then: bool = False) -> Rights:
    """What these codes and the person of these leaves may claim; of two rights to one promotion the coupon counts.

    then: as it was at a past instant; otherwise every use counts, also one by a clock that is a little ahead.
    """
    by = at if then else None
    tidy = {code: tidy_code(code) for code in codes}
    shown: dict[UUID, ShownRight] = {}
    refused = dict.fromkeys(codes, "unknown")
    for offer in _offers(leaves, at, by) if leaves else ():
        shown[offer.promotion] = offer
    for text, until, right in _coupons(sorted(set(tidy.values())), by) if tidy else ():
        typed = [code for code, plain in tidy.items() if plain == text]
        ended, gone = until is not None and until <= at, right.left is not None and right.left <= 0
        refused |= dict.fromkeys(typed, "ended" if ended else "used_up" if gone else "")
        if not ended and not gone:
            shown[right.promotion] = right
    return Rights(tuple(shown.values()), {code: why for code, why in refused.items() if why})


def tidy_coupon(typed: str) -> str:
    """A coupon code as it is kept."""
    return tidy_code(typed)


def knows_code(typed: str) -> bool:
    """Whether a typed text is a coupon of ours, good or ended."""
    return bool(_coupons([tidy_code(typed)], None))


def uses_left(book: Rulebook, leaves: Sequence[UUID], then: datetime | None = None) -> dict[UUID, int]:
    """In how many more orders each limited promotion may be given to the person of these leaves, now or then.

    Where nobody is known, what each customer gets so often is given to none: nobody could count it.
    """
    limited = {
        one.id: one.conditions for one in book.promotions if one.conditions.in_all or one.conditions.per_customer
    }
    if not limited:
        return {}
    counted = [promotion for promotion, said in limited.items() if said.in_all]
    rows = call("promotions_uses_of", list(limited), counted, list(leaves), then)
    used: dict[UUID, tuple[int, int]] = {promotion: (in_all, theirs) for promotion, in_all, theirs in rows}
    left = {}
    for promotion, said in limited.items():
        in_all, theirs = used.get(promotion, (0, 0))
        rests = [said.in_all - in_all] if said.in_all else []
        if said.per_customer:
            rests.append(said.per_customer - theirs if leaves else 0)
        left[promotion] = max(min(rests), 0)
    return left


def more_points(order: UUID) -> tuple[int, int]:
    """By how much promotions given on an order multiply its points (basis points), and how many they add."""
    rows: list[tuple[int, int]] = read_rows(
        "(v.conditions->'act'->>'times')::int, (v.conditions->'act'->>'extra')::int",
        "promotions_use u JOIN promotions_version v ON v.id = u.version",
        row=lambda times, extra: (times, extra),
        where=[
            Condition('u."order" = %s::uuid', order),
            Condition("u.voided_at IS NULL"),
            Condition("v.conditions->'act'->>'kind' = 'points'"),
        ],
    )
    return max([10_000, *(times for times, _ in rows)]), sum(extra for _, extra in rows)


def used_on(order: UUID) -> list[Claim]:
    """The promotions that were given on an order and are not voided."""
    return read_rows(
        "promotion_id, version, coupon_id, offer_id, amount, 0, 0, 0",
        "promotions_use",
        row=Claim,
        where=[Condition('"order" = %s::uuid', order), Condition("voided_at IS NULL")],
        rest="ORDER BY id",
    )


def _offers(leaves: Sequence[UUID], at: datetime, by: datetime | None) -> list[ShownRight]:
    return read_rows(
        "o.promotion_id, NULL::uuid, o.id, 0, NULL::int",
        "promotions_offer o",
        row=ShownRight,
        where=[
            Condition("o.leaf_id = ANY(%s::uuid[])", list(leaves)),
            Condition("o.until IS NULL OR o.until > %s", at),
            Condition(
                "NOT EXISTS (SELECT FROM promotions_use u WHERE u.offer_id = o.id"
                " AND (%s::timestamptz IS NULL OR u.used_at <= %s) AND (u.voided_at IS NULL OR u.voided_at > %s))",
                by,
                by,
                by,
            ),
        ],
        rest="ORDER BY o.id LIMIT 200",
    )


def _coupons(codes: Sequence[str], by: datetime | None) -> list[tuple[str, datetime | None, ShownRight]]:
    return [
        (code, until, ShownRight(promotion, coupon, None, most, left))
        for code, until, promotion, coupon, most, left in call("promotions_coupons", list(codes), by)
    ]
