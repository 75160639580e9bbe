"""Questions about tiers: which there are, who holds which, and what counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import orjson

from prilavok.domains.loyalty.rules import USUAL, day_ended
from prilavok.domains.loyalty.types import Counted, TierHeld, TierRule, TierRules
from prilavok.kit.db.sql import call
from prilavok.kit.pages import Condition, read_rows
from prilavok.kit.words import Words


def tiers_said() -> bool:
    """Whether any programme has, or had, tiers."""
    return bool(read_rows("true", "(SELECT FROM loyalty_tier_set LIMIT 1) AS said", row=bool))


def tiers_held(leaves: Sequence[UUID], at: datetime) -> list[TierHeld]:
    """Which tier the leaves together hold in each programme that has tiers at that instant, also where it is none."""
    return [_held(*row) for row in call("loyalty_tiers_shown", list(leaves), at)] if leaves else []


def tier_held(leaves: Sequence[UUID], currency: str, at: datetime) -> TierHeld | None:
    """The same of the programme that is in force where this currency is paid; None where it has no tiers."""
    return next((one for one in tiers_held(leaves, at) if one.currency == currency), None)


def counted_for(held: TierHeld, leaves: Sequence[UUID], at: datetime) -> list[Counted]:
    """Which purchases of the leaves make up what counts now, the latest first."""
    days, zone = held.days, held.zone
    rows = read_rows(
        '"order", amount - back, at',
        "loyalty_spent",
        row=lambda *row: row,
        where=[
            Condition("leaf = ANY(%s::uuid[])", list(leaves)),
            Condition("programme_id = %s", held.programme),
            Condition("at BETWEEN %s AND %s", day_ended(at, -days - 1, zone), at),
            Condition("amount > back"),
        ],
        rest='ORDER BY at DESC, "order" DESC',
    )
    return [Counted(order, amount, bought, day_ended(bought, days, zone)) for order, amount, bought in rows]


def list_tier_sets(programme: UUID | None = None) -> dict[UUID, list[TierRules]]:
    """The sets of tiers that each programme had, has and will have, the newest first; their tiers by threshold."""
    asked = [] if programme is None else [Condition("s.programme_id = %s", programme)]
    sets: dict[UUID, list[TierRules]] = {}
    for of, days, warn_days, zone, begins, *tier in read_rows(
        """s.programme_id, s.days, s.warn_days, s.zone, s.valid_from, t.tier, t.name, t.threshold, t.times,
        t.keep_days""",
        "loyalty_tier_set s LEFT JOIN loyalty_tier t ON t.of_set_id = s.id",
        row=lambda *row: row,
        where=asked,
        rest="ORDER BY s.programme_id, s.valid_from DESC, t.threshold",
    ):
        own = sets.setdefault(of, [])
        if not own or own[-1].valid_from != begins:
            own.append(TierRules(days, warn_days, zone, (), begins))
        if tier[0] is not None:
            own[-1] = replace(own[-1], tiers=(*own[-1].tiers, TierRule(*tier)))
    return sets


def name_tiers() -> dict[UUID, Words]:
    """What each tier is called by the newest set that has it, the highest last."""
    rows = read_rows(
        "DISTINCT ON (t.tier) t.tier, t.name, t.threshold",
        "loyalty_tier t JOIN loyalty_tier_set s ON s.id = t.of_set_id",
        row=lambda *row: row,
        rest="ORDER BY t.tier, s.valid_from DESC",
    )
    return {tier: name for tier, name, _threshold in sorted(rows, key=lambda row: (row[2], row[0]))}


def standings_due(at: datetime, limit: int) -> list[UUID]:
    """Customers of whom time alone asks to look at their tier again, at most so many, the longest due first."""
    return read_rows(
        "customer",
        "loyalty_standing",
        row=_alone,
        where=[Condition("looks_at <= %s", at)],
        rest=f"GROUP BY customer ORDER BY min(looks_at), customer LIMIT {limit:d}",
    )


def astray_standings(people: Mapping[UUID, Sequence[UUID]], at: datetime) -> list[tuple[UUID, str]]:
    """Those of the customers, each with their leaves, of whom a wrong tier or end is kept, with a sentence on it."""
    leaves = [(nth, leaf) for nth, own in enumerate(people.values(), 1) for leaf in own]
    rows = call(
        "loyalty_tiers_astray", list(people), [nth for nth, _leaf in leaves], [leaf for _nth, leaf in leaves], at
    )
    return [
        (
            customer,
            f"customer {customer} holds tier {holds} until {until} in programme {programme}, kept: {kept} until {end}",
        )
        for customer, programme, holds, until, kept, end in rows
    ]


def _held(
    programme: UUID, code: str, currency: str, tier: UUID | None, name: str | None, times: int | None,
    until: datetime | None, spent: int, following: str | None, threshold: int | None, days: int, zone: str,
) -> TierHeld:  # fmt: skip
    words: Words | None = orjson.loads(name) if name else None
    return TierHeld(
        programme=programme,
        code=code,
        currency=currency,
        tier=tier,
        name=words,
        times=times or USUAL,
        until=until if tier else None,
        spent=spent,
        following=orjson.loads(following) if following else None,
        lacks=max((threshold or 0) - spent, 0),
        days=days,
        zone=zone,
    )


def _alone(value: UUID) -> UUID:
    return value
