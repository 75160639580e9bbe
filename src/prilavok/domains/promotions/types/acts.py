"""What promotions speak of and what they do; the same shapes as `web/src/prices/facts.ts`.

Amounts are minor units, quantities the variant's smallest unit, shares basis points.
"""

from typing import Literal
from uuid import UUID

from msgspec import Struct


class Goods(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Goods by name; categories by their path, which reaches those below too."""

    variants: tuple[UUID, ...] = ()
    products: tuple[UUID, ...] = ()
    categories: tuple[str, ...] = ()


class Reach(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Which goods a promotion speaks of: any of these, but none of `but`. all: every one."""

    all: bool = False
    variants: tuple[UUID, ...] = ()
    products: tuple[UUID, ...] = ()
    categories: tuple[str, ...] = ()
    but: Goods | None = None


class _Act(Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True):
    pass


class Percent(_Act, frozen=True, tag="percent"):
    """A share off each line."""

    share: int


class OffEach(_Act, frozen=True, tag="off_each"):
    """An amount off every `per` units."""

    amount: int
    per: int


class FixedPrice(_Act, frozen=True, tag="fixed_price"):
    """`per` units cost the amount, where they cost more."""

    amount: int
    per: int


class OffTogether(_Act, frozen=True, tag="off_together"):
    """An amount off all reached lines together, shared by what is left to pay of each."""

    amount: int


class SomeFree(_Act, frozen=True, tag="some_free"):
    """Of every so many pieces the cheapest `free` cost less by the share."""

    every: int
    free: int
    share: int


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """So many pieces of a set, of any goods reached."""

    reach: Reach
    quantity: int


class SetPrice(_Act, frozen=True, tag="set_price"):
    """The parts together cost the amount."""

    parts: tuple[Part, ...]
    amount: int


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """From so much on, this share."""

    share: int
    at_least: int


class Steps(_Act, frozen=True, tag="steps"):
    """The more one takes, by quantity or by amount at list prices, the larger the share off."""

    by: Literal["quantity", "amount"]
    steps: tuple[Step, ...]


class Gift(_Act, frozen=True, tag="gift"):
    """So many units of a variant cost nothing where they lie in the basket."""

    variant: UUID
    quantity: int


class Points(_Act, frozen=True, tag="points"):
    """Nothing off; what is earned is multiplied (basis points), and points come on top."""

    times: int
    extra: int


Act = Percent | OffEach | FixedPrice | OffTogether | SomeFree | SetPrice | Steps | Gift | Points
