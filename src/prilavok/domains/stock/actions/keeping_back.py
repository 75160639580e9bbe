"""Goods are kept back from touchpoints: said from an instant on, ended, said again."""

from datetime import datetime
from uuid import UUID

from prilavok.domains.stock.errors import SafetyUnfit, SafetyUnknown
from prilavok.domains.stock.models import StockSafety
from prilavok.domains.stock.queries.safety import read_safety
from prilavok.domains.stock.rules import misfit_of
from prilavok.domains.stock.types import SAFETY_TOUCHPOINTS, Safety, SafetyView
from prilavok.kit.events.actor import Actor
from prilavok.kit.events.facts import SafetySet
from prilavok.kit.events.record import NewEvent, record
from prilavok.kit.ids import new_id
from prilavok.kit.words import wordless


def set_safety(said: Safety, *, actor: Actor, at: datetime) -> SafetyView:
    """Keep goods back as said, from its instant on, which is not before now. Records safety.set. Raises SafetyUnfit."""
    if what := misfit_of(said):
        raise SafetyUnfit(what)
    if said.valid_from < at:
        raise SafetyUnfit("valid_from")
    row = StockSafety.objects.create(
        id=new_id(at),
        variant_id=said.variant,
        category=said.category,
        place_id=said.place,
        place_kind=said.place_kind,
        touchpoints=[one for one in SAFETY_TOUCHPOINTS if one in said.touchpoints],
        units=said.units,
        share=said.share,
        valid_from=said.valid_from,
        valid_to=said.valid_to,
        recorded_at=at,
        recorded_by=actor.id,
    )
    return _told("safety.set", row.id, actor, at)


def end_safety(safety: UUID, *, actor: Actor, at: datetime) -> SafetyView:
    """It holds no more from now on; one that has ended is given back as it is. What it held for stays written.

    Records safety.ended. Raises SafetyUnknown.
    """
    row = StockSafety.objects.select_for_update().filter(id=safety).first()
    if row is None:
        raise SafetyUnknown
    if row.valid_to is not None and row.valid_to <= at:
        return read_safety(safety)
    row.valid_to = max(at, row.valid_from)
    row.ended_at, row.ended_by = at, actor.id
    row.save(update_fields=["valid_to", "ended_at", "ended_by"])
    return _told("safety.ended", safety, actor, at)


def _told(verb: str, safety: UUID, actor: Actor, at: datetime) -> SafetyView:
    found = read_safety(safety)
    facts = SafetySet(found.said.variant, found.said.units, found.said.share)
    record(
        [
            NewEvent(
                verb=verb, occurred_at=at, subject_kind="safety", subject=safety, place=found.said.place, actor=actor,
                facts=facts,
            )
        ],
        at,
    )  # fmt: skip
    return found


wordless("stock_safety", ["category"], "the path of a category: codes of the catalogue, chosen from a list")
