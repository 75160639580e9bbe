"""What a cashier has on the counter before it is paid: kept in the session, so that a reload does not lose it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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
    names it. leaf: of the customer who earns, "" for nobody. arrived: how that customer was named: card or phone.
    coupons: codes that the customer showed. taken_out: lines
    taken out, the last one last, with where they stood; they can be put back.
    """

    key: str = field(default_factory=lambda: str(uuid4()))
    order: str = field(default_factory=lambda: str(new_id()))
    version: int = 0
    lines: tuple[DraftLine, ...] = ()
    leaf: str = ""
    arrived: str = ""
    taken_out: tuple[tuple[int, DraftLine], ...] = ()
    coupons: tuple[str, ...] = ()

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

    def _without(self, at: int) -> "Draft":
        return replace(
            self,
            lines=(*self.lines[:at], *self.lines[at + 1 :]),
            taken_out=(*self.taken_out[-9:], (at, self.lines[at])),
            version=self.version + 1,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A customer was asked whether so many points, which pay `amount`, shall pay for the order.

    kind and masked: where the code `code` went. ends: until when it is good, ISO. digits: once they were found right.
    """

    code: str
    points: int
    amount: int
    kind: str
    masked: str
    ends: str
    digits: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """An order opened at this till. code: the pickup code that opened it. asked: about points that shall pay.

    acts: by variant, units to be put in (or taken out, below nought) by a change that is not confirmed yet.
    key: of the next act that counts, so that two clicks and two tabs do it once.
    """

    code: str = ""
    acts: tuple[tuple[str, int], ...] = ()
    key: str = field(default_factory=lambda: str(uuid4()))
    asked: Asked | None = None

    def by_code(self, code: str) -> "Opened":
        """The same, opened by this code."""
        return replace(self, code=code)

    def with_act(self, variant: UUID, units: int) -> "Opened":
        """The same with so many units more (or fewer) of the variant; nought altogether is no act."""
        acts = dict(self.acts)
        acts[str(variant)] = acts.get(str(variant), 0) + units
        return replace(self, acts=tuple((one, delta) for one, delta in acts.items() if delta))

    def without_act(self, variant: UUID) -> "Opened":
        """The same without what was meant for the variant."""
        return replace(self, acts=tuple((one, delta) for one, delta in self.acts if one != str(variant)))

    def asking(self, asked: Asked | None) -> "Opened":
        """The same with the customer asked about points, or with the question dropped."""
        return replace(self, asked=asked, key=str(uuid4()))

    def standing(self, due: int, at: datetime) -> Asked | None:
        """The question that stands: its code is good, and it would pay no more than is due (minor units)."""
        asked = self.asked
        return asked if asked and at < datetime.fromisoformat(asked.ends) and asked.amount <= due else None

    def told(self, digits: str) -> "Opened":
        """The same with the digits that the customer said, which were right."""
        return replace(self, asked=replace(self.asked, digits=digits)) if self.asked else self

    def done(self) -> "Opened":
        """The same after its change was confirmed, or dropped."""
        return Opened(self.code)


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
    )
