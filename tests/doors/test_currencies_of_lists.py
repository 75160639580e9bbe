"""Orders of another system in another currency are refused with both named, and never taken for the shop's own.

Shows prilavok.flows.moving_in.past through the office: the list is brought, its columns are as they were guessed.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.test_bringing import bring, page, work
from tests.doors.web_people import client_of, hire
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.imports.queries import count_steps, guess_list, list_refused, list_runs, read_list, read_run

NAMED = {"ru": "(USD, а не KZT)", "kk": "(KZT емес, USD)", "en": "(USD, not KZT)"}


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Iterator[Shop]:
    yield open_small_shop()


@pytest.fixture
def owner(shop: Shop) -> Any:
    return client_of(hire("owner", language="ru"))


def brought(client: Any, text: str, source: str = "oldcrm") -> tuple[str, list[tuple[int, str, object]]]:
    """The list taken in as it is proposed; its page, and the refused rows with the currency each was in."""
    address = bring(client, text.encode(), source=source, subject="orders").headers["Location"]
    told = read_list(list_runs().rows[0].id)
    offered = page(client, address)
    chosen = {f"column-{nth}": _chosen(offered, nth) for nth, _heading in enumerate(told.columns)}
    assert client.post(f"{address}/columns", {**chosen, "place": "t-alm", "finished": ""}).status_code == 302
    work()
    refused = [(row.number, row.reason, row.row.get("currency")) for row in list_refused(told.run).rows]
    client.post(f"{address}/start")
    work()
    assert read_run(told.run).state == "done"
    return address, refused


def _chosen(text: str, nth: int) -> str:
    """What the page proposes for a column."""
    field = text.partition(f'name="column-{nth}"')[2].partition("</select>")[0]
    return field.partition('" selected')[0].rpartition('value="')[2] if '" selected' in field else ""


def taken() -> list[tuple[str, str, int]]:
    """The orders that came in: number, currency, minor units."""
    return make.ask("SELECT number, currency, amount FROM orders_order WHERE number LIKE 'old%%/%%' ORDER BY 1")


def test_signs_and_words_of_currencies_beside_the_amount(owner: Any) -> None:
    address, refused = brought(
        owner,
        "Номер;Дата;Сумма\n1;01.10.2025;100 $\n2;01.10.2025;1 234,50 ₽\n3;01.10.2025;99 USD\n4;01.10.2025;55 EUR\n"
        "5;01.10.2025;1 000 ₸\n6;01.10.2025;2000 тг.\n7;01.10.2025;300\n",
    )
    assert refused == [(nth, "currency_differs", code) for nth, code in enumerate(("USD", "RUB", "USD", "EUR"), 1)]
    assert taken() == [("oldcrm/5", "KZT", 100000), ("oldcrm/6", "KZT", 200000), ("oldcrm/7", "KZT", 30000)]
    # What is in another currency is in no sum of the reconciliation.
    run = UUID(address.rpartition("/")[2])
    (counts,) = count_steps([run])[run]
    assert (counts.amount_in, counts.amount_loaded, counts.amount_refused) == (330000, 330000, 0)
    for language, said in NAMED.items():
        client = client_of(hire("owner", f"owner-{language}", language=language))
        assert said in client.get(f"/office/imports/{run}/refused").getvalue().decode("utf-8-sig")
        assert said in page(client, address)


def test_a_column_of_currencies_and_a_heading_that_names_one(owner: Any) -> None:
    _address, refused = brought(
        owner,
        "Номер;Дата;Сумма;Валюта\n1;01.10.2025;1000;USD\n2;01.10.2025;1000;Тенге\n3;01.10.2025;1000;\n"
        "4;01.10.2025;1000;?!\n5;01.10.2025;15 000,50;RUB\n",
    )
    assert refused == [
        (1, "currency_differs", "USD"), (4, "currency_unreadable", None), (5, "currency_differs", "RUB")
    ]  # fmt: skip
    assert taken() == [("oldcrm/2", "KZT", 100000), ("oldcrm/3", "KZT", 100000)]
    _address, refused = brought(owner, "Номер;Дата;Бюджет руб\n11;01.10.2025;500\n", "oldruble")
    assert refused == [(1, "currency_differs", "RUB")]


def test_money_as_bitrix24_and_retailcrm_write_it(owner: Any) -> None:
    bitrix = '"ID";"Стадия сделки";"Сумма";"Дата завершения"{more}\n"61";"Сделка успешна";"{sum}";"01.10.2025"{cell}\n'
    _address, refused = brought(owner, bitrix.format(more="", cell="", sum="100.00|USD"))
    assert refused == [(1, "currency_differs", "USD")]
    _address, refused = brought(owner, bitrix.format(more=';"Валюта"', cell=';"USD"', sum="1000"), "oldbitrix")
    assert refused == [(1, "currency_differs", "USD")]
    retail = (
        "Номер заказа;Дата и время оформления;Статус заказа;Сумма заказа;Валюта\n71;2025-10-01 18:00:00;Выполнен;{}\n"
    )
    _address, refused = brought(owner, retail.format("15 000,50;RUB"), "oldretail")
    assert refused == [(1, "currency_differs", "RUB")] and taken() == []
    _address, refused = brought(owner, bitrix.format(more="", cell="", sum="12500.00|KZT"))
    _address, refused = brought(owner, retail.format("4500.00;KZT"), "oldretail")
    assert refused == [] and taken() == [("oldcrm/61", "KZT", 1250000), ("oldretail/71", "KZT", 450000)]


def test_a_mapping_of_before_does_not_leave_the_currency_out(owner: Any) -> None:
    brought(owner, "Номер;Дата;Сумма\n1;01.10.2025;100\n")
    assert guess_list("oldcrm", "orders", ("Номер", "Дата", "Сумма", "Валюта")).columns == {
        "Номер": "number", "Дата": "at", "Сумма": "amount", "Валюта": "currency",
    }  # fmt: skip
