"""What a cashier scans or types, read: codes with how many, amounts of money."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from prilavok.domains.catalog.types import VariantView
from prilavok.domains.orders.types import LARGEST
from prilavok.insights.packages import Package, read_package
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.money import read_money

_TIMES = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,3})?)\s*[*×xх]\s*(\S.*)", re.IGNORECASE)
_LONGEST = 80
_LONGEST_GS1 = 200
#: lot or serial numbers named with one line
_MOST_PIECES = 50
#: the smallest units in the one people say, for everything that is not counted in pieces
_MEASURED = 1000


class NothingKnown(Refused):
    """Neither goods, nor a card, nor a waiting order."""

    def __init__(self, text: str) -> None:
        super().__init__(
            "till.nothing_known",
            _(
                "“%(text)s” is no product, no loyalty card, no known phone, and no order waits at this store under it."
                " Scan it again, or type the number under the bars."
            ),
            text=text[:40],
        )


class WeighIt(Refused):
    """Goods sold by weight or volume were scanned without how much."""

    def __init__(self) -> None:
        super().__init__(
            "till.weigh_it", _("This is sold by weight or volume: type how much and a star before it, as 0.350*code.")
        )


class NoSuchQuantity(Refused):
    """How many was typed, and it cannot be so many."""

    def __init__(self) -> None:
        super().__init__("till.no_quantity", _("So many cannot be sold: type a whole number of pieces, or a weight."))


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned code, and how many were typed before it ("3*4600…"), None where nothing was."""

    code: str
    times: Decimal | None


def read_scan(request: HttpRequest) -> Scan:
    """What stands in the scan field."""
    return read_times(request.POST.get("scan", "").replace("\x00", "").strip()[:_LONGEST])


def read_times(text: str) -> Scan:
    """A code, and how many of it were typed before it."""
    if match := _TIMES.fullmatch(text):
        return Scan(match[2].strip(), Decimal(match[1].replace(",", ".")))
    return Scan(text, None)


def scanned_package(request: HttpRequest) -> Package | None:
    """The package whose GS1 code, or the piece whose serial number, stands in the scan field; None: something else."""
    text = request.POST.get("scan", "").replace("\x00", "")[:_LONGEST_GS1]
    return read_package(text, clock.now()) if text.strip() else None


def units_scanned(scan: Scan, variant: VariantView) -> int:
    """How many of the variant's smallest units are meant. Raises WeighIt, NoSuchQuantity."""
    if variant.unit != "piece" and scan.times is None:
        raise WeighIt
    return units_typed(str(scan.times or 1), variant.unit)


def units_typed(text: str, unit: str) -> int:
    """The smallest units of what was typed as people say it: "3" pieces, "0,350" kilograms. Raises NoSuchQuantity."""
    tidy = text.strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", tidy):
        raise NoSuchQuantity
    said = Decimal(tidy)
    units = said if unit == "piece" else said * _MEASURED
    if units != int(units) or units > LARGEST:
        raise NoSuchQuantity
    return int(units)


def read_amount(text: str, currency: str) -> int | None:
    """Minor units of an amount as typed ("5 000,50"); None where nothing is. Refused where it is no amount."""
    tidy = re.sub(r"\s", "", text[:40]).replace(",", ".")
    return read_money(tidy, currency).amount if tidy else None


def read_pieces(text: str) -> tuple[str, ...]:
    """The lot or serial numbers typed with a comma between them, at most so many."""
    tidy = (one.strip() for one in text.replace("\x00", "").split(","))
    return tuple(one for one in tidy if one)[:_MOST_PIECES]


def read_points(text: str) -> int:
    """How many points shall pay; nothing typed means none. Raises NoSuchQuantity."""
    tidy = text.strip()
    if not tidy:
        return 0
    if not (tidy.isascii() and tidy.isdigit()) or len(tidy) > 12:
        raise NoSuchQuantity
    return int(tidy)
