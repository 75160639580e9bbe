"""The language of segments: typed conditions joined by all, any and not; whole numbers, ids and codes only.

Days are of 24 hours, counted back from the instant of judging. Amounts are in minor units of the named currency.
"""

from typing import Annotated, Literal, TypeAlias
from uuid import UUID

import msgspec

from prilavok.domains.audiences.types.deeds import Deed
from prilavok.kit.channels import Written

Whole = Annotated[int, msgspec.Meta(ge=0, le=10**15)]
Days = Annotated[int, msgspec.Meta(ge=1, le=3_650)]
Fifth = Annotated[int, msgspec.Meta(ge=1, le=5)]
Currency = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}\Z")]
Touchpoint: TypeAlias = Literal["site", "app", "bot", "till", "tablet", "desk", "phone", "marketplace"]
Language: TypeAlias = Literal["ru", "kk", "en"]
Purpose: TypeAlias = Literal["orders", "offers"]
#: without signs that stand on no package and that no database keeps
Brand = Annotated[str, msgspec.Meta(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*\Z")]


class Bounded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """From `least` to `most`, both included; one of them may be left open."""

    least: Whole | None = None
    most: Whole | None = None


class OfGoods(Bounded, frozen=True, kw_only=True):
    """Only what was about these goods: a product, a category with its shelves below, a brand in any letters' case."""

    product: UUID | None = None
    category: UUID | None = None
    brand: Brand | None = None

    @property
    def narrowed(self) -> bool:
        """Whether only some goods count."""
        return not (self.product is None and self.category is None and self.brand is None)


class Bought(OfGoods, frozen=True, tag="bought", tag_field="is"):
    """Finished purchases: how many, for how much together, or for how much on average.

    days: of the last so many days only. Of some goods: those with such a line, and amounts are of such lines alone.
    """

    measure: Literal["orders", "amount", "average"] = "orders"
    days: Days | None = None
    currency: Currency | None = None
    place: UUID | None = None
    touchpoint: Touchpoint | None = None


class LastBought(Bounded, frozen=True, tag="last_bought", tag_field="is"):
    """So many whole days since the last purchase; never true of those who have not bought."""


class Known(Bounded, frozen=True, tag="known", tag_field="is"):
    """So many whole days since we know the customer."""


class Did(OfGoods, frozen=True, tag="did", tag_field="is"):
    """How often something of a kind happened to the customer or was done by them."""

    verb: Deed
    days: Days | None = None


class DidAgo(OfGoods, frozen=True, tag="did_ago", tag_field="is"):
    """So many whole days since it happened for the first or the last time; never true of those to whom it did not."""

    of: Literal["first", "last"]
    verb: Deed


class HasPoints(Bounded, frozen=True, tag="points", tag_field="is"):
    """So many points of the programme of this currency, reserved ones too; who never had any has nought."""

    currency: Currency


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Nothing that is not asked for is taken."""


class Favourite(Strict, frozen=True, tag="favourite", tag_field="is"):
    """Where, or what shelf, they buy most often; of equals the one bought at latest.

    value: id of a place or category, or the code of a touchpoint.
    """

    of: Literal["place", "category", "touchpoint"]
    value: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    days: Days | None = None


class LastWas(Strict, frozen=True, tag="last_was", tag_field="is"):
    """Where the last purchase was made. value: as in Favourite."""

    of: Literal["place", "touchpoint"]
    value: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class Scored(Strict, frozen=True, tag="scored", tag_field="is"):
    """Fifths (5 is best) of recency, frequency and amount by the kept scale of the currency (RFM): first and last."""

    currency: Currency
    recency: tuple[Fifth, Fifth] = (1, 5)
    frequency: tuple[Fifth, Fifth] = (1, 5)
    monetary: tuple[Fifth, Fifth] = (1, 5)


class HasTier(Strict, frozen=True, tag="tier", tag_field="is"):
    """They hold this tier of a programme; of those who hold a higher one it is not true."""

    tier: UUID


class Reached(Strict, frozen=True, tag="reached", tag_field="is"):
    """They have told us an identifier of this kind."""

    by: Literal[
        "phone", "email", "card", "telegram", "whatsapp", "max", "viber", "vk", "instagram", "messenger"
    ]  # fmt: skip


class Agreed(Strict, frozen=True, tag="agreed", tag_field="is"):
    """They may be written to in the channel for the purpose, by what they said last; silence is a no."""

    channel: Written
    purpose: Purpose


class Speaks(Strict, frozen=True, tag="speaks", tag_field="is"):
    """We know that they read this language; of most people nobody has said."""

    language: Language


class All(Strict, frozen=True, tag="all", tag_field="is"):
    """Every one of these holds."""

    of: "tuple[Rule, ...]"


class AnyOf(Strict, frozen=True, tag="any", tag_field="is"):
    """At least one of these holds."""

    of: "tuple[Rule, ...]"


class Not(Strict, frozen=True, tag="not", tag_field="is"):
    """This does not hold."""

    of: "Rule"


Atom: TypeAlias = (
    Bought
    | LastBought
    | Known
    | Did
    | DidAgo
    | Favourite
    | LastWas
    | Scored
    | Reached
    | HasPoints
    | HasTier
    | Agreed
    | Speaks
)
Rule: TypeAlias = Atom | All | AnyOf | Not


def atoms_of(rule: Rule) -> tuple[Atom, ...]:
    """The conditions of a rule from left to right."""
    if isinstance(rule, Not):
        return atoms_of(rule.of)
    if isinstance(rule, All | AnyOf):
        return tuple(atom for part in rule.of for atom in atoms_of(part))
    return (rule,)


def write_rule(rule: Rule) -> str:
    """The rule as the JSON it is kept in."""
    return msgspec.json.encode(rule).decode()
