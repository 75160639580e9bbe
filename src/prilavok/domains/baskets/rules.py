"""How much a basket may hold, and how two baskets of one person become one."""

from collections.abc import Mapping

MOST_LINES = 100
MOST_UNITS = 1_000_000
MOST_COUPONS = 5
MOST_COMPARED = 6  # of one shelf, side by side
MOST_SHELVES = 10  # so many times as many in all


def fits(quantity: int) -> bool:
    """Whether a line may hold so many units; nought takes the line out."""
    return 0 <= quantity <= MOST_UNITS


def merged(into: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """What is put into the one basket from the other, by variant.

    The larger quantity of the two holds, since the same wish was often put in twice. What does not fit any more stays
    out, the latest lines first.
    """
    room = MOST_LINES - len(into)
    fresh = [variant for variant in other if variant not in into][: max(room, 0)]
    larger = [variant for variant in other if variant in into and other[variant] > into[variant]]
    return {variant: other[variant] for variant in (*larger, *fresh)}
