"""The part of `prilavok check` that holds what moved by lots against what moved at all."""

from prilavok.domains.stock.queries import lots_beyond_goods


def check() -> list[str]:
    """Sentences on papers and orders by which more moved by lots than moved at all."""
    return [
        f"{one.cause} moved {one.by_lots} of variant {one.variant} by lots, and {one.moved} at all"
        for one in lots_beyond_goods()
    ]
