"""A claim as staff see it, and lists of them: whose order, which goods, what is wanted, by when it is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.catalog.types import VariantView
from prilavok.domains.orders.queries import claimed_units, claims_of, list_claims, list_lines, read_claim, read_orders
from prilavok.domains.orders.types import LineView, OrderView
from prilavok.domains.orders.types.claiming import PHOTO, ClaimLine, ClaimView, TakenIn
from prilavok.domains.places.queries import name_places
from prilavok.domains.places.types import PlaceName
from prilavok.domains.shipments.queries import find_delivery, open_code, shipment_of_id, units_in
from prilavok.domains.shipments.types import ShipmentView
from prilavok.insights.handed_pieces import GivenPieces, ask_pieces
from prilavok.kit.barcodes import Barcode, barcode_of
from prilavok.kit.files import StoredFile, count_owned, files_owned
from prilavok.kit.pages import Mark

#: a place where nothing was sold: claims of who works at no place are none
NOWHERE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with its order and the names of its goods."""

    claim: ClaimView
    order: OrderView
    lines: tuple[tuple[ClaimLine, VariantView], ...]


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim with all that is needed to decide it. place: where it was sold; decided: where it was decided.

    home: the order was brought, so that what is given instead can be too. here: of a claim
    that is decided anew, what came back already, and where it was taken in.
    """

    row: ClaimRow
    place: PlaceName | None
    decided: PlaceName | None
    shipment: ShipmentView | None
    photos: tuple[StoredFile, ...]
    home: bool
    here: tuple[tuple[TakenIn, PlaceName | None], ...] = ()

    @property
    def claim(self) -> ClaimView:
        """The claim itself."""
        return self.row.claim

    @property
    def zone(self) -> str:
        """The clock of where it was sold."""
        return self.place.zone if self.place else "UTC"


@dataclass(frozen=True, slots=True)
class OwnClaim:
    """A claim as its customer sees it. code: of what is given instead, "" where nothing waits to be collected."""

    row: ClaimRow
    code: str

    @property
    def claim(self) -> ClaimView:
        """The claim itself."""
        return self.row.claim

    @property
    def lines(self) -> tuple[tuple[ClaimLine, VariantView], ...]:
        """What is claimed."""
        return self.row.lines

    @property
    def bars(self) -> Barcode | None:
        """The pickup code as a scanner reads it; None where there is none."""
        return barcode_of(self.code) if self.code else None


@dataclass(frozen=True, slots=True)
class Claimable:
    """A line of which units can be claimed. left: how many, in the variant's unit."""

    line: LineView
    variant: VariantView
    left: int


def list_claim_rows(
    *, state: str, place: UUID | None = None, after: Mark | None = None, limit: int = 50
) -> tuple[tuple[ClaimRow, ...], Mark | None]:
    """Claims in a state with their goods; see list_claims."""
    page = list_claims(state=state, place=place, after=after, limit=limit)
    return claim_rows(page.rows), page.after


def own_claims(order: UUID) -> tuple[OwnClaim, ...]:
    """Every claim of an order as its customer sees it, the first first."""
    return tuple(OwnClaim(row, claim_code(row.claim)) for row in rows_of_order(order))


def claim_code(claim: ClaimView) -> str:
    """The pickup code of what waits to be given by a claim; "" where nothing is, or it is brought."""
    return open_code(claim.shipment) if claim.state == "waiting" and claim.shipment else ""


def claim_rows(claims: Sequence[ClaimView]) -> tuple[ClaimRow, ...]:
    """The same of claims that were read."""
    orders = read_orders([one.order for one in claims])
    variants = read_variants([line.variant for one in claims for line in one.lines])
    return tuple(
        ClaimRow(one, orders[one.order], tuple((line, variants[line.variant]) for line in one.lines)) for one in claims
    )


def with_photos(claims: Sequence[ClaimView], at: datetime) -> list[tuple[ClaimView, int]]:
    """Each of these claims with how many photos it has, asked for all of them at once."""
    counted = count_owned([one.id for one in claims], PHOTO, at) if claims else {}
    return [(one, counted.get(one.id, 0)) for one in claims]


def rows_of_order(order: UUID) -> tuple[ClaimRow, ...]:
    """Every claim of an order, the first first."""
    return claim_rows(claims_of([order]))


def read_claim_page(claim: UUID, at: datetime) -> ClaimPage:
    """One claim. Raises ClaimUnknown."""
    [row] = claim_rows([read_claim(claim)])
    places, found = name_places(), row.claim
    return ClaimPage(
        row,
        places.get(row.order.place) if row.order.place else None,
        places.get(found.place) if found.place else None,
        shipment_of_id(found.shipment) if found.shipment else None,
        tuple(reversed(files_owned(claim, PHOTO, at))),
        find_delivery(found.order) is not None,
        tuple((one, places.get(one.place) if one.place else None) for one in found.here),
    )


def pieces_to_give(page: ClaimPage) -> tuple[GivenPieces, ...]:
    """The goods that wait to be given for it over the counter, as far as the shop tells their pieces apart."""
    if page.shipment is None or page.shipment.home or page.claim.state != "waiting":
        return ()
    return ask_pieces(units_in(page.shipment.id))


def claimable(order: UUID) -> tuple[Claimable, ...]:
    """The lines of an order of which something is with the customer that is not claimed yet."""
    taken = claimed_units(order)
    lines = [line for line in list_lines(order) if line.handed_over - line.returned - taken.get(line.id, 0) > 0]
    variants = read_variants([line.variant for line in lines])
    return tuple(
        Claimable(line, variants[line.variant], line.handed_over - line.returned - taken.get(line.id, 0))
        for line in lines
        if variants[line.variant].kind != "gift"
    )
