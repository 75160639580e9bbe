"""The segments as a marketer uses them: put together without a script, previewed, saved, looked at; and over REST."""

import html
import re
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.doors.api_callers import program_of
from tests.doors.web_people import client_of, hire
from tests.people import household
from tests.promises.house_at_work import process, served, signed_in, until
from tests.segment_world import buy, card, members
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.audiences.queries import list_segments, read_segment
from prilavok.domains.audiences.types import All, AnyOf, Bought, Did, DidAgo, LastBought, Not, Scored
from prilavok.doors.web.office.segment_draft import draft_of, rule_of
from prilavok.doors.worker import know_all_jobs
from prilavok.flows.keep_segments import save_segment
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.queue import QUEUES, buried
from prilavok.kit.jobs.runner import run_due


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Iterator[Shop]:
    yield open_small_shop()


@pytest.fixture
def marketer(shop: Shop) -> Any:
    return client_of(hire("marketer", language="en"))


def work() -> None:
    """All that is due."""
    know_all_jobs()
    while any(run_due(queue) for queue in QUEUES):
        pass
    assert buried() == ()


def fields(page: str) -> dict[str, Any]:
    """What the editor's form would send as it stands, all values of a name in order."""
    form = page[page.index('<form id="editor"') : page.index("</form>", page.index('<form id="editor"'))]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if told.get("type") != "checkbox" or " checked" in tag:
            sent.setdefault(told["name"], []).append(html.unescape(told.get("value", "")))
    for name, body in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        options = re.findall(r'<option value="([^"]*)"( selected)?', body)
        chosen = [value for value, selected in options if selected]
        sent[name] = chosen or [options[0][0]]
    return sent


def press(client: Any, address: str, page: str, act: str, **changes: str) -> Any:
    """Fill in some fields and press a button."""
    return client.post(
        address, {**fields(page), **{name.replace("__", "."): value for name, value in changes.items()}, "act": act}
    )


def test_a_marketer_puts_a_segment_together_sees_whom_it_finds_and_saves_it(shop: Shop, marketer: Any) -> None:
    assert "No segments yet" in marketer.get("/office/segments").content.decode()
    address = "/office/segments/new"
    page = marketer.get(address).content.decode()
    page = press(marketer, address, page, "add.0", **{"0.new": "bought.amount"}).content.decode()
    page = press(marketer, address, page, "group.0").content.decode()
    page = press(marketer, address, page, "add.2", **{"2.new": "reached"}).content.decode()
    page = press(marketer, address, page, "add.2", **{"2.new": "scored"}).content.decode()
    page = press(marketer, address, page, "drop.4").content.decode()
    filled = {"1.least": "10.5", "1.currency": "KZT", "3.by": "card", "name_en": "Buyers <b>", "name_ru": "Покупатели"}
    page = press(marketer, address, page, "preview", **filled).content.decode()
    assert "1 customer would belong now" in page
    assert "Айгуль С." in page and "Сейтова" not in page, "a marketer sees names shortened"
    assert list_segments() == []
    answer = press(marketer, address, page, "save")
    [made] = list_segments()
    assert answer.headers["Location"] == f"/office/segments/{made.id}"
    assert made.rule == All(
        of=(Bought(measure="amount", least=1050, currency="KZT"), AnyOf(of=(made.rule.of[1].of[0],)))  # type: ignore[union-attr]
    )
    work()
    assert members(made.id) == {shop.customers["c-1"]}
    one = marketer.get(f"/office/segments/{made.id}").content.decode()
    assert "Айгуль С." in one and "when everybody was counted" in one and "Buyers &lt;b&gt;" in one
    assert "entered the segment" in marketer.get(f"/office/segments/{made.id}?tab=history").content.decode()
    assert "at least one of these" in marketer.get("/office/segments").content.decode()
    again = marketer.get(f"/office/segments/{made.id}/edit").content.decode()
    saved = press(marketer, f"/office/segments/{made.id}/edit", again, "save")
    assert saved.status_code == 302
    assert (read_segment(made.id).rule, read_segment(made.id).version) == (made.rule, made.version + 1)
    stale = press(marketer, f"/office/segments/{made.id}/edit", again, "save")
    assert stale.status_code == 422 and "Somebody else changed this segment" in stale.content.decode()


def test_a_customer_page_says_in_which_segments_and_why(shop: Shop, marketer: Any) -> None:
    from prilavok.flows.keep_segments import save_segment
    from prilavok.kit.events.actor import SYSTEM

    rule = All(of=(Bought(least=1), Not(of=LastBought(most=1))))
    save_segment(None, {"en": "Sleepers"}, rule, actor=SYSTEM, at=clock.now())
    work()
    customer = shop.customers["c-1"]
    assert f"/office/customers/{customer}/segments" in marketer.get(f"/office/customers/{customer}").content.decode()
    part = marketer.get(f"/office/customers/{customer}/segments").content.decode()
    assert "Sleepers" in part and "Number of purchases: at least 1 — now" in part and "does not hold" in part
    cashier = client_of(hire("cashier", language="en"))
    assert cashier.get(f"/office/customers/{customer}/segments").status_code == 403
    assert "/segments" not in cashier.get(f"/office/customers/{customer}").content.decode()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"1.least": "many"}, "This is not a number"),
        ({"1.least": "-1"}, "This is not a number"),
        ({"1.least": "5", "1.most": "2"}, "The lower bound is above"),
        ({"1.least": "", "1.most": ""}, "Say at least how many"),
        ({"1.days": "999999"}, "This rule is not written"),
        ({"1.kind": "anything"}, "This rule is not written"),
        ({"1.parent": "1"}, "This rule is not written"),
        ({"1.place": "nowhere"}, "This rule is not written"),
        ({"node": "x"}, "This rule is not written"),
        ({"name_ru": "", "name_en": ""}, "missing"),
        ({"name_ru": "\x00"}, "not text"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_changes_nothing(
    shop: Shop, marketer: Any, changes: dict[str, str], says: str
) -> None:
    address = "/office/segments/new"
    page = marketer.get(address).content.decode()
    page = press(marketer, address, page, "add.0", **{"0.new": "bought.orders"}).content.decode()
    answer = press(marketer, address, page, "save", **{"name_ru": "Имя", **changes})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert list_segments() == []


def test_an_empty_group_is_refused_and_forms_are_bounded(shop: Shop, marketer: Any) -> None:
    address = "/office/segments/new"
    page = marketer.get(address).content.decode()
    assert "A group without conditions" in press(marketer, address, page, "preview").content.decode()
    for _ in range(39):
        page = press(marketer, address, page, "group.0").content.decode()
    full = press(marketer, address, page, "group.0")
    assert full.status_code == 422 and "at most 20 conditions" in full.content.decode()


def test_who_may_not_change_segments_does_not(shop: Shop) -> None:
    for role, sees, changes in (("owner", 200, 200), ("cashier", 403, 403), ("operator", 403, 403)):
        client = client_of(hire(role, language="en"))
        assert client.get("/office/segments").status_code == sees
        assert client.get("/office/segments/new").status_code == changes


@pytest.mark.quiet
def test_through_web_relay_and_worker_who_buys_is_in_within_seconds(own_database: OwnDatabase) -> None:
    place, variant = make.place(), make.variant()
    who, leaf = household()
    with (
        served(own_database) as address,
        process(own_database, "prilavok.doors.relay") as relay,
        process(own_database, "prilavok.doors.worker") as worker,
        signed_in(address, "marketer") as client,
    ):
        page = client.get("/office/segments/new").text
        referer = {"Referer": f"{address}/office/segments/new"}
        added = {**fields(page), "act": "add.0", "0.new": "bought.orders"}
        page = client.post("/office/segments/new", data=added, headers=referer).text
        named = {**fields(page), "act": "save", "name_en": "Bought once"}
        page = client.post("/office/segments/new", data=named, headers=referer)
        assert "Nobody belongs now" in page.text
        kept = str(page.url)
        until(lambda: "kept up" in client.get(kept).text, relay, worker)
        began = time.monotonic()
        buy(leaf, place, variant)
        until(lambda: "1 customer belongs" in client.get(kept).text, relay, worker)
        assert time.monotonic() - began < 10, "seconds, also on a busy machine"
        assert f"/office/customers/{who}" in client.get(kept).text
        assert "by what happened" in client.get(kept).text
        part = client.get(f"/office/customers/{who}/segments").text
        assert "Bought once" in part and "holds" in part


def test_deeds_are_narrowed_to_goods_by_what_is_typed(shop: Shop, marketer: Any) -> None:
    boots = card("boots-7", "shoes", "winter", brand="Acme <b>")
    address = "/office/segments/new"
    page = marketer.get(address).content.decode()
    assert 'id="brands"' not in page
    page = press(marketer, address, page, "add.0", **{"0.new": "did"}).content.decode()
    assert '<option value="Acme &lt;b&gt;"></option>' in page and 'list="brands"' in page
    page = press(marketer, address, page, "add.0", **{"0.new": "did_ago.last"}).content.decode()
    filled = {
        "1.verb": "cart.added", "1.days": "7", "1.product": "boots-7", "1.brand": "acme <B>",
        "2.verb": "checkout.started", "2.least": "3", "name_ru": "Имя",
    }  # fmt: skip
    refused = press(marketer, address, page, "save", **filled | {"2.brand": "acme"})
    assert refused.status_code == 422 and "It is not known what goods this was about" in refused.content.decode()
    for unknown in ("boots-8", "b\x00"):
        refused = press(marketer, address, page, "save", **filled | {"1.product": unknown})
        assert refused.status_code == 422 and "There is no product of this code" in refused.content.decode()
    press(marketer, address, page, "save", **filled)
    [made] = list_segments()
    rule = All(
        of=(
            Did(verb="cart.added", least=1, days=7, product=boots.product, brand="acme <B>"),
            DidAgo(of="last", verb="checkout.started", least=3),
        )
    )
    assert made.rule == rule
    again = marketer.get(f"/office/segments/{made.id}/edit").content.decode()
    assert 'value="boots-7"' in again
    assert rule_of(draft_of(rule)) == rule
    one = marketer.get(f"/office/segments/{made.id}").content.decode()
    told = "What happened: Put a product into the cart on a site · at least 1 · boots-7 · acme &lt;B&gt; · in the last 7 days"
    assert told in one
    assert "Days since it last happened: Began a checkout on a site · at least 3" in one


def test_a_rule_survives_the_form() -> None:
    rule = All(
        of=(
            Not(of=AnyOf(of=(Bought(least=2, days=30), Scored(currency="KZT", recency=(4, 5))))),
            Bought(measure="average", most=250050, currency="KZT"),
        )
    )
    assert rule_of(draft_of(rule)) == rule
    assert rule_of(draft_of(LastBought(least=30))) == All(of=(LastBought(least=30),))


def test_programs_list_segments_and_members_masked_by_rights(shop: Shop, marketer: Any) -> None:
    from prilavok.flows.keep_segments import save_segment
    from prilavok.kit.events.actor import SYSTEM

    made = save_segment(None, {"ru": "Все", "en": "All"}, Bought(least=1), actor=SYSTEM, at=clock.now())
    work()
    owner, marketing = program_of("owner"), program_of("marketer")
    [one] = owner.get("/segments").json()["items"]
    assert (one["id"], one["rule"]) == (str(made.id), {"is": "bought", "least": 1})
    assert owner.get(f"/segments/{made.id}").json() == one
    everyone = owner.get(f"/segments/{made.id}/members").json()["items"]
    assert {UUID(member["customer"]) for member in everyone} == members(made.id)
    assert one["size"] == len(everyone)
    assert "Айгуль Сейтова" in {member["name"] for member in everyone}
    shown = {member["name"] for member in marketing.get(f"/segments/{made.id}/members").json()["items"]}
    assert "Айгуль С." in shown and "Айгуль Сейтова" not in shown
    assert program_of("cashier").get("/segments").status_code == 403
    assert owner.get(f"/segments/{shop.run}/members").status_code == 404
    assert owner.post("/segments", "{}").status_code == 405


def test_of_many_customers_a_preview_is_an_estimate_that_says_so(shop: Shop, marketer: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("prilavok.insights.segments.previewing.EXACT", 1)
    address = "/office/segments/new"
    page = press(marketer, address, marketer.get(address).content.decode(), "add.0", **{"0.new": "reached"})
    told = press(marketer, address, page.content.decode(), "preview", **{"1.by": "phone"}).content.decode()
    assert re.search(r"About \d+ customers would belong now", told) and "19 times of 20" in told
    assert "Once it is saved, everybody is counted" in told and list_segments() == []


def test_the_counting_is_watched_until_its_end(shop: Shop, marketer: Any) -> None:
    saved = save_segment(None, {"en": "Watched"}, Bought(least=1), actor=SYSTEM, at=clock.now())
    address = f"/office/segments/{saved.id}"
    told = marketer.get(address).content.decode()
    assert "being counted" in told and f'hx-get="{address}/counting"' in told
    part = marketer.get(f"{address}/counting")
    assert "being counted" in part.content.decode() and "<html" not in part.content.decode()
    work()
    assert marketer.get(f"{address}/counting")["HX-Refresh"] == "true"
    assert "/counting" not in marketer.get(address).content.decode()
