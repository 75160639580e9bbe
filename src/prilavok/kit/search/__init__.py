"""Keeps folded keys by which people, goods and orders are found, however their names were typed.

Words: fold, to bring a text to its key; reading, one thing the typed keys may have meant; entry, one key of one field
of one subject; hit, a subject found. It never keeps what it does not need to find: the texts live in their own rooms.
"""

from prilavok.kit.search.entries import erase_entries, rebuild, write_entries
from prilavok.kit.search.finding import find
from prilavok.kit.search.folding import VERSION, fold
from prilavok.kit.search.layout import layouts
from prilavok.kit.search.numbers import Hit
from prilavok.kit.search.sorting import sort_key

__all__ = ["VERSION", "Hit", "erase_entries", "find", "fold", "layouts", "rebuild", "sort_key", "write_entries"]
