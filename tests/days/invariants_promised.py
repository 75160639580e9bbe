"""The thirteenth: no unit is promised that any order of the calls says was gone, and nobody is sent away for nothing.

Calls that overlap may have happened in either order, and a call whose answer was lost may have happened or not. So the
check keeps two bounds of what could be free: what was promised for certain may never exceed what was there at most, and
a refusal must have met an instant at which, at least, too little may have been free. No call is reordered across
another that ended before it began. Pure.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.days.books import Books
from tests.days.history import OK, REFUSED, UNKNOWN, Call
from tests.days.invariants_desk import PLACING, as_shown

#: a deed's lines and whether they take units off the shelf (1) or bring them back (-1)
_SIDES = {
    **dict.fromkeys(PLACING, (("lines", 1),)),
    "order.change": (("add", 1), ("take_out", -1)),
    "order.cancel": (("lines", -1),),
    "sale.till": (("lines", 1),),
    "sale.reported": (("lines", 1),),
    "return.take": (("lines", -1),),
    "claim.decide": (("give", 1), ("back", -1)),
    "exchange.take": (("give", 1), ("back", -1)),
}


@dataclass(frozen=True)
class Step:
    """Units taken (or brought, below nought) once, somewhere between two instants; sure: it has happened."""

    variant: str
    units: int
    began: float
    ended: float
    sure: bool


def promised(history: Sequence[Call], books: Books) -> Iterator[str]:
    """13. No order for a unit that was gone; no refusal while there was certainly enough.

    What is expected counts as there, until somebody says that no more comes.
    """
    history = as_shown(history, books)
    steps = steps_of(history)
    by_variant: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        by_variant[step.variant].append(step)
    extra = _uncovered(books)
    for variant, opening in books.opening.items():
        own = by_variant[variant]
        most = opening + extra.get(variant, 0)
        for at in sorted({step.ended for step in own if step.sure and step.units > 0}):
            taken = sum(step.units for step in own if step.sure and step.units > 0 and step.ended <= at)
            back = -sum(step.units for step in own if step.units < 0 and step.began < at)
            if taken - back > most:
                yield f"of {variant} {taken} were given and {back} may have come back, there were {most}"
                break
    for call in history:
        if call.deed in PLACING and call.outcome == REFUSED and call.code == "order.out_of_stock":
            asked, ended = call.sums(""), _not_to_come(history, call)
            free = {
                variant: books.opening.get(variant, 0) - ended.get(variant, 0) - _least(by_variant[variant], call)
                for variant in asked
            }
            if all(asked[variant] <= free[variant] for variant in asked):
                yield f"{call.who} was refused {asked} while at least {free} were free"


def steps_of(history: Sequence[Call]) -> list[Step]:
    """What each meant deed took or brought, once, however often it was sent; refused ones did nothing."""
    meant: dict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in history:
        if call.deed in _SIDES:
            meant[call.deed, call.key].append(call)
    steps = []
    for (deed, _key), calls in meant.items():
        done = [call for call in calls if call.outcome == OK]
        if not done and not any(call.outcome == UNKNOWN for call in calls):
            continue
        began = min(call.began for call in calls)
        ended = min((call.ended for call in done), default=float("inf"))
        for name, sign in _SIDES[deed]:
            for variant, units in calls[0].sums(name).items():
                steps.append(Step(variant, sign * units, began, ended, bool(done)))
    return steps


def _not_to_come(history: Sequence[Call], refused: Call) -> dict[str, int]:
    """What somebody may have said by then that it does not come."""
    return {
        variant: units
        for call in history
        if call.deed == "supply.close" and call.outcome != REFUSED and call.began < refused.ended
        for variant, units in call.sums("").items()
    }


def _least(own: Sequence[Step], call: Call) -> int:
    """The most that may have been off the shelf at some instant of the call."""
    gone = sum(step.units for step in own if step.units > 0 and step.began < call.ended)
    return gone + sum(step.units for step in own if step.units < 0 and step.sure and step.ended < call.began)


def _uncovered(books: Books) -> dict[str, int]:
    """Units by variant that sales out of the hand took and the ledger had to find: never more than the sale took."""
    accounts = {account["id"]: account for account in books.accounts}
    found: dict[tuple[str, str], int] = defaultdict(int)
    drawn: dict[tuple[str, str], int] = defaultdict(int)
    for move in books.moves:
        of, into = accounts.get(move["debit"]), accounts.get(move["credit"])
        if move["kind"] == "post" and of is not None and into is not None:
            found[str(move["cause_id"]), of["unit"]] += move["units"] if of["state"] == "unexplained" else 0
            drawn[str(move["cause_id"]), of["unit"]] += move["units"] if into["state"] == "sold" else 0
    uncovered: dict[str, int] = defaultdict(int)
    for (cause, unit), units in found.items():
        uncovered[unit] += min(units, drawn[cause, unit])
    return uncovered
