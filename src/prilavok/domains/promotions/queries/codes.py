"""Questions to rights as they are kept: coupon codes page by page, and to how many a promotion was offered."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.promotions.types.keeping import CodeView, OfferCounts
from prilavok.kit.pages import Condition, Mark, Page, Sort, count_some, read_page, read_rows

_CODE = """c.id, c.code, c.promotion_id, c.most_uses, c.until,
    (SELECT count(*) FROM promotions_use u WHERE u.coupon_id = c.id AND u.voided_at IS NULL)"""
_LATEST = Sort((("c.id", "uuid"),), descending=True)


def turn_codes(promotion: UUID, *, text: str = "", after: Mark | None = None, limit: int = 50) -> Page[CodeView]:
    """Coupon codes of a promotion with their uses, the latest made first. text: what the codes begin with."""
    return read_page(
        _CODE,
        "promotions_coupon c",
        row=CodeView,
        sort=_LATEST,
        where=_of(promotion, text),
        after=after,
        limit=limit,
    )


def count_codes(promotion: UUID, *, text: str = "") -> int:
    """How many the same filter leaves; see kit.pages.count_some."""
    return count_some("promotions_coupon c", _of(promotion, text))


def free_codes(promotions: Sequence[UUID], at: datetime, *, limit: int) -> list[CodeView]:
    """Codes that may be used as often as one likes and have not ended, to these promotions; the latest made first."""
    asked = [
        Condition("c.promotion_id = ANY(%s::uuid[])", list(promotions)),
        Condition("c.most_uses IS NULL AND (c.until IS NULL OR c.until > %s)", at),
    ]
    columns = "c.id, c.code, c.promotion_id, c.most_uses, c.until, 0"
    return read_rows(
        columns, "promotions_coupon c", row=CodeView, where=asked, rest=f"ORDER BY c.id DESC LIMIT {limit:d}"
    )


def count_offers(promotion: UUID) -> OfferCounts:
    """To how many people a promotion was offered, and how many of them used it."""
    return read_rows(
        """count(*), count(*) FILTER (WHERE EXISTS (
            SELECT FROM promotions_use u WHERE u.offer_id = o.id AND u.voided_at IS NULL))""",
        "promotions_offer o",
        row=OfferCounts,
        where=[Condition("o.promotion_id = %s::uuid", promotion)],
    )[0]


def offered_among(promotion: UUID, leaves: Sequence[UUID]) -> set[UUID]:
    """Those of the leaves to which the promotion was offered already."""
    asked = [Condition("promotion_id = %s::uuid", promotion), Condition("leaf_id = ANY(%s::uuid[])", list(leaves))]
    return set(read_rows("leaf_id", "promotions_offer", row=lambda leaf: leaf, where=asked))


def _of(promotion: UUID, text: str) -> list[Condition]:
    asked = [Condition("c.promotion_id = %s::uuid", promotion)]
    return [*asked, Condition("starts_with(c.code, %s)", text)] if text else asked
