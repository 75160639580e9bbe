"""What a claim gives instead is collected under a code of its own: told, shown with a QR, found by it at the counter."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.counter_world import give_out
from tests.doors.api_callers import Program, program_of
from tests.doors.counter_world import PART, Counter, at_work, open_counter
from tests.doors.test_papers import plain
from tests.doors.web_people import client_of
from tests.scanning import qr_codes
from tests.small_shop import AT

from prilavok.domains.orders.queries import claims_of, list_lines, read_claim, read_order
from prilavok.domains.orders.types.claiming import Answered, Decision, NewClaim, WrongUnits
from prilavok.domains.shipments.errors import ShipmentUnknown
from prilavok.domains.shipments.queries import find_shipment_by_code, open_code
from prilavok.flows.decide_claim import decide_claim
from prilavok.flows.give_out_paid import GivenByClaim
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.flows.notice_facts import facts_of
from prilavok.flows.notices_of_claims import claim_ready_words
from prilavok.flows.open_by_document import open_by_document
from prilavok.flows.open_claim import open_claim
from prilavok.flows.pick_shipment import pick, ready_shipment, start_shipment
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.timeline import events_about

PRICE = 55_000


@dataclass(frozen=True)
class Given:
    """A claim that gives something instead, over the counter: its customer's browser, and the code."""

    counter: Counter
    owner: Any
    order: UUID
    claim: UUID
    shipment: UUID
    code: str


def _given(leaf: UUID, counter: Counter, owner: Any) -> Given:
    goods = [Selling(counter.shop.variants["milk"], 2)]
    sale = sell(goods, [Paying("cash", 2 * PRICE)], place=counter.here, key="k", leaf=leaf, actor=SYSTEM, at=AT)
    order, line = sale.receipt.order, list_lines(sale.receipt.order)[0].id
    said = NewClaim((WrongUnits(line, 1, "faulty"),), "replacement")
    claim = open_claim(order, said, touchpoint="till", key="c", actor=SYSTEM, at=AT).id
    decision = Decision("replacement", (Answered(line, 1, "check"),))
    shipment = decide_claim(claim, decision, key="d", place=counter.here, actor=SYSTEM, at=AT).shipment
    assert shipment is not None
    return Given(counter, owner, order, claim, shipment, open_code(shipment))


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    clock.set_clock(AT)
    return open_counter()


@pytest.fixture
def given(counter: Counter) -> Given:
    owner = client_of(HTTP_ACCEPT_LANGUAGE="en")
    owner.get("/shop/")
    owner.post("/shop/basket/change", {"variant": counter.shop.variants["milk"], "add": "1"})
    return _given(meet_visitor(owner.cookies["counter"].value, actor=SYSTEM, at=AT).leaf, counter, owner)


def readied(given: Given) -> None:
    start_shipment(given.shipment, place=given.counter.here, actor=SYSTEM, at=AT)
    pick(given.shipment, list_lines(given.order)[0].id, 1, 0, place=given.counter.here, actor=SYSTEM, at=AT)
    assert ready_shipment(given.shipment, place=given.counter.here, actor=SYSTEM, at=AT)


def test_the_customer_is_told_a_code_and_sees_it(given: Given) -> None:
    assert len(given.code) == 6 and given.code.isdigit()
    page = given.owner.get(f"/shop/order/{given.order}").content.decode()
    assert qr_codes(page) == [given.code] and "once it is ready" in page
    stranger = client_of(HTTP_ACCEPT_LANGUAGE="en")
    assert given.code not in stranger.get(f"/shop/order/{given.order}").content.decode()
    readied(given)
    [ready] = [one for one in events_about(given.order) if one.verb == "claim.ready"]
    assert given.code in claim_ready_words(facts_of("claim.ready", read_order(given.order), ready.facts))
    page = given.owner.get(f"/shop/order/{given.order}").content.decode()
    assert qr_codes(page) == [given.code] and "Say this code at the till" in page
    assert at_work("cashier", given.counter.here).post(
        f"/till/claims/{given.claim}/act", {"act": "given"}
    ).status_code == 302  # fmt: skip
    page = given.owner.get(f"/shop/order/{given.order}").content.decode()
    assert qr_codes(page) == [] and open_code(given.shipment) == ""


def test_the_counter_finds_the_claim_by_it(given: Given) -> None:
    till = at_work("cashier", given.counter.here)
    readied(given)
    [on_screen] = qr_codes(given.owner.get(f"/shop/order/{given.order}").content.decode())
    found = till.post("/till/scan", {"scan": on_screen}, headers=PART).headers["HX-Redirect"]
    assert found == f"/till/claims/{given.claim}"
    assert 'value="given"' in plain(till.get(found))
    assert till.post("/tablet/collect", {"code": on_screen}).headers["Location"] == f"/tablet/claims/{given.claim}"
    assert find_shipment_by_code(given.counter.elsewhere, given.code) is None
    other = at_work("cashier", given.counter.elsewhere, "other")
    assert other.post("/till/scan", {"scan": on_screen}, headers=PART).status_code == 404
    # It opens the claim, and the order of it, which was handed over long ago, by no way.
    staff = Actor("staff", given.claim)
    before = make.rows_of_all_tables()
    with pytest.raises(GivenByClaim):
        give_out(given.code, place=given.counter.here, by=staff, at=AT)
    with pytest.raises(ShipmentUnknown):
        open_by_document(given.order, place=given.counter.here, actor=staff, at=AT)
    grown = make.grown(before)
    grown.pop("kit_bucket", None)
    assert grown == {} and claims_of([given.order])[0].state == "waiting"
    assert till.post(f"{found}/act", {"act": "given"}).status_code == 302
    assert read_claim(given.claim).state == "closed"
    assert till.post("/till/scan", {"scan": on_screen}, headers=PART).status_code == 404, "good once"


def test_a_guest_reads_the_code_over_the_api(counter: Counter) -> None:
    nobody = program_of(None)
    guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    given = _given(meet_visitor(guest.token, actor=SYSTEM, at=AT).leaf, counter, guest)
    [told] = guest.get(f"/shop/orders/{given.order}/claims").json()["claims"]
    assert (told["state"], told["code"]) == ("waiting", given.code)
    readied(given)
    at_work("cashier", counter.here).post(f"/till/claims/{given.claim}/act", {"act": "given"})
    [told] = guest.get(f"/shop/orders/{given.order}/claims").json()["claims"]
    assert (told["state"], told["code"]) == ("closed", "")
