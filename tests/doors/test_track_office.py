"""Sources and refused events in the office, and the snippet for pages that have no SDK."""

import contextlib
import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest
from tests.conftest import OwnDatabase
from tests.doors.live_world import until, web
from tests.doors.track_world import AT, event, read_all, refused, source, told
from tests.doors.web_people import client_of, hire
from tests.make import ask
from tests.people import new_phone, prove

from prilavok.domains.tracking.queries import find_source, list_sources
from prilavok.domains.tracking.types import Request
from prilavok.flows.land_tracking import land_tracked
from prilavok.flows.read_tracked import read_tracked
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.events.facts import TRACKED


@pytest.mark.usefixtures("rolled_back", "quick_passwords")
class TestOffice:
    """As its people use it."""

    def test_a_source_is_made_used_and_closed(self) -> None:
        owner = client_of(hire("owner", language="en"))
        empty = owner.get("/office/tracking").content.decode()
        assert "Nobody tells us of events yet" in empty and "No event was refused" in empty
        assert owner.post("/office/tracking/sources", {"name": "shop.example", "kind": "site"}).status_code == 302
        (made,) = list_sources()
        page = owner.get("/office/tracking").content.decode()
        assert made.key in page and "shop.example" in page
        body = b'{"batch": [{"type": "page", "messageId": "<b>bad</b>"}]}'
        land_tracked([Request(made.id, "batch", body)], wake=False, actor=SYSTEM, at=AT)
        with story():
            read_tracked(actor=SYSTEM, at=AT)
        page = owner.get("/office/tracking").content.decode()
        assert "names no visitor and no user" in page
        assert "&lt;b&gt;bad&lt;/b&gt;" in page and "<b>bad" not in page
        assert (
            "names no visitor"
            not in owner.get("/office/tracking?reason=too_large").content.decode().split("</form>")[-1]
        )
        assert owner.get("/office/tracking?source=nothing&reason=nothing").status_code == 200
        assert owner.post(f"/office/tracking/sources/{made.id}/close").status_code == 302
        assert find_source(made.key) is None and made.key not in owner.get("/office/tracking").content.decode()

    def test_a_bad_form_changes_nothing_and_others_may_not(self) -> None:
        owner = client_of(hire("owner", language="en"))
        for form in ({"name": "", "kind": "site"}, {"name": "x", "kind": "robot"}, {}):
            assert owner.post("/office/tracking/sources", form).status_code == 422
        assert list_sources() == []
        for role in ("cashier", "operator", "marketer"):
            assert client_of(hire(role)).get("/office/tracking").status_code == 403


@contextlib.contextmanager
def site(address: str, key: str) -> Iterator[str]:
    """A site of somebody else at an origin of its own, with our line in it."""

    class Pages(BaseHTTPRequestHandler):
        def __init__(self, page: bytes, *rest: Any) -> None:
            self.page = page
            super().__init__(*rest)

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(self.page)

        def log_message(self, *_told: object) -> None:
            pass

    line = f'<script src="{address}/static/track.js" data-key="{key}" defer></script>'
    page = f"<!doctype html><title>Shoes</title>{line}".encode()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, page))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.browser
def test_a_page_without_an_sdk_tells_by_one_line(own_database: OwnDatabase, browser: Any) -> None:
    key = source().key
    complaints: list[str] = []
    with web(own_database) as (address, _process), site(address, key) as origin:
        page = browser.new_context().new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(origin)
        page.evaluate("prilavok.track('Product Viewed', {sku: 'nothing-of-ours'})")
        page.evaluate("prilavok.identify('user-7', {email: 'aru@mail.example'})")
        until(lambda: read_all() >= 0 and len(told()) == 3)
        page.goto(origin + "/next")
        until(lambda: read_all() >= 0 and len(told()) == 4)
        # Without a line what happens waits in the browser, and goes with the next page.
        page.context.route("**/v1/**", lambda route: route.abort())
        page.evaluate("prilavok.track('Cart Viewed')")
        page.wait_for_timeout(600)
        assert len(told()) == 4
        page.context.unroute("**/v1/**")
        page.goto(origin + "/third")
        until(lambda: read_all() >= 0 and len(told()) == 6)
        page.context.close()
    assert complaints == [] and refused() == []
    assert len({one["anonymousId"] for one in told()}) == 1
    assert {str(verb) for (verb,) in ask("SELECT verb FROM kit_behaviour")} == {
        "page.viewed", "item.viewed", "visitor.identified", "cart.viewed",
    }  # fmt: skip


def test_a_timeline_says_in_words_what_came_and_who_told_it(rolled_back: None, quick_passwords: None) -> None:
    """What a shop's own site or another system tells: never a raw name, always beside who told it."""
    made = source(name="shop.example")
    named = ("Store Visited", "Receipt Issued", "Call Made", "Order Handed Over", "Loyalty Card Shown", "Points Earned")
    events = [event(nth, type="track", event=name, userId="u-1") for nth, name in enumerate(named)]
    events.append(event(9, type="track", event="Quiz opened", userId="u-1"))
    land_tracked([Request(made.id, "batch", json.dumps({"batch": events}).encode())], wake=False, actor=SYSTEM, at=AT)
    read_all()
    [(leaf,)] = ask("SELECT DISTINCT leaf FROM kit_behaviour")
    customer = prove(UUID(str(leaf)), new_phone(), AT).customer
    page = client_of(hire("owner", language="en")).get(f"/office/customers/{customer}").content.decode()
    for words in (
        "Came to a store", "Got a receipt there", "Called by phone", "Was handed the goods", "Showed the loyalty card",
        "Earned points there", "An event of a site&#x27;s own",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("told by shop.example") == 7
    assert not re.search(r"store\.visited|receipt\.reported|custom\.tracked|Site events:", page)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_no_line_of_a_timeline_is_a_raw_name(language: str) -> None:
    from django.utils import translation

    from prilavok.doors.web.customer_moments import _plainly
    from prilavok.insights.customer_life import KINDS

    in_own_words = {"order", "points", "basket", "consent", "receipt", "product", "favourite"}
    with translation.override(language):
        for verb in {verb for verbs in KINDS.values() for verb in verbs}:
            if verb not in TRACKED and verb.partition(".")[0] not in in_own_words:
                assert _plainly(verb) != verb, verb


def test_what_was_told_is_on_the_timeline_in_every_language(rolled_back: None) -> None:
    from django.utils import translation

    from prilavok.doors.web.tracked_moments import TOLD

    assert set(TOLD) == set(TRACKED) and event()
    with translation.override("en"):
        assert len({str(one) for one in TOLD.values()}) == len(TOLD)
