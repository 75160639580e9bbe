"""Something is wrong with goods that were handed over: said, decided, over; whoever does it holds the order's row."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from prilavok.domains.orders.actions.changing import known_change, settle_states
from prilavok.domains.orders.errors import ClaimGoodsHere, ClaimMovedOn, ClaimSettled, ClaimTooMany, ClaimUnfit
from prilavok.domains.orders.models import Change, Claim, ClaimLine, ClaimTerm, Line, Order
from prilavok.domains.orders.queries import claimed_units, list_lines, read_claim
from prilavok.domains.orders.types.claiming import (
    OF_GOODS_HERE,
    OUTCOMES,
    PHOTO,
    WANTED,
    WRONGS,
    ClaimView,
    Decision,
    Ended,
    NewClaim,
    Wanted,
)
from prilavok.domains.orders.types.returning import HERE, BringBack, LiesHere
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import OfClaim
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.files import erase_files, files_owned
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.words import Person, store_of_words

LONGEST = 2_000
MOST_LINES = 100
LONGEST_TERM = 366


def open_claim(
    order: UUID, said: NewClaim, *, touchpoint: str, due_at: datetime, basis: str, actor: Actor, at: datetime
) -> UUID:
    """Write down what is wrong with units that were handed over; the claim. Records claim.opened.

    Raises ClaimUnfit, and ClaimTooMany where fewer are with the customer, or are claimed already.
    """
    if said.wanted not in WANTED or not 0 < len(said.lines) <= MOST_LINES:
        raise ClaimUnfit("lines" if said.wanted in WANTED else "wanted")
    lines, taken = {line.id: line for line in list_lines(order)}, claimed_units(order)
    if len({one.line for one in said.lines}) < len(said.lines) or any(one.reason not in WRONGS for one in said.lines):
        raise ClaimUnfit("lines")
    for one in said.lines:
        line = lines.get(one.line)
        left = line.handed_over - line.returned - taken.get(one.line, 0) if line else 0
        if not 0 < one.quantity <= left:
            raise ClaimTooMany(max(left, 0))
    head = Order.objects.get(id=order)
    claim = Claim.objects.create(
        id=new_id(at), order=head, leaf_id=head.leaf_id, state="open", wanted=said.wanted,
        words=_tidy(said.words, "words"), touchpoint=touchpoint, opened_kind=actor.kind, opened_by=actor.id,
        opened_at=at, due_at=due_at, basis=basis,
    )  # fmt: skip
    ClaimLine.objects.bulk_create(
        ClaimLine(
            id=id, claim=claim, line_id=one.line, variant_id=lines[one.line].variant, quantity=one.quantity,
            reason=one.reason,
        )
        for id, one in zip(new_ids(len(said.lines), at), said.lines, strict=True)
    )  # fmt: skip
    _tell("claim.opened", claim, actor, at)
    return claim.id


def check_decision(claim: ClaimView, decision: Decision) -> None:
    """Raises ClaimMovedOn, ClaimSettled, and ClaimUnfit for what does not fit together or was not claimed.

    ClaimGoodsHere where goods came back before, and nothing would be given for them.
    """
    if decision.version not in (None, claim.version):
        raise ClaimMovedOn(claim.version)
    if not claim.open:
        raise ClaimSettled
    if decision.outcome not in OUTCOMES or bool(decision.units) == (decision.outcome == "refused"):
        raise ClaimUnfit("outcome" if decision.outcome not in OUTCOMES else "units")
    claimed = {line.line: line.quantity for line in claim.lines}
    if len({one.line for one in decision.units}) < len(decision.units):
        raise ClaimUnfit("units")
    if any(not 0 < one.quantity <= claimed.get(one.line, 0) for one in decision.units):
        raise ClaimUnfit("units")
    if decision.outcome == "refused" and not decision.why.strip():
        raise ClaimUnfit("why")
    if (decision.outcome == "reduction") != (decision.amount > 0):
        raise ClaimUnfit("amount")
    if (decision.outcome == "repair") != (decision.until is not None):
        raise ClaimUnfit("until")
    _tidy(decision.why, "why")
    if decision.outcome == "given_back" and not claim.here:
        raise ClaimUnfit("outcome")
    decided = {one.line: one.quantity for one in decision.units if decision.outcome in OF_GOODS_HERE}
    if any(units > decided.get(line, 0) for line, units in _units_here(claim).items()):
        raise ClaimGoodsHere


def decide_claim(
    claim: UUID, decision: Decision, *, place: UUID | None, change: UUID | None, shipment: UUID | None = None,
    actor: Actor, at: datetime,
) -> None:  # fmt: skip
    """Write down what was decided; money and refusals end the claim, goods that are to come leave it waiting.

    Records claim.decided, and claim.closed where it is over. Raises what check_decision does.
    """
    row = Claim.objects.select_for_update().get(id=claim)
    check_decision(read_claim(claim), decision)
    waits = decision.outcome in ("replacement", "repair")
    row.state, row.outcome, row.why = "waiting" if waits else "closed", decision.outcome, _tidy(decision.why, "why")
    row.decided_by, row.decided_at, row.place = actor.id if actor.kind == "staff" else None, at, place
    row.change, row.shipment, row.until = change, shipment, decision.until
    row.closed_at, row.version = None if waits else at, row.version + 1
    row.save()
    _tell("claim.decided", row, actor, at)
    if not waits:
        _tell("claim.closed", row, actor, at)


def withdraw_claim(claim: UUID, *, actor: Actor, at: datetime) -> bool:
    """The customer takes it back; whether it was open. Records claim.closed.

    Raises ClaimSettled once decided, ClaimGoodsHere where their goods came back by a decision before.
    """
    row = Claim.objects.select_for_update().get(id=claim)
    if row.outcome == "withdrawn":
        return False
    if row.state != "open":
        raise ClaimSettled
    if read_claim(claim).here:
        raise ClaimGoodsHere
    row.outcome, row.decided_at = "withdrawn", at
    return _close(row, actor, at)


def ready_claim(claim: UUID, *, actor: Actor, at: datetime) -> bool:
    """What is repaired or given instead lies ready; whether that was not known. Records claim.ready."""
    row = Claim.objects.select_for_update().get(id=claim)
    if row.state != "waiting":
        raise ClaimSettled
    if row.ready_at is not None:
        return False
    row.ready_at, row.version = at, row.version + 1
    row.save(update_fields=["ready_at", "version"])
    _tell("claim.ready", row, actor, at)
    return True


def end_claim(claim: UUID, *, actor: Actor, at: datetime) -> bool:
    """The customer has what was given instead or repaired; whether it was not over. Records claim.closed."""
    row = Claim.objects.select_for_update().get(id=claim)
    return False if row.state == "closed" else _close(row, actor, at)


def reopen_claim(claim: UUID, *, due_at: datetime, actor: Actor, at: datetime) -> bool:
    """What was to be given instead is not there after all: it waits for another decision. Records claim.reopened."""
    row = Claim.objects.select_for_update().get(id=claim)
    if row.state != "waiting":
        return False
    row.state, row.outcome, row.why, row.decided_by, row.decided_at = "open", "", "", None, None
    row.place = row.change = row.shipment = row.until = row.ready_at = None
    row.due_at, row.version = max(row.due_at, due_at), row.version + 1
    row.save()
    _tell("claim.reopened", row, actor, at)
    return True


def note_change(
    order: UUID, units: Sequence[BringBack], kind: Literal["replace", "repair"], *, key: str, place: UUID, paid: int,
    actor: Actor, at: datetime,
) -> UUID:  # fmt: skip
    """Write a change down that moves no money: units are given anew, or repaired; the change. The version goes up.

    place: where what came with it was taken in: a claim that is decided anew knows it from here.
    """
    assert known_change(order, key) is None, "a key is asked for before"
    head = Order.objects.get(id=order)
    settle_states(head, list(Line.objects.filter(order=order)), paid)
    amount = head.paid_amount - head.returned_amount
    acts = [
        {"kind": kind, "line": str(one.line), "quantity": one.quantity, "place": str(place)}
        | {"condition": HERE if isinstance(one, LiesHere) else one.condition}
        for one in units
    ]
    return Change.objects.create(
        id=new_id(at), order=head, key=key, acts=acts, amount_before=amount, amount_after=amount,
        actor_kind=actor.kind, actor=actor.id, changed_at=at,
    ).id  # fmt: skip


def set_claim_term(country: str, wanted: str, days: int, *, basis: str = "", actor: Actor, at: datetime) -> UUID:
    """Claims of this kind are answered in so many days from now on. Raises ClaimUnfit."""
    fits = wanted in WANTED and len(country) == 2 and country.isupper() and 0 < days <= LONGEST_TERM
    if not fits:
        raise ClaimUnfit("term")
    ClaimTerm.objects.filter(country=country, wanted=wanted, valid_to=None).update(valid_to=at)
    made = ClaimTerm.objects.create(
        id=new_id(at), country=country, wanted=wanted, days=days, basis=basis[:60], valid_from=at, set_by=actor.id
    )
    return made.id


def _units_here(claim: ClaimView) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for one in claim.here:
        found[one.line] = found.get(one.line, 0) + one.quantity
    return found


def _close(row: Claim, actor: Actor, at: datetime) -> bool:
    row.state, row.closed_at, row.version = "closed", at, row.version + 1
    row.save()
    _tell("claim.closed", row, actor, at)
    return True


def _tell(verb: str, row: Claim, actor: Actor, at: datetime) -> None:
    outcome = cast(Ended, row.outcome) if row.outcome else None
    told = NewEvent(
        verb=verb, occurred_at=at, leaf=row.leaf_id, subject_kind="order", subject=row.order_id, place=row.place,
        actor=actor, facts=OfClaim(row.id, row.order_id, cast(Wanted, row.wanted), outcome),
    )  # fmt: skip
    record([told], at)


def _tidy(text: str, what: str) -> str:
    tidy = text.strip()
    if len(tidy) > LONGEST or "\x00" in tidy:
        raise ClaimUnfit(what)
    return tidy


def _export(person: Person) -> Iterable[Mapping[str, object]]:
    rows = Claim.objects.filter(leaf__in=person.leaves).order_by("opened_at", "id")
    return [
        {"at": row.opened_at, "kind": row.wanted, "text": row.words, "why": row.why, "order": str(row.order_id)}
        | {"files": [{"file": str(one.id), "name": one.name} for one in files_owned(row.id, PHOTO, row.opened_at)]}
        for row in rows
    ]


def _erase(person: Person, at: datetime) -> int:
    own = Claim.objects.filter(leaf__in=person.leaves)
    photos = [one.id for claim in own.values_list("id", flat=True) for one in files_owned(claim, PHOTO, at)]
    return own.exclude(words="", why="").update(words="", why="") + erase_files(photos)


store_of_words("orders_claim", ["words", "why"], _export, _erase)
