"""What changes promotions."""

from prilavok.domains.promotions.actions.keeping import (
    archive_promotion,
    draft_promotion,
    publish_promotion,
    restore_promotion,
    stop_promotion,
)
from prilavok.domains.promotions.actions.lending import claim_beyond, lend_use, use_lent
from prilavok.domains.promotions.actions.redemptions import put_coupons, redeem_coupons
from prilavok.domains.promotions.actions.rights import (
    claim_promotions,
    keep_promotions,
    offer_promotion,
    put_codes,
    void_promotions,
)

__all__ = [
    "archive_promotion",
    "claim_beyond",
    "claim_promotions",
    "draft_promotion",
    "keep_promotions",
    "lend_use",
    "offer_promotion",
    "publish_promotion",
    "put_codes",
    "put_coupons",
    "redeem_coupons",
    "restore_promotion",
    "stop_promotion",
    "use_lent",
    "void_promotions",
]
