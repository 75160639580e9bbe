"""Where a customer's clock stands as far as we know, for laws that speak of the customer's own hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from prilavok.domains.orders.queries import list_orders
from prilavok.domains.orders.types import OrderFilter
from prilavok.domains.places.queries import read_places
from prilavok.kit.errors import Refused
from prilavok.kit.phones import read_phone

#: A phone of the common +7 tells the country and no town. Kazakhstan is one zone since 1 March 2024; in Russia it must
#: be allowed at both ends of the country.
ZONES = {"KZ": ("Asia/Almaty",), "RU": ("Europe/Kaliningrad", "Asia/Kamchatka")}
_BY_CURRENCY = {"KZT": "KZ", "RUB": "RU"}


@dataclass(frozen=True, slots=True)
class CustomerClock:
    """The countries whose law may hold, and the zones the customer may live in: what is allowed is so in all."""

    countries: tuple[str, ...]
    zones: tuple[str, ...]


def read_customer_clock(leaves: Sequence[UUID], phones: Sequence[str] = ()) -> CustomerClock:
    """By their phones, then by the store they last bought at; unknown, it is everywhere.

    phones: the one that is to be written to, or all that they are known by where the message goes another way.
    """
    country, zone = _by_last_place(leaves)
    known = sorted({told for phone in phones if (told := _country_of(phone))})
    if len(known) > 1:
        return CustomerClock(tuple(known), tuple(zone for one in known for zone in ZONES[one]))
    if known and known != [country]:
        country, zone = known[0], ""
    if zone:
        return CustomerClock((country,) if country else tuple(ZONES), (zone,))
    if country:
        return CustomerClock((country,), ZONES[country])
    return CustomerClock(tuple(ZONES), tuple(zone for zones in ZONES.values() for zone in zones))


def _country_of(phone: str) -> str:
    try:
        region = read_phone(phone).region
    except Refused:
        return ""
    return region if region in ZONES else ""


def _by_last_place(leaves: Sequence[UUID]) -> tuple[str, str]:
    for order in list_orders(OrderFilter(leaves=tuple(leaves)), limit=1).rows:
        place = read_places([order.place]).get(order.place) if order.place else None
        if place is not None:
            return _BY_CURRENCY.get(place.currency, ""), place.zone
    return "", ""
