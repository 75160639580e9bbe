"""Whether the ways of paying at a counter pay what is owed, no more and no less."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from prilavok.domains.payments.types import PaidPart, Paying, Reckoned, WayBack


def reckon(*, owed: int, taken: int, tenders: Sequence[Paying]) -> Reckoned | None:
    """What the tenders come to, for what is owed less what was taken by card before; None where they do not fit.

    They fit when cash, points and gift cards are exactly what is due, and no less cash was given than is asked for.
    """
    if any(one.amount <= 0 for one in tenders):
        return None
    cash = [one for one in tenders if one.method == "cash"]
    points = sum(one.amount for one in tenders if one.method == "points")
    gifts = sum(one.amount for one in tenders if one.method == "gift_card")
    asked = sum(one.amount for one in cash)
    given = sum(one.amount if one.given is None else one.given for one in cash)
    due = max(owed - taken, 0)
    if asked + points + gifts != due or given < asked:
        return None
    return Reckoned(due, asked, points, given - asked, owed - points, max(taken - owed, 0), gifts)


#: cards first, so that no cash is drawn out of a card; what the drawer took comes after; the rest as it came
_FIRST = ("card", "cash")


def in_turn(ways: Sequence[WayBack]) -> list[WayBack]:
    """The ways money goes back, the first first: to cards we charged, other cards, cash, and all the rest."""
    return sorted(
        (way for way in ways if way.amount > 0),
        key=lambda way: _rank(way.method, way.attempt),
    )


def spread_back(amount: int, ways: Sequence[WayBack]) -> tuple[list[WayBack], list[WayBack]]:
    """By which of the ways so much goes back, in their order, and what is left of them.

    Never more to a way than is in it. Raises ValueError where all of them together have less.
    """
    given, rest = [], []
    for way in ways:
        part = min(amount, way.amount)
        amount -= part
        if part:
            given.append(WayBack(way.method, part, way.attempt))
        if way.amount > part:
            rest.append(WayBack(way.method, way.amount - part, way.attempt))
    if amount:
        raise ValueError(f"{amount} more is to go back than came")
    return given, rest


def parts_kept(taken: Sequence[PaidPart], back: Sequence[WayBack], *, owed: int) -> list[PaidPart]:
    """What of the takings pays what is owed; together never more than that.

    back: what was given back, or is on its way: it is of the latest taking that came the same way. What is too much
    beyond it is of the takings it will be given back to first. Points are the last to pay less.
    """
    left = [one.amount for one in taken]
    for way in back:
        same = [nth for nth, one in enumerate(taken) if (one.method, one.attempt) == (way.method, way.attempt)]
        _lessen(left, reversed(same), way.amount)
    ways = [nth for nth, one in enumerate(taken) if one.method != "points"]
    points = [nth for nth, one in enumerate(taken) if one.method == "points"]
    ways.sort(key=lambda nth: _rank(taken[nth].method, taken[nth].attempt))
    _lessen(left, [*ways, *points], max(sum(left) - owed, 0))
    return [replace(one, amount=amount) for one, amount in zip(taken, left, strict=True) if amount]


#: an attempt's next state, by how it stands and what the provider says; what is not named changes nothing. Money that
#: was taken is never passed over, whatever was thought of it before.
_NEXT = {
    **{(was, said): said for was in ("asked", "unknown") for said in ("captured", "refused", "waiting", "held")},
    ("asked", "unknown"): "unknown",
    **{(was, "released"): "refused" for was in ("asked", "unknown", "waiting")},
    **{("waiting", said): said for said in ("captured", "refused", "held")},
    **{(was, "released"): "released" for was in ("held", "taking", "freeing")},
    **{(was, "refused"): "released" for was in ("held", "taking")},
    ("freeing", "refused"): "refused",
    **{(was, "captured"): "captured" for was in ("held", "taking", "freeing", "refused", "released")},
}


def next_state(was: str, said: str) -> str | None:
    """The state an attempt goes to, None where it stays: a provider's words may come late, twice and out of order."""
    return _NEXT.get((was, said))


def shares_taken(held: Sequence[int], owed: int) -> list[int]:
    """How much of each sum that is held pays what is owed, the first to be held first; the rest is let go."""
    taken = []
    for amount in held:
        taken.append(part := max(min(amount, owed), 0))
        owed -= part
    return taken


def _lessen(amounts: list[int], turn: Iterable[int], by: int) -> None:
    for nth in turn:
        part = min(amounts[nth], by)
        amounts[nth] -= part
        by -= part


def _rank(method: str, attempt: UUID | None) -> tuple[int, bool]:
    return (_FIRST.index(method) if method in _FIRST else len(_FIRST)), attempt is None
