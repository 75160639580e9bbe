"""Claims at the doors: the customer's own page with photos, the staff's screens, the API; and who may not."""

import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.doors.api_callers import program_of
from tests.doors.counter_world import Counter, at_work, open_counter
from tests.doors.web_people import client_of
from tests.make import ask
from tests.small_shop import AT

from prilavok.domains.orders.queries import claims_of, list_claim_terms, list_lines, list_returns
from prilavok.domains.orders.types.claiming import Answered, Decision, NewClaim, WrongUnits
from prilavok.flows.decide_claim import decide_claim
from prilavok.flows.end_uncollected import end_uncollected
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.flows.open_claim import Photo, open_claim
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.files import keep_file

PRICE = 55_000
JPEG = b"\xff\xd8\xff\xe0" + bytes(100)
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def counter(rolled_back: None) -> Counter:
    clock.set_clock(AT)
    return open_counter()


def sold(counter: Counter, units: int = 3, leaf: UUID | None = None) -> UUID:
    goods = [Selling(counter.shop.variants["milk"], units)]
    paid = [Paying("cash", units * PRICE)]
    key = f"k{units}{leaf}"
    return sell(goods, paid, place=counter.here, key=key, leaf=leaf, actor=SYSTEM, at=AT).receipt.order


def claim(order: UUID, *photos: bytes) -> UUID:
    """A claim of one unit, with photos of these bytes."""
    said = NewClaim((WrongUnits(list_lines(order)[0].id, 1, "faulty"),), "money")
    kept = [Photo(f"{nth}.jpg", io.BytesIO(JPEG + one)) for nth, one in enumerate(photos)]
    return open_claim(order, said, kept, touchpoint="till", key=f"{photos}", actor=SYSTEM, at=AT).id


def test_claims_are_written_looked_at_and_decided_on_every_screen(counter: Counter) -> None:
    order, owner = sold(counter), at_work("manager", counter.here)
    line = list_lines(order)[0].id
    for space in ("till", "tablet", "desk"):
        page = owner.get(f"/{space}/claims")
        assert page.status_code == 200 and 'name="number"' in page.content.decode()
        assert owner.get(f"/{space}/claims?number=no-such").status_code == 404
    number = ask("SELECT number FROM orders_order WHERE id = %s", order)[0][0]
    assert owner.get(f"/till/claims?number={number}").headers["Location"] == f"/till/claims/of/{order}"
    address = f"/till/claims/of/{order}"
    form = {f"units-{line}": "2", f"reason-{line}": "damaged", "wanted": "money", "words": "<b>wet</b>", "key": "w"}
    assert owner.post(address, form | {f"units-{line}": "4"}).status_code == 422
    assert owner.post(address, form | {"photos": SimpleUploadedFile("x.txt", b"text")}).status_code == 422
    assert claims_of([order]) == []
    made = owner.post(address, form | {"photos": SimpleUploadedFile("wet.jpg", JPEG)})
    [found] = claims_of([order])
    assert made.headers["Location"] == f"/till/claims/{found.id}"
    page = owner.get(f"/desk/claims/{found.id}").content.decode()
    assert "&lt;b&gt;wet" in page and "<b>wet" not in page
    [photo] = re.findall(r"/desk/claims/[^\"]+/photo/[0-9a-f-]+", page)
    got = owner.get(photo)
    assert (b"".join(got), got.headers["Content-Type"]) == (JPEG, "image/jpeg")
    assert got.headers["Content-Disposition"].startswith("attachment")
    said = {
        "outcome": "money", f"units-{line}": "2", f"condition-{line}": "damaged", "version": "1", "key": "d",
        "why": "sorry",
    }  # fmt: skip
    looked = owner.post(f"/tablet/claims/{found.id}/look", said).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(money|shown)" value="([^"]*)"', looked))
    assert hidden["money"] == str(2 * PRICE) and claims_of([order]) == [found]
    # What was chosen anew since is looked at first.
    again = owner.post(f"/till/claims/{found.id}/decide", said | hidden | {"outcome": "refused"})
    assert again.status_code == 200 and claims_of([order]) == [found]
    shown = {name: value.replace("&#x27;", "'") for name, value in hidden.items()}
    done = owner.post(f"/till/claims/{found.id}/decide", said | shown)
    assert done.status_code == 302, done.content.decode()[:500]
    assert [one.money for one in list_returns([order])] == [2 * PRICE] and claims_of([order])[0].why == "sorry"
    assert owner.post(f"/till/claims/{found.id}/decide", said | shown).status_code == 302  # the same once more
    assert len(list_returns([order])) == 1
    stranger = at_work("marketer", None)
    assert stranger.get("/desk/claims").status_code == 403
    owner.post("/office/return-terms/answer", {"country": "kz", "wanted": "repair", "days": "20", "basis": "ours"})
    owner.post("/office/return-terms/answer", {"country": "kz", "wanted": "gold", "days": "20"})
    terms = {(one.country, one.wanted): (one.days, one.basis) for one in list_claim_terms(AT)}
    assert (terms["KZ", "repair"], terms["KZ", "money"][0]) == ((20, "ours"), 10)


def test_who_stands_at_no_place_sees_no_claims(counter: Counter) -> None:
    order = sold(counter)
    claim(order)
    number = ask("SELECT number FROM orders_order WHERE id = %s", order)[0][0]
    for login, place, seen in (
        ("c-here", counter.here, True),
        ("c-other", counter.elsewhere, False),
        ("c-no", None, False),
    ):
        page = at_work("cashier", place, login).get("/till/claims")
        assert (page.status_code, str(number) in page.content.decode()) == (200, seen), login
    assert str(number) in at_work("manager", None).get("/desk/claims").content.decode()


def test_the_api_counts_the_photos_of_each_claim_in_one_question(counter: Counter) -> None:
    order, owner = sold(counter), program_of("owner")
    with_two, with_none = claim(order, b"1", b"2"), claim(order)
    with CaptureQueriesContext(connection) as captured:
        listed = {one["id"]: one["photos"] for one in owner.get("/claims").json()["items"]}
    assert listed == {str(with_two): 2, str(with_none): 0}
    assert sum("kit_stored_file" in str(one["sql"]) for one in captured.captured_queries) == 1
    assert owner.get(f"/claims/{with_two}").json()["photos"] == 2
    line = str(list_lines(order)[0].id)
    said = {"place": "t-alm", "outcome": "refused", "why": "no"}
    done = owner.post(f"/claims/{with_two}/decision", said, headers={"Idempotency-Key": "d"}).json()
    assert (done["outcome"], done["photos"]) == ("refused", 2)
    body = {"lines": [{"line": line, "quantity": 1, "reason": "faulty"}], "wanted": "money"}
    made = owner.post(f"/orders/{order}/claims", body, headers={"Idempotency-Key": "n"}).json()
    keep_file(
        io.BytesIO(JPEG), name="late.jpg", owner_kind="claim", owner=UUID(made["id"]), at=AT, most_bytes=1000
    )  # fmt: skip
    again = owner.post(f"/orders/{order}/claims", body, headers={"Idempotency-Key": "n"}).json()
    assert (made["photos"], again) == (0, made), "a repeat gets the very answer of the first"
    assert owner.get(f"/claims/{made['id']}").json()["photos"] == 1


def test_the_api_previews_and_decides_under_a_key_and_a_version(counter: Counter) -> None:
    order, owner = sold(counter), program_of("owner")
    line = str(list_lines(order)[0].id)
    path = f"/orders/{order}/claims"
    body: dict[str, Any] = {"lines": [{"line": line, "quantity": 1, "reason": "faulty"}], "wanted": "reduction"}
    assert owner.post(path, body).json()["code"] == "return.key_missing"
    made = owner.post(path, body, headers={"Idempotency-Key": "c"})
    assert made.status_code == 200, made.content
    claim = made.json()["id"]
    assert owner.post(path, body, headers={"Idempotency-Key": "c"}).json() == made.json()
    assert owner.post(path, body | {"wanted": "gold"}, headers={"Idempotency-Key": "e"}).status_code == 422
    assert [one["id"] for one in owner.get("/claims").json()["items"]] == [claim]
    assert owner.get("/claims?state=closed").json()["items"] == []
    said = {"place": "t-alm", "outcome": "reduction", "lines": [{"line": line, "quantity": 1}], "amount": 7}
    shown = owner.post(f"/claims/{claim}/decision/preview", said).json()
    assert (shown["money"]["amount"], shown["lacks"], shown["frees_promotions"]) == (7, {}, False)
    assert list_returns([order]) == []
    key = {"Idempotency-Key": "d"}
    assert owner.post(f"/claims/{claim}/decision", said | {"version": 2}, headers=key).status_code == 412
    assert owner.post(f"/claims/{claim}/decision", said | {"money": 8}, headers=key).status_code == 412
    done = owner.post(f"/claims/{claim}/decision", said | {"version": 1, "money": 7}, headers=key)
    assert (done.status_code, done.json()["outcome"]) == (200, "reduction"), done.content
    again = owner.post(f"/claims/{claim}/decision", said | {"version": 1, "money": 7}, headers=key)
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (done.json(), "true")
    for other in (
        said,
        said | {"version": 1, "money": 7, "amount": 8},
        said | {"version": 1, "money": 7, "home": True},
    ):
        assert owner.post(f"/claims/{claim}/decision", other, headers=key).json()["code"] == "key.reused"
    refused = {"place": "t-alm", "outcome": "refused", "why": "no"}
    answer = owner.post(f"/claims/{claim}/decision", refused, headers={"Idempotency-Key": "f"})
    assert (answer.status_code, answer.json()["code"]) == (409, "claim.settled")
    assert [one.money for one in list_returns([order])] == [7]
    assert program_of("marketer").post(path, body, headers={"Idempotency-Key": "g"}).status_code == 403


def test_a_customer_claims_on_their_own_page_and_nobody_else_does(counter: Counter) -> None:
    client, other = client_of(HTTP_ACCEPT_LANGUAGE="en"), client_of(HTTP_ACCEPT_LANGUAGE="en")
    for one in (client, other):
        one.get("/shop/")
        one.post("/shop/basket/change", {"variant": counter.shop.variants["milk"], "add": "1"})
    leaf = meet_visitor(client.cookies["counter"].value, actor=SYSTEM, at=AT).leaf
    order = sold(counter, 1, leaf)
    line = list_lines(order)[0].id
    address = f"/shop/order/{order}/claim"
    assert address in client.get(f"/shop/order/{order}").content.decode()
    assert "What happened" in client.get(address).content.decode()
    form = {f"units-{line}": "1", f"reason-{line}": "faulty", "wanted": "repair", "words": "silent", "key": "k"}
    assert other.post(address, form).status_code == 404
    assert client.post(address, form | {f"units-{line}": ""}).status_code == 422
    assert claims_of([order]) == []
    for _twice in range(2):
        client.post(address, form | {"photos": SimpleUploadedFile("a.jpg", JPEG)})
    [found] = claims_of([order])
    assert (found.wanted, found.words, found.touchpoint, found.opened_kind) == ("repair", "silent", "site", "leaf")
    page = client.get(f"/shop/order/{order}").content.decode()
    assert "we answer by" in page and f"/claim/{found.id}/withdraw" in page
    other.post(f"/shop/order/{order}/claim/{found.id}/withdraw")
    assert claims_of([order])[0].state == "open"
    client.post(f"/shop/order/{order}/claim/{found.id}/withdraw")
    assert claims_of([order])[0].outcome == "withdrawn"


def test_what_came_back_is_not_left_behind_by_its_customer(counter: Counter) -> None:
    client = client_of(HTTP_ACCEPT_LANGUAGE="en")
    client.get("/shop/")
    client.post("/shop/basket/change", {"variant": counter.shop.variants["milk"], "add": "1"})
    leaf = meet_visitor(client.cookies["counter"].value, actor=SYSTEM, at=AT).leaf
    order = sold(counter, 1, leaf)
    line = list_lines(order)[0].id
    said = NewClaim((WrongUnits(line, 1, "faulty"),), "replacement")
    claim = open_claim(order, said, touchpoint="till", key="c", actor=SYSTEM, at=AT).id
    given = Decision("replacement", (Answered(line, 1, "check"),))
    decide_claim(claim, given, key="d", place=counter.here, actor=SYSTEM, at=AT)
    end_uncollected(order, actor=SYSTEM, at=AT + timedelta(days=15))
    page = client.get(f"/shop/order/{order}").content.decode()
    assert "we answer by" in page and f"/claim/{claim}/withdraw" not in page
    told = {"next": f"/shop/order/{order}"}
    refused = client.post(f"/shop/order/{order}/claim/{claim}/withdraw", told, follow=True)
    assert "The goods came back already" in refused.content.decode()
    assert claims_of([order])[0].open
