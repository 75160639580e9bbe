"""What changes gift cards."""

from prilavok.domains.giftcards.actions.issuing import issue_gift_cards, tie_gift_card
from prilavok.domains.giftcards.actions.keeping import (
    block_gift_card,
    end_gift_cards,
    hide_gift_codes,
    replace_gift_card,
    unblock_gift_card,
)
from prilavok.domains.giftcards.actions.lending import spend_lent_cards
from prilavok.domains.giftcards.actions.paying import (
    give_back_on_cards,
    hold_gift_card,
    lock_gift_cards,
    release_gift_cards,
    release_late_gifts,
    spend_gift_cards,
)
from prilavok.domains.giftcards.actions.setting import put_gift_goods, set_gift_term

__all__ = [
    "block_gift_card",
    "end_gift_cards",
    "give_back_on_cards",
    "hide_gift_codes",
    "hold_gift_card",
    "issue_gift_cards",
    "lock_gift_cards",
    "put_gift_goods",
    "release_gift_cards",
    "release_late_gifts",
    "replace_gift_card",
    "set_gift_term",
    "spend_gift_cards",
    "spend_lent_cards",
    "tie_gift_card",
    "unblock_gift_card",
]
