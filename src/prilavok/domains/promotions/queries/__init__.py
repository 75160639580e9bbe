"""Questions to promotions."""

from prilavok.domains.promotions.queries.books import (
    book_at,
    book_on_paper,
    book_then,
    book_with,
    book_without,
    empty_book,
    live_book,
    price_alone,
    price_basket,
    turns_between,
)
from prilavok.domains.promotions.queries.codes import count_codes, count_offers, free_codes, offered_among, turn_codes
from prilavok.domains.promotions.queries.kept import (
    known_versions,
    limits_in_all,
    limits_of_coupons,
    list_codes,
    list_promotions,
    list_versions,
    name_promotions,
    read_promotion,
)
from prilavok.domains.promotions.queries.redemptions import list_coupons, list_redemptions, read_coupons
from prilavok.domains.promotions.queries.rights import (
    find_rights,
    knows_code,
    more_points,
    tidy_coupon,
    used_on,
    uses_left,
)

__all__ = [
    "book_at",
    "book_on_paper",
    "book_then",
    "book_with",
    "book_without",
    "count_codes",
    "count_offers",
    "empty_book",
    "find_rights",
    "free_codes",
    "known_versions",
    "knows_code",
    "limits_in_all",
    "limits_of_coupons",
    "list_codes",
    "list_coupons",
    "list_promotions",
    "list_redemptions",
    "list_versions",
    "live_book",
    "more_points",
    "name_promotions",
    "offered_among",
    "price_alone",
    "price_basket",
    "read_coupons",
    "read_promotion",
    "tidy_coupon",
    "turn_codes",
    "turns_between",
    "used_on",
    "uses_left",
]
