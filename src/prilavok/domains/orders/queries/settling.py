"""Questions about what legal entities owe each other, by day, and about the papers that closed it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from prilavok.domains.orders.rules import price_between, price_kept
from prilavok.domains.orders.types.returning import KEPT
from prilavok.domains.orders.types.settling import DayBalance, PaperView, SettlementView, SettlingRule
from prilavok.kit.errors import NotFound
from prilavok.kit.errors import noted as _
from prilavok.kit.pages import Condition, Mark, Page, Sort, read_page, read_rows

_TIME = Sort((("s.made_at", "timestamptz"), ("s.id", "uuid")), descending=True)
_SETTLEMENT = """s.id, s.of_id, coalesce(s."order", r.order_id), coalesce(o.number, ''),
    coalesce(s.place, r.place_id), s.kind, s.debtor, s.creditor, s.amount, s.currency, s.made_at,
    coalesce(p.number, '')"""
_SETTLEMENTS = """orders_settlement s LEFT JOIN orders_return r ON r.id = s.of_id
    LEFT JOIN orders_order o ON o.id = coalesce(s."order", r.order_id)
    LEFT JOIN orders_settlement_paper p ON p.id = s.paper_id"""
_PAPER = "id, number, one, other, currency, until, rows, one_owes, other_owes, made_by, made_at"
_PAPERS = Sort((("made_at", "timestamptz"), ("id", "uuid")), descending=True)
#: what holds where a shop has said nothing
DEFAULT = SettlingRule("net", 10_000)


def list_settlements(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    paper: UUID | None = None,
    of_returns: bool = False,
    after: Mark | None = None,
    limit: int = 50,
) -> Page[SettlementView]:
    """What legal entities owe each other, the latest first; since included, until not. paper: closed by it alone.

    of_returns: only what is owed since goods came back.
    """
    asked = _between(since, until)
    if of_returns:
        asked.append(Condition("s.of_id IS NOT NULL"))
    if paper is not None:
        asked.append(Condition("s.paper_id = %s::uuid", paper))
    return read_page(
        _SETTLEMENT, _SETTLEMENTS, row=SettlementView, where=asked, sort=_TIME, after=after, limit=limit
    )  # fmt: skip


def settlement_sums(
    *, since: datetime | None = None, until: datetime | None = None
) -> list[tuple[UUID, UUID, str, str, int]]:
    """The same added up: debtor, creditor, kind, currency, minor units."""
    return read_rows(
        "s.debtor, s.creditor, s.kind, s.currency, sum(s.amount)::bigint",
        "orders_settlement s",
        row=lambda *row: row,
        where=_between(since, until),
        rest="GROUP BY 1, 2, 3, 4 ORDER BY 4, 5 DESC, 1, 2, 3",
    )


def settled_goods(settlements: Sequence[UUID]) -> dict[UUID, tuple[tuple[UUID, int, int], ...]]:
    """By settlement the goods it is about: variant, units, minor units; of money none."""
    found: dict[UUID, list[tuple[UUID, int, int]]] = defaultdict(list)
    asked = [Condition("s.id = ANY(%s::uuid[])", list(settlements))]
    rows: list[tuple[UUID, UUID, int, int]] = read_rows(
        "s.id, l.variant_id, l.quantity, l.amount",
        "orders_settlement s JOIN orders_settlement_line l ON l.settlement_id = s.id",
        row=lambda *row: row, where=asked, rest="ORDER BY l.id",
    )  # fmt: skip
    rows += read_rows(
        "s.id, l.variant_id, l.quantity, l.amount",
        "orders_settlement s JOIN orders_return_line l ON l.of_id = s.of_id",
        row=lambda *row: row, where=[*asked, Condition("s.kind = 'goods'")], rest="ORDER BY l.id",
    )  # fmt: skip
    for id, variant, units, amount in rows:
        found[id].append((variant, units, amount))
    return {id: tuple(goods) for id, goods in found.items()}


def day_balances(zone: str, *, until: datetime | None = None) -> list[DayBalance]:
    """What is open between two legal entities at the end of each day of a zone on which something happened."""
    asked = [Condition("paper_id IS NULL")]
    if until is not None:
        asked.append(Condition("made_at < %s", until))
    pair = "least(debtor, creditor), greatest(debtor, creditor), currency"
    rows: list[tuple[date, UUID, UUID, str, int]] = read_rows(
        f"(made_at AT TIME ZONE '{_plain(zone)}')::date AS day, {pair},"
        " sum(CASE WHEN debtor < creditor THEN amount ELSE -amount END)::bigint",
        "orders_settlement",
        row=lambda *row: row,
        where=asked,
        rest="GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
    )
    owed: dict[tuple[UUID, UUID, str], int] = defaultdict(int)
    balances = []
    for day, one, other, currency, moved in rows:
        owed[one, other, currency] += moved
        balances.append(DayBalance(day, one, other, currency, moved, owed[one, other, currency]))
    return balances[::-1]


def list_settlement_papers(*, after: Mark | None = None, limit: int = 50) -> Page[PaperView]:
    """Papers that closed settlements, the latest first."""
    return read_page(
        _PAPER, "orders_settlement_paper", row=PaperView, where=[], sort=_PAPERS, after=after, limit=limit
    )  # fmt: skip


def read_settlement_paper(paper: UUID) -> PaperView:
    """One paper. Raises NotFound."""
    asked = [Condition("id = %s::uuid", paper)]
    for found in read_rows(_PAPER, "orders_settlement_paper", row=PaperView, where=asked):
        return found
    raise NotFound("settlement.unknown", _("There is no such settlement."))


def settling_rule(at: datetime) -> SettlingRule:
    """At which price goods are settled at an instant."""
    asked = [Condition("valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)", at, at)]
    for found in read_rows("basis, share, sends", "orders_settlement_rule", row=SettlingRule, where=asked):
        return found
    return DEFAULT


def settled_price(paid: int, rate: int | None, at: datetime) -> int:
    """What is owed between legal entities for goods that so much was paid for. rate: of the tax in it, basis points."""
    rule = settling_rule(at)
    return price_between(paid, rate or 0, net=rule.basis == "net", share=rule.share)


def kept_price(order: UUID, line: UUID, units: int, amount: int, *, taker: UUID) -> int:
    """What a legal entity owes the seller for units of a line that it takes in; amount: what was paid for them.

    Those it had handed over itself come back to it first, at the very price they were settled at: all of them together
    never at more or less than that. For the others it owes what was paid.
    """
    rows: list[tuple[int, int]] = read_rows(
        "l.quantity, l.amount",
        "orders_settlement s JOIN orders_settlement_line l ON l.settlement_id = s.id",
        row=lambda *row: row,
        where=[Condition('s."order" = %s::uuid AND s.creditor = %s::uuid AND l.line = %s::uuid', order, taker, line)],
    )
    back: list[tuple[int]] = read_rows(
        "l.quantity",
        "orders_return r JOIN orders_return_line l ON l.of_id = r.id",
        row=lambda *row: row,
        where=[
            Condition("r.order_id = %s::uuid AND r.taker = %s::uuid AND l.line_id = %s::uuid", order, taker, line),
            Condition("l.condition NOT IN ('not_taken', %s)", KEPT),
        ],
    )
    return price_kept(
        units, amount, handed=sum(row[0] for row in rows), settled=sum(row[1] for row in rows),
        before=sum(row[0] for row in back),
    )  # fmt: skip


def _plain(zone: str) -> str:
    if not all(sign.isalnum() or sign in "/_+-" for sign in zone):
        raise ValueError("no zone")
    return zone


def _between(since: datetime | None, until: datetime | None) -> list[Condition]:
    asked = []
    if since is not None:
        asked.append(Condition("s.made_at >= %s", since))
    if until is not None:
        asked.append(Condition("s.made_at < %s", until))
    return asked
