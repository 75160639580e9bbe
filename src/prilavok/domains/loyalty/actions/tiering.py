"""Which tiers a programme has is said, and where its customers stand is kept and told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from prilavok.domains.loyalty.errors import ProgrammeUnknown, TiersUnfit
from prilavok.domains.loyalty.models import Programme, Tier, TierSet
from prilavok.domains.loyalty.rules import tiers_fit
from prilavok.domains.loyalty.types import TierMoved, TierRules
from prilavok.kit.db.sql import call
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import TierEnding, TierLeft, TierReached
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.words import wordless


def check_tiers(rules: TierRules, *, at: datetime) -> TierRules:
    """The same rules with their beginning said. Raises TiersUnfit where they cannot be."""
    begins = rules.valid_from or at
    try:
        ZoneInfo(rules.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TiersUnfit from None
    if begins < at or not tiers_fit(rules):
        raise TiersUnfit
    return replace(rules, valid_from=begins)


def set_tiers(programme: UUID, rules: TierRules, *, actor: Actor, at: datetime) -> UUID:
    """From `rules.valid_from` on (from now on where that is None) the programme has these tiers; the id of the set.

    A tier that somebody holds is kept to its end where the set still has it. A set that is still to come is said anew
    by saying another from the same instant on. Raises ProgrammeUnknown, TiersUnfit.
    """
    checked = check_tiers(rules, at=at)
    if Programme.objects.select_for_update().filter(id=programme).first() is None:
        raise ProgrammeUnknown
    known = set(Tier.objects.filter(of_set__programme=programme).values_list("tier", flat=True))
    if any(one.tier is not None and one.tier not in known for one in rules.tiers):
        raise TiersUnfit
    said = {"days": checked.days, "warn_days": checked.warn_days, "zone": checked.zone, "set_by": actor.id}
    row, _made = TierSet.objects.update_or_create(
        programme_id=programme,
        valid_from=checked.valid_from,
        defaults=said,
        create_defaults=said | {"id": new_id(at)},
    )
    Tier.objects.filter(of_set=row).delete()  # of a set that is still to come, or said this very instant
    Tier.objects.bulk_create(
        Tier(
            id=new_id(at),
            of_set=row,
            tier=one.tier or new_id(at),
            name=dict(one.name),
            threshold=one.threshold,
            times=one.times,
            keep_days=one.keep_days,
        )
        for one in rules.tiers
    )
    return row.id


def settle_tiers(
    people: Mapping[UUID, Sequence[UUID]],
    *,
    joined: Sequence[tuple[UUID, UUID]] = (),
    actor: Actor | None,
    at: datetime,
) -> list[TierMoved]:
    """Keep where these customers, each with their leaves, stand now; what has changed.

    joined: pairs of customers who became one, kept and gone: the better standing of both goes on. Records tier.reached,
    tier.left and tier.ending as by the actor; with None nothing is told, and a near end is told when time brings it up.
    Who has no leaf stands nowhere any more, in silence.
    """
    leaves = [(nth, leaf) for nth, own in enumerate(people.values(), 1) for leaf in own]
    rows = call(
        "loyalty_settle_tiers",
        list(people),
        [nth for nth, _leaf in leaves],
        [leaf for _nth, leaf in leaves],
        [kept for kept, _gone in joined],
        [gone for _kept, gone in joined],
        actor is not None,
        at,
    )
    moved = [TierMoved(*row) for row in rows]
    if actor is not None:
        record([_told(one, people[one.customer][0], actor, at) for one in moved], at)
    return moved


def _told(one: TierMoved, leaf: UUID, actor: Actor, at: datetime) -> NewEvent:
    facts: TierReached | TierLeft | TierEnding
    if one.verb == "tier.reached":
        facts = TierReached(one.programme, one.tier)
    elif one.verb == "tier.left":
        facts = TierLeft(one.programme, one.tier, one.other)
    else:
        assert one.ends_at is not None
        facts = TierEnding(one.programme, one.tier, int(one.ends_at.timestamp()))
    return NewEvent(
        verb=one.verb,
        occurred_at=at,
        leaf=leaf,
        subject_kind="customer",
        subject=one.customer,
        actor=actor,
        facts=facts,
    )


wordless("loyalty_tier_set", ["zone"], "by which clock tiers are counted")
wordless("loyalty_tier", ["name"], "what we call a tier")
