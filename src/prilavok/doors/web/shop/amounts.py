"""How much a customer asks for, as people write it ("0,5" of a kilogram), read into the variant's smallest unit."""

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from prilavok.kit.errors import Refused

#: how many of the smallest unit make the one people write
SCALE = {"gram": 1000, "millilitre": 1000, "milligallon": 1000}
#: what one touch of "add" puts in
FIRST = {"gram": 250, "millilitre": 500, "milligallon": 1000}
_MOST = 1_000_000


class AmountUnclear(Refused):
    """What was typed is no amount of this product."""

    def __init__(self) -> None:
        super().__init__("basket.amount", _("Write how much as a number, such as 2 or 0.5."))


def read_amount(text: str, unit: str) -> int:
    """Units of what was typed; nought takes the product out. Raises AmountUnclear."""
    try:
        typed = Decimal(text.strip().replace(",", ".").replace("\u00a0", ""))
    except InvalidOperation:
        raise AmountUnclear from None
    if not typed.is_finite() or not 0 <= typed <= _MOST:
        raise AmountUnclear
    units = typed * SCALE.get(unit, 1)
    if units != units.to_integral_value():
        raise AmountUnclear
    return int(units)


def write_amount(units: int, unit: str) -> str:
    """Units as a field of a form shows them: 250 grams -> "0.25"."""
    scale = SCALE.get(unit, 1)
    return str(units) if scale == 1 else f"{Decimal(units) / scale:f}"


def first_amount(unit: str) -> int:
    """How many units the first touch of "add" asks for."""
    return FIRST.get(unit, 1)
