"""Questions to gift cards."""

from prilavok.domains.giftcards.queries.cards import (
    GIFT_SORTS,
    cards_of_order,
    cards_shown_to,
    find_gift_card,
    gift_card_moves,
    list_gift_cards,
    may_be_gift_code,
    read_gift_card,
    read_gift_cards,
    replaced_by,
    shown_codes,
)
from prilavok.domains.giftcards.queries.holds import (
    due_gift_holds,
    gift_holds_of,
    gift_parts,
    gift_sum,
    kept_under,
    parts_of,
)
from prilavok.domains.giftcards.queries.terms import face_values_of, gift_days, gift_goods, gift_terms_at, gifts_owed

__all__ = [
    "GIFT_SORTS",
    "cards_of_order",
    "cards_shown_to",
    "due_gift_holds",
    "face_values_of",
    "find_gift_card",
    "gift_card_moves",
    "gift_days",
    "gift_goods",
    "gift_holds_of",
    "gift_parts",
    "gift_sum",
    "gift_terms_at",
    "gifts_owed",
    "kept_under",
    "list_gift_cards",
    "may_be_gift_code",
    "parts_of",
    "read_gift_card",
    "read_gift_cards",
    "replaced_by",
    "shown_codes",
]
