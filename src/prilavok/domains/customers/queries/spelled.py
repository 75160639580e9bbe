"""Whom a number or an address names, however it is spelled."""

import contextlib
import re
from uuid import UUID

from prilavok.domains.customers.queries.identity import find_leaf
from prilavok.domains.customers.rules import read_contact
from prilavok.domains.customers.types import KnownLeaf
from prilavok.kit.errors import Refused
from prilavok.kit.phones import read_phone


def find_by_phone(text: str) -> KnownLeaf | None:
    """The leaf of a phone as typed, and whose it is. For staff: to the one who typed it, it proves nothing."""
    try:
        return find_leaf("phone", read_phone(text).e164)
    except Refused:
        return None


def named_whole(text: str) -> list[UUID]:
    """The customers whose very phone, e-mail or card this text is, in any spelling of it."""
    wanted = [("card", re.sub(r"[\s-]", "", text))]
    for kind in ("phone", "email"):
        with contextlib.suppress(Refused):
            wanted.append((kind, read_contact(kind, text)[0]))
    found = (find_leaf(kind, value) for kind, value in wanted)
    return list(dict.fromkeys(leaf.customer for leaf in found if leaf and leaf.customer))
