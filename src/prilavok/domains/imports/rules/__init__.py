"""How lists are read: which column holds what by its heading, and what a cell means."""

from prilavok.domains.imports.rules.fields import ATTRIBUTE, FIELDS, check_mapping, guess_fields, name_cells
from prilavok.domains.imports.rules.values import (
    FINISHED,
    Unfit,
    digest_of,
    fold_word,
    is_finished,
    read_amount,
    read_at,
    read_birth,
    read_quantity,
    read_yes,
    row_key,
    whole_name,
)

__all__ = [
    "ATTRIBUTE",
    "FIELDS",
    "FINISHED",
    "Unfit",
    "check_mapping",
    "digest_of",
    "fold_word",
    "guess_fields",
    "is_finished",
    "name_cells",
    "read_amount",
    "read_at",
    "read_birth",
    "read_quantity",
    "read_yes",
    "row_key",
    "whole_name",
]
