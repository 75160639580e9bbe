"""Whether the ways of paying at a counter pay what is owed, no more and no less."""

from collections.abc import Sequence

from prilavok.domains.payments.types import Paying, Reckoned


def reckon(*, owed: int, taken: int, tenders: Sequence[Paying]) -> Reckoned | None:
    """What the tenders come to, for what is owed less what was taken by card before; None where they do not fit.

    They fit when cash and points are exactly what is due, and no less cash was given than is asked for.
    """
    if any(one.amount <= 0 for one in tenders):
        return None
    cash = [one for one in tenders if one.method == "cash"]
    points = sum(one.amount for one in tenders if one.method == "points")
    asked = sum(one.amount for one in cash)
    given = sum(one.amount if one.given is None else one.given for one in cash)
    due = max(owed - taken, 0)
    if asked + points != due or given < asked:
        return None
    return Reckoned(due, asked, points, given - asked, owed - points, max(taken - owed, 0))
