"""Other rules are tried on the log of evidence, a slice at a time, and what was found is kept for who asked."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.models import RuleTrial
from prilavok.domains.customers.queries.laws import rules_at, rules_with
from prilavok.domains.customers.queries.trying import LARGEST, NAMED, logged, what_if
from prilavok.domains.customers.types.identity import KindRule, WhatIf
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id

_KEPT = 20  # trials; those before are forgotten


def begin_trial(changes: Sequence[KindRule], *, actor: Actor, at: datetime) -> UUID:
    """Have these rules tried in place of those of their kinds; the trial, to be read on. Raises RuleUnfit."""
    rules_with(changes)
    kept = RuleTrial.objects.order_by("-asked_at", "-id").values("id")[: _KEPT - 1]
    RuleTrial.objects.exclude(id__in=list(kept.values_list("id", flat=True))).delete()
    return RuleTrial.objects.create(
        id=new_id(),
        changes=[asdict(one) for one in changes],
        asked_by=actor.id,
        asked_at=at,
        behind=UUID(int=0),
        expected=logged().count(),
    ).id


def read_on_trial(trial: UUID, limit: int, *, at: datetime) -> bool:
    """Judge the evidence of so many leaves more by both rules; whether the log has more, or somebody else goes on."""
    row = RuleTrial.objects.select_for_update().filter(id=trial, ended_at__isnull=True).first()
    if row is None:
        return False
    old = rules_at(row.asked_at)
    told = what_if(
        rules_with([KindRule(**one) for one in row.changes], old), instead_of=old, behind=row.behind, limit=limit
    )
    row.evidence += told.evidence
    row.joins, row.splits = row.joins + len(told.joins), row.splits + len(told.splits)
    row.found = _more(row.found, told)
    if told.last is None:
        row.ended_at = at
    else:
        row.behind = told.last
    row.save()
    return told.last is not None


def _more(found: dict[str, list[object]], told: WhatIf) -> dict[str, list[object]]:
    joins = [[str(id) for id in group] for group in told.joins[:NAMED]]
    splits = [[str(id), parts] for id, parts in told.splits[:NAMED]]
    sizes = sorted([*found.get("largest", ()), *told.largest], key=int, reverse=True)
    return {
        "joins": [*found.get("joins", ()), *joins][:NAMED],
        "splits": [*found.get("splits", ()), *splits][:NAMED],
        "largest": sizes[:LARGEST],
    }
