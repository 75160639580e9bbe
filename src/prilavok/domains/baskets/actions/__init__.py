"""What changes baskets."""

from prilavok.domains.baskets.actions.comparing import compare_no_more, compare_variant
from prilavok.domains.baskets.actions.filling import (
    choose_place,
    mark_ordered,
    merge_basket,
    open_basket,
    set_coupons,
    set_wishes,
    wanted_of,
)
from prilavok.domains.baskets.actions.paying import buy_from, free_from_sale, keep_for_sale

__all__ = [
    "buy_from",
    "choose_place",
    "compare_no_more",
    "compare_variant",
    "keep_for_sale",
    "free_from_sale",
    "mark_ordered",
    "merge_basket",
    "open_basket",
    "set_coupons",
    "set_wishes",
    "wanted_of",
]
