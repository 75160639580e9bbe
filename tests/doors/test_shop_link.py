"""A link to Telegram given to somebody else opens nothing of theirs to the browser that made it."""

from uuid import UUID

from tests import make
from tests.conftest import OwnDatabase
from tests.doors.web_people import client_of

from prilavok.domains.customers.actions import open_leaf, prove_contact, prove_leaf
from prilavok.domains.customers.queries import customer_of, leaves_shown, leaves_with
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor


def _somebody() -> tuple[UUID, str, str]:
    """A customer of the shop with purchases and points: id, name, phone."""
    (found,) = make.ask(
        "SELECT o.customer_id, c.name, i.value FROM customers_identifier i"
        " JOIN customers_leaf_owner o ON o.leaf_id = i.leaf_id AND o.valid_to IS NULL"
        " JOIN customers_customer c ON c.id = o.customer_id WHERE i.kind = 'phone' AND c.name <> ''"
        " ORDER BY (SELECT count(*) FROM orders_order s JOIN customers_leaf_owner so ON so.leaf_id = s.leaf_id"
        " WHERE so.customer_id = o.customer_id) DESC, i.value LIMIT 1"
    )
    return found  # type: ignore[return-value]


def test_the_browser_of_a_stranger_keeps_to_what_is_its_own(own_shop: OwnDatabase) -> None:
    customer, name, phone = _somebody()
    at = clock.now()
    stranger = meet_visitor(None, actor=SYSTEM, at=at)
    with story():
        messenger = open_leaf("telegram", "a-connection:4711", at=at)
        prove_leaf(stranger.leaf, messenger, source="passport", actor=Actor("leaf", messenger), at=at)
        prove_contact(messenger, "phone", phone, source="telegram_contact", actor=Actor("leaf", messenger), at=at)
    assert customer_of(stranger.leaf) == customer, "the talk that was begun goes on with them"
    assert leaves_shown(stranger.leaf) == [stranger.leaf]
    assert set(leaves_shown(messenger)) == set(leaves_with(messenger)) > {messenger}
    (theirs,) = make.ask(
        "SELECT o.id, o.number FROM orders_order o JOIN customers_leaf_owner l ON l.leaf_id = o.leaf_id"
        " WHERE l.customer_id = %s AND l.valid_to IS NULL ORDER BY o.placed_at DESC LIMIT 1",
        customer,
    )
    client = client_of()
    client.cookies["counter"] = stranger.token
    for page in ("/shop/", "/shop/me", "/shop/basket", "/shop/chat", "/shop/checkout"):
        shown = client.get(page, follow=True).content.decode()
        assert name not in shown and str(theirs[1]) not in shown and phone[-4:] not in shown, page
    assert client.get(f"/shop/order/{theirs[0]}").status_code == 404
    assert client.get("/shop/me/points").status_code == 302
    assert client.get("/shop/me/why").status_code == 302
    asked = {"HTTP_AUTHORIZATION": f"Bearer {stranger.token}"}
    assert client_of().get(f"/api/v1/shop/orders/{theirs[0]}", **asked).status_code == 404
