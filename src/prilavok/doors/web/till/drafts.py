"""What a cashier has on the counter before it is paid: kept in the session, so that a reload does not lose it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from prilavok.doors.web.till.opened import Asked as Asked
from prilavok.doors.web.till.opened import Opened as Opened
from prilavok.kit.errors import Refused
from prilavok.kit.ids import new_id

_KEPT_AS = "till"
#: sales laid aside at one till, and orders opened at it; more is a mistake, and a session is no store
MOST_PARKED = 5
MOST_OPENED = 20
MOST_LINES = 200
MOST_COUPONS = 5


class DraftFull(Refused):
    """More than one sale, or one till, can hold."""

    def __init__(self, most: int) -> None:
        super().__init__("till.full", _("No more than %(most)s fit here. Finish what is open first."), most=most)


class OtherBasket(Refused):
    """The code of another basket was scanned on a sale that has goods of one."""

    def __init__(self) -> None:
        super().__init__(
            "till.other_basket",
            _("There are goods of another basket on the counter. Take that basket off, or lay the sale aside first."),
        )


class DraftChanged(Refused):
    """Another tab of the same till changed the sale after this page was drawn."""

    def __init__(self) -> None:
        super().__init__(
            "till.changed", _("The sale was changed in another tab meanwhile. It is shown as it is now: look again.")
        )


@dataclass(frozen=True, slots=True)
class DraftLine:
    """So many units of a variant, in its smallest unit."""

    variant: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A quick sale that is being scanned.

    key: the sale's name for ever, so that two clicks and two tabs sell once. order: the id it gets; a charged card
    names it. leaf: of the customer who earns, "" for nobody. arrived: how that customer was named: card, phone, qr, or
    basket. coupons: codes that the customer showed. taken_out: lines taken out, the last one last, with where they
    stood; they can be put back. basket: of which goods lie here, "" for none; brought: how many units of what came from
    it, and its_coupons: which of the coupons.
    """

    key: str = field(default_factory=lambda: str(uuid4()))
    order: str = field(default_factory=lambda: str(new_id()))
    version: int = 0
    lines: tuple[DraftLine, ...] = ()
    leaf: str = ""
    arrived: str = ""
    taken_out: tuple[tuple[int, DraftLine], ...] = ()
    coupons: tuple[str, ...] = ()
    basket: str = ""
    brought: tuple[DraftLine, ...] = ()
    its_coupons: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is on the counter."""
        return not self.lines

    def with_more(self, variant: UUID, units: int) -> "Draft":
        """The same with more units of the variant; a variant scanned again makes its line longer."""
        known = next((one for one in self.lines if one.variant == str(variant)), None)
        if known is None and len(self.lines) >= MOST_LINES:
            raise DraftFull(MOST_LINES)
        return self.with_units(variant, units + (known.quantity if known else 0))

    def with_units(self, variant: UUID, units: int) -> "Draft":
        """The same with exactly so many units of the variant; nought takes the line out."""
        name = str(variant)
        at = next((nth for nth, one in enumerate(self.lines) if one.variant == name), None)
        if units <= 0:
            return self if at is None else self._without(at)
        line = DraftLine(name, units)
        lines = (*self.lines, line) if at is None else (*self.lines[:at], line, *self.lines[at + 1 :])
        return replace(self, lines=lines, version=self.version + 1)

    def put_back(self) -> "Draft":
        """The same with the line that was taken out last where it stood before."""
        if not self.taken_out:
            return self
        (at, line), rest = self.taken_out[-1], self.taken_out[:-1]
        lines = tuple(one for one in self.lines if one.variant != line.variant)
        return replace(self, lines=(*lines[:at], line, *lines[at:]), taken_out=rest, version=self.version + 1)

    def named(self, leaf: UUID | None, arrived: str = "") -> "Draft":
        """The same with the customer who earns, or with nobody."""
        return replace(self, leaf=str(leaf or ""), arrived=arrived, version=self.version + 1)

    def shown(self, code: str) -> "Draft":
        """The same with a coupon that was shown; a code shown again is taken back."""
        rest = tuple(one for one in self.coupons if one != code)
        if rest == self.coupons and len(rest) >= MOST_COUPONS:
            raise DraftFull(MOST_COUPONS)
        coupons = rest if rest != self.coupons else (*rest, code)
        return replace(self, coupons=coupons, version=self.version + 1)

    def with_basket(self, basket: UUID, lines: Sequence[DraftLine], coupons: Sequence[str]) -> "Draft":
        """The same with the goods of a basket; of goods that lie here already the larger quantity holds.

        Scanned again it is taken as it is by now. Raises OtherBasket, DraftFull.
        """
        if self.basket not in ("", str(basket)):
            raise OtherBasket
        known = {one.variant: one.quantity for one in self.lines}
        wanted = known | {one.variant: max(one.quantity, known.get(one.variant, 0)) for one in lines}
        if len(wanted) > MOST_LINES:
            raise DraftFull(MOST_LINES)
        its = tuple(one for one in coupons if one not in self.coupons)[: MOST_COUPONS - len(self.coupons)]
        return replace(
            self, lines=tuple(DraftLine(*one) for one in wanted.items()), basket=str(basket), brought=tuple(lines),
            coupons=(*self.coupons, *its), its_coupons=(*self.its_coupons, *its), version=self.version + 1,
        )  # fmt: skip

    def without_basket(self) -> "Draft":
        """The same without the basket, its goods, its coupons, and the customer whom it alone named."""
        left = self
        for one in self.brought:
            has = next((line.quantity for line in self.lines if line.variant == one.variant), 0)
            left = left.with_units(UUID(one.variant), max(has - one.quantity, 0))
        coupons = tuple(one for one in self.coupons if one not in self.its_coupons)
        named = ("", "") if self.arrived == "basket" else (self.leaf, self.arrived)
        return replace(
            left, basket="", brought=(), its_coupons=(), coupons=coupons, leaf=named[0], arrived=named[1],
            version=self.version + 1,
        )  # fmt: skip

    def of_basket(self) -> dict[UUID, int]:
        """How many units of what on the counter are the basket's: what is bought of these leaves it."""
        here = {one.variant: one.quantity for one in self.lines}
        bought = {UUID(one.variant): min(one.quantity, here.get(one.variant, 0)) for one in self.brought}
        return {variant: units for variant, units in bought.items() if units}

    def _without(self, at: int) -> "Draft":
        return replace(
            self,
            lines=(*self.lines[:at], *self.lines[at + 1 :]),
            taken_out=(*self.taken_out[-9:], (at, self.lines[at])),
            version=self.version + 1,
        )


def read_draft(request: HttpRequest, place: UUID) -> Draft:
    """The sale on this counter; a new empty one where there is none. It belongs to the place it was begun at."""
    kept = _kept(request, place).get("draft")
    return _draft(kept) if kept else Draft()


def keep_draft(request: HttpRequest, place: UUID, draft: Draft) -> None:
    """Remember the sale."""
    _keep(request, place, draft=asdict(draft))


def parked_drafts(request: HttpRequest, place: UUID) -> tuple[Draft, ...]:
    """Sales laid aside, the eldest first."""
    return tuple(_draft(one) for one in _kept(request, place).get("parked", ()))


def keep_parked(request: HttpRequest, place: UUID, parked: Sequence[Draft]) -> None:
    """Remember the sales laid aside. Raises DraftFull."""
    if len(parked) > MOST_PARKED:
        raise DraftFull(MOST_PARKED)
    _keep(request, place, parked=[asdict(one) for one in parked])


def read_opened(request: HttpRequest, place: UUID, order: UUID) -> Opened | None:
    """What this till knows of an order it opened by a code; None where it did not."""
    kept = _kept(request, place).get("opened", {}).get(str(order))
    if kept is None:
        return None
    asked = Asked(**kept["asked"]) if kept.get("asked") else None
    return Opened(kept["code"], tuple((variant, units) for variant, units in kept["acts"]), kept["key"], asked)


def keep_opened(request: HttpRequest, place: UUID, order: UUID, opened: Opened) -> None:
    """Remember it; the order opened longest ago is forgotten where there are many."""
    known: dict[str, Any] = dict(_kept(request, place).get("opened", {}))
    known.pop(str(order), None)
    known[str(order)] = asdict(opened)
    _keep(request, place, opened=dict(list(known.items())[-MOST_OPENED:]))


def sold_before(request: HttpRequest, place: UUID, key: str) -> UUID | None:
    """The receipt of the sale of this key; None where this till has not sold it."""
    found = _kept(request, place).get("sold", {}).get(key)
    return UUID(found) if found else None


def note_sold(request: HttpRequest, place: UUID, key: str, receipt: UUID) -> None:
    """The sale of this key is done: the next customer finds an empty counter."""
    sold = {**_kept(request, place).get("sold", {}), key: str(receipt)}
    _keep(request, place, draft=None, sold=dict(list(sold.items())[-MOST_OPENED:]))


def _kept(request: HttpRequest, place: UUID) -> Mapping[str, Any]:
    kept: Mapping[str, Any] = request.session.get(_KEPT_AS) or {}
    return kept if kept.get("place") == str(place) else {}


def _keep(request: HttpRequest, place: UUID, **changed: object) -> None:
    request.session[_KEPT_AS] = {**_kept(request, place), "place": str(place), **changed}


def _draft(kept: Mapping[str, Any]) -> Draft:
    return Draft(
        kept["key"],
        kept["order"],
        kept["version"],
        tuple(DraftLine(**one) for one in kept["lines"]),
        kept["leaf"],
        kept["arrived"],
        tuple((at, DraftLine(**one)) for at, one in kept["taken_out"]),
        tuple(kept.get("coupons", ())),
        kept.get("basket", ""),
        tuple(DraftLine(**one) for one in kept.get("brought", ())),
        tuple(kept.get("its_coupons", ())),
    )
