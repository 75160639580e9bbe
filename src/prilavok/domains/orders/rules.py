"""How a sale adds up, and the three states an order derives from its facts."""

from dataclasses import dataclass

from prilavok.domains.orders.types import Sale, SaleSums


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
    elif handed_over + cancelled >= ordered:
        fulfilment = "handed_over"
    else:
        fulfilment = "part_handed" if handed_over else "open"
    return States(commercial, payment, fulfilment)
