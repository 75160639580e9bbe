"""Gives a folder of CSV files as a feed. Format: docs/loading.md of this project, as of the manifest's date."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from prilavok.adapters.feeds.csv_files import goods, ground, mailings
from prilavok.adapters.feeds.csv_files.cells import zone_cell
from prilavok.adapters.feeds.csv_files.folder import CsvFolder
from prilavok.adapters.feeds.csv_files.sales import KnownCodes, read_receipt_rows
from prilavok.adapters.feeds.csv_files.shapes import read_shapes
from prilavok.adapters.feeds.port import (
    Sold,
    SourceAttribute,
    SourceBroken,
    SourceCampaign,
    SourceCard,
    SourceCustomer,
    SourceEntity,
    SourcePlace,
    SourceReceipt,
    SourceRedemption,
)


class CsvFiles:
    """The files of a folder. Call totals() first: it reads all of them and refuses what cannot be loaded as a whole.

    Stock is what lay at a place before the first receipt. Dates are the shop's own and are not shifted.
    """

    def __init__(self, folder: Path, *, name: str = "csv") -> None:
        """Look at headers only. Where they cannot be read nothing is raised here: totals() says what is wrong.

        name: whose receipts they are; shops whose tills count receipts alike need different names.
        """
        self._folder = CsvFolder(folder)
        self.name = self.prefix = name
        self.label = f"{name}:{folder.resolve().name}"[:60]
        self.currency = ""
        self.prices_from_receipts = self.opening_from_receipts = True
        try:
            self.currency = next(ground.read_place_rows(self._folder)).currency
            columns = self._folder.table("products").columns
        except SourceBroken:
            return
        self.prices_from_receipts = not any(column == "price" or column.startswith("price@") for column in columns)
        self.opening_from_receipts = not any(column.startswith("stock@") for column in columns)

    def fingerprint(self) -> str:
        """Return the digest of all files, whatever the folder is called and wherever it lies."""
        return self._folder.fingerprint()

    def last_day(self) -> None:
        """Return None: one's own dates stay as they are."""

    def encodings(self) -> Mapping[str, str]:
        """Return how each file is read: utf-8-sig (with or without its mark) or cp1251."""
        return {name: self._folder.table(name).text.encoding for name in read_shapes() if self._folder.has(name)}

    def totals(self) -> Mapping[str, int]:
        """Return what the files hold, reading every one through; amounts in minor units. Raises SourceBroken."""
        sums: Counter[str] = Counter(
            dict.fromkeys(("lines", "amount", "promotion", "match", "coupon", "receipts", "problems"), 0)
        )
        sums["files_windows_1251"] = sum(encoding == "cp1251" for encoding in self.encodings().values())
        sums["entities"] = sum(1 for _ in self.entities())
        sums["places"] = sum(1 for _ in self.places())
        sums["customers"] = sum(1 for _ in self.customers())
        sums["cards"] = sums["prices"] = sums["openings"] = 0
        for card in self.cards():
            sums.update(cards=1, prices=len(card.prices), openings=len(card.stock))
        sums["campaigns"] = sums["mailings"] = 0
        for campaign in self.campaigns():
            sums.update(campaigns=1, mailings=len(campaign.reached))
        sold: set[tuple[str, str]] = set()
        for receipt in self.receipts():
            sums["receipts"] += 1
            for line in receipt.lines:
                sums.update(
                    lines=1,
                    amount=line.amount,
                    promotion=line.promotion,
                    match=line.match,
                    coupon=line.coupon,
                    problems=line.problem is not None,
                )
                if line.problem is None and line.quantity:
                    sold.add((receipt.place, line.product))
        if self.opening_from_receipts:
            sums["openings"] = len(sold)
        sums["redemptions"] = sum(1 for _ in self.redemptions())
        return dict(sums)

    def entities(self) -> Iterator[SourceEntity]:
        """Give the legal entities that places.csv names."""
        return ground.read_entity_rows(self._folder)

    def places(self) -> Iterator[SourcePlace]:
        """Give the places."""
        return ground.read_place_rows(self._folder)

    def attributes(self) -> Iterator[SourceAttribute]:
        """Give none: the source says nothing of the kind."""
        yield from ()

    def cards(self) -> Iterator[SourceCard]:
        """Give the products with their prices and stock."""
        return self._cards(list(self.places()))

    def customers(self) -> Iterator[SourceCustomer]:
        """Give the customers."""
        return ground.read_customer_rows(self._folder)

    def campaigns(self) -> Iterator[SourceCampaign]:
        """Give the campaigns with coupons and mailings, where there are such files."""
        if not self._folder.has("campaigns"):
            # Coupons or mailings without campaigns refer to nothing, and are refused for that.
            return mailings.read_campaign_rows(self._folder, (), ())
        return mailings.read_campaign_rows(self._folder, self._products(), self._customers())

    def sold(self) -> Iterator[Sold]:
        """Give the units sold by place and product, over the rows that have no problem."""
        units: Counter[tuple[str, str]] = Counter()
        for receipt in self.receipts():
            for line in receipt.lines:
                if line.problem is None and line.quantity:
                    units[receipt.place, line.product] += line.quantity
        for (place, product), quantity in sorted(units.items()):
            yield Sold(place, product, quantity)

    def receipts(self) -> Iterator[SourceReceipt]:
        """Give the receipts in the order of sales.csv, read as a stream."""
        places = list(self.places())
        zones = {place.code: zone_cell(place.zone) for place in places}
        products = frozenset(card.code for card in self._cards(places))
        known = KnownCodes(zones, products, self._customers(), places[0].currency)
        yield from read_receipt_rows(self._folder.table("sales"), known)

    def redemptions(self) -> Iterator[SourceRedemption]:
        """Give the coupons used, where there is such a file."""
        if not self._folder.has("redemptions"):
            return iter(())
        coupons = {(campaign.code, coupon) for campaign in self.campaigns() for coupon in campaign.coupons}
        return mailings.read_redemption_rows(self._folder, self._customers(), coupons)

    def _cards(self, places: Sequence[SourcePlace]) -> Iterator[SourceCard]:
        return goods.read_card_rows(self._folder, {place.code for place in places}, places[0].currency)

    def _products(self) -> frozenset[str]:
        return frozenset(card.code for card in self.cards())

    def _customers(self) -> frozenset[str]:
        return frozenset(one.code for one in self.customers())
