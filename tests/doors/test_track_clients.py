"""Clients written by others tell us what happened, unmodified: Segment's and RudderStack's, for servers and browsers."""

import contextlib
import functools
import http.server
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rudderstack.analytics.client
import segment.analytics.client
from tests.conftest import OwnDatabase
from tests.doors.live_world import until, web
from tests.doors.track_world import read_all, refused, source, told
from tests.make import ask

CLIENTS = Path(__file__).resolve().parents[1] / "counterparts"
PAGE = b"""<!doctype html><title>A shop of somebody's own</title><script src="/umd/index.js"></script>"""


def verbs() -> Counter[str]:
    """How often each verb is in the timeline."""
    return Counter(str(verb) for (verb,) in ask("SELECT verb FROM kit_behaviour"))


@pytest.mark.parametrize("gzip", [False, True])
@pytest.mark.parametrize("maker", ["segment", "rudder"])
def test_the_python_clients(own_database: OwnDatabase, maker: str, gzip: bool) -> None:
    troubles: list[object] = []
    made = segment.analytics.client if maker == "segment" else rudderstack.analytics.client
    with web(own_database) as (address, _process):
        options = {"host": address, "gzip": gzip, "sync_mode": True, "max_retries": 0}
        client: Any = made.Client(source().key, on_error=lambda *trouble: troubles.append(trouble), **options)
        client.identify("7", {"email": "aru@mail.example"})
        for number in range(30):
            client.track("7", "Product Viewed", {"sku": f"sku-{number}"})
        client.page(anonymous_id="anna", name="Front")
        client.group("7", "firm")
        client.alias("anna", "7")
        client.screen(anonymous_id="anna", name="Basket")
        wrong: Any = made.Client("wk_nobody", on_error=lambda *trouble: troubles.append(trouble), **options)
        with pytest.raises(Exception, match="write_key"):
            wrong.track("7", "Product Viewed")
    assert troubles == []
    read_all()
    assert verbs() == {
        "visitor.identified": 1, "item.viewed": 30, "page.viewed": 1, "visitor.grouped": 1, "visitor.renamed": 1,
        "screen.viewed": 1,
    }  # fmt: skip
    assert refused() == []


def test_the_python_client_in_the_background_sends_batches(own_database: OwnDatabase) -> None:
    with web(own_database) as (address, _process):
        client = segment.analytics.client.Client(source().key, host=address, upload_size=50, upload_interval=0.05)
        for number in range(500):
            client.track(anonymous_id=f"visitor-{number % 7}", event="Cart Viewed")
        client.flush()
        client.join()
    requests = int(str(ask("SELECT count(*) FROM tracking_landed")[0][0]))
    assert 10 <= requests <= 100
    read_all()
    assert verbs() == {"cart.viewed": 500}
    assert ask("SELECT count(DISTINCT leaf) FROM kit_behaviour") == [(7,)]


def test_the_former_python_client(own_database: OwnDatabase) -> None:
    of, told_by = source("server", "Server"), CLIENTS / "analytics_python.py"
    with web(own_database) as (address, _process):

        def run(key: str) -> list[str]:
            done = subprocess.run(
                [sys.executable, told_by, address, key], env={**os.environ, "PYTHONPATH": str(CLIENTS / "python_modules")},
                capture_output=True, text=True, timeout=60, check=True,
            )  # fmt: skip
            return list(json.loads(done.stdout.splitlines()[-1])["troubles"])

        assert run(of.key) == []
        refusals = run("wk_nobody")
        assert refusals and all("write_key" in one for one in refusals)
    read_all()
    assert verbs() == {
        "visitor.identified": 1, "item.viewed": 50, "page.viewed": 1, "visitor.grouped": 1, "visitor.renamed": 1,
        "screen.viewed": 1,
    }  # fmt: skip
    assert refused() == []


def run_node(script: str, address: str, key: str) -> dict[str, object]:
    """What one of the clients for Node says at its end."""
    done = subprocess.run(
        ["node", script, address, key], cwd=CLIENTS, capture_output=True, text=True, timeout=60, check=True
    )
    said: dict[str, object] = json.loads(done.stdout.strip().splitlines()[-1])
    return said


def test_the_clients_for_node(own_database: OwnDatabase) -> None:
    server, second = source("server", "Server"), source("server", "Second")
    with web(own_database) as (address, _process):
        assert run_node("segment_node.mjs", address, server.key) == {"troubles": []}
        assert run_node("rudder_node.mjs", address, second.key) == {"flushed": True}
    read_all()
    assert verbs() == {
        "visitor.identified": 2, "purchase.completed": 1, "page.viewed": 2, "screen.viewed": 1, "visitor.grouped": 1,
        "visitor.renamed": 1, "cart.added": 1,
    }  # fmt: skip
    assert refused() == []
    assert ask("SELECT facts->>'amount', facts->>'currency' FROM kit_behaviour WHERE verb = 'purchase.completed'") == [
        ("150050", "KZT")
    ]


def titles() -> list[object]:
    """Titles of the pages that were kept."""
    pages: list[Any] = [one for one in told() if one["type"] == "page"]
    return [one["properties"]["title"] for one in pages]


def test_one_cut_letter_takes_no_other_event_with_it_python(own_database: OwnDatabase) -> None:
    """Python's client sends halves of letters and NaN as they are: one batch of 22, all of which count."""
    troubles: list[object] = []
    with web(own_database) as (address, _process):
        client = segment.analytics.client.Client(
            source().key, host=address, upload_size=100, upload_interval=1, max_retries=0,
            on_error=lambda *trouble: troubles.append(trouble),
        )  # fmt: skip
        for number in range(20):
            client.track("7", "Product Viewed", {"sku": f"sku-{number}"})
        client.page(anonymous_id="anna", properties={"title": "Сумка \ud83d"})
        client.track("7", "Cart Viewed", {"value": float("nan"), "quantity": 2})
        client.flush()
        client.join()
    assert troubles == []
    read_all()
    assert verbs() == {"item.viewed": 20, "page.viewed": 1, "cart.viewed": 1} and refused() == []
    assert titles() == ["Сумка \ufffd"]
    assert [one["properties"] for one in told() if one.get("event") == "Cart Viewed"] == [
        {"value": None, "quantity": 2}
    ]


def test_one_cut_letter_takes_no_other_event_with_it_node(own_database: OwnDatabase) -> None:
    with web(own_database) as (address, _process):
        assert run_node("segment_odd.mjs", address, source("server", "Server").key) == {"troubles": []}
    read_all()
    assert verbs() == {"item.viewed": 9, "page.viewed": 1} and refused() == []
    assert titles() == ["Сумка \ufffd"]


@contextlib.contextmanager
def site() -> Iterator[str]:
    """A site at an origin of its own, which serves the browser's client as it was published."""

    class Pages(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/":
                super().do_GET()
                return
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, *_told: object) -> None:
            pass

    folder = CLIENTS / "node_modules" / "@segment" / "analytics-next" / "dist"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Pages, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.browser
@pytest.mark.parametrize("strategy", ["standard", "batching"])
def test_the_browsers_client_in_a_browser(own_database: OwnDatabase, browser: Any, strategy: str) -> None:
    key = source().key
    posted: list[tuple[str, int]] = []
    complaints: list[str] = []
    with web(own_database) as (address, _process), site() as origin:
        page = browser.new_context().new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda one: posted.append((one.url.removeprefix(address), one.status)))
        page.goto(origin)
        page.evaluate(
            """async ([cdnURL, writeKey, strategy]) => {
                const delivery = { strategy, config: { size: 2, timeout: 200 } };
                const options = { integrations: { "Segment.io": { deliveryStrategy: delivery } } };
                const analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnURL }, options);
                await analytics.page("Front");
                await analytics.track("Product Viewed", { sku: "nothing-of-ours" });
                await analytics.identify("7", { email: "aru@mail.example" });
                await analytics.track("Called a taxi");
            }""",
            [address, key, strategy],
        )
        until(
            lambda: int(str(ask("SELECT count(*) FROM tracking_landed")[0][0])) >= (4 if strategy == "standard" else 2)
        )
        until(lambda: read_all() >= 0 and len(told()) == 4)
        page.context.close()
    assert complaints == []
    assert verbs() == {"page.viewed": 1, "item.viewed": 1, "visitor.identified": 1, "custom.tracked": 1}
    assert len({one["anonymousId"] for one in told()}) == 1 and refused() == []
    routes = {path for path, status in posted if path.startswith("/v1/") and status == 200}
    assert routes >= ({"/v1/p", "/v1/t", "/v1/i"} if strategy == "standard" else {"/v1/b"})
    assert {status for path, status in posted if path.startswith("/v1/")} <= {200, 204}
