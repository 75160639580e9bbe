"""What makes a rule fit to be kept: read strictly, bounded in size and depth, and not empty of meaning."""

import re
from collections.abc import Iterable
from uuid import UUID

import msgspec

from prilavok.domains.audiences.types import (
    DEEDS_OF_GOODS,
    Agreed,
    All,
    AnyOf,
    Atom,
    Bought,
    Did,
    DidAgo,
    Favourite,
    HasPoints,
    HasTier,
    Known,
    LastBought,
    LastWas,
    Not,
    Rule,
    Scored,
    Speaks,
    atoms_of,
)

LARGEST_RULE = 8_000  # bytes
MOST_CONDITIONS = 20
DEEPEST = 4  # groups within groups
_TOUCHPOINT = re.compile(r"site|app|bot|till|tablet|desk|phone|marketplace")

_ALWAYS = frozenset({"customer.joined", "customer.separated", "customer.recognised", "customer.erased"})
_ORDERS = frozenset({"order.completed", "order.changed", "order.cancelled"})
_IDENTITY = frozenset({"contact.verified"})
_CONSENTS = frozenset({"consent.given", "consent.withdrawn"})
_POINTS = frozenset({"points.earned", "points.burned", "points.expired", "points.returned", "points.taken_back"})
_TIERS = frozenset({"tier.reached", "tier.left"})


class RuleUnfit(ValueError):
    """A rule that cannot be kept. reason: a code of domains/audiences/errors.py."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_strictly(text: str | bytes) -> Rule:
    """The rule of a JSON text. Raises RuleUnfit and nothing else, whatever is given."""
    if len(text) > LARGEST_RULE:
        raise RuleUnfit("large")
    try:
        rule = msgspec.json.decode(text, type=Rule, strict=True)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise RuleUnfit("unreadable") from None
    return check_rule(rule)


def check_rule(rule: Rule) -> Rule:
    """The same rule. Raises RuleUnfit where it is too large, too deep, or says something that cannot be meant."""
    if _depth(rule) > DEEPEST:
        raise RuleUnfit("deep")
    atoms = atoms_of(rule)
    if not atoms or _has_empty(rule):
        raise RuleUnfit("empty")
    if len(atoms) > MOST_CONDITIONS:
        raise RuleUnfit("large")
    for atom in atoms:
        _check_atom(atom)
    return rule


def _depth(rule: Rule) -> int:
    if isinstance(rule, Not):
        # The opposite of an opposite says nothing and would be a way round every bound.
        return DEEPEST + 1 if isinstance(rule.of, Not) else _depth(rule.of)
    if isinstance(rule, All | AnyOf):
        return 1 + max((_depth(part) for part in rule.of), default=0)
    return 0


def _has_empty(rule: Rule) -> bool:
    if isinstance(rule, Not):
        return _has_empty(rule.of)
    return isinstance(rule, All | AnyOf) and (not rule.of or any(_has_empty(part) for part in rule.of))


def _check_atom(atom: Atom) -> None:
    if isinstance(atom, Bought | LastBought | Known | Did | DidAgo | HasPoints):
        if atom.least is None and atom.most is None:
            raise RuleUnfit("bounds_missing")
        if atom.least is not None and atom.most is not None and atom.least > atom.most:
            raise RuleUnfit("bounds_crossed")
    if isinstance(atom, LastBought | Known | DidAgo) and max(atom.least or 0, atom.most or 0) > 36_500:
        raise RuleUnfit("too_long_ago")
    if isinstance(atom, Bought) and atom.measure != "orders" and atom.currency is None:
        raise RuleUnfit("currency_missing")
    if isinstance(atom, Did | DidAgo) and atom.narrowed and atom.verb not in DEEDS_OF_GOODS:
        raise RuleUnfit("goods_unsaid")
    if isinstance(atom, Favourite | LastWas) and not _named(atom):
        raise RuleUnfit("value_missing")
    if isinstance(atom, Scored):
        for first, last in (atom.recency, atom.frequency, atom.monetary):
            if first > last:
                raise RuleUnfit("bounds_crossed")


def _named(atom: Favourite | LastWas) -> bool:
    if atom.of == "touchpoint":
        return _TOUCHPOINT.fullmatch(atom.value) is not None
    try:
        return str(UUID(atom.value)) == atom.value
    except ValueError:
        return False


def verbs_of(rule: Rule) -> frozenset[str]:
    """What has to happen for the answer to change by something other than time."""
    return _ALWAYS | frozenset(verb for atom in atoms_of(rule) for verb in _verbs(atom))


def _verbs(atom: Atom) -> Iterable[str]:
    if isinstance(atom, Did | DidAgo):
        return (atom.verb,)
    if isinstance(atom, Bought | LastBought | Favourite | LastWas | Scored):
        return _ORDERS
    if isinstance(atom, Agreed):
        return _CONSENTS | _IDENTITY
    if isinstance(atom, HasPoints):
        return _POINTS
    if isinstance(atom, HasTier):
        return _TIERS
    # A language is told by lists and loads alone, after which everybody is counted.
    return () if isinstance(atom, Speaks) else _IDENTITY


def currencies_scored(rules: Iterable[Rule]) -> frozenset[str]:
    """Of which currencies a scale is needed."""
    return frozenset(atom.currency for rule in rules for atom in atoms_of(rule) if isinstance(atom, Scored))
