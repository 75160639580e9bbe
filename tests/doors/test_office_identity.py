"""The office's screens of identity: suggestions decided, people separated, a day looked back to, rules tried."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests import make, people
from tests.doors.web_people import client_of, hire
from tests.small_shop import AT, Shop, open_small_shop

from prilavok.domains.customers.actions import assert_contact
from prilavok.domains.customers.errors import FamilyPhone
from prilavok.domains.customers.queries import (
    count_suggestions,
    current_rules,
    customer_of,
    list_leaves,
    list_listed,
    list_suggestions,
    list_trials,
)
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.doors.worker import know_all_jobs
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.runner import run_due

PHONE = "+77011234567"


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Iterator[Shop]:
    yield open_small_shop()


@pytest.fixture
def owner(shop: Shop) -> Any:
    return client_of(hire("owner", language="en"))


def page(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return str(response.content.decode())


def post(client: Any, address: str, **fields: Any) -> str:
    response = client.post(address, fields, follow=True)
    assert response.status_code == 200 and response.redirect_chain[0][1] in (302, 303), response.status_code
    return str(response.content.decode())


def test_an_empty_screen_teaches(owner: Any) -> None:
    told = page(owner, "/office/suggestions")
    assert "Nobody to decide about" in told and "Nothing is joined before a person says so" in told
    assert "Who may be one person" in page(owner, "/office/customers")  # the way there stands in the frame


def test_a_suggestion_is_seen_with_its_evidence_and_decided(shop: Shop, owner: Any) -> None:
    aigul = shop.customers["c-1"]
    chat = people.messenger(AT)
    assert_contact(chat, "phone", PHONE, source="checkout", at=AT)
    [waiting] = list_suggestions().rows
    told = page(owner, "/office/suggestions")
    address = f"/office/suggestions/{waiting.id}"
    assert address in told and "named, not proven" in told and "1 row" in told
    asked = page(owner, address)
    assert "was only named from" in asked and "Somebody not known yet" in asked and "+77011234567" in asked
    assert re.search(r'<button[^>]*value="no" autofocus', asked)
    assert "Choose one of the two" in post(owner, f"{address}/decide", answer="perhaps")
    assert count_suggestions() == 1 and customer_of(chat) is None
    assert "They are one customer now" in post(owner, f"{address}/decide", answer="yes")
    assert customer_of(chat) == aigul and "Nobody to decide about" in page(owner, "/office/suggestions")
    assert "was decided already" in post(owner, f"{address}/decide", answer="no")
    assert "one person" in page(owner, "/office/suggestions?decided=yes")
    assert "Decided: one person." in page(owner, address)
    assert "Undo this join" in page(owner, f"/office/customers/{aigul}")
    assert owner.get(f"/office/suggestions/{uuid4()}").status_code == 404


def test_who_may_not_join_sees_no_suggestion_and_numbers_stay_masked(shop: Shop) -> None:
    chat = people.messenger(AT)
    assert_contact(chat, "phone", PHONE, source="checkout", at=AT)
    [waiting] = list_suggestions().rows
    cashier = client_of(hire("cashier", language="en"))
    for address in ("/office/suggestions", f"/office/suggestions/{waiting.id}", "/office/identity"):
        assert cashier.get(address).status_code == 403
    for address in (f"/office/suggestions/{waiting.id}/decide", "/office/identity/switch", "/office/identity/list"):
        assert cashier.post(address, {"answer": "yes"}).status_code == 403
    assert client_of(hire("operator", language="en")).get("/office/identity").status_code == 403
    assert customer_of(chat) is None


def test_a_person_is_separated_at_a_piece_of_evidence_and_a_day_is_looked_back_to(shop: Shop, owner: Any) -> None:
    aigul = shop.customers["c-1"]
    device = people.browser(AT)
    before = set(list_leaves(aigul))
    people.prove(device, PHONE, AT)
    told = page(owner, f"/office/customers/{aigul}")
    [(evidence,)] = make.ask("SELECT id FROM customers_evidence WHERE source = 'code'")
    separate = f"/office/customers/{aigul}/evidence/{evidence}/separate"
    assert f'action="{separate}"' in told and "Separate here" in told
    phone = next(iter(set(list_leaves(aigul)) - {device} - {shop.leaves["c-1"]}))
    then = f"/office/customers/{aigul}/then"
    told = page(owner, f"{then}?one={device}&other={phone}")
    assert "was proven from Browser" in told and "by a one-time code" in told
    assert "Theirs today, but not then" in page(owner, f"{then}?day={(AT - timedelta(1)).date()}")
    assert "This is not a day" in page(owner, f"{then}?day=yesterday")
    page(owner, f"{then}?day=0001-01-01&one=x&other={uuid4()}")
    assert "Separated: 1 identifier went" in post(owner, separate)
    assert set(list_leaves(aigul)) == before and customer_of(device) not in (aigul, None)
    assert "Separate here" not in page(owner, f"/office/customers/{aigul}").partition("revoked")[0][-300:]
    assert owner.post(separate).status_code == 404
    cashier = client_of(hire("cashier", language="en"))
    assert cashier.post(separate).status_code == 403
    assert "Separate here" not in page(cashier, f"/office/customers/{aigul}")


def test_rules_are_tried_then_switched_on(shop: Shop, owner: Any) -> None:
    chats = [people.messenger(AT) for _ in range(2)]
    for chat in chats:
        people.prove_mail(chat, "home@mail.example", AT)
    told = page(owner, "/office/identity")
    assert "Try on all evidence" in told and "Switch these rules on" not in told
    changed = {"use-email": "shared", "most-email": "", "days-email": ""}
    tried = post(owner, "/office/identity/try", **changed)
    assert "Would come apart" in tried and "into 3" in tried and "Switch these rules on" in tried
    assert current_rules().kinds["email"].use == "limited"
    unfit = owner.post("/office/identity/try", {"use-phone": "leased"})
    assert unfit.status_code == 422
    refused = unfit.content.decode()
    assert "A limit is a number from 1 to 10,000" in refused and "Switch these rules on" not in refused
    same = post(owner, "/office/identity/try")
    assert "These are the rules that hold now" in same
    assert "The rules hold from now on" in post(owner, "/office/identity/switch", **changed)
    assert current_rules().kinds["email"].use == "shared" and current_rules().kinds["phone"].apart
    assert make.ask("SELECT count(*) FROM kit_job WHERE verb = 'identity.settle'") == [(1,)]
    assert "held already" in post(owner, "/office/identity/switch", **changed)
    assert "one person has 2 or more" in post(owner, "/office/identity/switch", **{"use-person": "limited"})


def test_a_long_trial_says_how_far_it_is_and_is_found_again(shop: Shop, owner: Any, monkeypatch: Any) -> None:
    for name, so_much in (("WAITED", 0), ("FIRST", 1), ("MOST", 1)):
        monkeypatch.setattr(f"prilavok.flows.try_identity_rules.{name}", so_much)
    for nth in range(3):
        people.prove_mail(people.messenger(AT), f"{nth}@mail.example", AT)
    told = post(owner, "/office/identity/try", **{"use-email": "shared"})
    assert "Evidence is being read" in told and "Switch these rules on" not in told
    [trial] = list_trials()
    address = f"/office/identity/tried/{trial.id}"
    assert f'hx-get="{address}"' in told and trial.ended_at is None
    assert address in page(owner, "/office/identity") and "evidence is being read" in page(owner, "/office/identity")
    part = owner.get(address, HTTP_HX_REQUEST="true")
    assert "<html" not in part.content.decode() and "Evidence is being read" in part.content.decode()
    clock.move_clock(timedelta(seconds=2))
    know_all_jobs()
    while run_due("chores"):
        pass
    assert owner.get(address, HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"
    ended = page(owner, address)
    assert "Evidence is being read" not in ended and "Switch these rules on" in ended
    assert re.search(r'<option value="shared" selected', ended)
    cashier = client_of(hire("cashier", language="en"))
    assert cashier.get(address).status_code == 403 and cashier.post("/office/identity/try").status_code == 403
    assert owner.get(f"/office/identity/tried/{uuid4()}").status_code == 404


def test_nobody_s_identifiers_are_listed_and_taken_off(shop: Shop, owner: Any) -> None:
    line = {"kind": "phone", "pattern": "8 727 250 00 00", "use": "shared", "why": "own"}
    assert "+77272500000" in post(owner, "/office/identity/list", **line)
    [listed] = [one for one in list_listed() if one.kind == "phone"]
    for wrong in ({"pattern": "*"}, {"use": "leased"}, {"why": "because"}, {"pattern": "no phone"}):
        told = post(owner, "/office/identity/list", **{**line, **wrong})
        assert "The list was changed" not in told
    assert "Nothing was named" in post(owner, "/office/identity/list", pattern=" ")
    assert [one for one in list_listed() if one.kind == "phone"] == [listed]
    assert "The list was changed" in post(owner, "/office/identity/list", line=str(listed.id))
    assert [one for one in list_listed() if one.kind == "phone"] == []


def test_a_family_phone_and_a_crowd_stand_on_the_screen(shop: Shop, owner: Any) -> None:
    husband = people.messenger(AT)
    people.prove(husband, people.new_phone(), AT)
    with pytest.raises(FamilyPhone):
        people.prove(husband, PHONE, AT)
    crowd = NewTask(
        kind="person.too_large", key="k", subject_kind="customer", subject=shop.customers["c-2"], due_at=AT,
        facts={"leaves": 200},
    )  # fmt: skip
    put_task(crowd, actor=SYSTEM, at=AT)
    told = page(owner, "/office/suggestions")
    assert "both have contacts of their own" in told and "Identifiers: 200" in told
    assert f"/office/customers/{shop.customers['c-2']}" in told
