"""What crowds speak of."""

from dataclasses import dataclass


@dataclass
class Goods:
    """What is sold. price: minor units of one."""

    variant: str
    sku: str
    price: int
