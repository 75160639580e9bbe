"""Goods are received, sold, transferred, counted and written off; the site shows each number, and "why" adds up to it."""

import re
from typing import Any
from uuid import UUID

import pytest
from tests.doors.counter_world import PART, Counter, at_work, open_counter
from tests.doors.web_people import client_of

from prilavok.kit.ledger.checks import check

BARCODE = "4870000000017"


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """Two stores; 48 of milk in the first, none in the other."""
    return open_counter()


def plain(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode().replace("\u00a0", " "))
    return re.sub(r"\s+", " ", text)


class Day:
    """The doors of one day: the site, a till, the tablets of two stores, the office."""

    def __init__(self, counter: Counter) -> None:
        self.counter, self.milk = counter, counter.shop.variants["milk"]
        self.here, self.there = at_work("cashier", counter.here, "here"), at_work("cashier", counter.elsewhere, "there")
        self.office, self.guest = at_work("manager", None), client_of()

    def site(self, place: UUID) -> int:
        """What the shop's page says is free at the store."""
        self.guest.cookies["store"] = str(place)
        page = plain(self.guest.get(f"/shop/p/{self.counter.shop.products['milk']}"))
        found = re.search(r"В наличии: (\d+)", page)
        return int(found[1]) if found else 0

    def why(self, place: UUID) -> list[int]:
        """What the moves on the page of the number say, the first one first."""
        answer = self.office.get(f"/office/stock/{place}/{self.milk}?format=csv")
        rows = b"".join(answer.streaming_content).decode().splitlines()[1:]
        return [int(row.split(",")[3].lstrip("'")) for row in reversed(rows)]

    def both(self, here: int, there: int) -> None:
        """The site and the explanation of the number agree, at both stores."""
        for place, free in ((self.counter.here, here), (self.counter.elsewhere, there)):
            assert self.site(place) == free
            assert sum(self.why(place)) == free

    def paper(self, client: Any, kind: str, place: UUID, **said: str) -> str:
        form = {"kind": kind, "place": str(place), "key": f"{kind}{place}", **said}
        return str(client.post("/tablet/papers/new", form).headers["Location"])

    def scan(self, client: Any, paper: str, text: str) -> None:
        key = re.search(r'id="scan-key" name="key" value="([^"]+)"', client.get(paper).content.decode())
        assert key, "the screen gives each scan its key"
        assert client.post(f"{paper}/scan", {"scan": text, "key": key[1]}, headers=PART).status_code == 200

    def act(self, client: Any, paper: str, what: str, **more: str) -> int:
        return int(client.post(f"{paper}/act", {"act": what, **more}).status_code)


@pytest.mark.thin("reconciliation screens; a scanner in a real browser")
def test_a_number_is_seen_everywhere_and_explained(counter: Counter) -> None:
    day = Day(counter)
    day.both(48, 0)

    received = day.paper(day.here, "receiving", counter.here, supplier="Ферма")
    day.scan(day.here, received, f"12*{BARCODE}")
    day.both(48, 0)
    assert day.act(day.here, received, "book") == 302
    day.both(60, 0)

    sold = day.here.post("/till/scan", {"scan": f"2*{BARCODE}"}, headers=PART).content.decode().split("card pay")[-1]
    form = {name: re.search(rf'name="{name}" value="([^"]*)"', sold)[1] for name in ("key", "version", "amount")}  # type: ignore[index]  # the form is there, or the test ends
    day.here.post("/till/pay", form | {"method": "cash"}, headers=PART)
    day.both(58, 0)

    moved = day.paper(day.here, "transfer", counter.here, to_place=str(counter.elsewhere))
    day.scan(day.here, moved, "10*milk")
    assert day.act(day.here, moved, "book") == 302
    day.both(48, 0)
    day.scan(day.there, moved, "9*milk")
    assert day.act(day.here, moved, "receive") == 403, "what arrives is the other store's to say"
    assert day.act(day.there, moved, "receive") == 302
    day.both(48, 9)

    counted = day.paper(day.there, "count", counter.elsewhere)
    day.scan(day.there, counted, "8*milk")
    assert "по учёту: 9" in plain(day.there.get(counted))
    assert day.act(day.there, counted, "book") == 302
    day.both(48, 8)

    gone = {"kind": "write_off", "place": str(counter.here), "reason": "damaged", "key": "off"}
    written = str(day.office.post("/office/papers/new", gone).headers["Location"])
    day.scan(day.office, written, "3*milk")
    assert day.act(day.here, written, "book") == 403, "a cashier writes nothing off"
    assert day.act(day.office, written, "book") == day.act(day.office, written, "book") == 302
    day.both(45, 8)
    assert day.why(counter.elsewhere) == [9, -1]
    assert day.why(counter.here)[-4:] == [12, -2, -10, -3]
    page = plain(day.office.get(f"/office/stock/{counter.here}/{day.milk}"))
    assert "Test cashier" in page and "Test manager" in page and "Списание" in page
    assert check() == []
