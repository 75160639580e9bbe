"""Tells whether records that nobody has tied together are one person: whole files by Splink, one record by its weights.

It keeps nothing and joins nobody: what it finds are suggestions with their evidence, for a person to decide.
Words: field, what a column of a list holds; prepared row, a row as it is compared; level, how alike two values are;
bits, what a level says for one person, log2 of m / u; household, several people of one address, surname or phone;
model, what was learnt; index, known people by their keys.
"""

from prilavok.kit.matching.batch import Matched, Pair, Placed, matching
from prilavok.kit.matching.index import ENOUGH, Found, PeopleIndex
from prilavok.kit.matching.model import Model, default_model, read_model, write_model
from prilavok.kit.matching.naming import NameWords
from prilavok.kit.matching.preparing import Person, learn_names, prepare
from prilavok.kit.matching.scoring import Evidence, Scored, Scorer, bits_of

__all__ = [
    "ENOUGH", "Evidence", "Found", "Matched", "Model", "NameWords", "Pair", "PeopleIndex", "Person", "Placed", "Scored",
    "Scorer", "bits_of", "default_model", "learn_names", "matching", "prepare", "read_model", "write_model",
]  # fmt: skip
