"""A day shown is the day by the clock of the place: at half past one at night in Almaty it is still yesterday in UTC."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.template import Context, Template
from django.utils import translation
from tests.doors.counter_world import Counter, at_work, open_counter
from tests.doors.web_people import client_of

from prilavok.domains.customers.actions import put_customers
from prilavok.domains.customers.queries import list_customer_ids
from prilavok.domains.customers.types import NewCustomer, NewIdentifier
from prilavok.domains.giftcards.models import GiftCard
from prilavok.domains.orders.models import Claim
from prilavok.domains.orders.queries import list_lines, read_order
from prilavok.domains.orders.types.claiming import NewClaim, WrongUnits
from prilavok.flows.issue_gift_card import issue_by_staff
from prilavok.flows.keep_door_terms import say_rest_days
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.flows.notice_facts import facts_of
from prilavok.flows.notices import notice_text
from prilavok.flows.open_claim import open_claim
from prilavok.flows.sell_at_till import Paying, Selling, sell
from prilavok.insights.door_set_up import door_set_up
from prilavok.insights.person_archive import read_archive
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import OfClaim

NIGHT = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)
HERE, THERE = "Mar 3, 2026", "Mar 2, 2026"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    clock.set_clock(NIGHT)
    return open_counter()


def plain(answer: Any) -> str:
    assert answer.status_code == 200, (answer.status_code, answer.content[:300])
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def owner_here(counter: Counter) -> Any:
    owner = at_work("owner", counter.here)
    owner.post("/language", {"language": "en"})
    return owner


def night_person() -> UUID:
    """Somebody who was first heard of at night."""
    told = NewCustomer("n-1", (NewIdentifier("phone", "+77010000077"),), "Night Person", False, "en")
    put_customers([told], source="load:small", seen=NIGHT, at=NIGHT, origin="load")
    return list_customer_ids(["n-1"])["n-1"]


def visitor_of(counter: Counter) -> tuple[Any, UUID]:
    """A guest of the shop with a leaf of their own."""
    visitor = client_of(HTTP_ACCEPT_LANGUAGE="en")
    visitor.post("/shop/stores/choose", {"place": str(counter.here)})
    visitor.post("/shop/basket/change", {"variant": str(counter.shop.variants["milk"]), "add": "1"})
    return visitor, meet_visitor(visitor.cookies["counter"].value, actor=SYSTEM, at=NIGHT).leaf


def sold(counter: Counter, leaf: UUID) -> UUID:
    goods, paid = [Selling(counter.shop.variants["milk"], 1)], [Paying("cash", 55_000)]
    return sell(goods, paid, place=counter.here, key="night", leaf=leaf, actor=SYSTEM, at=NIGHT).receipt.order


def test_a_template_tells_the_day_of_an_instant_by_a_clock_alone() -> None:
    told = "{{ at|local_day:zone }}; {{ on|day }}; {{ none|day }}; {{ end|last_day:zone }}; {{ at|last_day:zone }}"
    midnight = datetime(2026, 3, 2, 19, tzinfo=UTC)
    shown = {"at": NIGHT, "on": date(2026, 3, 3), "none": None, "end": midnight, "zone": "Asia/Almaty"}
    with translation.override("en"):
        assert Template(told).render(Context(shown)) == f"{HERE}; {HERE}; —; {THERE}; {HERE}"
        for at in (NIGHT, NIGHT.replace(tzinfo=None)):
            with pytest.raises(TypeError, match="local_day"):
                Template("{{ at|day }}").render(Context({"at": at}))


def test_staff_read_since_when_a_customer_is_known_by_their_own_clock(counter: Counter) -> None:
    customer, owner = night_person(), owner_here(counter)
    page = plain(owner.get(f"/office/customers/{customer}"))
    assert f"known since {HERE}" in page and THERE not in page
    assert HERE in plain(owner.get("/office/customers"))
    # On the second of March, which ended at 19:00 by UTC, nobody knew them.
    before, on = (plain(owner.get(f"/office/customers/{customer}/then?day=2026-03-0{n}")) for n in (2, 3))
    assert "had no identifiers then" in before and f"since {HERE}" in on
    # The third of March is today there. A day to come has nothing to show, and today is not shown under its name.
    ahead = plain(owner.get(f"/office/customers/{customer}/then?day=2026-03-04"))
    assert "This day is still to come. What you see is today." in ahead and "Mar 4, 2026" not in ahead
    assert "still to come" not in plain(owner.get(f"/office/customers/{customer}/then?day=2026-03-03"))


def test_an_order_and_its_claim_are_of_the_day_at_the_store(counter: Counter) -> None:
    visitor, leaf = visitor_of(counter)
    order = sold(counter, leaf)
    page = plain(visitor.get("/shop/me"))
    assert HERE in page and THERE not in page
    said = NewClaim((WrongUnits(list_lines(order)[0].id, 1, "faulty"),), "money")
    claim = open_claim(order, said, touchpoint="till", key="c", actor=SYSTEM, at=NIGHT)
    # Ten days after the third of March: a term ends with its last day, which is over at 19:00 by UTC.
    assert claim.due_at == datetime(2026, 3, 13, 19, tzinfo=UTC)
    assert "we answer by Mar 13, 2026" in plain(visitor.get(f"/shop/order/{order}"))
    owner = owner_here(counter)
    assert "answer by Mar 13, 2026" in plain(owner.get("/desk/claims"))
    Claim.objects.filter(id=claim.id).update(due_at=NIGHT)
    assert f"we answer by {HERE}" in plain(visitor.get(f"/shop/order/{order}"))
    assert f"answer by {HERE}" in plain(owner.get("/desk/claims"))
    facts = facts_of("claim.opened", read_order(order), OfClaim(claim.id, order, "money"))
    assert "will answer by 3 March, 01:30" in notice_text("claim.opened", facts, "en")


def test_a_gift_card_is_good_until_the_day_at_the_store(counter: Counter) -> None:
    visitor, leaf = visitor_of(counter)
    made = issue_by_staff(1_000, place=counter.here, key="g", actor=Actor("staff", uuid4()), at=NIGHT)
    GiftCard.objects.filter(id=made).update(ends_at=NIGHT, leaf_id=leaf)
    assert f"good until {HERE}" in plain(visitor.get("/shop/me"))
    owner = owner_here(counter)
    for address in ("/office/gift-cards", f"/office/gift-cards/{made}"):
        page = plain(owner.get(address))
        assert HERE in page and THERE not in page


def test_today_is_the_day_at_the_store(counter: Counter) -> None:
    owner = owner_here(counter)
    for address in ("/office/taxes", "/office/bookings/resources/new"):
        page = plain(owner.get(address))
        assert "2026-03-02" not in page
    assert 'value="2026-03-03"' in plain(owner.get("/office/taxes"))
    days = [date(2026, 3, 2), date(2026, 3, 3)]
    say_rest_days(days, place=None, rest=True, actor=SYSTEM, at=NIGHT)
    assert [day for _place, day in door_set_up(NIGHT).rest] == days[1:]


def test_an_archive_tells_times_by_the_companys_clock(counter: Counter) -> None:
    sold(counter, counter.shop.leaves["c-1"])
    made = read_archive(counter.shop.customers["c-1"], language="en", at=NIGHT)
    with zipfile.ZipFile(io.BytesIO(made.body)) as packed:
        page = packed.read("person.html").decode().replace("\u202f", " ")
    assert made.name.startswith("person-20260303-") and "March 3, 2026" in page and f"{HERE}, 1:30:00 AM" in page
    assert THERE not in page and "8:30:00 PM" not in page
