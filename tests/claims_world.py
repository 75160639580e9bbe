"""What goes wrong with goods at a counter, claimed and decided in process: for tests of claims."""

from uuid import UUID, uuid4

from tests import make
from tests.counter_world import CASHIER
from tests.shop_world import PRICE, Counter

from prilavok.domains.orders.queries import (
    list_lines,
)
from prilavok.domains.orders.types.claiming import Answered, ClaimView, Decision, NewClaim, Wanted, Wrong, WrongUnits
from prilavok.domains.tasks.queries import list_tasks_about
from prilavok.flows.decide_claim import decide_claim
from prilavok.flows.open_claim import open_claim
from prilavok.flows.sell_at_till import Paying, Selling, sell

NOW = make.AT


def sold(counter: Counter, *units: int, leaf: UUID | None = None) -> UUID:
    lines = [Selling(variant, count) for variant, count in zip(counter.variants, units, strict=False)]
    paid = [Paying("cash", sum(units) * PRICE)]
    return sell(lines, paid, place=counter.place, key=str(uuid4()), actor=CASHIER, at=NOW, leaf=leaf).receipt.order


def claim(
    order: UUID, units: int = 1, *, wanted: Wanted = "money", reason: Wrong = "faulty", key: str = "", nth: int = 0
) -> ClaimView:
    said = NewClaim((WrongUnits(list_lines(order)[nth].id, units, reason),), wanted, "it buzzes")
    return open_claim(order, said, touchpoint="till", key=key or str(uuid4()), actor=CASHIER, at=NOW)


def decided(found: ClaimView, decision: Decision, counter: Counter, *, key: str = "") -> ClaimView:
    return decide_claim(found.id, decision, key=key or str(uuid4()), place=counter.place, actor=CASHIER, at=NOW)


def one(found: ClaimView, units: int = 1, condition: str = "not_taken") -> tuple[Answered, ...]:
    return (Answered(found.lines[0].line, units, condition),)  # type: ignore[arg-type]


def refusals(found: ClaimView) -> int:
    return sum(task.done_at is None for task in list_tasks_about(found.id))
