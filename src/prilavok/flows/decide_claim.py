"""Staff decide what is wrong with goods: looked at first, then confirmed; money, stock, points and receipt at once."""

import json
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from prilavok.domains.orders import actions as orders
from prilavok.domains.orders.errors import ReturnOutsideTerms
from prilavok.domains.orders.queries import read_claim
from prilavok.domains.orders.types.claiming import ClaimView, Decision
from prilavok.domains.orders.types.returning import Agreed
from prilavok.domains.payments.queries import paid_for
from prilavok.flows.free_given import free_given
from prilavok.flows.give_back_card import give_promised
from prilavok.flows.give_back_old import give_back_old
from prilavok.flows.replace_goods import replace_goods
from prilavok.flows.take_back import take_back
from prilavok.flows.watch_claims import end_claim_tasks
from prilavok.insights.claim_plan import ClaimPlan, read_claim_plan
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, answer_once

needs = "claims.decide"
__all__ = ["ClaimPlan", "Decision", "decide_claim", "needs", "preview_claim"]


def preview_claim(claim: UUID, decision: Decision, *, place: UUID, actor: Actor, at: datetime) -> ClaimPlan:
    """What it would make; nothing is changed. Raises what read_claim_plan does."""
    return read_claim_plan(claim, decision, place=place, at=at)


def decide_claim(claim: UUID, decision: Decision, *, key: str, place: UUID, actor: Actor, at: datetime) -> ClaimView:
    """Carry the decision out as one change of the order; the same key again is the same decision, done once.

    decision.version and .money: as they were shown. Raises what read_claim_plan, take_back, replace_goods and
    give_back_old do, ReturnOutsideTerms, KeyReused; then nothing is changed.
    """
    order = read_claim(claim).order
    body = json.dumps([str(place), asdict(decision) | {"version": None, "money": None}], default=str).encode()

    def once() -> Answer:
        plan = read_claim_plan(claim, decision, place=place, at=at)
        if plan.outside and not decision.ground:
            raise ReturnOutsideTerms(plan.outside)
        change, shipment = _carry_out(plan, place, actor, at)
        orders.decide_claim(
            claim, decision, place=place, change=change, shipment=shipment, actor=actor, at=at
        )  # fmt: skip
        end_claim_tasks(claim, actor=actor, at=at)
        free_given(order, actor=actor, at=at)
        return Answer(200, b"", claim)

    with story():
        orders.lock_order(order)
        answer_once(f"decide {claim}", key, body, at, once, keep_for_ever=True)
    give_promised(order, actor=actor)
    return read_claim(claim)


def _carry_out(plan: ClaimPlan, place: UUID, actor: Actor, at: datetime) -> tuple[UUID | None, UUID | None]:
    """The order change, and the shipment of what is given instead; none for a refusal."""
    said, order, key = plan.decision, plan.order.id, f"claim:{plan.claim.id}:{plan.claim.version}"
    if said.outcome == "refused":
        return None, None
    if said.outcome == "given_back":
        give_back_old(plan, place=place, actor=actor, at=at)
        return None, None
    if plan.pays:
        agreed = Agreed(None, said.money, said.ground, other_piece=said.other_piece)
        return take_back(order, plan.brought, agreed, key=key, place=place, actor=actor, at=at), None
    paid = paid_for(order)
    anew = said.outcome == "replacement"
    shipment = replace_goods(plan, place=place, actor=actor, at=at) if anew else None
    change = orders.note_change(
        order, plan.brought, "replace" if anew else "repair", key=key, place=place, paid=paid, actor=actor, at=at
    )  # fmt: skip
    return change, shipment
