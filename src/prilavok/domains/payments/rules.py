"""Whether the ways of paying at a counter pay what is owed, no more and no less."""

from collections.abc import Sequence

from prilavok.domains.payments.types import Paying, Reckoned, WayBack


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
        key=lambda way: (_FIRST.index(way.method) if way.method in _FIRST else len(_FIRST), way.attempt is None),
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
