"""What is known of how a customer wants to be treated is kept, whoever told it, and what we do obeys it."""

import io
import re
import zipfile
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import make
from tests.conftest import OwnDatabase
from tests.delivery_world import FEE, Town, open_town
from tests.doors.counter_world import at_work
from tests.doors.web_people import client_of, hire
from tests.promises.arrivals_tried import signed_in
from tests.small_shop import open_small_shop
from tests.talking import connect

from prilavok.domains.customers.queries import find_leaf
from prilavok.domains.orders.queries import read_order
from prilavok.domains.shipments.queries import find_delivery, goods_in, list_shipments
from prilavok.domains.staff.actions import assign_place
from prilavok.domains.tasks.actions import put_task
from prilavok.domains.tasks.types import NewTask
from prilavok.doors.worker import know_all_jobs
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.queue import QUEUES
from prilavok.kit.jobs.runner import run_due

HEAD = "Код;Имя;Телефон;Язык;Согласие на SMS;Дата согласия;Источник согласия;Текст согласия\n"
FIELDS = ("code", "name", "phone", "language", "consent_sms", "consent_at", "consent_source", "consent_text")


def work() -> None:
    know_all_jobs()
    while any(run_due(queue).done for queue in QUEUES):
        pass


def bring(client: Any, row: str) -> None:
    file = SimpleUploadedFile("люди.csv", (HEAD + row).encode())
    told = {"file": file, "source": "oldcrm", "subject": "customers"}
    address = client.post("/office/imports/bring", told).headers["Location"]
    client.post(f"{address}/columns", {f"column-{nth}": field for nth, field in enumerate(FIELDS)})
    work()
    client.post(f"{address}/start")
    work()


def test_a_language_that_a_list_told_is_spoken_from_then_on(own_database: OwnDatabase, quick_passwords: None) -> None:
    open_small_shop()
    owner = client_of(hire("owner", language="en"))
    bring(owner, "7;Аяулым;87010000701;қазақша;жоқ;05.02.2025;анкета;редакция 3\n")
    leaf = find_leaf("phone", "+77010000701")
    assert leaf is not None and leaf.customer is not None
    person = f"/office/customers/{leaf.customer}"
    assert written(owner, person) == "kk", "nobody chose a language: theirs is taken"
    told = owner.get(person).content.decode()
    assert "Wants no offers" in told and "waits for a confirmation" not in told
    # A later list that says nothing of it takes nothing away.
    bring(owner, "7;Аяулым;87010000701;;;;;\n")
    assert written(owner, person) == "kk"
    assert "Wants no offers" in owner.get(person).content.decode()


def written(client: Any, person: str) -> str:
    """The language of a page that is made for the person now."""
    assert client.post(f"{person}/export", {"language": ""}).status_code == 303
    work()
    link = re.search(r'href="([^"]+/archives/[^"]+)"', client.get(f"{person}/archives").content.decode())
    assert link
    packed = zipfile.ZipFile(io.BytesIO(b"".join(client.get(link[1]).streaming_content)))
    lang = re.search(r'<html lang="(\w+)"', packed.read("person.html").decode())
    assert lang
    return lang[1]


HOME, WORK, LAST = "Абая 10, кв. 5", "Сатпаева 22, офис 301", "Достык 97"


@pytest.fixture
def town(rolled_back: None, quick_passwords: None) -> Town:
    """A store that sends home, and SMS."""
    clock.set_clock(make.AT)
    town = open_town((9, 5))
    connect()
    return town


@pytest.mark.thin("the call queue itself waits for telephony: until then staff are offered calls on the tablet alone")
def test_who_says_write_and_do_not_call_is_offered_to_nobody_to_be_called(town: Town) -> None:
    shopper = signed_in(client_of(HTTP_ACCEPT_LANGUAGE="en"))
    order = ordered(shopper, town, address=HOME)
    tell_staff(order, town)
    floor, parcel = cashier_of(town), taken_out(order, town)
    tablet, door = text(floor, "/tablet/picking"), text(floor, f"/tablet/courier/{parcel}")
    assert "talk to them" in tablet and "Write, don’t call" not in tablet
    assert 'href="tel:+77010001122"' in door and "Write, don’t call" not in door

    assert shopper.post("/shop/me/preferences/keep", {"reach": "write", "channel": "sms"}).status_code == 303
    tablet, door = text(floor, "/tablet/picking"), text(floor, f"/tablet/courier/{parcel}")
    assert "talk to them" in tablet and "Write, don’t call: so the customer wants it. Write by: SMS." in tablet
    assert "tel:" not in door and "tel:" not in tablet and 'href="sms:+77010001122"' in door
    person = f"/office/customers/{owner_of(order)}"
    assert "<strong>write, don’t call</strong>" in text(client_of(hire("operator", language="en")), f"{person}/now")

    # They change their mind: what they said last holds.
    shopper.post("/shop/me/preferences/keep", {"reach": "either"})
    assert "Write, don’t call" not in text(floor, "/tablet/picking") + text(floor, f"/tablet/courier/{parcel}")
    assert 'href="tel:+77010001122"' in text(floor, f"/tablet/courier/{parcel}")


def test_the_next_order_proposes_the_known_address_to_its_owner_alone(town: Town) -> None:
    shopper = signed_in(client_of(HTTP_ACCEPT_LANGUAGE="en"))
    assert proposed(shopper, town) == ("", "", "", "")
    ordered(shopper, town, address=LAST)
    assert proposed(shopper, town) == (LAST, "Айгуль", "+77010001122", f"{town.zone}:{FEE}"), "the last used"
    for name, address in (("home", HOME), ("work", WORK)):
        shopper.post("/shop/me/preferences/keep", {"name": name, "address": address})
    shopper.post("/shop/me/preferences/keep", {"name": "work", "default": "1"})
    page = text(shopper, "/shop/checkout/home")
    assert proposed(shopper, town)[0] == WORK and f'<option value="{HOME}">home</option>' in page
    # One press: the form goes as it stands, but for the part of town, which no order has told of this address yet.
    filled = dict(re.findall(r'name="(quote|address|recipient|phone|note)"[^>]* value="([^"]*)"', page))
    placed = shopper.post("/shop/checkout/home/place", filled | {"zone": f"{town.zone}:{FEE}", "pay": "door"})
    told = find_delivery(UUID(placed.headers["Location"].split("/")[3].partition("?")[0]))
    assert told is not None and (told.address, told.recipient) == (WORK, "Айгуль")
    # Who names the phone and does not prove it sees nothing of it, neither at the checkout nor on the own page.
    stranger = client_of(HTTP_ACCEPT_LANGUAGE="en")
    stranger.get("/shop/")
    stranger.post("/shop/sign-in/send", {"phone": "+77011234567", "then": "/shop/me"})
    assert proposed(stranger, town) == ("", "", "", "")
    assert stranger.get("/shop/me/preferences").headers["Location"] == "/shop/me"
    for secret in (HOME, WORK, LAST):
        assert secret not in text(stranger, "/shop/checkout/home") + text(stranger, "/shop/me")


def test_sizes_and_addresses_are_written_down_by_staff_and_seen_by_their_owner(town: Town) -> None:
    shopper = signed_in(client_of(HTTP_ACCEPT_LANGUAGE="en"))
    customer = owner_of(ordered(shopper, town, address=LAST))
    operator, cashier = client_of(hire("operator", language="en")), cashier_of(town)
    page, note = f"/office/customers/{customer}/preferences", f"/office/customers/{customer}/preferences/note"
    assert (
        operator.post(note, {"size-shoes": "38", "size-ring": "17", "name": "home", "address": HOME}).status_code == 303
    )
    assert HOME in text(operator, page) and "written down by staff" in text(operator, page)
    assert cashier.post(note, {"size-shoes": "46"}).status_code == 403
    seen = text(cashier, f"/office/customers/{customer}/now")
    assert "<dt>Shoes</dt><dd>38</dd>" in seen and HOME not in seen and "hidden" in seen
    mine = text(shopper, "/shop/me/preferences")
    assert HOME in mine and re.search(r'name="size-shoes"[^>]*value="38"', mine)
    shopper.post("/shop/me/preferences/keep", {"size-shoes": "", "size-ring": "17,5"})
    seen = text(operator, f"/office/customers/{customer}/now")
    assert "Shoes" not in seen and "<dt>Ring</dt><dd>17,5</dd>" in seen


def test_a_birth_date_is_said_corrected_and_taken_back_by_its_owner(town: Town) -> None:
    shopper = signed_in(client_of(HTTP_ACCEPT_LANGUAGE="en"))
    customer = owner_of(ordered(shopper, town, address=LAST))
    operator, keep = client_of(hire("operator", language="en")), "/shop/me/preferences/keep"
    mine = "/shop/me/preferences"
    assert "Nothing was said yet." in text(shopper, mine)
    for wrong in ("2990-01-01", "1899-12-31", "17.05.1990", "1990-02-30"):
        told = shopper.post(keep, {"born": wrong, "next": mine})
        assert told.status_code == 303 and "Nobody can be born on that day" in text(shopper, mine), wrong
    assert "Nothing was said yet." in text(shopper, mine)
    assert shopper.post(keep, {"born": "1990-05-17"}).status_code == 303
    page = text(shopper, mine)
    assert 'name="born" required min="1900-01-01" autocomplete="bday" value="1990-05-17"' in page
    assert "May 17, 1990" in page and "on the own page" in page
    assert "<dt>Birth date</dt><dd>May 17, 1990</dd>" in text(operator, f"/office/customers/{customer}/now")
    # Who may not see contacts whole sees that it is there, and not which day.
    seen = text(cashier_of(town), f"/office/customers/{customer}/now")
    assert "<dt>Birth date</dt><dd>hidden</dd>" in seen and "1990" not in seen
    shopper.post(keep, {"born": "1991-06-18"})
    assert "<dd>Jun 18, 1991</dd>" in text(operator, f"/office/customers/{customer}/now")
    shopper.post(keep, {"born": ""})
    assert "Nothing was said yet." in text(shopper, mine)
    assert "Birth date" not in text(operator, f"/office/customers/{customer}/now")


def text(client: Any, address: str) -> str:
    """A page, with its spaces even."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.content.decode()[:500])
    return re.sub(r"\s+", " ", unescape(answer.content.decode()))


def cashier_of(town: Town) -> Any:
    """A cashier at the store, in English."""
    person = hire("cashier", language="en")
    assign_place("cashier", town.store, actor=SYSTEM, at=clock.now())
    return client_of(type(person).objects.get(id=person.id))


def checkout(client: Any, town: Town) -> str:
    client.post("/shop/stores/choose", {"place": str(town.store)})
    client.post("/shop/basket/change", {"variant": str(town.counter.variants[0]), "amount": "1"})
    return text(client, "/shop/checkout/home")


def proposed(client: Any, town: Town) -> tuple[str, str, str, str]:
    """Address, who takes it, phone, and the part of town that is chosen, as the checkout has them filled."""
    page = checkout(client, town)
    fields = dict(re.findall(r'name="(address|recipient|phone)"[^>]* value="([^"]*)"', page))
    zone = re.search(r'<option value="([^"]*)" selected>', page)
    return fields["address"], fields["recipient"], fields["phone"], zone[1] if zone else ""


def ordered(client: Any, town: Town, *, address: str) -> UUID:
    """An order that this browser has brought home."""
    quote = re.search(r'name="quote" value="([^"]+)"', checkout(client, town))
    assert quote
    form = {"address": address, "recipient": "Айгуль", "phone": "+77010001122", "note": "", "pay": "door"}
    placed = client.post("/shop/checkout/home/place", form | {"quote": quote[1], "zone": f"{town.zone}:{FEE}"})
    assert placed.status_code == 303, text(client, "/shop/checkout/home")
    return UUID(placed.headers["Location"].split("/")[3].partition("?")[0])


def owner_of(order: UUID) -> UUID:
    leaf = find_leaf("phone", "+77011234567")
    assert leaf is not None and leaf.customer is not None and read_order(order).leaf
    return leaf.customer


def tell_staff(order: UUID, town: Town) -> None:
    """The place is asked to speak to the customer of an order."""
    at = clock.now()
    task = NewTask(
        kind="hold.lost", key=f"hold.lost:{order}", place=town.store, subject_kind="order", subject=order,
        due_at=at + timedelta(hours=1),
    )  # fmt: skip
    put_task(task, actor=SYSTEM, at=at)


def taken_out(order: UUID, town: Town) -> UUID:
    """The order is put together and the courier takes it along; its parcel."""
    floor = at_work("manager", town.store)
    [parcel] = list_shipments([order])
    floor.post(f"/tablet/shipments/{parcel.id}/start")
    for goods in goods_in([parcel.id]):
        floor.post(f"/tablet/shipments/{parcel.id}/lines/{goods.line}")
    floor.post(f"/tablet/shipments/{parcel.id}/ready")
    floor.post(f"/tablet/courier/{parcel.id}/take")
    return parcel.id
