"""What crosses the edge of the catalogue."""

from dataclasses import dataclass, field
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
    """Just enough of a variant to price it. paths: of its category and of those above it. kind: goods or gift."""

    variant: UUID
    product: UUID
    unit: str
    paths: tuple[str, ...]
    kind: str = "goods"
