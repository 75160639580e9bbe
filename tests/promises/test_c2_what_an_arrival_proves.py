"""Every row of the table "What an arrival proves" is tried at its door: what opens, and what does not."""

import re
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, get_args
from uuid import UUID

import pytest
from tests import make, people
from tests.conftest import OwnDatabase
from tests.doors.counter_world import PART, Counter
from tests.doors.web_people import client_of
from tests.promises.arrivals_tried import (
    DOORS,
    NO_DOOR_YET,
    PHONE,
    agreed,
    balance,
    by_card,
    cashier,
    customer_at,
    differing,
    open_doors,
    text_of,
    waits,
)
from tests.racing import all_at_once

from prilavok.domains.customers import rules
from prilavok.domains.customers.queries import (
    customer_of,
    leaves_with,
    list_leaves,
)
from prilavok.domains.customers.types import Arrived
from prilavok.flows.check_document import BY_STAFF, check_document
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.flows.open_by_document import open_by_document, points_by_document
from prilavok.flows.prove_code import prove_code
from prilavok.flows.send_code import send_code
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor

MODULES = ("prilavok.flows.points_by_own_code",)  # the row of the rotating code; that of the card tries the PIN


@pytest.fixture
def counter(own_database: OwnDatabase, quick_passwords: None, monkeypatch: pytest.MonkeyPatch) -> Counter:
    """The counter at which every row is tried."""
    return open_doors(monkeypatch)


@pytest.mark.parametrize("arrived", list(DOORS))
def test_a_row_opens_at_its_door_what_the_table_says_and_no_more(counter: Counter, arrived: str) -> None:
    assert DOORS[arrived](counter) == agreed()[arrived]


@pytest.mark.thin(
    "two rows have no door yet and are tried as rules alone: a caller's number (no telephony), an order of a "
    "marketplace (no marketplace)"
)
def test_every_row_is_tried_and_the_rules_say_what_the_page_says() -> None:
    assert set(DOORS) | NO_DOOR_YET == set(get_args(Arrived)) and not set(DOORS) & NO_DOOR_YET
    assert differing(agreed()) == []


def test_no_cell_can_be_changed_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    told = agreed()
    for arrived in get_args(Arrived):
        for cell in ("attach", "see_own", "see_personal", "spend", "take"):
            planted = dict(rules.PROVES)
            planted[arrived] = replace(planted[arrived], **{cell: "planted"})
            with monkeypatch.context() as patch:
                patch.setattr("prilavok.domains.customers.queries.identity.PROVES", planted)
                assert differing(told) == [f"{arrived}.{cell}"]


def test_a_door_obeys_the_table_and_not_a_copy_of_it(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = dict(rules.PROVES)
    planted["card"] = replace(planted["card"], see_own="no")
    planted["document"] = replace(planted["document"], take="no", spend="no", see_personal="no")
    monkeypatch.setattr("prilavok.domains.customers.queries.identity.PROVES", planted)
    assert by_card(counter)[1] == "no" != agreed()["card"][1]
    till, page = cashier(counter, "cashier-3"), f"/office/customers/{customer_at(counter)}"
    till.post(f"{page}/document", {"kind": "passport"})
    assert PHONE not in text_of(till.get(page))
    assert till.post(f"/till/orders/{waits(counter).order}/by-document", headers=PART).status_code == 422


def test_a_stranger_who_names_a_phone_is_answered_alike_for_known_and_unknown(counter: Counter) -> None:
    before = make.rows_of_all_tables()
    mine, held = set(list_leaves(customer_at(counter))), balance(counter)

    def answers(phone: str) -> list[tuple[int, list[str], bytes]]:
        stranger = client_of(HTTP_ACCEPT_LANGUAGE="en")
        stranger.get("/shop/")
        sent = stranger.post("/shop/sign-in/send", {"phone": phone, "then": "/shop/me"})
        code = re.search(r"code=([0-9a-f-]{36})", sent.headers["Location"])
        assert code
        wrong = {"code": code[1], "digits": "", "then": "/shop/me"}
        seen = [sent, stranger.get(sent.headers["Location"]), stranger.post("/shop/sign-in/enter", wrong)]
        seen += [stranger.get("/shop/sign-in"), stranger.get("/shop/me"), stranger.get("/shop/me/points")]
        return [(one.status_code, sorted(one.headers), _without_chance(one, code[1])) for one in seen]

    known, unknown = answers("8 701 123 45 67"), answers("8 701 765 43 67")  # alike where they are masked
    assert known == unknown
    assert set(list_leaves(customer_at(counter))) == mine and balance(counter) == held
    grown = make.grown(before)
    assert "customers_join" not in grown and "customers_evidence" not in grown


def _without_chance(answer: Any, code: str) -> bytes:
    """The bytes of an answer without what is drawn by lot for every browser: its code, its token of forms."""
    told = answer.content.decode() + str(answer.headers.get("Location", ""))
    told = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", told)
    return re.sub(r"(X-CSRFToken|nonce|data-who|who)[^ >]*", "", told.replace(code, "")).encode()


def _prove(one: Any, code: UUID, digits: str, at: datetime) -> UUID:
    return prove_code(one.leaf, code, digits, actor=one.actor, at=at).customer


def test_two_who_prove_the_same_contact_at_the_same_instant_are_one_person(counter: Counter) -> None:
    at, phone = clock.now(), "+77019998877"
    browsers = [meet_visitor(None, actor=SYSTEM, at=at) for _ in range(2)]
    codes = []
    for nth, one in enumerate(browsers):
        sent = send_code(one.leaf, phone, actor=one.actor, language="en", address=f"192.0.2.{nth}", at=at)
        codes.append((one, sent.code, people.digits_sent(phone)))

    proofs = all_at_once([partial(_prove, *one, at) for one in codes])
    assert len(proofs) == 2 and len(set(proofs)) == 1
    assert {customer_of(one.leaf) for one in browsers} == set(proofs)
    together = leaves_with(browsers[0].leaf)
    assert {one.leaf for one in browsers} < set(together) and len(together) == 3
    assert make.ask("SELECT count(*) FROM customers_identifier WHERE value = %s", phone) == [(1,)]


def test_documents_are_wanted_of_the_one_who_looked(counter: Counter) -> None:
    """The parts of the story of documents that no page leads to."""
    from tests.doors.web_people import hire

    from prilavok.domains.customers.errors import DocumentNeeded, DocumentsTooMany, DocumentUnknown
    from prilavok.domains.staff.queries import actor_of

    order, at = waits(counter), clock.now()
    staff = actor_of(hire("manager", "looker"))
    other = Actor("staff", actor_of(hire("manager", "other")).id)
    with pytest.raises(DocumentUnknown):
        check_document(customer_at(counter), "diary", actor=staff, at=at)
    check_document(customer_at(counter), "id_card", actor=staff, at=at)
    for act in (
        lambda: open_by_document(order.order, place=counter.here, actor=other, at=at),
        lambda: points_by_document(order.order, 5, place=counter.here, actor=other, at=at),
    ):
        with pytest.raises(DocumentNeeded):
            act()
    assert open_by_document(order.order, place=counter.here, actor=Actor("staff", staff.id), at=at) == order.code
    # The right to look at a document is none to read all customers one by one.
    with pytest.raises(DocumentsTooMany):
        for _ in range(BY_STAFF.capacity + 1):
            check_document(customer_at(counter), "id_card", actor=staff, at=at)
