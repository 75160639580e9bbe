"""A shop of two places, three products and two people, made by the domains' own actions, for tests of screens."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from prilavok.domains.audiences.actions import note_mailings, put_campaigns
from prilavok.domains.audiences.types import Mailing, NewCampaign
from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.customers.actions import open_receipt_leaves, put_customers
from prilavok.domains.customers.queries import list_customer_ids, list_identifier_leaves
from prilavok.domains.customers.types import NewCustomer, NewIdentifier
from prilavok.domains.imports.actions import commit_slice, finish_run, open_run
from prilavok.domains.imports.types import Refusal, SliceCounts
from prilavok.domains.loyalty.actions import put_programme
from prilavok.domains.loyalty.types import ProgrammeRule
from prilavok.domains.orders.types import Sale, SaleLine
from prilavok.domains.places.actions import put_legal_entities, put_places
from prilavok.domains.places.types import NewLegalEntity, NewPlace
from prilavok.domains.pricing.actions import put_price_lists, set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.promotions.actions import put_coupons, redeem_coupons
from prilavok.domains.promotions.queries import list_coupons
from prilavok.domains.promotions.types import NewCoupon, NewRedemption
from prilavok.domains.stock.actions import open_stock
from prilavok.domains.stock.types import Opening
from prilavok.flows.record_sales import record_sales
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.ids import new_id
from prilavok.kit.search import write_entries

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 2, 20)
SOURCE = UUID("5a1e0000-0000-7000-8000-000000000001")
HOURS = {str(day): [["09:00", "21:00"]] for day in range(1, 7)}


@dataclass(frozen=True)
class Shop:
    """Ids by the codes they were made with."""

    places: dict[str, UUID]
    variants: dict[str, UUID]
    products: dict[str, UUID]
    customers: dict[str, UUID]
    leaves: dict[str, UUID]
    orders: dict[str, UUID]
    run: UUID
    campaign: UUID


def open_small_shop() -> Shop:
    """Make the shop; see the functions below for what it has."""
    places = _places()
    products, variants = _goods(places)
    customers, leaves = _people()
    leaves |= open_receipt_leaves(SOURCE, ["S3"], at=AT, origin="load")
    put_programme(ProgrammeRule(new_id(), "points", {"ru": "Баллы", "en": "Points"}, "KZT", 1, 10_000, True))
    orders = _sales(places, variants, leaves)
    campaign = _campaign(leaves, orders, variants)
    return Shop(places, variants, products, customers, leaves, orders, _import(), campaign)


def _places() -> dict[str, UUID]:
    named = {"ru": "ТОО «Малая лавка»", "en": "Small Shop"}
    put_legal_entities([NewLegalEntity("too", named, "llp", "KZ", None, True)])
    places = put_places(
        [
            NewPlace(
                "t-alm",
                {"ru": "Лавка в Алматы", "en": "Shop in Almaty"},
                "store",
                "Asia/Almaty",
                "KZT",
                "too",
                HOURS,
                {"ru": "улица Абая, 1"},
                ("hours",),
            ),
            NewPlace(
                "t-msk",
                {"ru": "Лавка в Москве", "en": "Shop in Moscow"},
                "warehouse",
                "Europe/Moscow",
                "KZT",
                "too",
                {},
            ),
        ]
    )
    write_entries(
        "place",
        [
            (places["t-alm"], "name", "Лавка в Алматы"),
            (places["t-alm"], "name", "Shop in Almaty"),
            (places["t-alm"], "code", "t-alm"),
            (places["t-msk"], "name", "Лавка в Москве"),
            (places["t-msk"], "name", "Shop in Moscow"),
            (places["t-msk"], "code", "t-msk"),
        ],
    )
    return places


def _goods(places: dict[str, UUID]) -> tuple[dict[str, UUID], dict[str, UUID]]:
    food, dairy = {"ru": "Еда", "en": "Food"}, {"ru": "Молочное", "en": "Dairy"}
    put_cards(
        [
            NewCard(
                "milk",
                {"ru": "Молоко", "kk": "Сүт", "en": "Milk"},
                ("Food", "Dairy"),
                "piece",
                category_names=(food, dairy),
                barcode="4870000000017",
                package="1 l",
            ),
            NewCard("bread", {"ru": "Хлеб", "en": "Bread"}, ("Food",), "piece", category_names=(food,), generated=True),
            NewCard("cheese", {"ru": "Сыр", "en": "Cheese"}, ("Food", "Dairy"), "gram", category_names=(food, dairy)),
        ],
        at=AT,
    )
    keys = list_variant_keys(["milk", "bread", "cheese"])
    products = {code: key.product for code, key in keys.items()}
    variants = {code: key.id for code, key in keys.items()}
    names = {"milk": "Молоко", "bread": "Хлеб", "cheese": "Сыр"}
    write_entries("product", [(products[code], "name", name) for code, name in names.items()])
    lists = put_price_lists(
        [
            ("t-alm", {"en": "Almaty"}, "KZT", places["t-alm"]),
            ("all", {"en": "Everywhere"}, "KZT", None),
        ]
    )
    set_prices(
        [
            NewPrice(lists["t-alm"], variants["milk"], 50_000, 1, AT - timedelta(days=20)),
            NewPrice(lists["t-alm"], variants["milk"], 55_000, 1, AT - timedelta(days=2)),
            NewPrice(lists["all"], variants["milk"], 60_000, 1, AT - timedelta(days=20)),
            NewPrice(lists["all"], variants["cheese"], 450_000, 1000, AT - timedelta(days=20)),
        ],
        at=AT,
    )
    open_stock(
        [
            Opening(places["t-alm"], variants["milk"], 50, True),
            Opening(places["t-alm"], variants["bread"], 10, False),
        ],
        occurred=AT - timedelta(days=30),
        actor=SYSTEM,
        at=AT,
        origin="load",
    )
    return products, variants


def _people() -> tuple[dict[str, UUID], dict[str, UUID]]:
    put_customers(
        [
            NewCustomer(
                "c-1",
                (NewIdentifier("card", "2990000000017"), NewIdentifier("phone", "+77011234567")),
                "Айгуль Сейтова",
                False,
                "kk",
                {"city": "Almaty"},
            ),
            NewCustomer(
                "c-2",
                (NewIdentifier("phone", "+77000000002", True), NewIdentifier("email", "pavel@example.com", True)),
                "Павел Ким",
                True,
                "ru",
            ),
        ],
        source="load:small",
        seen=AT - timedelta(days=40),
        at=AT,
        origin="load",
    )
    customers = list_customer_ids(["c-1", "c-2"])
    write_entries(
        "customer",
        [
            (customers["c-1"], "name", "Айгуль Сейтова"),
            (customers["c-1"], "phone", "+77011234567"),
            (customers["c-1"], "card", "2990000000017"),
            (customers["c-2"], "name", "Павел Ким"),
            (customers["c-2"], "phone", "+77000000002"),
        ],
    )
    cards, phones = list_identifier_leaves("card"), list_identifier_leaves("phone")
    return customers, {
        "c-1": cards["2990000000017"],
        "c-1-phone": phones["+77011234567"],
        "c-2": phones["+77000000002"],
    }


def _sales(places: dict[str, UUID], variants: dict[str, UUID], leaves: dict[str, UUID]) -> dict[str, UUID]:
    """S1: two of milk with a discount and a coupon; S2: more than the other place knew of; S3: nobody; S4: a coupon."""

    def sale(key: str, place: str, leaf: str, days: int, hour: int, *lines: SaleLine) -> Sale:
        at = datetime(2026, 2, 20, hour, 30, tzinfo=UTC) + timedelta(days=days)
        zone_day = DAY + timedelta(days=days + (hour >= 19))  # after 19:00 UTC it is tomorrow in Almaty
        return Sale(
            new_id(at), f"T-{key}", SOURCE, key, "till", places[place], leaves[leaf], "KZT", at, zone_day, lines
        )

    milk, bread, cheese = variants["milk"], variants["bread"], variants["cheese"]
    sales = [
        sale("S1", "t-alm", "c-1", 0, 20, SaleLine(milk, 2, 100_000, 10_000, 0, 5_000)),
        sale(
            "S2",
            "t-msk",
            "c-1-phone",
            3,
            10,
            SaleLine(milk, 1, 60_000, 0, 0, 0),
            SaleLine(cheese, 250, 112_500, 0, 0, 0),
        ),
        sale("S3", "t-alm", "S3", 4, 6, SaleLine(bread, 1, 30_000, 0, 0, 0)),
        sale(
            "S4",
            "t-alm",
            "c-2",
            5,
            7,
            SaleLine(bread, 0, 0, 0, 0, 2_000),
            SaleLine(milk, 0, 0, 0, 0, 0),
            SaleLine(bread, 0, 1_500, 0, 0, 0),
        ),
    ]
    record_sales(sales, method="cash", actor=SYSTEM, at=AT, origin="load")
    return {one.source_key: one.id for one in sales}


def _campaign(leaves: dict[str, UUID], orders: dict[str, UUID], variants: dict[str, UUID]) -> UUID:
    (campaign,) = put_campaigns(
        [
            NewCampaign("spring", {"ru": "Весна", "en": "Spring"}, "TypeA", DAY, DAY + timedelta(days=30)),
        ],
        origin="load",
    ).values()
    note_mailings([Mailing(campaign, leaves["c-1"], DAY, AT - timedelta(days=11))], actor=SYSTEM, at=AT, origin="load")
    put_coupons([NewCoupon("M-5", campaign, (variants["milk"],))], origin="load", at=AT)
    redeem_coupons(
        [
            NewRedemption(
                "R1",
                list_coupons()["M-5", campaign].id,
                leaves["c-1"],
                DAY,
                AT - timedelta(days=9),
                orders["S1"],
                campaign,
                None,
            ),
        ],
        source=SOURCE,
        actor=SYSTEM,
        at=AT,
        origin="load",
    )
    return campaign


def _import() -> UUID:
    run = open_run(
        "small", "f" * 64, currency="KZT", origin="load", shift_weeks=3, totals={"lines": 8, "amount": 1000}, at=AT
    )
    refused = Refusal(7, "product_unknown", 250, {"product": "no-such", "quantity": 2})
    commit_slice(run.id, "sales", 1, SliceCounts(4, 4, 400, 400), at=AT + timedelta(seconds=1))
    commit_slice(run.id, "sales", 2, SliceCounts(4, 3, 600, 350, (refused,)), at=AT + timedelta(seconds=3))
    finish_run(run.id, lines=8, refused=1, actor=SYSTEM, at=AT + timedelta(seconds=4))
    return run.id
