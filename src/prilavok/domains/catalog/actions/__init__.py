"""What changes the catalogue: cards, attributes, and what cards say of them."""

from prilavok.domains.catalog.actions.attributes import (
    bring_back_attribute,
    bring_back_choice,
    put_attribute,
    rename_group,
    take_away_attribute,
    take_away_choice,
)
from prilavok.domains.catalog.actions.cards import put_cards, set_variant_kind
from prilavok.domains.catalog.actions.said import say_of_cards

__all__ = [
    "bring_back_attribute",
    "bring_back_choice",
    "put_attribute",
    "put_cards",
    "rename_group",
    "say_of_cards",
    "set_variant_kind",
    "take_away_attribute",
    "take_away_choice",
]
