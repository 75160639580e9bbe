"""The office over prices: what differs, the conditions of lists, taxes; and the API by which others report."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.doors.api_callers import program_of
from tests.doors.web_people import hire
from tests.small_shop import Shop, open_small_shop

from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Shop:
    """The small shop."""
    return open_small_shop()


def page(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def dearer(shop: Shop, amount: int = 59_000, hours: int = 2) -> None:
    """Milk has cost another amount in Almaty for so many hours."""
    from prilavok.domains.pricing.actions import set_prices
    from prilavok.domains.pricing.queries import list_price_lists
    from prilavok.domains.pricing.types import NewPrice

    since = clock.now() - timedelta(hours=hours)
    [of] = [one.id for one in list_price_lists() if one.place == shop.places["t-alm"]]
    set_prices([NewPrice(of, shop.variants["milk"], amount, 1, since)], at=since)


def told(amount: int, **other: Any) -> dict[str, Any]:
    return {"place": "t-alm", "sku": "milk", "amount": amount, "currency": "KZT", **other}


def report(program: Any, *prices: dict[str, Any], key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return program.post("/prices/shown", json.dumps({"source": "market", "prices": prices}), headers=headers)


def test_a_report_is_compared_price_by_price_and_stands_on_the_screen(
    shop: Shop, signed_in: Callable[[str], Any]
) -> None:
    dearer(shop)
    program = program_of("manager")
    sent = (told(55_000), told(1, place="nowhere"), told(1, currency="RUB"), told(1, sku="ghost"))
    first = report(program, *sent, key="one")
    outcomes = first.json()["outcomes"]
    assert [(one["outcome"], one["code"]) for one in outcomes] == [
        ("differs", None),
        ("refused", "shown.place_unknown"),
        ("refused", "shown.currency_differs"),
        ("refused", "shown.product_unknown"),
    ]
    assert outcomes[0]["now"] == 59_000 and outcomes[0]["since"]
    again = report(program, *sent, key="one")
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    assert report(program, told(1), key="one").status_code == 422
    shown = page(signed_in("manager"), "/office/prices/differ")
    for words in ("Молоко", "market", "550", "590", "дольше допустимого"):
        assert words in shown, words
    assert report(program, told(59_000)).json()["outcomes"][0]["outcome"] == "same"
    assert "дольше допустимого" not in page(signed_in("owner"), "/office/prices/differ")


def test_only_who_may_report_and_only_what_can_be(shop: Shop) -> None:
    assert report(program_of("cashier"), told(1)).status_code == 403
    program = program_of("manager")
    for wrong in ([], [told(-1)], [told(1, per=0)], [told(1)] * 1001, [{**told(1), "more": 1}]):
        assert report(program, *wrong).status_code == 422, wrong
    assert report(program, *[told(55_000)] * 3).json()["outcomes"] == [
        {"place": "t-alm", "sku": "milk", "outcome": "same", "now": 55_000, "since": None, "code": None, "detail": None}
    ] * 3  # fmt: skip


def test_a_program_that_fetches_is_known_and_behind_after_a_change(shop: Shop, signed_in: Callable[[str], Any]) -> None:
    program = program_of("marketer")
    asked = f"/prices?valid=now&place={shop.places['t-alm']}"
    assert program.get(asked).status_code == 200
    client = signed_in("owner")
    assert "цены актуальны" in page(client, "/office/prices/differ")
    dearer(shop, hours=0)
    behind = page(client, "/office/prices/differ")
    assert "1 цена изменилась" in behind and "590" in behind
    [lag] = re.findall(r'action="(/office/prices/differ/outside/[^"]+)"', behind)
    assert "Сохранено" in client.post(lag, {"minutes": "5"}, follow=True).content.decode()
    assert "целое число минут" in client.post(lag, {"minutes": "x"}, follow=True).content.decode()


def test_paper_is_kept_from_the_office(shop: Shop, signed_in: Callable[[str], Any]) -> None:
    client = signed_in("manager")
    assert "не ведутся" in page(client, "/office/prices/differ")
    address = f"/office/prices/differ/paper/{shop.places['t-alm']}"
    assert client.post(address, {"hours": "4"}).status_code == 303
    shown = page(client, "/office/prices/differ")
    assert "повесить" in shown and 'value="4"' in shown
    assert "целое число часов" in client.post(address, {"hours": "-1"}, follow=True).content.decode()
    assert hire("marketer") and signed_in("cashier").post(address, {"hours": "1"}).status_code == 403


def test_conditions_of_a_list(shop: Shop, signed_in: Callable[[str], Any]) -> None:
    from prilavok.domains.pricing.queries import list_price_lists

    client = signed_in("manager")
    [wide] = [one for one in list_price_lists() if one.place is None and one.currency == "KZT"]
    address = f"/office/prices/lists/{wide.id}"
    assert f'action="{address}"' in page(client, "/office/prices/lists")
    form = {"touchpoint": ["site", "bot"], "order": "7", "seen": str(wide.version)}
    assert client.post(address, form).status_code == 303
    [kept] = [one for one in list_price_lists() if one.id == wide.id]
    assert (kept.touchpoints, kept.order) == (("site", "bot"), 7)
    assert "тем временем изменил" in client.post(address, form, follow=True).content.decode()
    for wrong in ({"touchpoint": "moon"}, {"segment": "x"}, {"order": "-1"}):
        said = client.post(address, {**form, "seen": "2", **wrong}, follow=True).content.decode()
        assert "Выберите точки контакта" in said, wrong


def test_taxes_are_said_by_who_may_and_read_by_all(shop: Shop, signed_in: Callable[[str], Any]) -> None:
    client = signed_in("manager")
    first = page(client, "/office/taxes")
    assert "не указано" in first and "214-VIII" in first and "16 %" in first.replace("%", " %").replace("  ", " ")
    standing = re.findall(r'action="(/office/taxes/entities/[^"]+)"', first)[0]
    assert client.post(standing, {"since": "2026-01-01", "owes": "yes"}).status_code == 303
    assert "Укажите, с какого дня" in client.post(standing, {"since": "", "owes": "yes"}, follow=True).content.decode()
    assert client.post("/office/taxes/goods", {"code": "milk", "group": "reduced"}).status_code == 303
    shown = page(client, "/office/taxes")
    assert "Молоко" in shown and "badge-good" in shown
    [out] = re.findall(r'action="(/office/taxes/goods/[^"]+/out)"', shown)
    for wrong in ({"code": "ghost", "group": "reduced"}, {"group": "reduced"}, {"category": "x", "group": "none"}):
        assert "нет такого товара" in client.post("/office/taxes/goods", wrong, follow=True).content.decode(), wrong
    assert client.post(out).status_code == 303
    assert "Все товары идут по общей ставке" in page(client, "/office/taxes")
    cashier = signed_in("cashier")
    assert '<form method="post" action="/office/taxes' not in page(cashier, "/office/taxes")
    assert cashier.post(standing, {"since": "2026-01-01", "owes": "no"}).status_code == 403


def test_the_receipt_says_the_tax_by_rate(shop: Shop, signed_in: Callable[[str], Any]) -> None:
    from datetime import date

    from prilavok.domains.payments.types import Paying
    from prilavok.domains.places.queries import read_place
    from prilavok.domains.pricing.types import PricedWish
    from prilavok.flows.keep_taxes import say_standing
    from prilavok.flows.sell_at_till import sell

    here, at = shop.places["t-alm"], clock.now()
    say_standing(read_place(here).legal_entity, owes=True, since=date(2026, 1, 1), actor=SYSTEM, at=at)
    wish = [PricedWish(shop.variants["milk"], 1)]
    sold = sell(wish, [Paying("cash", 55_000)], place=here, key="tax", actor=SYSTEM, at=at)
    shown = page(signed_in("owner"), f"/till/receipts/{sold.receipt.id}")
    assert "в т. ч. НДС 16" in shown and "75,86" in shown
