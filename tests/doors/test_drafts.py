"""A draft from the desk: sent as a link, re-priced when opened, confirmed once, paid once; the link opens nothing else."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests import make
from tests.doors.card_world import connected, running_terminal
from tests.doors.counter_world import at_work, open_counter
from tests.doors.web_people import client_of

from prilavok.domains.baskets.queries import find_basket_of
from prilavok.domains.baskets.types import Wish
from prilavok.domains.customers.actions import open_leaf
from prilavok.domains.orders.queries import read_order
from prilavok.domains.payments.queries import list_attempts
from prilavok.flows.change_basket import change_basket
from prilavok.flows.confirm_draft import confirm_draft
from prilavok.flows.draft_basket import LIVES, read_draft, send_draft
from prilavok.flows.write_message import write_message
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM, Actor

pytestmark = pytest.mark.usefixtures("rolled_back", "quick_passwords")


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running terminal."""
    with running_terminal(tmp_path_factory.mktemp("card")) as address:
        yield address


def _page(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:1500]
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def _asked(counter: Any) -> tuple[Any, Any]:
    """Somebody in the chat, for whom the operator has put two of the milk into a basket."""
    leaf = open_leaf("browser", "chatting", at=clock.now(), origin="live")
    talk = write_message(leaf, "?", key="k", actor=Actor("leaf", leaf), at=clock.now()).conversation
    wish, at = [Wish(counter.shop.variants["milk"], 2)], clock.now()
    change_basket(leaf, wish, place=counter.here, touchpoint="desk", actor=Actor("staff", leaf), at=at)
    return leaf, talk


def _sent(operator: Any, talk: Any) -> str:
    """The link's path, as the customer reads it in the chat."""
    assert operator.post(f"/desk/conversations/{talk}/draft").status_code == 302
    shown = _page(operator.get(f"/desk/conversations/{talk}/thread"))
    [link] = set(re.findall(r"https?://[^\s<\"]+/shop/draft/[^\s<\"]+", shown))
    return urlsplit(link).path


def _quote(page: str) -> str:
    return re.findall(r'name="quote" value="([^"]+)"', page)[0]


def test_a_draft_is_confirmed_and_paid_by_its_link(terminal: str) -> None:
    counter = open_counter()
    leaf, talk = _asked(counter)
    assert at_work("cashier", counter.here).post(f"/desk/conversations/{talk}/draft").status_code == 403
    path, guest = _sent(at_work("operator", None), talk), client_of()
    quote = _quote(_page(guest.get(path)))
    before = make.ask("SELECT count(*) FROM orders_order")
    for wrong in (path[:-3] + "abc", "/shop/draft/x"):
        assert guest.get(wrong).status_code in (404, 422)
        assert guest.post(f"{wrong}/confirm", {"quote": quote}).status_code in (303, 404, 409, 422)
    assert make.ask("SELECT count(*) FROM orders_order") == before
    for _twice in range(2):
        assert guest.post(f"{path}/confirm", {"quote": quote}).status_code == 303
    [(order,)] = make.ask("SELECT id FROM orders_order WHERE leaf_id = %s", leaf)
    basket = find_basket_of(order)  # type: ignore[arg-type]
    assert basket is not None and basket.state == "ordered"
    # Locked while it is paid: what is added now goes into another basket, this one stays as it was ordered.
    change_basket(leaf, [Wish(counter.shop.variants["milk"], 9)], touchpoint="desk", actor=SYSTEM, at=clock.now())
    assert find_basket_of(order) == basket  # type: ignore[arg-type]
    with connected(terminal):
        assert f"{path}/pay" in _page(guest.get(path))
        for _twice in range(2):
            assert guest.post(f"{path}/pay").status_code == 303
    assert read_order(order).payment == "paid"  # type: ignore[arg-type]
    assert [one.state for one in list_attempts(order)] == ["captured"]  # type: ignore[arg-type]
    shown = _page(guest.get(path))
    assert "pickup-bars" in shown and f"{path}/pay" not in shown


def test_what_changed_since_the_draft_was_sent_is_shown_before_it_is_ordered() -> None:
    counter = open_counter()
    leaf, talk = _asked(counter)
    path, guest = _sent(at_work("operator", None), talk), client_of()
    stale = _quote(_page(guest.get(path)))
    change_basket(leaf, [Wish(counter.shop.variants["milk"], 3)], touchpoint="desk", actor=SYSTEM, at=clock.now())
    refused = guest.post(f"{path}/confirm", {"quote": stale})
    assert refused.status_code == 409 and 'role="alert"' in refused.content.decode()
    assert make.ask("SELECT count(*) FROM orders_order WHERE leaf_id = %s", leaf) == [(0,)]
    fresh = _page(guest.get(path))
    assert 'role="alert"' in fresh, "another sum than was sent is said"
    assert guest.post(f"{path}/confirm", {"quote": _quote(fresh)}).status_code == 303


def test_a_draft_ends_with_its_day_and_opens_no_other_basket() -> None:
    counter = open_counter()
    _leaf, talk = _asked(counter)
    at = clock.now()
    link = send_draft(talk, actor=Actor("system"), at=at)
    token = link.rsplit("/", 1)[1]
    assert read_draft(token, actor=SYSTEM, at=at).told.touchpoint == "desk"
    with pytest.raises(Refused):
        read_draft(token, actor=SYSTEM, at=at + LIVES + timedelta(seconds=1))
    other = open_leaf("browser", "another", at=at, origin="live")
    wish = [Wish(counter.shop.variants["milk"], 1)]
    change_basket(other, wish, place=counter.here, touchpoint="site", actor=Actor("leaf", other), at=at)
    from prilavok.flows.quote_basket import quote_basket

    theirs = quote_basket(other, touchpoint="site", actor=Actor("leaf", other), at=at)
    with pytest.raises(Exception, match="draft"):
        confirm_draft(token, theirs.id, actor=SYSTEM, at=at)
    assert make.ask("SELECT count(*) FROM orders_order WHERE leaf_id = %s", other) == [(0,)]
