"""After the story: what happened in order and by which channel, and whether everything adds up."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import override

from prilavok.domains.customers.queries import customer_of, kinds_of_leaves, list_leaves
from prilavok.domains.loyalty.queries import points_moved
from prilavok.domains.orders.queries import read_order
from prilavok.domains.places.queries import name_places
from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.staff.types import StaffActor
from prilavok.domains.stock.queries import list_holds_of
from prilavok.doors.cli.story_parts.telling import Teller
from prilavok.doors.web.customer_moments import days_of
from prilavok.doors.web.parts.names import name_of
from prilavok.insights.customer_life import list_happenings
from prilavok.kit.db.connections import without_statement_limit
from prilavok.kit.events.facts import PointsBurned
from prilavok.kit.events.timeline import timeline as happened
from prilavok.kit.ledger.checks import check as check_ledger

_MOST = 200


def timeline(customer: UUID, since: datetime, *, reader: StaffActor, language: str) -> list[tuple[datetime, str, str]]:
    """What happened with the customer since then, the first first: when, what, and where or by which channel."""
    leaves = list_leaves(customer)
    page = list_happenings(leaves, name_places, actor=reader, limit=_MOST)
    fresh = [one for one in page.rows if one.event.occurred_at >= since and one.event.origin == "live"]
    kinds = kinds_of_leaves([one.event.leaf for one in fresh if one.event.leaf])
    with override(language):
        moments = [moment for _day, of_day in days_of(fresh, lambda: "UTC") for moment in of_day]
        told = [
            (
                moment.at,
                f"{moment.title} {moment.amount}".strip(),
                moment.note or (str(name_of("identifier", kinds[one.event.leaf])) if one.event.leaf in kinds else ""),
            )
            for moment, one in zip(moments, fresh, strict=True)
        ]
    return told[::-1]


def faults(order: UUID, customer: UUID, teller: Teller, *, points: int, cash: int) -> Iterator[str]:
    """What does not add up after the story; nothing where all does. Says each question with its answer.

    points, cash (minor units): what the story said the order was paid with.
    """
    found = read_order(order)
    states = (found.commercial, found.payment, found.fulfilment)
    receipts = list_receipts([order])
    paid = sum(tender.amount for one in receipts for tender in one.tenders)
    printed = (
        sum(tender.points for one in receipts for tender in one.tenders),
        sum(tender.amount for one in receipts for tender in one.tenders if tender.method == "cash"),
    )
    burned = (
        -sum(move.points for move in points_moved(order) if move.points < 0),
        _burned_on_timeline(order, customer),
    )
    with without_statement_limit():
        ledger = check_ledger()
    questions = (
        ("is_completed", states == ("completed", "paid", "handed_over"), "/".join(states)),
        ("is_released", not (holds := list_holds_of(order)), len(holds)),
        ("is_paid", len(receipts) == 1 and paid == found.paid_amount, f"{paid} / {found.paid_amount}"),
        ("is_paid_so", printed == (points, cash), "{} / {}".format(*printed)),
        ("is_burned", burned == (points, points), "{} / {}".format(*burned)),
        ("is_one_person", customer_of(found.leaf) == customer, found.number),
        ("adds_up", not ledger, "; ".join(ledger)),
    )
    for key, well, said in questions:
        teller.say("good" if well else "bad", what=teller.words(key), said=said)
        if not well:
            yield teller.words(key)


def _burned_on_timeline(order: UUID, customer: UUID) -> int:
    told = (one.facts for one in happened(list_leaves(customer), None, _MOST, verbs=("points.burned",)))
    return sum(one.points for one in told if isinstance(one, PointsBurned) and one.order == order)
