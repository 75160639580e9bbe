"""What changes promotions."""

from prilavok.domains.promotions.actions.keeping import (
    archive_promotion,
    draft_promotion,
    publish_promotion,
    restore_promotion,
    stop_promotion,
)
from prilavok.domains.promotions.actions.redemptions import put_coupons, redeem_coupons
from prilavok.domains.promotions.actions.rights import claim_promotions, offer_promotion, put_codes, void_promotions

__all__ = [
    "archive_promotion",
    "claim_promotions",
    "draft_promotion",
    "offer_promotion",
    "publish_promotion",
    "put_codes",
    "put_coupons",
    "redeem_coupons",
    "restore_promotion",
    "stop_promotion",
    "void_promotions",
]
