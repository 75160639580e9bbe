"""Gives the made-up shop as a feed: the same rows on every machine and at every reading."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date

from prilavok.adapters.feeds.demo_shop import said, shelves, trading
from prilavok.adapters.feeds.port import (
    Sold,
    SourceAttribute,
    SourceCampaign,
    SourceCard,
    SourceCustomer,
    SourceEntity,
    SourcePlace,
    SourceReceipt,
    SourceRedemption,
)


class DemoShop:
    """The small made-up shop. Stock is what lay at a place before the first receipt; the loader shifts the dates."""

    name = "demo"
    prefix = "D"
    currency = "KZT"
    prices_from_receipts = False
    opening_from_receipts = False
    label = "demo"

    def fingerprint(self) -> str:
        """Return the digest of every row, so that a changed rule is another source as much as a changed file."""
        whole = hashlib.sha256()
        for rows in (
            self.entities(),
            self.places(),
            self.attributes(),
            self.cards(),
            self.customers(),
            self.campaigns(),
            self.receipts(),
            self.redemptions(),
        ):
            for row in rows:
                whole.update(repr(row).encode())
                whole.update(b"\n")
        return whole.hexdigest()

    def last_day(self) -> date:
        """Return the Sunday that the eight weeks end on."""
        day = shelves.shop_file("shop.toml")["last_day"]
        assert isinstance(day, date)
        return day

    def totals(self) -> Mapping[str, int]:
        """Return what the shop holds; amounts in tiyn."""
        cards, campaigns, receipts = list(self.cards()), list(self.campaigns()), list(self.receipts())
        lines = [line for receipt in receipts for line in receipt.lines]
        return {
            "entities": sum(1 for _ in self.entities()),
            "places": sum(1 for _ in self.places()),
            "cards": len(cards),
            "prices": sum(len(card.prices) for card in cards),
            "openings": sum(len(card.stock) for card in cards),
            "customers": sum(1 for _ in self.customers()),
            "campaigns": len(campaigns),
            "mailings": sum(len(campaign.reached) for campaign in campaigns),
            "receipts": len(receipts),
            "lines": len(lines),
            "amount": sum(line.amount for line in lines),
            "promotion": sum(line.promotion for line in lines),
            "match": sum(line.match for line in lines),
            "coupon": sum(line.coupon for line in lines),
            "redemptions": sum(1 for _ in self.redemptions()),
        }

    def entities(self) -> Iterator[SourceEntity]:
        """Give the two made-up legal entities."""
        yield from shelves.made_up_entities()

    def places(self) -> Iterator[SourcePlace]:
        """Give three stores and a warehouse."""
        yield from shelves.made_up_places()

    def attributes(self) -> Iterator[SourceAttribute]:
        """Give what the goods are told apart by, in three languages."""
        yield from said.made_up_attributes()

    def cards(self) -> Iterator[SourceCard]:
        """Give the goods with their words in three languages, prices in tiyn and opening stock."""
        for goods in shelves.made_up_goods():
            dearer = {
                place: price
                for place in shelves.city_stores().values()
                if (price := trading.price_at(goods, place)) != goods.price
            }
            yield SourceCard(
                goods.code,
                goods.name,
                tuple(goods.category.split("/")),
                goods.unit,
                goods.category_names,
                goods.description,
                goods.brand,
                "",
                goods.package,
                goods.barcode,
                True,
                {"": goods.price, **dearer},
                goods.price_per,
                trading.opening_stock(goods),
                said.said_of_goods(goods),
            )

    def customers(self) -> Iterator[SourceCustomer]:
        """Give the made-up people, each marked so."""
        yield from shelves.made_up_people()

    def campaigns(self) -> Iterator[SourceCampaign]:
        """Give the mailings, each with one coupon."""
        for offer in shelves.made_up_offers():
            good_for = tuple(goods.code for goods in shelves.made_up_goods() if goods.category in offer.categories)
            yield SourceCampaign(
                offer.code,
                offer.name,
                "mailing",
                offer.starts_on,
                offer.ends_on,
                {offer.coupon: good_for},
                trading.reached_by(offer),
            )

    def sold(self) -> Iterator[Sold]:
        """Give the units sold by place and product."""
        for (place, product), quantity in trading.sold_units().items():
            yield Sold(place, product, quantity)

    def receipts(self) -> Iterator[SourceReceipt]:
        """Give the receipts in the order of time."""
        yield from trading.trade().receipts

    def redemptions(self) -> Iterator[SourceRedemption]:
        """Give the coupons used, in the order of time."""
        yield from trading.trade().redemptions
