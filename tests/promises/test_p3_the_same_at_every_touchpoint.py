"""P3: promotions, offers and coupons give the same result at every touchpoint that knows the same, with the reason."""

import re
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.promises.house_at_work import signed_in
from tests.promises.storm import serving
from tests.promotions import published
from tests.shop_world import open_counter

from prilavok.domains.customers.actions import browser_value
from prilavok.domains.customers.queries import find_leaf
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.actions import put_codes
from prilavok.domains.promotions.types.acts import OffTogether, Part, Percent, Reach, SetPrice, SomeFree, Step, Steps
from prilavok.domains.promotions.types.keeping import NewCode
from prilavok.flows.quote_basket import quote_basket
from prilavok.insights.reckoning import NOBODY, reckon
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

LACKS = "a till without a line has a story of its own; the telephone, the app and marketplaces have no door yet"


def _offers(variants: tuple[UUID, ...], at: object) -> None:
    """A set, the third free, the more the cheaper, one that needs more money, and a coupon."""
    tea, cake, jam, _salt = (Reach(variants=(one,)) for one in variants)
    published("set", SetPrice((Part(tea, 1), Part(cake, 1)), 200_000), at=at, order=10)
    published("third", SomeFree(3, 1, 10_000), at=at, reach=jam, order=20)
    published("more", Steps("amount", (Step(300, 500_000), Step(700, 900_000))), at=at, order=30)
    published("big", Percent(3000), at=at, least_amount=10_000_000, order=40)
    code = published("coupon", OffTogether(33_333), at=at, right=True, order=50)
    with story():
        put_codes([NewCode("AUTUMN", code)], at=at)


@pytest.mark.thin(LACKS)
def test_one_basket_costs_the_same_to_the_last_unit(own_database: OwnDatabase) -> None:
    from prilavok.domains.places.queries import read_place
    from prilavok.kit import clock

    at = clock.now()
    counter = open_counter(99, 99, 99, 99, at=at - timedelta(hours=2), price=123_457)
    _offers(counter.variants, at)
    units = (2, 1, 4, 3)
    with serving(own_database) as [(address, _web)]:
        site = httpx.Client(base_url=f"{address}/api/v1/shop")
        site.headers["Authorization"] = f"Bearer {site.post('/guest').json()['token']}"
        lines = [{"variant": str(one), "quantity": many} for one, many in zip(counter.variants, units, strict=True)]
        put = site.put("/basket", json={"place": str(counter.place), "lines": lines, "coupons": ["autumn"]})
        assert put.status_code == 200 and put.json()["coupons"] == ["AUTUMN"]
        quoted = site.post("/quotes", json={}).json()
        total = quoted["amount"]["amount"]
        listed = 10 * 123_457
        assert quoted["list_amount"]["amount"] == listed and total < listed
        said = {one["name"]["en"]: (one["said"], one["amount"]["amount"]) for one in quoted["promotions"]}
        assert {name: said for name, (said, _) in said.items()} == {
            "Promotion set": "given", "Promotion third": "given", "Promotion more": "given",
            "Promotion big": "too_little", "Promotion coupon": "given",
        }  # fmt: skip
        assert listed - sum(amount for _, amount in said.values()) == total, "to the last unit"
        # The bot and the operator see the basket of the same person.
        browser = find_leaf("browser", browser_value(site.headers["Authorization"].removeprefix("Bearer ")))
        assert browser is not None
        leaf = browser.leaf
        by_line = {line["variant"]: line["amount"]["amount"] for line in quoted["lines"]}
        for touchpoint, actor in (
            ("bot", Actor("leaf", leaf)),
            ("desk", Actor("staff", make.leaf())),
            ("app", Actor("leaf", leaf)),
        ):
            other = quote_basket(leaf, touchpoint=touchpoint, actor=actor, at=clock.now())
            assert (other.amount, {str(line.variant): line.amount for line in other.lines}) == (total, by_line)
            assert {one["promotion"] for one in other.uses} == {
                one["promotion"] for one in other.reasons if one["said"] == "given"
            }
        # At the till the same goods are scanned by somebody nobody knows, with the same coupon.
        with signed_in(address, "manager") as till:
            skus = dict(make.ask("SELECT id, sku FROM catalog_variant"))
            _post(till, "/till/place", place=str(counter.place))
            for one, many in zip(counter.variants, units, strict=True):
                for _ in range(many):
                    _post(till, "/till/scan", scan=str(skus[one]))
            shown = _post(till, "/till/scan", scan="AUTUMN")
            amounts = re.findall(r'name="amount" value="(\d+)"', shown)
            assert amounts == [str(total)], shown[:2000]
            paid = _post(till, "/till/pay", method="cash", amount=str(total), given="20000", **_hidden(shown))
            assert str(total // 100)[:1] in paid
        assert make.ask("SELECT amount, discount_amount FROM orders_order WHERE touchpoint = 'till'") == [
            (total, listed - total)
        ]
        # Whoever asks later by what reason gets the same again.
        here = read_place(counter.place)
        wishes = [PricedWish(one, many) for one, many in zip(counter.variants, units, strict=True)]
        again = reckon(wishes, here, touchpoint="till", who=NOBODY, coupons=["AUTUMN"], at=clock.now())
        assert again.priced.amount == total


def _hidden(page: str) -> dict[str, str]:
    names = ("key", "version")
    return {name: found[1] for name in names if (found := re.search(rf'name="{name}" value="([^"]*)"', page))}


def _post(client: httpx.Client, address: str, **form: str) -> str:
    client.get("/till/counter")
    given = form | {"csrfmiddlewaretoken": client.cookies["csrftoken"]}
    answer = client.post(address, data=given, headers={"Referer": str(client.base_url)})
    assert answer.status_code == 200, (address, answer.status_code, answer.text[:1500])
    return answer.text
