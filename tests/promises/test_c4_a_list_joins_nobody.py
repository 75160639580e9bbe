"""A list that names two phones as one customer joins and shows nobody: each who proves one of them is themselves."""

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.conftest import OwnDatabase
from tests.doors.api_callers import program_of
from tests.doors.web_people import client_of, hire
from tests.flows.test_moving_in import bring, take_in
from tests.promises.test_c9_one_page_of_their_own import page, sign_in
from tests.small_shop import Shop, open_small_shop
from tests.talking import connect

from prilavok.domains.customers.queries import customer_of, find_leaf, list_suggestions

ONE, TWO = "+77076401101", "+77076401102"
ROW = '501;Мадина Оспанова;"8 707 640 11 01, 8 707 640 11 02";madina@example.com\n'
HEAD = "Код;Имя;Телефон;E-mail\n"
ORDERS = "Номер;Дата;Сумма;Артикул;Кол-во;Код клиента;Статус\nA-1;03.02.2026;700;{};1;501;Выполнен\n"
ORDER = "oldcrm/A-1"


@pytest.fixture
def shop(own_database: OwnDatabase, quick_passwords: None) -> Shop:
    made = open_small_shop()
    connect()
    return made


def bring_all(shop: Shop, folder: Path, rows: str = ROW) -> None:
    take_in(bring(folder, HEAD + rows))
    take_in(bring(folder, ORDERS.format(sorted(shop.variants)[0]), "orders"), {"place": "t-alm"})


def visitor(phone: str) -> Any:
    """A browser of its own, signed in by the code sent there."""
    client = client_of(HTTP_ACCEPT_LANGUAGE="en")
    sign_in(client, phone, phone)
    return client


def whose(kind: str, value: str) -> UUID | None:
    found = find_leaf(kind, value)
    return found.customer if found else None


def shows_nothing_of_madina(client: Any) -> None:
    me, why = page(client, "/shop/me"), page(client, "/shop/me/why")
    assert "Мадина" not in me and "11 01" not in me and "1101" not in me and "@" not in me and ORDER not in me
    assert "11 01" not in why and "1101" not in why and "@" not in why
    [(order,)] = make.ask("SELECT id FROM orders_order WHERE number = %s", ORDER)
    page(client, f"/shop/order/{order}", 404)


@pytest.mark.parametrize("first", ["she proves", "the list comes"])
def test_who_proves_the_second_phone_of_a_row_is_not_who_proved_the_first(
    shop: Shop, tmp_path: Path, first: str
) -> None:
    if first == "she proves":
        madina = visitor(ONE)
        bring_all(shop, tmp_path)
    else:
        bring_all(shop, tmp_path)
        madina = visitor(ONE)
    hers = page(madina, "/shop/me")
    assert "Мадина Оспанова" in hers and ORDER in hers, "who was listed is recognised by a phone of the list"
    head = hers.split("me-head")[1].split("</header>")[0]
    told = [line.strip() for line in re.sub(r"<[^>]+>", "\n", head).split("·")]
    assert sum("(not proven)" in line for line in told) == 2 and "not proven" not in next(
        line for line in told if "01" in line
    )
    assert "A list of the shop names both as one customer: nobody has proven it." in page(madina, "/shop/me/why")

    other = visitor(TWO)
    shows_nothing_of_madina(other)
    assert whose("phone", ONE) == whose("import", "oldcrm:501") == whose("email", "madina@example.com")
    assert whose("phone", TWO) not in (None, whose("phone", ONE))
    hers = page(madina, "/shop/me")
    assert ORDER in hers and "02" not in hers.split("me-head")[1].split("</header>")[0]
    assert make.ask("SELECT count(*) FROM customers_join") == [(0,)]

    # A program reads the same, and staff are asked with the reason.
    program = program_of("owner")
    his, her = (program.get(f"/customers/{whose('phone', phone)}").json() for phone in (TWO, ONE))
    assert "Мадина" not in str(his) and "oldcrm:501" not in str(his) and "Мадина Оспанова" in str(her)
    [waiting] = list_suggestions().rows
    sides = {customer_of(waiting.one), customer_of(waiting.other)}
    assert waiting.why == "listed" and sides == {whose("phone", ONE), whose("phone", TWO)}
    office = client_of(hire("operator", language="en"))
    assert "one by a list, but each proven by somebody" in page(office, "/office/suggestions")
    asked = page(office, f"/office/suggestions/{waiting.id}")
    assert "A list (import:oldcrm) names" in asked and "nobody has proven it" in asked
    # The same list, brought again with another line, gives nothing back.
    bring_all(shop, tmp_path, ROW.replace("Мадина Оспанова", "Мадина К. Оспанова"))
    shows_nothing_of_madina(other)
    # A yes of staff is evidence: from then on they are one.
    office.post(f"/office/suggestions/{waiting.id}/decide", {"answer": "yes"})
    assert whose("phone", ONE) == whose("phone", TWO) and ORDER in page(other, "/shop/me")
    [(join,)] = make.ask("SELECT id FROM customers_join")
    office.post(f"/office/customers/{whose('phone', ONE)}/joins/{join}/undo")
    shows_nothing_of_madina(other)


def test_two_rows_of_one_code_with_names_that_contradict_are_two(shop: Shop, tmp_path: Path) -> None:
    rows = "501;Мадина Оспанова;8 707 640 11 01;madina@example.com\n501;Иван Примеров;8 707 640 11 02;\n"
    bring_all(shop, tmp_path, rows)
    other = visitor(TWO)
    assert "Иван Примеров" in page(other, "/shop/me")
    shows_nothing_of_madina(other)
    madina = visitor(ONE)
    assert "Мадина Оспанова" in page(madina, "/shop/me") and ORDER in page(madina, "/shop/me")
    people_before = make.ask("SELECT count(*) FROM customers_customer")
    bring_all(shop, tmp_path, rows)
    assert make.ask("SELECT count(*) FROM customers_customer") == people_before
    [waiting] = list_suggestions().rows
    assert waiting.why == "asserted"
