"""Questions to the room of tills."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from prilavok.domains.tills.errors import TillUnknown
from prilavok.domains.tills.rules import nth_of as nth_of
from prilavok.domains.tills.rules import settled_instant as settled_instant
from prilavok.domains.tills.rules import share_of as share_of
from prilavok.domains.tills.rules import wrong_with as wrong_with
from prilavok.domains.tills.types import BroughtView, LeaseView, PinView, TillView, ToldSale
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows

_TILL = "id, nth, place_id, name, opened_at, told_at, withdrawn_at"
_LEASE = "id, till_id, kind, promotion, coupon, code, variant, units, until, ended, holder, salt, digest, rounds"
_BROUGHT = """id, till, place, cashier, number, state, reason, sold_at, skew, known_at, amount, reckoned_amount, over,
    receipt, brought_at, note, beyond_amount"""
_LATEST = Sort((("id", "uuid"),), descending=True)


def read_till(till: UUID) -> TillView:
    """One till, a withdrawn one too. Raises TillUnknown."""
    for found in read_rows(_TILL, "tills_till", row=TillView, where=[Condition("id = %s::uuid", till)]):
        return found
    raise TillUnknown


def list_tills(place: UUID | None = None) -> list[TillView]:
    """Tills of a place, or of all, the newest first; at most 500."""
    asked = [Condition("place_id = %s::uuid", place)] if place else []
    return read_rows(_TILL, "tills_till", row=TillView, where=asked, rest="ORDER BY nth DESC LIMIT 500")


def pins_of(staff: Sequence[UUID]) -> list[PinView]:
    """The PINs of those of the staff who have set one."""
    asked = [Condition("staff_id = ANY(%s::uuid[])", list(staff))]
    return read_rows("staff_id, salt, digest, rounds", "tills_pin", row=PinView, where=asked, rest="ORDER BY staff_id")


def leases_out(till: UUID) -> list[LeaseView]:
    """What is lent to a till and has not ended, the eldest first."""
    asked = [Condition("till_id = %s::uuid AND ended = ''", till)]
    return read_rows(_LEASE, "tills_lease", row=LeaseView, where=asked, rest="ORDER BY id")


def leases_among(leases: Sequence[UUID], till: UUID) -> list[LeaseView]:
    """Those of the leases that were lent to this till, ended ones too."""
    asked = [Condition("id = ANY(%s::uuid[])", list(leases)), Condition("till_id = %s::uuid", till)]
    return read_rows(_LEASE, "tills_lease", row=LeaseView, where=asked, rest="ORDER BY id") if leases else []


def values_out() -> list[LeaseView]:
    """Every part of a gift card and all points that are lent to some till now."""
    asked = [Condition("ended = '' AND kind IN ('gift', 'points')")]
    return read_rows(_LEASE, "tills_lease", row=LeaseView, where=asked, rest="ORDER BY id")


def leases_over(at: datetime, *, limit: int) -> list[LeaseView]:
    """What no till used or gave back until an instant, the longest over first."""
    asked = [Condition("ended = '' AND until <= %s", at)]
    return read_rows(_LEASE, "tills_lease", row=LeaseView, where=asked, rest=f"ORDER BY until, id LIMIT {limit:d}")


def find_brought(sale: UUID) -> BroughtView | None:
    """What became of a sale that was brought; None where none of this id was."""
    found = read_rows(_BROUGHT, "tills_sale", row=BroughtView, where=[Condition("id = %s::uuid", sale)])
    return found[0] if found else None


def read_told(sale: UUID) -> ToldSale | None:
    """What the till said of a sale that was brought; None where there is none, or it was garbled."""
    for told in read_rows("told", "tills_sale", row=lambda told: told, where=[Condition("id = %s::uuid", sale)]):
        try:
            return msgspec.convert(told, ToldSale)
        except msgspec.ValidationError:
            return None
    return None


def turn_brought(
    *, state: str = "", place: UUID | None = None, after: Mark | None = None, limit: int = 50
) -> Page[BroughtView]:
    """Sales that tills brought, the latest first. state: only those; place: only of that store."""
    asked = [Condition("state = %s", state)] if state else []
    asked += [Condition("place = %s::uuid OR place IS NULL", place)] if place else []
    return read_page(_BROUGHT, "tills_sale", row=BroughtView, sort=_LATEST, where=asked, after=after, limit=limit)


def last_number(till: UUID) -> str:
    """The number of the last sale that this till brought; "" where it brought none."""
    asked = [Condition("till = %s::uuid AND number <> ''", till)]
    rows = read_rows(
        "number", "tills_sale", row=lambda number: number, where=asked, rest="ORDER BY length(number) DESC, number DESC"
        " LIMIT 1",
    )  # fmt: skip
    return str(rows[0]) if rows else ""
