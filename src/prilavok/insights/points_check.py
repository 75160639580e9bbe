"""The part of `prilavok check` that holds points that end against the ledger."""

from prilavok.domains.loyalty.queries import lots_beyond_points


def check() -> list[str]:
    """Sentences on points that end and do not add up to what accounts hold and moves took."""
    return lots_beyond_points()
