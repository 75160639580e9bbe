"""Legal entities owe each other for goods that one sold and the other handed over; papers close what they owe."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from prilavok.domains.orders.errors import NothingToSettle, SettlementUnfit
from prilavok.domains.orders.models import Settlement, SettlementLine, SettlementPaper, SettlementRule
from prilavok.domains.orders.types.settling import BASES, WHOLE, Handed, Passed
from prilavok.kit.events.actor import Actor
from prilavok.kit.ids import new_id, new_ids


def settle_handed(
    order: UUID, shipment: UUID, handed: Sequence[Handed], *, place: UUID, seller: UUID, sender: UUID, currency: str,
    at: datetime,
) -> bool:  # fmt: skip
    """The seller owes the sender for goods it handed over by a shipment, once; whether there is something to owe."""
    amount = sum(one.price for one in handed)
    if seller == sender or amount <= 0 or Settlement.objects.filter(shipment=shipment, kind="handed").exists():
        return False
    row = Settlement.objects.create(
        id=new_id(at), order=order, shipment=shipment, place=place, kind="handed", debtor=seller, creditor=sender,
        amount=amount, currency=currency, made_at=at,
    )  # fmt: skip
    _goods_of(row, handed, at)
    return True


def settle_old(
    order: UUID, shipment: UUID, old: Sequence[Handed], *, place: UUID, seller: UUID, keeper: UUID, currency: str,
    at: datetime,
) -> bool:  # fmt: skip
    """The keeper owes the seller for its old pieces, for which a shipment gave others, once; whether it owes anything.

    Do it before settle_handed of the same shipment: what is given is not what came back.
    """
    amount = sum(one.price for one in old)
    known = Settlement.objects.filter(shipment=shipment, kind="goods", debtor=keeper).exists()
    if seller == keeper or amount <= 0 or known:
        return False
    row = Settlement.objects.create(
        id=new_id(at), order=order, shipment=shipment, place=place, kind="goods", debtor=keeper, creditor=seller,
        amount=amount, currency=currency, made_at=at,
    )  # fmt: skip
    _goods_of(row, old, at)
    return True


def settle_money(passed: Passed, *, at: datetime) -> bool:
    """Write down what is owed for a payment that went through the hands of another; whether it was not known."""
    _row, new = Settlement.objects.get_or_create(
        payment=passed.payment,
        defaults={
            "id": new_id(at), "of_id": passed.of, "order": passed.order, "place": passed.place, "kind": "money",
            "debtor": passed.debtor, "creditor": passed.creditor, "amount": passed.amount, "currency": passed.currency,
            "made_at": at,
        },
    )  # fmt: skip
    return new


def close_settlements(one: UUID, other: UUID, currency: str, *, until: datetime, actor: Actor, at: datetime) -> UUID:
    """Close all that two legal entities owe each other in a currency until an instant; the paper.

    Of two who close at once the second finds nothing. Raises SettlementUnfit for a time to come, NothingToSettle.
    """
    first, second = sorted((one, other))
    if first == second or until > at:
        raise SettlementUnfit
    with connection.cursor() as cursor:  # papers are numbered one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('settlement papers', 0))")
    rows = Settlement.objects.select_for_update().filter(
        currency=currency, paper=None, made_at__lt=until, debtor__in=(first, second), creditor__in=(first, second)
    )
    ids = list(rows.order_by("id").values_list("id", flat=True))
    if not ids:
        raise NothingToSettle
    owed = dict(
        Settlement.objects.filter(id__in=ids).values_list("debtor").annotate(Sum("amount")).order_by("debtor")
    )  # fmt: skip
    paper = SettlementPaper.objects.create(
        id=new_id(at), number=f"S-{at:%y}-{SettlementPaper.objects.count() + 1:05d}", one=first, other=second,
        currency=currency, until=until, rows=len(ids), one_owes=owed.get(first, 0), other_owes=owed.get(second, 0),
        made_by=actor.id, made_at=at,
    )  # fmt: skip
    Settlement.objects.filter(id__in=ids, paper=None).update(paper=paper)
    return paper.id


def set_settling_rule(basis: str, share: int, *, sends: bool, actor: Actor, at: datetime) -> None:
    """Goods are settled at this price from now on; what is owed already stays. Raises SettlementUnfit.

    sends: places of one legal entity may send orders of another home.
    """
    if basis not in BASES or not 0 < share <= 2 * WHOLE:
        raise SettlementUnfit
    SettlementRule.objects.filter(valid_to=None).update(valid_to=at)
    SettlementRule.objects.create(id=new_id(at), basis=basis, share=share, sends=sends, valid_from=at, set_by=actor.id)


def _goods_of(row: Settlement, goods: Sequence[Handed], at: datetime) -> None:
    SettlementLine.objects.bulk_create(
        SettlementLine(
            id=id, settlement=row, line=one.line, variant_id=one.variant, quantity=one.quantity, amount=one.price
        )
        for id, one in zip(new_ids(len(goods), at), goods, strict=True)
    )
