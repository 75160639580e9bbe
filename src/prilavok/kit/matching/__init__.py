"""Tells whether records that nobody has tied together are one person: whole files by Splink, one record by its weights.

It keeps nothing and joins nobody: what it finds are suggestions with their evidence, for a person to decide.
Words: field, what a column of a list holds; prepared row, a row as it is compared; level, how alike two values are;
bits, what a level says for one person, log2 of m / u; household, several people of one address, surname or phone;
model, what was learnt; index, known people by their keys.
"""

from prilavok.kit.matching.batch import Matched, Pair, Placed, matching
from prilavok.kit.matching.index import Found, PeopleIndex
from prilavok.kit.matching.model import Model, read_model, write_model
from prilavok.kit.matching.preparing import Person, prepare
from prilavok.kit.matching.scoring import Evidence, Scored, Scorer

__all__ = [
    "Evidence", "Found", "Matched", "Model", "Pair", "PeopleIndex", "Person", "Placed", "Scored", "Scorer", "matching",
    "prepare", "read_model", "write_model",
]  # fmt: skip
