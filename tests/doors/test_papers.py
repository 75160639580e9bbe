"""Stock papers on the screens of office and tablet: written by scan and by hand, booked, guarded, explained."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.utils.translation import gettext, override
from tests.doors.counter_world import PART, Counter, at_work, open_counter, order_of
from tests.doors.web_people import client_of, hire

from prilavok.domains.stock.queries import list_papers, paper_lines, stock_at


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores, 48 of milk in the first."""
    return open_counter()


def begin(client: Any, kind: str, place: UUID, space: str = "tablet", **said: Any) -> str:
    """The address of a new paper."""
    form = {"kind": kind, "place": str(place), "key": f"{kind}-{place}-{len(list_papers().rows)}", **said}
    made = client.post(f"/{space}/papers/new", form)
    assert made.status_code == 302, made.content.decode()[-2000:]
    return str(made.headers["Location"])


def scan(client: Any, paper: str, text: str, key: str) -> Any:
    return client.post(f"{paper}/scan", {"scan": text, "key": key}, headers={**PART, "HX-Target": "paper"})


def act(client: Any, paper: str, what: str, **more: Any) -> Any:
    return client.post(f"{paper}/act", {"act": what, **more})


def plain(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def on_hand(counter: Counter, place: UUID | None = None) -> int:
    return stock_at(place or counter.here, counter.shop.variants["milk"]).on_hand


def test_a_cashier_receives_by_scan_at_their_store(counter: Counter) -> None:
    client = at_work("cashier", counter.here)
    assert 'class="empty"' in plain(client.get("/tablet/papers"))
    paper = begin(client, "receiving", counter.here, supplier="ТОО «Молоко»")
    first = plain(scan(client, paper, "4870000000017", "k1"))
    assert 'id="paper"' in first and "<html" not in first and "Молоко" in first
    assert re.search(r'id="scan-key" name="key" value="[0-9a-f-]{36}" hx-swap-oob', first)
    scan(client, paper, "4870000000017", "k1")  # the answer was lost, the scan is sent again
    scan(client, paper, "12*milk", "k2")
    assert "13 шт" in plain(client.get(paper))
    assert on_hand(counter) == 48, "a draft moves nothing"
    assert act(client, paper, "book").status_code == 302
    assert on_hand(counter) == 61
    assert act(client, paper, "book").status_code == 302 and on_hand(counter) == 61
    assert "ТОО «Молоко»" in plain(client.get("/office/papers"))
    assert act(client, paper, "take_back").status_code == 302 and on_hand(counter) == 48


def test_a_name_offers_what_is_like_it_and_nonsense_is_said_to_be_so(counter: Counter) -> None:
    client = at_work("cashier", counter.here)
    paper = begin(client, "count", counter.here)
    offered = plain(scan(client, paper, "молоко", "k1"))
    milk = counter.shop.variants["milk"]
    assert f"{paper}/lines/{milk}" in offered and paper_lines(UUID(paper.rsplit("/", 1)[1])) == []
    assert scan(client, paper, "qqqqqqqq", "k2").status_code == 422
    assert client.post(f"{paper}/lines/{milk}", {"units": "47"}).status_code == 302
    for typed in ("-1", "x", "1.5"):
        assert client.post(f"{paper}/lines/{milk}", {"units": typed}).status_code == 422
    page = plain(client.get(paper))
    assert "-1 шт" in page or "−1 шт" in page
    stale = client.post(f"{paper}/lines/{milk}", {"units": "46", "version": "9"}, headers=PART)
    assert stale.status_code == 412 and on_hand(counter) == 48
    assert act(client, paper, "book", version="7").status_code == 412
    assert act(client, paper, "book").status_code == 302 and on_hand(counter) == 47


def test_whoever_has_no_right_is_refused_and_changes_nothing(counter: Counter) -> None:
    manager, cashier = at_work("manager", None), at_work("cashier", counter.elsewhere)
    paper = begin(manager, "receiving", counter.here, "office")
    scan(manager, paper, "milk", "k1")
    for client in (cashier, at_work("operator", counter.here)):
        assert client.get(paper).status_code == 200 and "data-scan" not in plain(client.get(paper))
        assert scan(client, paper, "milk", "k2").status_code == 403
        for what in ("book", "throw", "receive", "take_back"):
            assert act(client, paper, what).status_code == 403
        assert client.post(f"{paper}/head", {"note": "x"}).status_code == 403
        assert client.post(f"{paper}/undo").status_code == 403
    refused = cashier.post(
        "/tablet/papers/new", {"kind": "write_off", "place": str(counter.elsewhere), "reason": "lost", "key": "w"}
    )
    assert refused.status_code == 403, "a cashier writes nothing off"
    assert client_of().get(paper).headers["Location"].startswith("/sign-in")
    assert on_hand(counter) == 48


def test_a_write_off_of_held_goods_asks_with_the_facts(counter: Counter) -> None:
    manager = at_work("manager", None)
    order = order_of(counter, milk=47)
    paper = begin(manager, "write_off", counter.here, "office", reason="damaged")
    scan(manager, paper, "3*milk", "k1")
    asked = act(manager, paper, "book")
    with override("ru"):
        words = gettext(
            "These goods are gone: take them also from tills, fitting rooms and orders they are kept for."
            " Customers of orders are told, and a task says who comes to try them on."
        )
    assert asked.status_code == 422 and words in plain(asked) and on_hand(counter) == 48
    assert act(manager, paper, "book", from_holds="1").status_code == 302
    assert on_hand(counter) == 45
    why = plain(manager.get(f"/office/stock/{counter.here}/{counter.shop.variants['milk']}"))
    assert order.number in why, "the page of the number says for whom the held ones are kept"
    assert paper.rsplit("/", 1)[1] in why and "Test manager" in why


def test_a_transfer_is_received_by_the_other_store_alone(counter: Counter) -> None:
    sender, goal = at_work("cashier", counter.here), at_work("cashier", counter.elsewhere, "other")
    same = sender.post(
        "/tablet/papers/new",
        {"kind": "transfer", "place": str(counter.here), "to_place": str(counter.here), "key": "s"},
    )
    assert same.status_code == 422
    paper = begin(sender, "transfer", counter.here, to_place=str(counter.elsewhere))
    scan(sender, paper, "5*milk", "k1")
    act(sender, paper, "book")
    assert (on_hand(counter), on_hand(counter, counter.elsewhere)) == (43, 0)
    assert paper in plain(goal.get("/tablet/papers"))
    assert act(sender, paper, "receive").status_code == 403
    assert act(goal, paper, "receive").status_code == 422, "nobody has said yet what came"
    scan(goal, paper, "2*milk", "k2")
    goal.post(f"{paper}/undo")
    scan(goal, paper, "4*milk", "k3")
    assert act(goal, paper, "receive").status_code == 302
    assert (on_hand(counter), on_hand(counter, counter.elsewhere)) == (43, 4)
    assert f"kind=count&amp;place={counter.elsewhere}" not in plain(goal.get("/tablet/picking"))
    assert "floor-card" in plain(goal.get("/tablet/picking")), "the difference is a task"


def test_screens_of_papers_keep_their_budgets(counter: Counter, budget: Any) -> None:
    manager = client_of(hire("manager"))
    paper = begin(manager, "count", counter.here, "office")
    for code in ("milk", "bread"):
        scan(manager, paper, f"3*{code}", code)
    manager.post("/tablet/papers/place", {"place": str(counter.here)})
    for screen, address in (
        ("office/papers", "/office/papers"),
        ("office/paper", paper),
        ("tablet/papers", "/tablet/papers"),
    ):
        with budget(screen):
            assert manager.get(address).status_code == 200
