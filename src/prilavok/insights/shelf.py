"""What the paper tags of a place are to say, since when, and what hangs there instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import products_coded, read_variants, variants_of
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.places.types import PlaceName, PlaceView
from prilavok.domains.pricing.queries import hanging_tags, measured_price, prices_changed, shelf_variants
from prilavok.domains.pricing.types.paper import PaperRule, ShelfChange, ShelfTag, TagFace
from prilavok.domains.promotions.queries import book_on_paper, turns_between
from prilavok.insights.metrics.reading import ask_plainly
from prilavok.insights.reckoning import shown_prices
from prilavok.kit.barcodes import Barcode, barcode_of
from prilavok.kit.pages import Page

#: whoever pays in the store pays at its till
TOUCHPOINT = "till"
_LYING = "SELECT variant FROM fact_stock WHERE place = %(place)s AND on_hand > 0"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ShelfNow:
    """What became of a shelf since it was looked at last. book: by which promotions it was worked out."""

    changes: tuple[ShelfChange, ...]
    gone: tuple[UUID, ...]
    book: str


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag that is to be printed and hung, with the words of the goods."""

    tag: ShelfTag
    variant: VariantView

    @property
    def measured(self) -> tuple[str, int] | None:
        """What a kilogram ("kg") or litre ("l") costs now, minor units, where the package says how much is in it."""
        return measured_price(self.tag.wanted.pays, self.variant.package) if self.variant.unit == "piece" else None

    @property
    def barcode(self) -> Barcode | None:
        """The goods' barcode, else their SKU, as bars; None where neither can be one."""
        return barcode_of(self.variant.barcode or self.variant.sku)


def faces(variants: Sequence[UUID], place: PlaceView | PlaceName, at: datetime) -> dict[UUID, TagFace]:
    """What a tag of each variant is to say now; what has no price here is left out."""
    book = book_on_paper(at, TOUCHPOINT, place.id)
    found = {}
    for some in _parts(variants):
        for variant, price in shown_prices(some, place, touchpoint=TOUCHPOINT, at=at, book=book).items():
            found[variant] = TagFace(price.amount, price.amount if price.now is None else price.now, price.per)
    return found


def look_at_shelf(place: PlaceView, rule: PaperRule, at: datetime) -> ShelfNow:
    """What the shelf is to say now, of all goods that lie there where promotions are others than at the last look.

    Else of those alone whose price changed or that are new there. since: the instant of the change itself, however
    late it is looked at.
    """
    book = book_on_paper(at, TOUCHPOINT, place.id).name
    known = set(shelf_variants(place.id))
    lying = {row["variant"] for row in ask_plainly(_LYING, {"place": place.id})}
    began = prices_changed(place.id, rule.looked_at, at) if rule.looked_at else {}
    same_book = rule.looked_at is not None and book == rule.book
    asked = ((known & began.keys()) | (lying - known)) if same_book else known | lying
    turns = turns_between(rule.looked_at, at) if rule.looked_at else []
    turned = turns[-1] if turns and book != rule.book else None
    found = faces(sorted(asked), place, at)
    changes = [
        ShelfChange(variant, face, began.get(variant) or (turned if variant in known and turned else at))
        for variant, face in found.items()
    ]
    return ShelfNow(tuple(changes), tuple(sorted((asked & known) - found.keys())), book)


def scanned_tag(code: str, place: PlaceView | PlaceName, at: datetime) -> tuple[VariantView, ShelfTag] | None:
    """The goods of a barcode or SKU with what is to hang and what hangs for them; None where none such is sold here."""
    coded = [one for several in variants_of(products_coded(code)).values() for one in several]
    exact = [one for one in coded if code.strip() in (one.barcode, one.sku)]
    found = faces([one.id for one in exact], place, at)
    for variant in exact:
        if variant.id in found:
            hangs = hanging_tags(place.id, [variant.id]).get(variant.id)
            return variant, ShelfTag(place.id, variant.id, found[variant.id], at, hangs)
    return None


def named_tags(page: Page[ShelfTag]) -> Page[TagRow]:
    """The same tags with the words of the goods."""

    def named(tags: Sequence[ShelfTag]) -> list[TagRow]:
        known = read_variants([tag.variant for tag in tags])
        return [TagRow(tag, known[tag.variant]) for tag in tags if tag.variant in known]

    return page.turned(named)


def _parts(variants: Sequence[UUID]) -> list[list[UUID]]:
    return [list(variants[nth : nth + _AT_ONCE]) for nth in range(0, len(variants), _AT_ONCE)]
