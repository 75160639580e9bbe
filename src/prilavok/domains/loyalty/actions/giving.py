"""Points are earned, spent, and undone where goods come back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from prilavok.domains.loyalty.errors import NotEnoughPoints, PointsUnfit
from prilavok.domains.loyalty.models import Spent
from prilavok.domains.loyalty.queries import points_moved, spendable
from prilavok.domains.loyalty.rules import burned_from, counted_still, points_for, points_paying, take_from
from prilavok.domains.loyalty.types import Burning, Earning, PointsUndone, Undoing
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import PointsBurned, PointsEarned, PointsReturned
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id, new_ids
from prilavok.kit.ledger.accounts import balance_of, open_accounts
from prilavok.kit.ledger.moves import post_moves
from prilavok.kit.ledger.types import AccountName, Posting


def earn_points(earnings: Sequence[Earning], *, actor: Actor, at: datetime, origin: str) -> int:
    """Give the points that payments earn under the programme of their currency; return how many in all.

    What was paid counts for tiers from now on; it earns itself by the tier that its buyer held just before.
    """
    given = 0
    for programme, rewarded in _rewarded(earnings, at, origin).items():
        call(
            "loyalty_earn",
            list(new_ids(len(rewarded), at)),
            programme,
            [earning.leaf for earning, _ in rewarded],
            [earning.order for earning, _ in rewarded],
            [points for _, points in rewarded],
            [earning.at for earning, _ in rewarded],
            at,
            origin,
        )
        record(
            [
                NewEvent(
                    verb="points.earned",
                    occurred_at=earning.at,
                    leaf=earning.leaf,
                    subject_kind="order",
                    subject=earning.order,
                    place=earning.place,
                    actor=actor,
                    origin=origin,
                    facts=PointsEarned(points, earning.order),
                )
                for earning, points in rewarded
            ],
            at,
        )
        given += sum(points for _, points in rewarded)
    return given


def _rewarded(earnings: Sequence[Earning], at: datetime, origin: str) -> dict[UUID, list[tuple[Earning, int]]]:
    """What earns how many points, by programme; what earns none is counted and left out."""
    people = [(nth, leaf) for nth, one in enumerate(earnings, 1) for leaf in one.leaves or (one.leaf,)]
    by_rules = call(
        "loyalty_count",
        [one.currency for one in earnings],
        [one.leaf for one in earnings],
        [one.order for one in earnings],
        [one.paid_amount for one in earnings],
        [one.at for one in earnings],
        [nth for nth, _leaf in people],
        [leaf for _nth, leaf in people],
        at,
        origin,
    )
    found: dict[UUID, list[tuple[Earning, int]]] = {}
    for programme, nth, usual, per_amount, by_tier in by_rules:
        one = earnings[nth - 1]
        points = points_for(
            paid_amount=one.paid_amount,
            points=usual,
            per_amount=per_amount,
            times=one.times,
            by_tier=by_tier,
            extra=one.extra,
        )
        if points > 0:
            found.setdefault(programme, []).append((one, points))
    return found


def burn_points(burning: Burning, *, actor: Actor, at: datetime) -> int:
    """Pay a part of an order with points, drawn leaf by leaf in the given order; return how many. All or nothing.

    Raises PointsUnfit where no whole number of points pays the amount or there is no programme in the currency,
    NotEnoughPoints where it is more than there are, or than the programme's share of what is owed. Two tills that spend
    the same points at once: the second finds them gone.
    """
    free = spendable(burning.leaves, burning.currency, owed=burning.owed)
    wanted = points_paying(amount=burning.amount, worth=free.worth) if free else None
    if free is None or wanted is None:
        raise PointsUnfit
    if wanted > free.most:
        raise NotEnoughPoints(asked=wanted, most=free.most)
    leaves = list(dict.fromkeys(burning.leaves))
    drawn = call("loyalty_burn", free.programme, leaves, burning.leaf, wanted, burning.order, at, "live")
    if not drawn:  # another till was quicker: what was read above is gone by now
        left = spendable(burning.leaves, burning.currency, owed=burning.owed)
        raise NotEnoughPoints(asked=wanted, most=left.most if left else 0)
    record(
        [
            NewEvent(
                verb="points.burned",
                occurred_at=at,
                leaf=burning.leaf,
                subject_kind="order",
                subject=burning.order,
                place=burning.place,
                actor=actor,
                facts=PointsBurned(wanted, burning.amount, burning.order),
            )
        ],
        at,
    )
    return wanted


def undo_points(undoing: Undoing, *, actor: Actor, at: datetime) -> PointsUndone:
    """Goods of an order came back: points that paid them are given back, points they had earned are taken back.

    Given back to the leaves they were drawn from, with their old end or a later one, then taken from what the holder
    has free, the earning leaf first:
    never more than that, so that no balance falls below nought; what is spent already is told as `short`. What came
    back counts for no tier. Records points.returned and points.taken_back.
    """
    if undoing.of_money:
        _uncount(undoing)
    programme = spendable([], undoing.currency)
    if programme is None or not (undoing.back or undoing.take):
        return PointsUndone(0, 0, undoing.take)
    leaves = list(dict.fromkeys((undoing.leaf, *undoing.leaves)))
    gave = burned_from(points_moved(undoing.order), undoing.back)
    own = {leaf: AccountName("points", leaf, programme.programme, "spendable") for leaf in {*leaves, *gave}}
    issued, burned = (
        AccountName("points", programme.programme, programme.programme, state, guarded=False)
        for state in ("issued", "burned")
    )
    open_accounts([*own.values(), issued, burned])
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED, [[name.id for name in own.values()]])
    standing = balance_of([name.id for name in own.values()])
    free = [(leaf, standing[own[leaf].id].free + gave.get(leaf, 0)) for leaf in leaves]
    taken = take_from(free, undoing.take)
    moves = [(burned.id, own[leaf].id, points, "burn_back") for leaf, points in gave.items()]
    moves += [(own[leaf].id, issued.id, points, "earn_back") for leaf, points in taken.items()]
    posted = [
        Posting(
            id=new_id(at), debit=debit, credit=credit, units=points, cause=cause, occurred_at=at,
            cause_id=undoing.order,
        )
        for debit, credit, points, cause in moves
    ]  # fmt: skip
    post_moves(posted, at, origin="live")
    for lots, whose, of in (
        ("loyalty_give_back", gave, posted[: len(gave)]),
        ("loyalty_take_back", taken, posted[len(gave) :]),
    ):
        if whose:
            ids = [move.id for move in of]
            call(lots, programme.programme, list(whose), ids, list(whose.values()), undoing.order, at)
    done = PointsUndone(sum(gave.values()), sum(taken.values()), undoing.take - sum(taken.values()))
    record([*_undone(undoing, "points.returned", done.back, actor, at)], at)
    record([*_undone(undoing, "points.taken_back", done.taken, actor, at)], at)
    return done


def _uncount(undoing: Undoing) -> None:
    """What counts for tiers of the order stays in the proportion of the money that stays paid."""
    for row in Spent.objects.select_for_update().filter(order=undoing.order):
        stays = counted_still(amount=row.amount, stays=undoing.stays, of_money=undoing.of_money)
        row.back = max(row.back, row.amount - stays)
        row.save(update_fields=["back"])


def lock_points(leaves: Sequence[UUID], currency: str) -> None:
    """Hold the points of these leaves until the story ends, for stories that lock gift cards before their last points.

    Points are locked after stock and before gift cards everywhere.
    """
    if (programme := spendable([], currency)) is None or not leaves:
        return
    own = [AccountName("points", leaf, programme.programme, "spendable") for leaf in dict.fromkeys(leaves)]
    open_accounts(own)
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED, [[name.id for name in own]])


_LOCKED = "SELECT FROM kit_balance WHERE account_id = ANY(%s::uuid[]) ORDER BY account_id FOR UPDATE"


def _undone(undoing: Undoing, verb: str, points: int, actor: Actor, at: datetime) -> list[NewEvent]:
    if not points:
        return []
    return [
        NewEvent(
            verb=verb,
            occurred_at=at,
            leaf=undoing.leaf,
            subject_kind="order",
            subject=undoing.order,
            place=undoing.place,
            actor=actor,
            facts=PointsReturned(points, undoing.order),
        )
    ]
