"""Goods are put side by side from shelf, search and product page; the comparison follows its person, and nobody else."""

import re
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.api_callers import V1, Program, program_of
from tests.doors.web_people import client_of
from tests.promises.test_c9_one_page_of_their_own import PHONE, page, sign_in
from tests.small_shop import Shop, open_small_shop
from tests.talking import connect

from prilavok.domains.baskets.queries import list_compared
from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.types import NewPrice
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Shop:
    made = open_small_shop()
    connect()
    return made


def put(client: Any, variant: UUID, **more: str) -> str:
    answer = client.post("/shop/compare/change", {"variant": str(variant), "next": "/shop/compare", **more})
    assert answer.status_code == 303, answer.content[:300]
    return page(client, answer.headers["Location"])


def columns(shown: str) -> list[str]:
    heads = re.findall(r'<th scope="col"><a href="/shop/p/[^"]+">([^<]+)</a>', shown)
    return [str(one) for one in heads]


def rows(shown: str) -> list[str]:
    return [str(one) for one in re.findall(r'<th scope="row">([^<]+)</th>', shown)]


def differing(shown: str) -> list[str]:
    return [str(one) for one in re.findall(r'<tr class="differs"><th scope="row">([^<]+)</th>', shown)]


def test_a_customer_compares_without_signing_in_and_finds_it_again_elsewhere(shop: Shop) -> None:
    phone = client_of(HTTP_ACCEPT_LANGUAGE="en")
    assert "Nothing to compare yet" in page(phone, "/shop/compare")
    for address in ("/shop/c/Food/Dairy", "/shop/?q=молоко", f"/shop/p/{shop.products['milk']}"):
        form = page(phone, address).split('action="/shop/compare/change"')[1].split("</form>")[0]
        assert 'name="variant"' in form and "Compare" in form, address
    alone = put(phone, shop.variants["milk"])
    assert columns(alone) == ["Milk"] and "One is not enough to compare" in alone
    both = put(phone, shop.variants["cheese"])
    assert columns(both) == ["Milk", "Cheese"] and "In the comparison: Cheese" in both
    assert "In the comparison already: Cheese" in put(phone, shop.variants["cheese"])
    assert {"Price now", "In your store", "Pack", "How it is sold"} <= set(rows(both))
    assert "550" in both and "1 l" in both and "By weight" in both and "By the piece" in both
    # Both are of one maker nobody named: that row is not there at all; what is alike goes with the switch.
    assert "Made by" not in rows(both) and "Brand" not in rows(both)
    only = page(phone, "/shop/compare?only=1")
    assert set(rows(only)) == set(differing(both)) and {"Price now", "Pack", "How it is sold"} <= set(rows(only))
    # Bread stands on another shelf: a comparison of its own.
    bread = put(phone, shop.variants["bread"])
    assert columns(bread) == ["Bread"] and "Dairy" in bread
    # Taken out, and put back.
    [dairy] = set(re.findall(r'href="/shop/compare\?shelf=([0-9a-f-]{36})">Dairy', bread))
    gone = put(phone, shop.variants["milk"], out="1", next=f"/shop/compare?shelf={dairy}&gone={shop.variants['milk']}")
    assert columns(gone) == ["Cheese"] and "Taken out: Milk" in gone and "Put it back" in gone
    back = put(phone, shop.variants["milk"])
    assert "Taken out" not in back and "Milk" in columns(page(phone, f"/shop/compare?shelf={dairy}"))
    # Signed in, it is there on the other device; a stranger sees nothing of it, and so does she after leaving.
    laptop, stranger = client_of(HTTP_ACCEPT_LANGUAGE="ru"), client_of(HTTP_ACCEPT_LANGUAGE="en")
    sign_in(phone, PHONE, "+77011234567")
    sign_in(laptop, PHONE, "+77011234567")
    there = page(laptop, f"/shop/compare?shelf={dairy}")
    assert columns(there) == ["Сыр", "Молоко"] and "Только различия" in there
    put(laptop, shop.variants["cheese"], out="1")
    assert columns(page(phone, f"/shop/compare?shelf={dairy}")) == ["Milk"]
    assert "Nothing to compare yet" in page(stranger, "/shop/compare")


def test_programs_compare_too_and_are_told_in_what_goods_differ(shop: Shop) -> None:
    nobody = program_of(None)
    guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    place, milk, cheese = shop.places["t-alm"], shop.variants["milk"], shop.variants["cheese"]

    def send(method: str, variant: UUID) -> Any:
        call = getattr(guest.client, method)
        return call(f"{V1}/shop/compared/{variant}", **guest._with({}))

    assert guest.get(f"/shop/compared?place={place}").json() == {"shelves": []}
    assert [send("put", milk).json()["changed"] for _ in range(2)] == [True, False]
    assert send("put", cheese).status_code == 200
    [shelf] = guest.get(f"/shop/compared?place={place}").json()["shelves"]
    assert shelf["category"]["path"] == "Food/Dairy" and {"price", "package", "unit"} <= set(shelf["differing"])
    assert [one["variant"] for one in shelf["goods"]] == [str(milk), str(cheese)]
    assert shelf["goods"][0]["price"]["amount"] == 55_000 and shelf["goods"][0]["package"] == "1 l"
    assert not {"brand", "maker", "description"} & set(shelf["differing"])
    assert [send("delete", milk).json()["changed"] for _ in range(2)] == [True, False]
    [shelf] = guest.get(f"/shop/compared?place={place}").json()["shelves"]
    assert [one["variant"] for one in shelf["goods"]] == [str(cheese)] and shelf["differing"] == []
    unknown = send("put", make.COMPANY)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "basket.not_on_sale")
    assert guest.get(f"/shop/compared?place={shop.places['t-msk']}").status_code == 404


def test_so_many_of_one_shelf_and_no_more(shop: Shop) -> None:
    at, mine, theirs = clock.now(), client_of(HTTP_ACCEPT_LANGUAGE="en"), client_of(HTTP_ACCEPT_LANGUAGE="en")
    codes = [f"kefir-{nth}" for nth in range(7)]
    put_cards([NewCard(one, {"en": one}, ("Food", "Dairy"), "piece") for one in codes], at=at)
    kefirs = [key.id for _code, key in sorted(list_variant_keys(codes).items())]
    set_prices([NewPrice(make.price_list(shop.places["t-alm"]), one, 100, 1, at) for one in kefirs], at=at)
    for code, one in zip(codes[:6], kefirs[:6], strict=True):
        assert f"In the comparison: {code}" in put(mine, one)
    assert "Up to 6 goods of one shelf are compared" in put(mine, kefirs[6])
    assert "In the comparison already: kefir-0" in put(mine, kefirs[0]), "it is there, and stays"
    assert columns(put(mine, shop.variants["bread"])) == ["Bread"], "another shelf has room"
    assert "In the comparison: kefir-6" in put(theirs, kefirs[6]), "and so has another"
    put(mine, kefirs[2], out="1")
    put(mine, kefirs[6], out="1")  # that one is the other's
    assert "In the comparison: kefir-6" in put(mine, kefirs[6])
    leaf, other = (
        meet_visitor(one.cookies["counter"].value, actor=SYSTEM, at=clock.now()).leaf for one in (mine, theirs)
    )
    kept = {one.variant for one in list_compared([leaf])}
    assert kept == {*kefirs[:2], *kefirs[3:], shop.variants["bread"]}
    assert [one.variant for one in list_compared([other])] == [kefirs[6]]
    assert make.verbs_of(kefirs[2:3]) == {"comparison.changed": 2}
