"""What crosses the edge of the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import md5
from typing import Literal
from uuid import UUID

from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class NewCard:
    """A product with its one variant. `category`: names from the root of the tree, one per level."""

    code: str
    name: Words
    category: tuple[str, ...]
    unit: str
    description: Words = field(default_factory=dict)
    category_names: tuple[Words, ...] = ()
    brand: str = ""
    maker: str = ""
    package: str = ""
    barcode: str | None = None
    generated: bool = False


@dataclass(frozen=True, slots=True)
class VariantKey:
    """What a line of sale needs to know of a variant."""

    id: UUID
    product: UUID
    unit: str


@dataclass(frozen=True, slots=True)
class CategoryView:
    """One shelf. path: the names from the root joined by `/`; it names the shelf in links and filters."""

    id: UUID
    path: str
    name: Words
    depth: int


@dataclass(frozen=True, slots=True)
class ProductView:
    """A card of the catalogue as screens and programs see it."""

    id: UUID
    code: str
    name: Words
    description: Words
    category: UUID | None
    category_path: str
    category_name: Words
    brand: str
    maker: str
    generated: bool
    version: int


@dataclass(frozen=True, slots=True)
class VariantView:
    """What is sold, with just enough of its product to name it."""

    id: UUID
    product: UUID
    sku: str
    barcode: str | None
    unit: str
    package: str
    name: Words
    category: UUID | None
    generated: bool
    kind: str = "goods"


@dataclass(frozen=True, slots=True)
class GoodsView:
    """Just enough of a variant to price it. paths: of its category and of those above it. kind: goods or gift.

    offered: neither it nor its product is archived.
    """

    variant: UUID
    product: UUID
    unit: str
    paths: tuple[str, ...]
    kind: str = "goods"
    offered: bool = True


AttributeKind = Literal["choice", "number", "yes_no"]
ATTRIBUTE_KINDS: tuple[AttributeKind, ...] = ("choice", "number", "yes_no")


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A heading of attributes, by its code."""

    code: str
    name: Words
    position: int = 0


@dataclass(frozen=True, slots=True)
class NewChoice:
    """A value of a closed list, by its code."""

    code: str
    name: Words
    position: int = 0


@dataclass(frozen=True, slots=True)
class NewAttribute:
    """An attribute as somebody says it, by its code. unit: of a number. shelves: paths; none: it is said of all goods.

    choices: values to add, rename or put in order; those that are not named stay as they are.
    """

    code: str
    name: Words
    kind: AttributeKind
    unit: Words = field(default_factory=dict)
    group: NewGroup | None = None
    facet: bool = False
    compared: bool = True
    position: int = 0
    shelves: tuple[str, ...] = ()
    choices: tuple[NewChoice, ...] = ()


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A value of a closed list. archived: it is not given to goods any more and stays where it was."""

    id: UUID
    code: str
    name: Words
    position: int
    archived: bool


@dataclass(frozen=True, slots=True)
class GroupView:
    """A heading of attributes."""

    id: UUID
    code: str
    name: Words
    position: int


@dataclass(frozen=True, slots=True)
class AttributeView:
    """An attribute. shelves: paths of the departments it is said of, none: all goods. archived: it is shown nowhere.

    said: grows whenever goods are given other values of it.
    """

    id: UUID
    code: str
    name: Words
    kind: AttributeKind
    unit: Words
    group: GroupView | None
    facet: bool
    compared: bool
    position: int
    shelves: tuple[str, ...]
    choices: tuple[ChoiceView, ...]
    said: int
    version: int
    archived: bool

    def key_of(self, yes: bool) -> UUID:
        """By what variants that say yes, or no, are packed for narrowing; catalog_no_of is the same in SQL."""
        return self.id if yes else UUID(md5(f"{self.id}:no".encode(), usedforsecurity=False).hexdigest())


@dataclass(frozen=True, slots=True)
class Says:
    """What is said of one attribute: choices by id, or a number in thousandths of its unit, or yes or no."""

    choices: tuple[UUID, ...] = ()
    number: int | None = None
    yes: bool | None = None

    @property
    def nothing(self) -> bool:
        """Whether nothing is said of it any more."""
        return not self.choices and self.number is None and self.yes is None


@dataclass(frozen=True, slots=True)
class CardSays:
    """What a card is to say of attributes (by id); those that are not named stay. variant: one of its own instead."""

    product: UUID
    says: Mapping[UUID, Says]
    variant: UUID | None = None


@dataclass(frozen=True, slots=True)
class SaidView:
    """An attribute with what goods say of it. own: said of the variant itself and not of its card."""

    attribute: AttributeView
    choices: tuple[ChoiceView, ...] = ()
    number: int | None = None
    yes: bool | None = None
    own: bool = False

    @property
    def value(self) -> object:
        """By what two goods are alike or differ in it."""
        return (tuple(one.id for one in self.choices), self.number, self.yes)


@dataclass(frozen=True, slots=True)
class SaidOf:
    """All that is said of a product, in order: of its card, and of each variant where anything is said of its own."""

    card: tuple[SaidView, ...] = ()
    variants: Mapping[UUID, tuple[SaidView, ...]] = field(default_factory=dict)

    def of(self, variant: UUID) -> tuple[SaidView, ...]:
        """What holds for a variant: its own, else its card's."""
        return self.variants.get(variant, self.card)
