"""Which rules of identity and lines of the list can be."""

import re

from prilavok.domains.customers.errors import PatternUnfit, RuleUnfit
from prilavok.domains.customers.types.identity import DEVICES, KindRule, ListedValue

USES = ("unique", "limited", "shared", "blocked", "leased")
WHYS = ("filler", "own", "courier", "tablet", "other")
_MOST, _DAYS = 10_000, 3_650
_PATTERN = re.compile(r"[^\s\x00]{3,120}")


def check_rule(rule: KindRule) -> None:
    """Raises RuleUnfit."""
    numbers = [one for one in (rule.most, rule.days) if one is not None]
    fit = (
        re.fullmatch(r"[a-z_]{2,16}", rule.kind)
        and rule.use in USES
        and (rule.use == "limited" or not numbers)
        and (rule.days is None or rule.most is not None)
        and (rule.most is None or 1 <= rule.most <= _MOST)
        and (rule.days is None or 1 <= rule.days <= _DAYS)
        and (rule.use != "leased" or rule.kind in DEVICES)
        and (rule.kind != "person" or (rule.use == "limited" and (rule.most or 0) >= 2 and rule.days is None))
    )
    if not fit:
        raise RuleUnfit(rule.kind)


def check_listed(line: ListedValue) -> None:
    """Raises PatternUnfit. A pattern names at least three characters beside its stars, so that none takes everybody."""
    named = len(line.pattern.replace("*", "").replace("?", ""))
    fit = (
        re.fullmatch(r"[a-z_]{2,16}", line.kind)
        and line.use in ("blocked", "shared")
        and line.why in WHYS
        and _PATTERN.fullmatch(line.pattern)
        and named >= 3
        and line.pattern.count("*") <= 4
    )
    if not fit:
        raise PatternUnfit
