"""Live parts of a page in a real browser: fetched again when their thing changes, and after a line was lost."""

import signal
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.conftest import OwnDatabase
from tests.doors.live_world import web
from tests.doors.test_live import about, hand_on
from tests.doors.web_people import client_of, hire

from prilavok.kit.db.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.quiet, pytest.mark.usefixtures("quick_passwords")]
# A page's own part, put there by the test: this file is about the line, not about any screen.
_PUT = """([id, topics]) => {
  const part = document.createElement("section");
  part.id = id;
  part.dataset.live = topics;
  part.innerHTML = '<input id="' + id + '-field"><p></p>';
  for (const [name, value] of Object.entries({get: "/healthz?part=" + id, trigger: "live", swap: "none"}))
    part.setAttribute("hx-" + name, value);
  document.querySelector("main").append(part);
  window.htmx.process(part);
}"""


class Tab:
    """One page of a browser and what its live parts fetched."""

    def __init__(self, context: Any, address: str) -> None:
        self.fetched: list[str] = []
        self.page = context.new_page()
        self.page.on("request", lambda request: self._note(str(request.url)))
        self.page.goto(f"{address}/office/orders")
        self.page.locator("html[data-line=up]").wait_for(state="attached")

    def _note(self, url: str) -> None:
        if "?part=" in url:
            self.fetched.append(url.rpartition("=")[2])

    def put(self, id: str, topics: str) -> None:
        self.page.evaluate(_PUT, [id, topics])

    def sees(self, *parts: str) -> None:
        """Wait till exactly these were fetched, and that no more come after them."""
        for _ in range(100):
            if len(self.fetched) >= len(parts):
                break
            self.page.wait_for_timeout(50)
        self.page.wait_for_timeout(200)
        assert sorted(self.fetched) == sorted(parts)
        self.fetched.clear()


@pytest.fixture
def context(browser: Any, own_database: OwnDatabase) -> Iterator[Any]:
    context = browser.new_context()
    session = client_of(hire("owner")).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "domain": "127.0.0.1", "path": "/"}])
    yield context
    context.close()


def listen(tab: Tab) -> None:
    """Wait till the line of the browser stands: something said is heard."""
    tab.put("probe", "job:*")
    for _ in range(50):
        hand_on(about("job"))
        tab.page.wait_for_timeout(100)
        if tab.fetched:
            break
    tab.page.wait_for_timeout(300)
    tab.page.evaluate("document.getElementById('probe').remove()")
    tab.fetched.clear()


def test_parts_are_fetched_when_their_thing_changes_in_every_tab(context: Any, own_database: OwnDatabase) -> None:
    order, leaf = uuid4(), uuid4()
    with web(own_database) as (address, _process):
        first, second = Tab(context, address), Tab(context, address)
        listen(first)
        first.put("one", f"order:{order} shipment:*")
        first.put("two", f"leaf:{leaf}")
        second.put("three", f"order:{order}")
        hand_on(*[about("order", subject=order) for _ in range(3)])
        first.sees("one")  # three changes, one fetch
        second.sees("three")
        hand_on(about("shipment", leaf=leaf))
        first.sees("one", "two")
        hand_on(about("order"), about("basket"))
        first.sees()
        second.sees()


def test_nothing_is_swapped_under_somebody_who_types(context: Any, own_database: OwnDatabase) -> None:
    order: UUID = uuid4()
    with web(own_database) as (address, _process):
        tab = Tab(context, address)
        listen(tab)
        tab.put("one", f"order:{order}")
        tab.page.focus("#one-field")
        hand_on(about("order", subject=order))
        tab.sees()
        tab.page.evaluate("document.activeElement.blur()")
        tab.sees("one")


def test_a_lost_line_shows_and_once_found_everything_is_fetched_once(context: Any, own_database: OwnDatabase) -> None:
    port = free_port()
    with web(own_database, port=port) as (address, process):
        tab = Tab(context, address)
        listen(tab)
        tab.put("one", "order:*")
        tab.put("two", "basket:*")
        sign = tab.page.locator("[data-line-sign]")
        assert sign.is_hidden()
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        sign.wait_for(state="visible", timeout=30_000)
        assert tab.page.evaluate("document.documentElement.dataset.line") == "down"
        assert sign.inner_text() == sign.get_attribute("data-lost")
    hand_on(about("shipment"))  # nothing on the page waits for it; an order would be fetched for itself once more
    with web(own_database, port=port):
        sign.wait_for(state="hidden", timeout=30_000)
        tab.sees("one", "two")
        hand_on(about("order"))
        tab.sees("one")
