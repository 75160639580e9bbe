"""What a person presses in a part that is alive: never lost by a fetch that comes between, nor by a second press."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from tests.conftest import OwnDatabase
from tests.doors.live_world import web
from tests.doors.test_live import about, hand_on
from tests.doors.test_live_browser import Tab, context, listen  # noqa: F401  # a fixture of theirs

pytestmark = [pytest.mark.browser, pytest.mark.quiet, pytest.mark.usefixtures("quick_passwords")]
ORDER = uuid4()
_PUT = """(html) => {
  document.querySelector("main").insertAdjacentHTML("beforeend", html);
  window.htmx.process(document.getElementById("part"));
}"""


def _part(says: str) -> str:
    press = '<button hx-post="/act?{0}" hx-target="#part" hx-swap="outerHTML" id="{0}">{0}</button>'
    return (
        f'<section id="part" data-live="order:{ORDER}" hx-get="/again" hx-trigger="live" hx-swap="outerHTML">'
        f"<p>{says}</p>{press.format('first')}{press.format('second')}</section>"
    )


class Counter:
    """A live part whose answers come when the test says so."""

    def __init__(self, tab: Tab) -> None:
        self.page, self.asked = tab.page, list[Any]()
        for address in ("**/act?*", "**/again"):
            self.page.route(address, lambda route: self.asked.append(route))
        self.page.evaluate(_PUT, _part("at first"))

    def press(self, name: str) -> None:
        self.page.locator(f"#{name}").click()

    def waits_for(self, *paths: str) -> None:
        """Wait till these and no others are asked for and have no answer."""
        for _ in range(200):
            if len(self.asked) >= len(paths):
                break
            self.page.wait_for_timeout(50)
        self.page.wait_for_timeout(300)
        assert [route.request.url.rpartition("/")[2] for route in self.asked] == list(paths)

    def answer(self, says: str) -> None:
        """Answer what was asked first."""
        self.asked.pop(0).fulfill(body=_part(says), content_type="text/html")

    def shows(self, says: str) -> None:
        expect(self.page.locator("#part p")).to_have_text(says)


@pytest.fixture
def counter(context: Any, own_database: OwnDatabase) -> Iterator[Counter]:  # noqa: F811
    with web(own_database) as (address, _process):
        tab = Tab(context, address)
        listen(tab)
        yield Counter(tab)


def _changed() -> None:
    hand_on(about("order", subject=ORDER))


def test_what_changes_while_an_answer_is_awaited_is_fetched_after_it(counter: Counter) -> None:
    counter.press("first")
    counter.waits_for("act?first")
    _changed()
    counter.waits_for("act?first")
    counter.answer("acted")
    counter.shows("acted")
    counter.waits_for("again")
    counter.answer("acted, and changed")
    counter.shows("acted, and changed")
    counter.waits_for()


def test_a_press_goes_before_a_fetch_under_way(counter: Counter) -> None:
    _changed()
    counter.waits_for("again")
    counter.press("first")
    counter.waits_for("again", "act?first")
    counter.asked.pop(0).abort()  # the browser has given it up before
    counter.answer("acted")
    counter.shows("acted")
    counter.waits_for("again")
    counter.answer("acted, and changed")
    counter.shows("acted, and changed")


def test_the_second_of_two_presses_is_shown_though_the_first_replaced_its_part(counter: Counter) -> None:
    counter.press("first")
    counter.press("second")
    counter.waits_for("act?first", "act?second")
    counter.answer("the first")
    counter.shows("the first")
    counter.answer("both")
    counter.shows("both")
    counter.waits_for()


def test_a_button_under_a_finger_stays_until_the_finger_leaves(counter: Counter) -> None:
    _on_first(counter, lambda: counter.page.mouse.down())
    _changed()
    counter.waits_for()
    counter.page.mouse.up()
    counter.waits_for("act?first")
    counter.answer("acted")
    counter.shows("acted")
    counter.waits_for("again")


def test_an_answer_under_a_finger_waits_for_the_finger(counter: Counter) -> None:
    _changed()
    counter.waits_for("again")
    _on_first(counter, lambda: counter.page.mouse.down())
    counter.answer("changed")
    counter.page.wait_for_timeout(300)
    counter.shows("at first")
    counter.page.mouse.up()
    counter.waits_for("act?first")
    counter.answer("acted")
    counter.shows("acted")


def _on_first(counter: Counter, act: Callable[[], None]) -> None:
    box = counter.page.locator("#first").bounding_box()
    assert box is not None
    counter.page.mouse.move(box["x"] + 5, box["y"] + 5)
    act()


_BUSY = """() => {
  const busy = (ms) => { for (const until = performance.now() + ms; performance.now() < until; ); };
  const told = { kind: "topics", topics: [document.getElementById("part").dataset.live] };
  // What is told just before an answer is shown has its turn just after, before the machine comes to anything else.
  document.body.addEventListener("htmx:beforeSwap", () => {
    document.dispatchEvent(new CustomEvent("live-told", { detail: told }));
    busy(200);
  }, { once: true });
  document.body.addEventListener("htmx:afterSwap", () => busy(200), { once: true });
}"""


def test_what_changes_in_the_moment_an_answer_is_shown_is_fetched_again(counter: Counter) -> None:
    counter.page.evaluate(_BUSY)
    _changed()
    counter.waits_for("again")
    counter.answer("changed")
    counter.shows("changed")
    counter.waits_for("again")
    counter.answer("changed twice")
    counter.shows("changed twice")
    counter.waits_for()
