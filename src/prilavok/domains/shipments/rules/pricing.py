"""What bringing an order home costs, and how far it is as the crow flies. Whole numbers: no float anywhere."""

from collections.abc import Sequence
from math import isqrt

from prilavok.domains.shipments.types.delivering import DeliveryPriceView, Point

#: millimetres of a millionth of a degree of latitude, everywhere (a great circle of 40,008 km)
_MM_OF_MICRODEGREE = 111
_TENTHS = 1000
# The cosine of each whole degree of latitude from 0 to 90, in thousandths.
_COSINES = (
    1000, 1000, 999, 999, 998, 996, 995, 993, 990, 988, 985, 982, 978, 974, 970, 966, 961, 956, 951, 946, 940, 934, 927,
    921, 914, 906, 899, 891, 883, 875, 866, 857, 848, 839, 829, 819, 809, 799, 788, 777, 766, 755, 743, 731, 719, 707,
    695, 682, 669, 656, 643, 629, 616, 602, 588, 574, 559, 545, 530, 515, 500, 485, 469, 454, 438, 423, 407, 391, 375,
    358, 342, 326, 309, 292, 276, 259, 242, 225, 208, 191, 174, 156, 139, 122, 105, 87, 70, 52, 35, 17, 0,
)  # fmt: skip


def metres_between(one: Point, other: Point) -> int:
    """Metres as the crow flies, as on flat ground at the latitude between them: within one part in a hundred in a city.

    A way through streets is longer; the bands of a shop are measured as this is.
    """
    north = abs(one.latitude - other.latitude)
    east = abs(one.longitude - other.longitude)
    middle = min((abs(one.latitude) + abs(other.latitude)) // 2_000_000, 90)
    east = min(east, 360_000_000 - east) * _COSINES[middle] // _TENTHS
    return isqrt(north * north + east * east) * _MM_OF_MICRODEGREE // 1000


def delivery_price(
    rows: Sequence[DeliveryPriceView], *, zone: object, metres: int | None, amount: int
) -> tuple[DeliveryPriceView, int] | None:
    """The row that holds and what bringing costs by it, minor units; None where it is not brought there.

    A row of the place itself goes before one of all places, and a zone's before a band of distance; of bands the
    nearest that reaches. amount: what the goods come to, from which it may be free.
    """
    fitting = [
        (row.place is None, row.zone is None, row.up_to_metres or 0, str(row.id), row)
        for row in rows
        if (row.zone is not None and row.zone == zone)
        or (row.up_to_metres is not None and metres is not None and metres <= row.up_to_metres)
    ]
    if not fitting:
        return None
    row = min(fitting, key=lambda one: one[:4])[4]
    free = row.free_from is not None and amount >= row.free_from
    return row, 0 if free else row.amount
