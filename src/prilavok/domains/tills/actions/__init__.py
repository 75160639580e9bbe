"""What changes tills, PINs, leases and what tills brought."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from prilavok.domains.tills.actions.leases import keep_leases as keep_leases
from prilavok.domains.tills.actions.leases import lock_to_lend as lock_to_lend
from prilavok.domains.tills.actions.leases import prolong_leases as prolong_leases
from prilavok.domains.tills.actions.leases import use_value as use_value
from prilavok.domains.tills.actions.leases import value_lease as value_lease
from prilavok.domains.tills.actions.lessening import end_leases as end_leases
from prilavok.domains.tills.actions.lessening import lessen_lease as lessen_lease
from prilavok.domains.tills.errors import NotAside, PinUnfit, TillUnknown
from prilavok.domains.tills.models import BroughtSale, Pin, Till
from prilavok.domains.tills.queries import read_till
from prilavok.domains.tills.rules import ROUNDS, digest_of, is_pin
from prilavok.domains.tills.types import LENT_FOR, Noted, TillView, ToldSale
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.instants import from_milliseconds
from prilavok.kit.words import Person, store_of_words, wordless

_TRIES = 5


def open_till(place: UUID, name: str, *, actor: Actor, at: datetime) -> TillView:
    """A device may sell without a line at a place from now on. Records till.opened."""
    for _try in range(_TRIES):
        last = Till.objects.aggregate(last=Max("nth"))["last"] or 0
        try:
            with transaction.atomic():
                row = Till.objects.create(
                    id=new_id(at), nth=last + 1, place_id=place, name=name.strip()[:60], opened_at=at,
                    opened_by=actor.id if actor.kind == "staff" else None,
                )  # fmt: skip
            break
        except IntegrityError:  # two tills were opened at once: the other one has this number
            continue
    else:
        raise RuntimeError("no number was left for a till")
    record([_of_till("till.opened", row.id, place, actor, at)], at)
    return read_till(row.id)


def withdraw_till(till: UUID, *, actor: Actor, at: datetime) -> bool:
    """It sells without a line no more; whether it did until now. Records till.withdrawn. Raises TillUnknown."""
    found = read_till(till)
    by = actor.id if actor.kind == "staff" else None
    gone = Till.objects.filter(id=till, withdrawn_at__isnull=True).update(withdrawn_at=at, withdrawn_by=by)
    record([_of_till("till.withdrawn", till, found.place, actor, at)] if gone else [], at)
    return bool(gone)


def lock_till(till: UUID) -> TillView:
    """Hold the till's row until the end of the story: its leases are given and taken one after another."""
    if not Till.objects.select_for_update().filter(id=till).exists():
        raise TillUnknown
    return read_till(till)


def note_told(till: UUID, *, at: datetime) -> None:
    """The till was told goods and prices."""
    Till.objects.filter(id=till).update(told_at=at)


def set_pin(staff: UUID, pin: str, *, at: datetime) -> None:
    """By these digits somebody opens a till that has no line. Raises PinUnfit."""
    if not is_pin(pin):
        raise PinUnfit
    salt = secrets.token_hex(16)
    kept = {"salt": salt, "digest": digest_of(pin, salt), "rounds": ROUNDS, "set_at": at}
    Pin.objects.update_or_create(staff_id=staff, defaults=kept)


def begin_brought(sale: ToldSale, told: Mapping[str, object], *, by: UUID | None, at: datetime) -> bool:
    """Take a sale in under the id that its till gave it; False where it is known, or another is just taking it in."""
    row = BroughtSale(
        id=sale.id, till=sale.till, place=sale.place, cashier=sale.cashier, number=sale.number[:40], state="recorded",
        told=dict(told), known_at=from_milliseconds(sale.known_at), amount=sale.amount, brought_at=at, brought_by=by,
    )  # fmt: skip
    # Another that brings the same sale is waited for here; where it was first, nothing is left to do.
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def take_up_aside(sale: ToldSale, *, by: UUID | None, at: datetime) -> None:
    """A sale that was set aside is recorded now, within the caller's story. Raises NotAside."""
    waiting = BroughtSale.objects.filter(id=sale.id, state="aside")
    if not waiting.update(
        state="recorded", reason="", cashier=sale.cashier, known_at=from_milliseconds(sale.known_at),
        settled_at=at, settled_by=by,
    ):  # fmt: skip
        raise NotAside


def note_brought(sale: UUID, noted: Noted) -> None:
    """What is kept beside a sale that was recorded."""
    BroughtSale.objects.filter(id=sale).update(
        sold_at=noted.sold_at, skew=noted.skew, reckoned_amount=noted.reckoned_amount, over=noted.over,
        receipt=noted.receipt, beyond_amount=noted.beyond_amount,
    )  # fmt: skip


def set_aside(
    sale: UUID,
    told: Mapping[str, object],
    reason: str,
    *,
    place: UUID | None,
    till: UUID | None,
    actor: Actor,
    at: datetime,
) -> bool:
    """Keep what was brought and cannot be recorded, for staff to look at; whether it is new. Records sale.set_aside."""
    number, amount = told.get("number"), told.get("amount")
    row = BroughtSale(
        id=sale, till=till, place=place, state="aside", reason=reason[:60], told=dict(told), brought_at=at,
        number=number[:40] if isinstance(number, str) else "",
        amount=amount if isinstance(amount, int) and abs(amount) < 10**15 else None,
        brought_by=actor.id if actor.kind == "staff" else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    event = NewEvent(
        verb="sale.set_aside", occurred_at=at, subject_kind="order", subject=sale, place=place, actor=actor
    )  # fmt: skip
    record([event], at)
    return True


def drop_brought(sale: UUID, note: str, *, by: UUID | None, at: datetime) -> None:
    """Staff say that what was set aside is no sale; it is kept, with their reason. Raises NotAside."""
    waiting = BroughtSale.objects.filter(id=sale, state="aside")
    if not waiting.update(state="dropped", note=note.strip()[:200], settled_at=at, settled_by=by):
        raise NotAside


def lent_until(at: datetime) -> datetime:
    """Until when something lent now may be used."""
    return at + LENT_FOR


def _of_till(verb: str, till: UUID, place: UUID, actor: Actor, at: datetime) -> NewEvent:
    return NewEvent(verb=verb, occurred_at=at, subject_kind="till", subject=till, place=place, actor=actor)


def _export_pin(person: Person) -> Iterable[Mapping[str, object]]:
    return Pin.objects.filter(staff=person.staff).values("set_at")


def _erase_pin(person: Person, at: datetime) -> int:
    return Pin.objects.filter(staff=person.staff).delete()[0]


store_of_words("tills_pin", ["salt", "digest"], _export_pin, _erase_pin)
wordless("tills_till", ["name"], "what we call a till")
wordless("tills_sale", ["told", "note"], "goods, amounts and ids of a sale to nobody; a till knows no customer")
