"""A source of a whole business small enough to see through; tests of loading put into it what they are about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from prilavok.adapters.feeds.port import (
    Sold,
    SourceAttribute,
    SourceCampaign,
    SourceCard,
    SourceCustomer,
    SourceEntity,
    SourceLine,
    SourcePlace,
    SourceReceipt,
    SourceRedemption,
)

ALMATY = ZoneInfo("Asia/Almaty")
NOON = datetime(2024, 1, 10, 12, tzinfo=ALMATY)


@dataclass
class Few:
    """A source small enough to see through: two places, two goods, two people, and what the test puts into it."""

    sales: list[SourceReceipt] = field(default_factory=list)
    used: list[SourceRedemption] = field(default_factory=list)
    reached: tuple[str, ...] = ("p-1",)
    name: str = "few"
    label: str = "few"
    prefix: str = ""
    currency: str = "KZT"
    prices_from_receipts: bool = True
    opening_from_receipts: bool = True
    bytes_of: str = "f" * 64

    def __post_init__(self) -> None:
        self.prefix = self.prefix or self.name

    def fingerprint(self) -> str:
        return self.bytes_of

    def last_day(self) -> date | None:
        return max((one.at.date() for one in self.sales), default=None)

    def totals(self) -> Mapping[str, int]:
        lines = [line for one in self.sales for line in one.lines]
        return {"lines": len(lines), "amount": sum(line.amount for line in lines)}

    def entities(self) -> Iterator[SourceEntity]:
        yield SourceEntity("few-too", {"en": "Few"}, "llp", "KZ")

    def places(self) -> Iterator[SourcePlace]:
        for code in ("few-a", "few-b"):
            yield SourcePlace(code, {"en": code}, "store", "Asia/Almaty", "KZT", "few-too", {})

    def attributes(self) -> Iterator[SourceAttribute]:
        yield from ()

    def cards(self) -> Iterator[SourceCard]:
        yield SourceCard("few-milk", {"en": "Milk"}, ("Food",), "piece")
        yield SourceCard("few-tea", {"en": "Tea"}, ("Food",), "gram")

    def customers(self) -> Iterator[SourceCustomer]:
        for nth in (1, 2):
            yield SourceCustomer(
                f"p-{nth}", (("card", f"few-{nth}"), ("phone", f"+1555555010{nth}")), f"P {nth}", made_up=True
            )

    def campaigns(self) -> Iterator[SourceCampaign]:
        yield SourceCampaign(
            "few-spring",
            {"en": "Spring"},
            "A",
            date(2024, 1, 8),
            date(2024, 1, 20),
            {"few-5": ("few-milk", "no-such")},
            self.reached,
        )

    def sold(self) -> Iterator[Sold]:
        for one in self.sales:
            for line in one.lines:
                yield Sold(one.place, line.product, line.quantity)

    def receipts(self) -> Iterator[SourceReceipt]:
        yield from self.sales

    def redemptions(self) -> Iterator[SourceRedemption]:
        yield from self.used

    def sell(
        self,
        who: str,
        product: str = "few-milk",
        amount: int = 1000,
        quantity: int = 1,
        *,
        place: str = "few-a",
        method: str = "cash",
        at: datetime = NOON,
        **told: object,
    ) -> str:
        nth = len(self.sales) + 1
        given: dict[str, object] = {"promotion": 0, "match": 0, "coupon": 0, **told}
        row = SourceLine(nth, product, quantity, amount, **given)  # type: ignore[arg-type]
        self.sales.append(SourceReceipt(f"{nth:04d}", place, who, at, (row,), method))
        return f"{nth:04d}"
