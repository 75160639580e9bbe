"""The operator's desk: who waits, what was said, who it is; the basket is filled and the order placed in their name."""

import re
from typing import Any
from uuid import UUID

import pytest
from tests.conftest import OwnDatabase
from tests.doors.web_people import client_of, hire

from prilavok.domains.customers.actions import open_leaf
from prilavok.flows.write_message import write_message
from prilavok.kit import clock
from prilavok.kit.events.actor import Actor


@pytest.fixture
def shop(own_shop: OwnDatabase) -> OwnDatabase:
    from prilavok.doors.cli.seed import seed

    seed()
    return own_shop


def asked(text: str = "Есть ли у вас чай?", key: str = "k-1", name: str = "a-browser") -> tuple[UUID, UUID]:
    """A stranger writes in the chat of the shop: their leaf and the conversation."""
    leaf = open_leaf("browser", name, at=clock.now(), origin="live")
    written = write_message(leaf, text, key=key, actor=Actor("leaf", leaf), at=clock.now())
    return leaf, written.conversation


def operator(role: str = "operator") -> Any:
    return client_of(hire(role, login=f"desk-{role}"))


def test_a_stranger_waits_and_is_answered(shop: OwnDatabase) -> None:
    client = operator()
    assert 'class="empty"' in client.get("/desk/conversations").content.decode()
    leaf, conversation = asked()
    page = client.get("/desk/conversations").content.decode()
    assert str(conversation) in page and "Есть ли у вас чай?" in page and "badge-wait" in page
    address = f"/desk/conversations/{conversation}"
    whole = client.get(address).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', whole).group(1)  # type: ignore[union-attr]
    for _twice in range(2):
        answered = client.post(f"{address}/answer", {"text": "Да, двадцать сортов.", "key": key})
        assert answered.status_code == 302
    thread = client.get(f"{address}/thread").content.decode()
    assert thread.count("Да, двадцать сортов.") == 1 and "Test operator" in thread
    assert "badge-wait" not in client.get("/desk/conversations").content.decode()
    assert client.post(f"{address}/answer", {"text": " ", "key": "another"}).status_code == 422
    assert client.post(f"{address}/answer", {"text": "без ключа"}).status_code == 422
    assert client.post(f"{address}/take").status_code == 302
    assert client.post(f"{address}/resolve").status_code == 302
    assert str(conversation) not in client.get("/desk/conversations").content.decode()
    assert str(conversation) in client.get("/desk/conversations?state=resolved").content.decode()


def test_the_order_is_placed_in_the_customers_name(shop: OwnDatabase) -> None:
    from tests.make import ask

    client = operator()
    leaf, conversation = asked()
    address = f"/desk/conversations/{conversation}"
    place, variant, free = ask(
        "SELECT s.place, s.variant, s.available FROM fact_stock s JOIN places_place p ON p.id = s.place"
        " WHERE p.kind = 'store' AND s.available BETWEEN 2 AND 500 ORDER BY p.code, s.variant LIMIT 1"
    )[0]
    assert client.post(f"{address}/quote", HTTP_HX_REQUEST="true").status_code == 422, "there is nothing to promise"
    assert client.post(f"{address}/store", {"place": str(place)}, HTTP_HX_REQUEST="true").status_code == 200
    for wrong in ({"variant": str(variant), "quantity": "-1"}, {"variant": "x", "quantity": "1"}, {}):
        assert client.post(f"{address}/wish", wrong, HTTP_HX_REQUEST="true").status_code == 422
    added = client.post(f"{address}/wish", {"variant": str(variant), "quantity": "2"}, HTTP_HX_REQUEST="true")
    assert added.status_code == 200 and 'value="2"' in added.content.decode()
    promised = client.post(f"{address}/quote", HTTP_HX_REQUEST="true").content.decode()
    quote = re.search(r'name="quote" value="([^"]+)"', promised).group(1)  # type: ignore[union-attr]
    placed = client.post(f"{address}/place", {"quote": quote}, HTTP_HX_REQUEST="true")
    assert placed.headers["HX-Redirect"] == address
    assert client.post(f"{address}/place", {"quote": quote}).status_code == 302, "a second click finds the same order"
    orders = ask("SELECT touchpoint, place_id, commercial FROM orders_order WHERE leaf_id = %s", leaf)
    assert orders == [("desk", place, "placed")]
    assert ask("SELECT available FROM fact_stock WHERE place = %s AND variant = %s", place, variant) == [(free - 2,)]


def test_a_basket_that_changed_is_asked_again(shop: OwnDatabase) -> None:
    from tests.make import ask

    from prilavok.domains.baskets.types import Wish
    from prilavok.flows.change_basket import change_basket

    client = operator()
    leaf, conversation = asked()
    address = f"/desk/conversations/{conversation}"
    place, variant = ask(
        "SELECT s.place, s.variant FROM fact_stock s JOIN places_place p ON p.id = s.place"
        " WHERE p.kind = 'store' AND s.available > 5 ORDER BY p.code, s.variant LIMIT 1"
    )[0]
    client.post(f"{address}/store", {"place": str(place)}, HTTP_HX_REQUEST="true")
    client.post(f"{address}/wish", {"variant": str(variant), "quantity": "1"}, HTTP_HX_REQUEST="true")
    promised = client.post(f"{address}/quote", HTTP_HX_REQUEST="true").content.decode()
    quote = re.search(r'name="quote" value="([^"]+)"', promised).group(1)  # type: ignore[union-attr]
    change_basket(leaf, [Wish(variant, 3)], touchpoint="site", actor=Actor("leaf", leaf), at=clock.now())  # type: ignore[arg-type]
    again = client.post(f"{address}/place", {"quote": quote}, HTTP_HX_REQUEST="true").content.decode()
    fresh = re.search(r'name="quote" value="([^"]+)"', again).group(1)  # type: ignore[union-attr]
    assert fresh != quote and 'role="alert"' in again
    assert ask("SELECT count(*) FROM orders_order WHERE leaf_id = %s", leaf) == [(0,)]
    assert client.post(f"{address}/place", {"quote": fresh}).status_code == 302
    assert ask("SELECT count(*) FROM orders_order WHERE leaf_id = %s", leaf) == [(1,)]


def test_who_may_not_is_refused(shop: OwnDatabase) -> None:
    _leaf, conversation = asked()
    address = f"/desk/conversations/{conversation}"
    for role in ("cashier", "marketer"):
        client = operator(role)
        assert client.get("/desk/conversations").status_code == 403
        for act in ("answer", "take", "resolve", "wish", "store", "quote", "place"):
            assert client.post(f"{address}/{act}").status_code == 403, (role, act)
    assert client_of().get(address).status_code == 302
    assert operator().get(f"/desk/conversations/{UUID(int=5)}").status_code == 404


def test_a_conversation_tells_all_its_times_by_one_clock_and_names_it(shop: OwnDatabase) -> None:
    from zoneinfo import ZoneInfo

    from prilavok.domains.conversations.queries import list_messages

    _leaf, conversation = asked()
    [message] = list_messages(conversation).rows
    there = message.said_at.astimezone(ZoneInfo("Asia/Almaty"))
    client = operator()
    for page in (
        "/desk/conversations",
        f"/desk/conversations/{conversation}",
        f"/desk/conversations/{conversation}/thread",
    ):
        told = client.get(page).content.decode()
        assert f">{there:%H:%M}</time>" in told
        assert f">{message.said_at:%H:%M}</time>" not in told, "not the clock of UTC"
        if not page.endswith("thread"):
            assert told.count("Алматы, UTC+5") == 1


def test_more_than_is_free_is_told_beside_the_field_with_a_way_on(shop: OwnDatabase) -> None:
    from tests.make import ask

    _leaf, conversation = asked()
    client = operator()
    address = f"/desk/conversations/{conversation}"
    [(place, variant, free)] = ask(
        "SELECT s.place, s.variant, s.available FROM fact_stock s JOIN named_place p ON p.place = s.place"
        " JOIN fact_variant v ON v.variant = s.variant JOIN priced_now n ON n.variant = s.variant AND n.place IS NULL"
        " WHERE p.code = 'demo-almaty' AND v.unit = 'piece' AND s.available > 0 ORDER BY v.sku LIMIT 1"
    )
    client.post(f"{address}/store", {"place": str(place)})
    client.post(f"{address}/wish", {"variant": str(variant), "quantity": "99999"})
    shown = client.get(f"{address}/basket", headers={"HX-Request": "true"}).content.decode()
    assert f'id="free-{variant}"' in shown and f'name="quantity" value="{free}"' in shown
    assert '<button class="wide" disabled>' in shown
    client.post(f"{address}/wish", {"variant": str(variant), "quantity": str(free)})
    shown = client.get(f"{address}/basket", headers={"HX-Request": "true"}).content.decode()
    assert "disabled" not in shown and f"{address}/quote" in shown


def test_a_phone_that_was_named_is_written_down_and_opens_nothing(rolled_back: None, quick_passwords: None) -> None:
    from tests import people

    from prilavok.domains.customers.queries import customer_of, list_suggestions

    phone = people.new_phone()
    people.household(phone)
    leaf, conversation = asked("Это Айгуль", "k-named", "a-named-browser")
    client = client_of(hire("operator", language="en"))
    address = f"/desk/conversations/{conversation}"
    assert "Phone or e-mail they named" in client.get(address).content.decode()
    for wrong in ("", "no phone", "a@b", "7" * 300):
        assert client.post(f"{address}/contact", {"contact": wrong}).status_code == 422
    assert list_suggestions().rows == ()
    told = client.post(f"{address}/contact", {"contact": phone}, follow=True).content.decode()
    assert "It proves nothing" in told and customer_of(leaf) is None
    [waiting] = list_suggestions().rows
    assert leaf in (waiting.one, waiting.other) and waiting.why == "asserted"
    assert client_of(hire("cashier")).post(f"{address}/contact", {"contact": phone}).status_code == 403
