"""Which verbs a subscription wants, and what an answer means."""

import re
from collections.abc import Collection, Sequence
from datetime import timedelta

#: the purpose under which secrets are sealed; another would not open them
PURPOSE = "hooks_out"
#: how long an address may take nothing before it is switched off
PATIENCE = timedelta(days=3)
#: how often one telling may be refused by an address that takes others; about three days, as tries come to be hourly
MOST_REFUSALS = 100
SECRET_BYTES = 32  # Standard Webhooks asks for 24 to 64
_URL = re.compile(r"https?://[^\s@/?#]+(?:[/?][^\s#]*)?")
_LONGEST_URL = 2_000
_PATTERN = re.compile(r"\*|[a-z_]+\.(?:\*|[a-z_]+)")
# The address is not well, whatever it is told: no answer, try again later, or nothing of ours at all.
_NOT_WELL = frozenset({408, 425, 429})
GONE = 410  # Standard Webhooks: the receiver asks not to be told any more
# Where the REST door shows a thing; what is not here has no page of its own there.
_NOUNS = {"customer": "customers", "order": "orders", "place": "places", "product": "products", "variant": "variants"}


def is_address(url: str) -> bool:
    """Whether this can be an address to tell: http or https, no name or password in it, no fragment."""
    return len(url) <= _LONGEST_URL and _URL.fullmatch(url) is not None


def unknown_patterns(patterns: Sequence[str], verbs: Collection[str]) -> list[str]:
    """Those of the patterns ("order.placed", "order.*", "*") that fit no verb there is."""
    nouns = {verb.partition(".")[0] for verb in verbs}
    return [
        pattern
        for pattern in patterns
        if not _PATTERN.fullmatch(pattern)
        or not (pattern == "*" or pattern in verbs or (pattern.endswith(".*") and pattern[:-2] in nouns))
    ]


def wants(patterns: Sequence[str], verb: str) -> bool:
    """Whether one of the patterns fits the verb."""
    return any(one in ("*", verb, f"{verb.partition('.')[0]}.*") for one in patterns)


def link_of(kind: str, subject: str) -> str | None:
    """Where the thing is asked for at the REST door, from its root."""
    return f"/api/v1/{_NOUNS[kind]}/{subject}" if kind in _NOUNS else None


def is_down(answered: int | None) -> bool:
    """Whether this answer (None: there was none) says that the address is not well, not that it refused the telling."""
    return answered is None or answered < 400 or answered >= 500 or answered in _NOT_WELL
