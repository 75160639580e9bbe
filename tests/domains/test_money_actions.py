"""Money taken and points given: nought is no tender, points follow the programme of their currency."""

from uuid import UUID, uuid4

from tests import make

from prilavok.domains.loyalty.actions import earn_points, put_programme
from prilavok.domains.loyalty.queries import points_moved, points_of
from prilavok.domains.loyalty.types import Earning, ProgrammeRule
from prilavok.domains.payments.actions import capture_tenders
from prilavok.domains.payments.types import Tender
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ids import new_id
from prilavok.kit.ledger.checks import check


def earn(*earnings: Earning) -> int:
    return earn_points(earnings, actor=SYSTEM, at=make.AT, origin="live")


def paid(leaf: UUID, amount: int, currency: str = "KZT", order: UUID | None = None) -> Earning:
    return Earning(leaf, order or uuid4(), None, amount, currency, make.AT)


def test_points_come_by_the_programme_of_the_currency(rolled_back: None) -> None:
    one, other = make.leaf(), make.leaf()
    tenge, dollars = make.programme("KZT", 1, 10_000), make.programme("USD", 2, 100)
    order = uuid4()
    assert (
        earn(paid(one, 25_000), paid(one, 250, "USD", order), paid(other, 10_000), paid(one, 99_999, "EUR"))
        == 2 + 4 + 1
    )
    assert [(view.programme, view.points) for view in sorted(points_of([one]), key=lambda view: view.points)] == [
        (tenge, 2),
        (dollars, 4),
    ]
    assert make.posted("points", tenge, tenge, "issued") == -3
    assert make.posted("points", dollars, dollars, "issued") == -4
    assert [(move.leaf, move.points, move.cause, move.order) for move in points_moved(order)] == [
        (one, 4, "earn", order)
    ]
    assert make.verbs_of([order]) == {"points.earned": 1}
    assert check() == []


def test_too_little_earns_nothing_and_is_only_counted_for_tiers(rolled_back: None) -> None:
    leaf = make.leaf()
    make.programme("KZT", 1, 10_000)
    before = make.rows_of_all_tables()
    assert earn(paid(leaf, 9_999), paid(leaf, 0), paid(leaf, 50_000, "USD")) == 0
    assert earn() == 0
    assert make.grown(before) == {"loyalty_spent": 1}, "what was spent in the programme's currency"


def test_earnings_of_one_leaf_in_a_list_all_count(rolled_back: None) -> None:
    leaf = make.leaf()
    make.programme("KZT", 1, 100)
    assert earn(*[paid(leaf, 250) for _ in range(5)]) == 10
    assert [view.points for view in points_of([leaf])] == [10]
    assert points_of([make.leaf()]) == [] and points_of([]) == []


def test_a_programme_keeps_its_rule(rolled_back: None) -> None:
    first = put_programme(ProgrammeRule(new_id(), "club", {"en": "Club"}, "KZT", 1, 100, False))
    assert put_programme(ProgrammeRule(new_id(), "club", {"en": "Other"}, "USD", 9, 1, True)) == first
    assert make.ask(
        "SELECT name ->> 'en', currency, points, per_amount, generated FROM loyalty_programme WHERE code = 'club'"
    ) == [("Club", "KZT", 1, 100, False)]


def test_nought_is_no_tender(rolled_back: None) -> None:
    order, free = uuid4(), uuid4()
    before = make.rows_of_all_tables()
    capture_tenders([Tender(free, "cash", 0, "KZT", make.AT)], actor=SYSTEM, at=make.AT, origin="live")
    capture_tenders([], actor=SYSTEM, at=make.AT, origin="live")
    assert make.grown(before) == {}
    capture_tenders(
        [
            Tender(order, "card", 700, "KZT", make.AT),
            Tender(free, "card", 0, "KZT", make.AT),
            Tender(order, "coupon", 50, "KZT", make.AT),
        ],
        actor=SYSTEM,
        at=make.AT,
        origin="live",
    )
    assert make.grown(before) == {"payments_transaction": 2, "kit_event": 2}
    assert make.ask(
        "SELECT kind, method, amount, currency, origin, occurred_at FROM payments_transaction"
        ' WHERE "order" = %s ORDER BY amount',
        order,
    ) == [
        ("capture", "coupon", 50, "KZT", "live", make.AT),
        ("capture", "card", 700, "KZT", "live", make.AT),
    ]
    assert make.ask(
        "SELECT facts ->> 'method', (facts ->> 'amount')::int FROM kit_event WHERE subject = %s"
        " AND verb = 'payment.captured' ORDER BY 2",
        order,
    ) == [("coupon", 50), ("card", 700)]
