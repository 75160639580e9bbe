"""How a sale adds up, the three states an order derives from its facts, and how its number may have been typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from prilavok.domains.orders.types import Sale, SaleSums
from prilavok.domains.orders.types.doubts import Alike, Wished
from prilavok.kit.money import BASIS_POINTS, round_half_away, share_units
from prilavok.kit.taxes import tax_within


def line_kind(*, quantity: int, amount: int, coupon_amount: int) -> str:
    """Name what a row of a receipt most plainly is.

    Goods when something was counted; otherwise money without counted goods, a coupon taken, or a mere scan.
    """
    if quantity > 0:
        return "goods"
    if amount > 0:
        return "amount"
    return "coupon" if coupon_amount > 0 else "void"


def sum_sale(sale: Sale) -> SaleSums:
    """Add up a sale. The customer never pays less than nothing: what coupons exceed the amount by is `surplus`."""
    list_amount = amount = coupons = 0
    for line in sale.lines:
        list_amount += line.list_amount
        amount += line.amount
        coupons += line.coupon_amount
    owed = amount - coupons
    return SaleSums(list_amount, list_amount - amount, amount, coupons, max(owed, 0), max(-owed, 0))


@dataclass(frozen=True, slots=True)
class States:
    """The three derived dimensions of an order."""

    commercial: str
    payment: str
    fulfilment: str


def states_of(*, ordered: int, handed_over: int, cancelled: int, returned: int, owed: int, paid: int) -> States:
    """Derive an order's states from its counters (units) and money (minor units). The only place that does."""
    if ordered and cancelled == ordered:
        commercial = "cancelled"
    else:
        commercial = "completed" if handed_over + cancelled >= ordered and paid >= owed else "placed"
    payment = "paid" if paid >= owed else "part_paid" if paid else "unpaid"
    if returned and returned == handed_over:
        fulfilment = "returned"
    elif commercial == "cancelled":
        fulfilment = "cancelled"
    elif handed_over + cancelled >= ordered:
        fulfilment = "handed_over"
    else:
        fulfilment = "part_handed" if handed_over else "open"
    return States(commercial, payment, fulfilment)


_LATIN = str.maketrans("АВЕКМНОРСТУХДЗЧ", "ABEKMHOPCTYXD34")  # letters that look or sound like those of our numbers
_SHORTEST_SLIPPED = 5  # signs; a shorter number with a slip in it means too many others


def number_readings(text: str, prefixes: Sequence[str]) -> list[str]:
    """How a number as typed may stand on the order: without spaces, in capitals, with its dash and its prefix.

    A prefix that ends with a slash is of a list that was brought: after it the number stands as that list had it.
    """
    spelt = re.sub(r"[\s№#]+", "", text)[:40]
    brought = [prefix for prefix in prefixes if prefix.endswith("/")]
    typed = spelt.upper()
    typed = typed.translate(_LATIN)
    bare = typed.replace("-", "")
    readings = [typed, bare]
    for prefix in brought:
        cut = len(prefix) if typed.startswith(prefix.upper()) else 0
        readings += [prefix + one[cut:] for one in (spelt, typed) if one[cut:]]
    for prefix in prefixes:
        if prefix in brought:
            continue
        rest = bare.removeprefix(prefix)
        readings += [f"{prefix}-{rest}"] if rest else []
    return [one for one in dict.fromkeys(readings) if one]


def slipped_numbers(number: str) -> list[str]:
    """Every number one slip away from this one: a digit after its prefix wrong, missing, added or swapped.

    A number one digit too short to have slips may only lack one; the zero that is soonest left out comes first.
    """
    prefix, dash, rest = number.rpartition("-")
    if len(rest) < _SHORTEST_SLIPPED - 1 or not rest.isdecimal():
        return []
    places = range(len(rest))
    swapped = [rest[:at] + rest[at + 1] + rest[at] + rest[at + 2 :] for at in places[:-1]]
    wrong = [rest[:at] + sign + rest[at + 1 :] for at in places for sign in "0123456789"]
    longer = [rest[:at] + rest[at + 1 :] for at in places]
    shorter = [rest[:at] + sign + rest[at:] for at in range(len(rest) + 1) for sign in "0123456789"]
    slips = [*shorter, *swapped, *wrong, *longer] if len(rest) >= _SHORTEST_SLIPPED else shorter
    return [prefix + dash + one for one in dict.fromkeys(slips) if one != rest]


#: so long an order that still waits is compared with what its customer orders after it
DOUBTED_WITHIN = timedelta(days=3)


def alike(first: Sequence[Wished], second: Sequence[Wished]) -> Alike | None:
    """Whether a second order looks like the same wish as a first one that still waits.

    `same`: at least half of its money goes for goods that the first has too. `substitute`: at least four fifths of it
    go for those and for others of the very same category; goods without a category have no substitutes.
    """
    whole = sum(line.amount for line in second)
    variants, categories = {line.variant for line in first}, {line.category for line in first} - {""}
    same = sum(line.amount for line in second if line.variant in variants)
    like = sum(line.amount for line in second if line.variant in variants or line.category in categories)
    if whole > 0 and 2 * same >= whole:
        return "same"
    return "substitute" if whole > 0 and 5 * like >= 4 * whole else None


#: goods wait for the customer until the end of so many days after the one on which they were ordered
DAYS_KEPT = 2


def local_day_of(at: datetime, zone: str) -> date:
    """The calendar day of an instant at a place of this zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def kept_until(at: datetime, zone: str) -> datetime:
    """Until when ordered goods are kept: the end of the second day after the instant's own at the place."""
    day_after = local_day_of(at, zone) + timedelta(days=DAYS_KEPT + 1)
    return datetime.combine(day_after, time(), ZoneInfo(zone)).astimezone(UTC)


def staying_share(amount: int, *, staying: int, taken: int) -> int:
    """What of a line's amount stays when so many of its units are taken out of it; together the parts lose nothing."""
    return share_units(amount, [staying, taken])[0] if staying and taken else amount if not taken else 0


def taken_from(left: Sequence[int], quantity: int) -> list[int] | None:
    """How many units each line gives when so many are taken out, the last line first; None where there are fewer."""
    taken = []
    for units in reversed(left):
        given = min(units, quantity)
        taken.append(given)
        quantity -= given
    return None if quantity else taken[::-1]


def share_of_units(paid: int, *, quantity: int, before: int, units: int) -> int:
    """What was paid for so many units of a line after `before` others came back; the last unit bears the rounding."""
    return paid * (before + units) // quantity - paid * before // quantity


def share_left(left: int, *, quantity: int, units: int) -> int:
    """Of what is left of the price of `quantity` units, the share of some; the last unit bears the rounding."""
    return left * units // quantity


def price_between(paid: int, rate: int, *, net: bool, share: int) -> int:
    """What legal entities settle goods at that so much was paid for; net: without the tax in it. share: basis points.

    Rounded once, half away from nought.
    """
    basis = paid - tax_within(paid, rate) if net else paid
    return round_half_away(basis * share, BASIS_POINTS)


def price_kept(units: int, amount: int, *, handed: int, settled: int, before: int) -> int:
    """What a legal entity owes the seller for units that it takes in, of `handed` that it gave out for `settled`.

    before: units it took in already. Its own come back to it first; for the others it owes what was paid, amount being
    that of all units. Minor units.
    """
    own = min(units, max(handed - before, 0))
    price = share_of_units(settled, quantity=handed, before=before, units=own) if own else 0
    return price + share_units(amount, [own, units - own])[1]


#: a claim is answered by the end of so many days where neither the law nor the shop says a term
ANSWER_WITHIN = 10
#: so long before a claim is to be answered somebody is told that nobody has
WARNED_BEFORE = timedelta(days=1)


def answered_until(at: datetime, days: int, zone: str) -> datetime:
    """The end of the last day on which something said at an instant is to be answered, by the clock of the place."""
    after = local_day_of(at, zone) + timedelta(days=days + 1)
    return datetime.combine(after, time(), ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class GivenBack:
    """How the value of goods that came back is given back. Minor units: points_amount in points, money the rest.

    points_back: how many points that is; points_due: points that the goods had earned, to be undone. stays: of the
    money that paid the order, of_money, so much stays paid.
    """

    points_amount: int
    points_back: int
    money: int
    points_due: int
    stays: int
    of_money: int


def split_back(*, paid: int, by_points: int, worth: int, earned: int, before: int, value: int) -> GivenBack:
    """Give `value` back of an order paid with `paid`, of it `by_points` in points, of which `before` is given back.

    Points pay back their share of all that was ever given back, rounded down, whole points of it; points earned stay in
    the proportion of the money that stays paid, rounded down. All returned: all undone.
    """
    points = [by_points * given // paid if paid else 0 for given in (before, before + value)]
    whole = [amount // max(worth, 1) for amount in points]
    money = [before - points[0], before + value - points[1]]
    stays = [_stays(earned, paid - by_points, given) for given in money]
    all_money = paid - by_points
    left = max(all_money - money[1], 0)
    return GivenBack(
        points[1] - points[0], whole[1] - whole[0], money[1] - money[0], stays[0] - stays[1], left, all_money
    )


def _stays(earned: int, money: int, given: int) -> int:
    return earned * max(money - given, 0) // money if money > 0 else 0


def goods_kind(paths: Sequence[str], shelves: Mapping[str, str]) -> str:
    """The kind of goods by the nearest shelf that says so; any where none does."""
    for path in sorted(paths, key=len, reverse=True):
        if path in shelves:
            return shelves[path]
    return "any"
