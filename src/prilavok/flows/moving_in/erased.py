"""Rows of a list that name somebody erased, another number than is known, or nobody, are refused with the reason."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from prilavok.domains.customers.actions import hold_people
from prilavok.domains.customers.queries import erased_names, names_somebody, numbers_of_codes
from prilavok.domains.customers.types import ListedPerson
from prilavok.domains.imports.types import Refusal, ToldConsent
from prilavok.domains.places.queries import zone_of
from prilavok.flows.moving_in.past import PastOrder
from prilavok.flows.moving_in.portion import ERASED, KeptRow

Told = tuple[KeptRow, ListedPerson, Sequence[ToldConsent]]


def not_again(people: Sequence[Told]) -> tuple[list[Told], list[Refusal]]:
    """Those who may be taken in, and the refusals of the others: who was erased comes back only by themselves.

    Nor is anybody named by nothing but nobody's identifiers.
    """
    gone = erased_since([person for _kept, person, _said in people])
    numbers = numbers_of_codes([person.code for _kept, person, _said in people if _number(person)])
    somebody = names_somebody([person for _kept, person, _said in people])
    taken: list[Told] = []
    refusals: list[Refusal] = []
    for (kept, person, said), since, named in zip(people, gone, somebody, strict=True):
        if since is not None:
            refusals.append(refused_erased(kept, since))
        elif person.code in numbers and numbers[person.code] != _number(person):
            refusals.append(Refusal(kept.row.number, "number_other", 0, {"begins": kept.begins}))
        elif not named:
            refusals.append(Refusal(kept.row.number, "contacts_nobodys", 0, {"begins": kept.begins}))
        else:
            taken.append((kept, person, said))
    return taken, refusals


def erased_since(people: Sequence[ListedPerson | None]) -> list[date | None]:
    """Of each, the day by the company's clock when one of their names was erased; None for who may be taken in."""
    hold_people()  # nobody is erased between this look and the taking-in
    names = [
        [("import", one.code), *((contact.kind, contact.value) for contact in one.contacts)] if one else []
        for one in people
    ]
    gone = erased_names([name for several in names for name in several])
    zone = ZoneInfo(zone_of(None))
    days = {name: at.astimezone(zone).date() for name, at in gone.items()}
    return [max((days[name] for name in several if name in days), default=None) for several in names]


def orders_not_again(
    orders: Sequence[tuple[PastOrder, list[KeptRow]]],
) -> tuple[list[tuple[PastOrder, list[KeptRow]]], list[tuple[list[KeptRow], date]]]:
    """The orders that may be taken in, and the rows of those whose person was erased, with the day."""
    gone = erased_since([order.person for order, _rows in orders])
    taken = [one for one, since in zip(orders, gone, strict=True) if since is None]
    return taken, [(rows, since) for (_order, rows), since in zip(orders, gone, strict=True) if since is not None]


def of_somebody(orders: Sequence[tuple[PastOrder, list[KeptRow]]]) -> list[tuple[PastOrder, list[KeptRow]]]:
    """The same orders; one whose rows name nothing but nobody's identifiers is nobody's."""
    somebody = iter(names_somebody([order.person for order, _rows in orders if order.person]))
    return [
        (order if order.person is None or next(somebody) else replace(order, person=None), rows)
        for order, rows in orders
    ]


def refused_erased(kept: KeptRow, since: date, amount: int = 0) -> Refusal:
    """The refusal of a row of somebody erased: the day stands with the reason."""
    return Refusal(kept.row.number, ERASED, amount, {"begins": kept.begins, ERASED: since.isoformat()})


def _number(person: ListedPerson) -> str:
    return next((one.value for one in person.contacts if one.kind == "iin"), "")
