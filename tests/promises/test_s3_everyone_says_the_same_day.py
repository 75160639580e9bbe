"""S3: the shop, the desk, the till, the tablet, the office and programs say the same stock and the same next delivery."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from babel.dates import format_date
from tests.doors.api_callers import program_of
from tests.doors.counter_world import PART, Counter, at_work, open_counter
from tests.doors.test_desk import asked
from tests.doors.test_papers import act, begin, plain, scan
from tests.doors.web_people import client_of

from prilavok.domains.places.queries import read_place
from prilavok.kit import clock


@pytest.fixture
def counter(rolled_back: None, quick_passwords: None) -> Counter:
    """A shop of two stores, 48 of milk in the first."""
    return open_counter()


def said(day: date) -> str:
    """The day as people read it."""
    return re.sub(r"\s+", " ", format_date(day, "medium", locale="ru"))


def expect(manager: Any, counter: Counter, days: int, units: int) -> tuple[str, str]:
    """The address of a confirmed paper of so much milk in so many days, and the day as people read it."""
    day = read_place(counter.here).day_at(clock.now()) + timedelta(days=days)
    paper = begin(manager, "expected", counter.here, "office", due_on=day.isoformat(), supplier="ТОО «Молоко»")
    scan(manager, paper, f"{units}*milk", paper)
    assert act(manager, paper, "book").status_code == 302
    return paper, said(day)


def said_at(manager: Any, counter: Counter) -> dict[str, str]:
    """What each screen says, by its name."""
    milk, product = counter.shop.variants["milk"], counter.shop.products["milk"]
    guest = client_of()
    guest.post("/shop/stores/choose", {"place": str(counter.here), "next": "/"})
    _leaf, conversation = asked(key=str(len(str(manager))))
    desk, address = (
        at_work("operator", counter.here, f"op-{clock.now():%H%M%S%f}"),
        f"/desk/conversations/{conversation}",
    )
    desk.post(f"{address}/store", {"place": str(counter.here)}, HTTP_HX_REQUEST="true")
    return {
        "shop": plain(guest.get(f"/shop/p/{product}")),
        "desk": plain(desk.get(f"{address}/products?q=молоко", headers=PART)),
        "office": plain(manager.get(f"/office/stock/{counter.here}/{milk}")),
        "tablet": plain(manager.get(f"/tablet/stock/{counter.here}/{milk}")),
    }


def test_one_day_is_said_everywhere_and_another_day_is_said_everywhere(counter: Counter) -> None:
    manager = at_work("manager", None)
    milk = counter.shop.variants["milk"]
    for name, page in said_at(manager, counter).items():
        assert "Следующая поставка" not in page and "Ожидается" not in page, name
    paper, day = expect(manager, counter, 4, 12)
    for name, page in said_at(manager, counter).items():
        assert day in page and "12 шт" in page and "48 шт" in page, name
    owner = program_of("owner")
    [coming] = owner.get(f"/stock/{counter.here}/{milk}").json()["coming"]
    assert coming["units"] == 12
    later = read_place(counter.here).day_at(clock.now()) + timedelta(days=9)
    form = {"due_on": later.isoformat(), f"units-{milk}": "20", "reason": "поставщик перенёс"}
    assert act(manager, paper, "otherwise", **{**form, "reason": ""}).status_code == 422
    assert act(manager, paper, "otherwise", **form).status_code == 302
    other = said(later)
    for name, page in said_at(manager, counter).items():
        assert other in page and "20 шт" in page and day not in page, name
    assert "поставщик перенёс" in plain(manager.get(paper))
    receiving = act(manager, paper, "bring").headers["Location"]
    assert act(manager, receiving, "book").status_code == 302
    for name, page in said_at(manager, counter).items():
        assert "68 шт" in page and other not in page, name
    assert owner.get(f"/stock/{counter.here}/{milk}").json()["coming"] == []


def test_programs_expect_say_otherwise_receive_and_close(counter: Counter) -> None:
    owner, here = program_of("owner"), str(counter.here)
    today = read_place(counter.here).day_at(clock.now())
    lines = [{"sku": "milk", "quantity": 12, "cost": 960_000}]
    wanted = {"kind": "expected", "place": here, "due_on": f"{today + timedelta(days=2)}", "lines": lines}
    made = owner.post("/papers", wanted, headers={"Idempotency-Key": "e"}).json()
    assert owner.post(f"/papers/{made['id']}/confirm", {}).json()["state"] == "sent"
    otherwise = {"due_on": f"{today + timedelta(days=3)}", "reason": "late", "lines": [{"sku": "milk", "quantity": 10}]}
    changed = owner.post(f"/papers/{made['id']}/expected", otherwise)
    assert (changed.status_code, changed.json()["due_on"]) == (200, otherwise["due_on"])
    why = owner.get(f"/stock/{here}/{counter.shop.variants['milk']}").json()
    assert why["coming"] == [{"day": otherwise["due_on"], "units": 10}]
    brings = {"kind": "receiving", "place": here, "against": made["id"], "lines": [{"sku": "milk", "quantity": 4}]}
    receiving = owner.post("/papers", brings, headers={"Idempotency-Key": "r"}).json()
    owner.post(f"/papers/{receiving['id']}/confirm", {})
    assert owner.get(f"/papers/{made['id']}").json()["lines"][0]["arrived"] == 4
    for code, wrong in (
        ("expected", {**wanted, "due_on": None}),
        ("elsewhere", {**brings, "place": str(counter.elsewhere)}),
    ):
        refused = owner.post("/papers", wrong, headers={"Idempotency-Key": code})
        assert refused.json()["code"] == "paper.unfit", refused.json()
    for _twice in range(2):
        assert owner.post(f"/papers/{made['id']}/close", {}).json()["state"] == "done"
    assert owner.get(f"/stock/{here}/{counter.shop.variants['milk']}").json()["coming"] == []


def test_expecting_is_the_managers_and_receiving_the_cashiers(counter: Counter) -> None:
    manager, cashier = at_work("manager", None), at_work("cashier", counter.here)
    form = {"kind": "expected", "place": str(counter.here), "due_on": "2030-01-01", "key": "c"}
    assert cashier.post("/tablet/papers/new", form).status_code == 403
    paper, day = expect(manager, counter, 1, 5)
    tablet = paper.replace("/office/", "/tablet/")
    assert UUID(paper.rsplit("/", 1)[1]) and day in plain(cashier.get("/tablet/papers"))
    shown = plain(cashier.get(tablet))
    assert 'value="bring"' in shown and 'value="otherwise"' not in shown and not re.search(r"data-scan ", shown)
    for what in ("otherwise", "close"):
        assert act(cashier, tablet, what, due_on="2030-01-01", reason="x").status_code == 403
    assert act(cashier, act(cashier, tablet, "bring").headers["Location"], "book").status_code == 302
    assert 'value="bring"' not in plain(cashier.get(tablet)), "all of it came"
