"""A till we did not make reports sales that have happened: each is new, known or refused by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from prilavok.domains.customers.actions import open_receipt_leaves
from prilavok.domains.customers.queries import find_identifier_leaves
from prilavok.domains.orders.queries import known_sales
from prilavok.domains.orders.types import Sale
from prilavok.domains.payments.types import Method
from prilavok.flows.record_sales import record_sales_here
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.idempotency.answers import Answer, InProgress, answer_once

needs = "sales.record"


@dataclass(frozen=True, slots=True)
class Report:
    """One sale as told, all but whose it is: `sale.leaf` is found here. card: the loyalty card scanned, "" for none."""

    sale: Sale
    method: Method
    card: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report: the order (stored now or before), or the code of why it was refused."""

    order: UUID | None
    number: str = ""
    new: bool = False
    refused: str = ""


def report_sales(reports: Sequence[Report], *, source: UUID, actor: Actor, at: datetime) -> dict[str, Outcome]:
    """Record the reports in one transaction; the outcomes by receipt key. Equal keys merge into the first."""
    with story():
        return _record(reports, source, actor, at)


def report_sales_once(
    reports: Sequence[Report],
    *,
    source: UUID,
    actor: Actor,
    at: datetime,
    key: str,
    body: bytes,
    written: Callable[[Mapping[str, Outcome]], bytes],
) -> Answer:
    """The same for a call that names itself by a key: sent again, it gets the same answer. See answer_once."""
    return answer_once(
        f"{actor.kind} {actor.id}", key, body, at, lambda: Answer(200, written(_record(reports, source, actor, at)))
    )


def _record(reports: Sequence[Report], source: UUID, actor: Actor, at: datetime) -> dict[str, Outcome]:
    asked = {report.sale.source_key: report for report in reversed(reports)}
    known = known_sales(source, list(asked))
    # In one order for all: two calls with the same receipts the other way round would wait for each other for ever.
    fresh = {key: asked[key] for key in sorted(asked.keys() - known.keys())}
    leaves = find_identifier_leaves("card", [report.card for report in fresh.values() if report.card])
    refused = [key for key, report in fresh.items() if report.card and report.card not in leaves]
    told = {key: report for key, report in fresh.items() if key not in refused}
    nameless = [key for key, report in told.items() if not report.card]
    receipts = open_receipt_leaves(source, nameless, at=at, origin="live")
    sales = [replace(one.sale, leaf=leaves[one.card] if one.card else receipts[key]) for key, one in told.items()]
    methods = {report.sale.id: report.method for report in told.values()}
    recorded = record_sales_here(sales, method=methods, actor=actor, at=at, origin="live")
    known |= known_sales(source, list(told))  # also what another call recorded meanwhile, under the id that it gave
    if told.keys() - known.keys():
        raise InProgress  # of a sale that cannot be read back nobody can say what became of it
    return {key: Outcome(None, refused="sale.card_unknown") for key in refused} | {
        key: Outcome(order.id, order.number, new=order.id in recorded.orders) for key, order in known.items()
    }
