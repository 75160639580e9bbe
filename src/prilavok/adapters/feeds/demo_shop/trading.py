"""Eight made-up weeks of trade: who was reached, what was bought where and when, and what lay there before."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from prilavok.adapters.feeds.demo_shop.draws import draw, draw_one, happens
from prilavok.adapters.feeds.demo_shop.shelves import (
    Goods,
    Offer,
    city_stores,
    made_up_goods,
    made_up_offers,
    made_up_people,
    made_up_places,
    shop_file,
    warehouses,
)
from prilavok.adapters.feeds.port import SourceCustomer, SourceLine, SourceReceipt, SourceRedemption
from prilavok.kit.money import percent_of, round_half_away

#: receipts per day by city: at least so many, and up to so many more; two more on Saturday and Sunday
PACE = {"almaty": (2, 3), "astana": (1, 3), "shymkent": (1, 2)}
KNOWN_PERCENT = 70
AT_HOME_PERCENT = 85
COUPON_PERCENT = 95
METHODS = ("card", "card", "card", "transfer", "cash")
#: small things are bought far oftener than coats
OFTEN = {
    "coffee_tea/coffee_beans": 9,
    "coffee_tea/loose_tea": 7,
    "coffee_tea/sweets": 5,
    "coffee_tea/packed": 5,
    "clothing/tshirts": 4,
    "clothing/accessories": 4,
    "home/tableware": 3,
}
DEAR_HERE = {"demo-astana": ("coffee_tea/coffee_beans", 400)}


@dataclass(frozen=True, slots=True)
class Trade:
    """The whole of it: receipts in the order of time, and the coupons used in them."""

    receipts: tuple[SourceReceipt, ...]
    redemptions: tuple[SourceRedemption, ...]


@dataclass(frozen=True, slots=True)
class _Visit:
    """One coming to a store, before its goods are chosen."""

    at: datetime
    place: str
    city: str
    nth: int

    @property
    def label(self) -> str:
        return f"{self.place} {self.at.date()} {self.nth}"


def price_at(goods: Goods, place: str) -> int:
    """Return the list price of goods at a place, in tiyn: coffee beans cost 4 % more in Astana, all else alike."""
    category, more = DEAR_HERE.get(place, ("", 0))
    return goods.price + percent_of(goods.price, more) if goods.category == category else goods.price


def reached_by(campaign: Offer) -> tuple[str, ...]:
    """Return the codes of the customers that the campaign was mailed to."""
    return tuple(
        one.code for one in made_up_people() if happens(campaign.reached_percent, "reached", campaign.code, one.code)
    )


@cache
def trade() -> Trade:
    """Return all receipts and redemptions of the eight weeks."""
    redeemed: dict[tuple[str, str], SourceRedemption] = {}
    receipts: list[SourceReceipt] = []
    number = 1
    for visit in sorted(_visits(), key=lambda visit: (visit.at, visit.place)):
        receipt = _receipt(visit, f"{len(receipts) + 1:05d}", number, redeemed)
        number += len(receipt.lines)
        receipts.append(receipt)
    return Trade(tuple(receipts), tuple(redeemed.values()))


def _visits() -> Iterator[_Visit]:
    shop, hours = shop_file("shop.toml"), {place.code: place.hours for place in made_up_places()}
    zone, first, last = ZoneInfo(shop["zone"]), shop["first_day"], shop["last_day"]
    assert isinstance(first, date) and isinstance(last, date)
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        for city, place in city_stores().items():
            least, more = PACE[city]
            count = least + draw(more, "pace", place, day) + (2 if day.isoweekday() >= 6 else 0)
            opens, closes = (time.fromisoformat(text) for text in hours[place][str(day.isoweekday())][0])
            minutes = (closes.hour - opens.hour) * 60
            for nth in range(count):
                after = timedelta(
                    minutes=draw(minutes, "minute", place, day, nth), seconds=draw(60, "second", place, day, nth)
                )
                yield _Visit(datetime.combine(day, opens, zone) + after, place, city, nth)


def _receipt(visit: _Visit, key: str, number: int, redeemed: dict[tuple[str, str], SourceRedemption]) -> SourceReceipt:
    buyer = _buyer(visit)
    bought = _bought(visit)
    offer = _offer(visit, buyer, bought, redeemed)
    lines = []
    for nth, goods in enumerate(bought):
        quantity = _quantity(goods, visit, nth)
        listed = round_half_away(price_at(goods, visit.place) * quantity, goods.price_per)
        off = percent_of(listed, offer.off_basis_points) if offer and goods.category in offer.categories else 0
        lines.append(SourceLine(number + nth, goods.code, quantity, listed - off, off, 0, 0))
    if offer and buyer:
        redeemed[buyer.code, offer.coupon] = SourceRedemption(buyer.code, offer.coupon, offer.code, visit.at.date())
    return SourceReceipt(
        key, visit.place, buyer.code if buyer else "", visit.at, tuple(lines), draw_one(METHODS, "method", visit.label)
    )


def _buyer(visit: _Visit) -> SourceCustomer | None:
    if not happens(KNOWN_PERCENT, "known", visit.label):
        return None
    near = [one for one in made_up_people() if one.traits["city"] == visit.city]
    people = near if happens(AT_HOME_PERCENT, "at home", visit.label) else made_up_people()
    # The smaller of two draws: some come often, most now and then.
    nth = min(draw(len(people), "who", visit.label), draw(len(people), "or who", visit.label))
    return people[nth]


@cache
def _shelf() -> tuple[Goods, ...]:
    return tuple(goods for goods in made_up_goods() for _ in range(OFTEN.get(goods.category, 1)))


def _bought(visit: _Visit) -> list[Goods]:
    count = 1 + min(draw(4, "count", visit.label), draw(5, "or count", visit.label))
    chosen = {goods.code: goods for nth in range(count) for goods in [draw_one(_shelf(), "goods", visit.label, nth)]}
    return list(chosen.values())


def _quantity(goods: Goods, visit: _Visit, nth: int) -> int:
    if goods.unit == "gram":
        return 150 + 50 * draw(8, "grams", visit.label, nth)
    if goods.category in {"home/tableware", "clothing/accessories"}:
        return 1 + draw(6 if goods.price <= 250_000 else 2, "pieces", visit.label, nth)
    return 2 if happens(12, "two", visit.label, nth) else 1


def _offer(
    visit: _Visit, buyer: SourceCustomer | None, bought: list[Goods], redeemed: dict[tuple[str, str], SourceRedemption]
) -> Offer | None:
    """Return the campaign whose coupon is used here: once per customer, by one it reached, on goods it is good for."""
    for offer in made_up_offers():
        if (
            buyer
            and offer.starts_on <= visit.at.date() <= offer.ends_on
            and (buyer.code, offer.coupon) not in redeemed
            and any(goods.category in offer.categories for goods in bought)
            and buyer.code in reached_by(offer)
            and happens(COUPON_PERCENT, "coupon", visit.label)
        ):
            return offer
    return None


@cache
def sold_units() -> dict[tuple[str, str], int]:
    """Return the units sold over the eight weeks by place and product."""
    units: Counter[tuple[str, str]] = Counter()
    for receipt in trade().receipts:
        for line in receipt.lines:
            units[receipt.place, line.product] += line.quantity
    return dict(sorted(units.items()))


def opening_stock(goods: Goods) -> dict[str, int]:
    """Return what lay at each place before the first receipt: what was sold there and what is left today.

    Left at a store: nothing for one product in nine, otherwise a few pieces, or up to four kilograms by 100 g.
    """
    stock = {}
    for place in (*city_stores().values(), *warehouses()):
        if happens(11, "sold out", place, goods.code):
            left = 0
        elif goods.unit == "gram":
            left = 400 + 100 * draw(37, "grams left", place, goods.code)
        else:
            left = 1 + draw(14, "left", place, goods.code)
        if place in warehouses():
            left = 4 * left
        units = left + sold_units().get((place, goods.code), 0)
        if units:
            stock[place] = units
    return stock
