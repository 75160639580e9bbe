"""What a load comes to, as its command prints it: rows and amounts that came in, were loaded and were refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from prilavok.adapters.feeds.port import Feed, SourceLine
from prilavok.domains.imports.queries import count_refused, count_steps, list_refused
from prilavok.domains.orders.types import SaleLine
from prilavok.kit.money import Money, exact_text

_FIRST = 5  # rows of each reason that are named
_NOBODY = UUID(int=0)


@dataclass(slots=True)
class Reason:
    """Rows refused for one reason, their amount in minor units, and the numbers of the first of them."""

    rows: int = 0
    amount: int = 0
    first: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Reckoned:
    """Lines of receipts: came in = loaded + refused, in rows and in minor units."""

    currency: str
    rows_in: int = 0
    amount_in: int = 0
    refused: dict[str, Reason] = field(default_factory=dict)

    def said(self, loaded: str) -> Iterator[str]:
        """The lines to print; loaded: what became, or would become, of the rows that are not refused."""
        rows = sum(reason.rows for reason in self.refused.values())
        amount = sum(reason.amount for reason in self.refused.values())
        yield self._line("lines come in", self.rows_in, self.amount_in)
        yield self._line(loaded, self.rows_in - rows, self.amount_in - amount)
        yield self._line("lines refused", rows, amount)
        for name, reason in sorted(self.refused.items(), key=lambda pair: (-pair[1].rows, pair[0])):
            told = ", ".join(f"{number:,}" for number in reason.first)
            more = " and on" if reason.rows > len(reason.first) else ""
            yield f"{self._line('  ' + name, reason.rows, reason.amount)}, row {told}{more}"

    def _line(self, title: str, rows: int, amount: int) -> str:
        return f"  {title:<20} {rows:,}, {exact_text(Money(amount, self.currency))} {self.currency}"


def reckon_source(feed: Feed) -> Reckoned:
    """Read every receipt of a source as a load would, changing nothing. Raises SourceBroken."""
    reckoned = Reckoned(feed.currency)
    for receipt in feed.receipts():
        for line in receipt.lines:
            reckoned.rows_in += 1
            reckoned.amount_in += line.amount
            if why := line.problem or _sold(line).impossible:
                reason = reckoned.refused.setdefault(why, Reason())
                reason.rows += 1
                reason.amount += line.amount
                if len(reason.first) < _FIRST:
                    reason.first.append(line.number)
    return reckoned


def reckon_run(run: UUID, currency: str) -> Reckoned:
    """What an import took in and refused of its receipts, by what it committed."""
    reckoned = Reckoned(currency)
    for step in count_steps([run])[run]:
        if step.step == "sales":
            reckoned.rows_in, reckoned.amount_in = step.rows_in, step.amount_in
    for reason, (rows, amount) in count_refused(run, step="sales").items():
        first = list_refused(run, step="sales", reason=reason, limit=_FIRST).rows
        reckoned.refused[reason] = Reason(rows, amount, [one.number for one in first])
    return reckoned


def _sold(line: SourceLine) -> SaleLine:
    listed = line.amount + line.promotion + line.match
    return SaleLine(_NOBODY, line.quantity, listed, line.promotion, line.match, line.coupon)
