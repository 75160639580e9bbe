"""People in the office: their pages, who looked, what each role sees of them, and what a source really named."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from tests import people
from tests.doors.test_office import _file, _page
from tests.doors.web_people import client_of, hire
from tests.make import AT
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.customers.actions import hide_made_up, put_customers
from prilavok.domains.customers.queries import list_customer_ids
from prilavok.domains.customers.types import NewCustomer, NewIdentifier


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Iterator[Shop]:
    yield open_small_shop()


@pytest.fixture
def owner(shop: Shop) -> Any:
    return client_of(hire("owner", language="en"))


def test_the_customer_page_tells_who_and_what_happened(shop: Shop, owner: Any) -> None:
    page = _page(owner, f"/office/customers/{shop.customers['c-1']}")
    who = ("Айгуль Сейтова", "+77011234567", "2990000000017", "verified", "load:small")
    for told in (*who, "T-S1", "T-S2", "Spring", "M-5"):
        assert told in page, told
    # The latest first, both leaves in one line.
    assert page.index("T-S2") < page.index("T-S1")
    only = _page(owner, f"/office/customers/{shop.customers['c-1']}?kind=offers")
    assert "Spring" in only and "T-S1" not in only
    orders = _page(owner, f"/office/customers/{shop.customers['c-1']}?tab=orders")
    assert "T-S1" in orders and "T-S2" in orders and "T-S3" not in orders
    made_up = _page(owner, f"/office/customers/{shop.customers['c-2']}")
    assert "made up" in made_up
    segment = _page(owner, f"/office/customers/{shop.customers['c-1']}/segment?currency=KZT")
    assert "of 5" in segment


def test_a_look_at_a_person_is_written_down(shop: Shop, owner: Any) -> None:
    from prilavok.domains.staff.models import Look

    aigul, pavel = shop.customers["c-1"], shop.customers["c-2"]
    _page(owner, f"/office/customers/{aigul}")
    assert list(Look.objects.values_list("customer", "what")) == [(aigul, "customer.page")]
    _page(owner, "/office/customers?q=Ким")
    assert set(Look.objects.filter(what="customers.list").values_list("customer", flat=True)) == {pavel}
    _file(owner, "/office/customers?format=csv")
    assert set(Look.objects.filter(what="customers.file").values_list("customer", flat=True)) >= {aigul, pavel}
    before = Look.objects.count()
    assert owner.get(f"/office/customers/{shop.run}").status_code == 404
    _page(owner, "/office/orders")
    assert Look.objects.count() == before


def test_a_marketer_sees_no_whole_number_anywhere(shop: Shop) -> None:
    from prilavok.domains.staff.models import Look

    marketer = client_of(hire("marketer", language="en"))
    aigul = shop.customers["c-1"]
    seen = [
        _page(marketer, address)
        for address in (
            "/office/customers",
            "/office/customers?q=Айгуль",
            f"/office/customers/{aigul}",
            "/search?q=Айгуль",
        )
    ]
    seen.append(str(_file(marketer, "/office/customers?format=csv")))
    for page in seen:
        assert "Айгуль Сейтова" in page
        for whole in ("+77011234567", "7011234567", "2990000000017", "pavel@example.com"):
            assert whole not in page
    assert "+7 701 *** ** 67" in seen[0]
    # Nor can it be guessed digit by digit; the whole number, told by the customer, finds.
    for part in (
        "701123",
        "7011234",
        "0112345",
        "11234567",
        "+77011234",
        "299000000001",
        "00000000017",
        "avel@example",
    ):
        for screen in ("/office/customers?q=", "/search?q="):
            assert "Айгуль" not in (page := _page(marketer, screen + quote(part))) and "Павел" not in page, part
    for whole in ("87011234567", "7011234567", "+7 701 123-45-67", "2990000000017", "Айгуль Сейтова"):
        for screen in ("/office/customers?q=", "/search?q="):
            assert "Айгуль" in _page(marketer, screen + quote(whole)), whole
    assert set(Look.objects.values_list("what", flat=True)) == {"customer.page"}


def test_masked_numbers_cannot_be_tried_out_one_by_one(shop: Shop) -> None:
    marketer, owner = client_of(hire("marketer", language="en")), client_of(hire("owner", language="en"))
    told = [marketer.get(f"/search?q=8701{nth:07}") for nth in range(240)]
    allowed = [one.status_code for one in told].index(429)
    # A bucket of 120, filled again by one each two seconds that the searches took.
    assert 120 <= allowed < 200 and {one.status_code for one in told} == {200, 429}
    assert 0 < int(told[allowed].headers["Retry-After"]) <= 60
    assert marketer.get("/office/customers?q=87011234567").status_code == 429
    assert marketer.get("/search?q=Айгуль").status_code == 200, "names are no numbers"
    assert {owner.get(f"/search?q=8701{nth:07}").status_code for nth in range(121)} == {200}, "who sees them whole may"


def test_a_cashier_sees_their_place_and_finds_one_customer_at_a_time(shop: Shop) -> None:
    from prilavok.domains.staff.models import Staff

    person = hire("cashier", language="en")
    cashier = client_of(person)
    assert "T-S1" not in _page(cashier, "/office/orders")  # no place, nothing
    Staff.objects.filter(id=person.id).update(place_id=shop.places["t-alm"])
    orders = _page(cashier, "/office/orders")
    assert "T-S1" in orders and "T-S2" not in orders
    assert "T-S2" not in _page(cashier, "/office/orders?place=t-msk")
    assert f"/office/orders/{shop.orders['S2']}" not in _page(cashier, "/office/orders?number=T-S2")
    assert cashier.get(f"/office/orders/{shop.orders['S2']}").status_code == 404
    assert cashier.get(f"/office/orders/{shop.orders['S1']}").status_code == 200
    everybody = _page(cashier, "/office/customers")
    assert "Айгуль" not in everybody and "Who is before you?" in everybody
    assert "Айгуль" in _page(cashier, "/office/customers?q=2990000000017")
    assert _file(cashier, "/office/customers?format=csv")[1:] == []
    page = _page(cashier, f"/office/customers/{shop.customers['c-1']}?tab=orders")
    assert "T-S1" in page and "T-S2" not in page
    for closed in ("/office/imports", "/office/jobs", f"/office/imports/{shop.run}"):
        assert cashier.get(closed).status_code == 403
    found = _page(cashier, "/search?q=T-S2")
    assert f"/office/orders/{shop.orders['S2']}" not in found


def test_a_made_up_phone_is_no_evidence_of_the_source(rolled_back: None, quick_passwords: None) -> None:
    customer, _leaf = people.household("+12125550142", card="CJ900001")
    client = client_of(hire("owner", language="en"))
    page = _page(client, f"/office/customers/{customer}")
    why = page[page.index('id="why"') : page.index("<h2>Consents")]
    assert (
        "Phone +12125550142 is made up by us for the customer of Loyalty card CJ900001:"
        " the source load:test does not name it." in why
    )
    assert "as one customer" not in why and "badge-made-up" in why and "badge-good" not in why

    hide_made_up()
    page = _page(client, f"/office/customers/{customer}")
    assert "Phone is made up by us for the customer of Loyalty card CJ900001" in page, "taken away, it still was ours"


def test_what_a_source_did_name_is_told_as_its_word(rolled_back: None, quick_passwords: None) -> None:
    known = NewCustomer("c-real", (NewIdentifier("card", "CJ900002"), NewIdentifier("phone", "+12125550143")))
    put_customers([known], source="load:test", seen=AT, at=AT, origin="load")
    page = _page(
        client_of(hire("owner", language="en")), f"/office/customers/{list_customer_ids(['c-real'])['c-real']}"
    )
    why = page[page.index('id="why"') : page.index("<h2>Consents")]
    assert "The source load:test names Loyalty card CJ900002 and Phone +12125550143 as one customer." in why
    assert "badge-made-up" not in why
