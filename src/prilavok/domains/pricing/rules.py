"""How a price is read off a receipt's line, and in which steps discounted lines are paid."""

#: Measured goods are priced per this many of their smallest units (a gallon, a kilogram, a litre).
MEASURE = 1000
#: Discounted lines are paid in whole steps of so many minor units: there are no coins below a tenge. Elsewhere one.
STEPS = {"KZT": 100}


def read_unit_price(*, list_amount: int, quantity: int, measured: bool) -> tuple[int, int] | None:
    """Return (minor units, per how many units), or None where the line does not show a price.

    Pieces: only where the amount divides to the last minor unit, since a rounded price is nobody's price.
    Measured goods: per 1000 units, rounded half up, and only from quantities over 100 (smaller ones are
    prepayments and corrections whose quotient is noise).
    """
    if quantity <= 0 or list_amount <= 0:
        return None
    if measured:
        if quantity <= 100:
            return None
        return (2 * list_amount * MEASURE + quantity) // (2 * quantity), MEASURE
    if list_amount % quantity:
        return None
    return list_amount // quantity, 1
