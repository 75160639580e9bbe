"""A list comes to the office: brought, its columns named, checked, taken in, its refused rows corrected and brought again.

Shows prilavok.flows.moving_in.steer and prilavok.flows.moving_in.readers through their door.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.doors.web_people import client_of, hire
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.customers.queries import find_leaf
from prilavok.domains.imports.queries import list_runs, read_list
from prilavok.flows.moving_in.blank_rows import blank_rows
from prilavok.flows.moving_in.readers import find_reader
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.jobs.runner import run_due

BITRIX = Path(__file__).parents[2] / "src" / "prilavok" / "adapters" / "crm" / "bitrix24_export" / "examples"
BOOK = Path(__file__).parents[1] / "kit" / "books" / "openpyxl.xlsx"


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Iterator[Shop]:
    yield open_small_shop()


@pytest.fixture
def owner(shop: Shop) -> Any:
    return client_of(hire("owner", language="ru"))


def bring(client: Any, content: bytes, **told: str) -> Any:
    file = SimpleUploadedFile("список.csv", content)
    return client.post("/office/imports/bring", {"file": file, "source": "bitrix", "subject": "customers", **told})


def work() -> None:
    from prilavok.doors.worker import know_all_jobs

    know_all_jobs()
    while run_due("chores").done:
        pass


def page(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()[:400]
    return str(response.content.decode())


def columns(told: Any, *fields: str) -> dict[str, str]:
    return {f"column-{nth}": field for nth, field in enumerate(fields)}


def test_a_list_of_a_known_system_is_mapped_checked_begun_and_its_refused_rows_come_back(owner: Any) -> None:
    wrong = "19;;Кто;;То;нет телефона;;;;;;;\n20;;=Формула;;+Знак;+7 700 000 02 99 00 00 1;;;;17.05.90;;;\n"
    response = bring(owner, (BITRIX / "customers.csv").read_bytes() + wrong.encode())
    assert response.status_code == 302
    address = response.headers["Location"]
    run = list_runs().rows[0]
    told = read_list(run.id)
    assert (run.state, run.origin, told.reader, told.rows) == ("mapping", "import", "bitrix24_export", 4)
    seen = page(owner, address)
    assert (
        "Айжан" in seen and '<option value="last_name" selected>' in seen and '<option value="phone" selected>' in seen
    )
    assert find_leaf("phone", "+77000000201") is None
    chosen = columns(told, "code", "", "first_name", "middle_name", "last_name", "phone", "phone", "email", "", "birth_date",
                     "address", "address", "address")  # fmt: skip
    assert owner.post(f"{address}/columns", chosen).status_code == 302
    work()
    seen = page(owner, address)
    assert (
        list_runs().rows[0].state == "checked" and "нет телефона" in seen and find_leaf("phone", "+77000000201") is None
    )
    assert owner.post(f"{address}/start").status_code == 302
    work()
    assert list_runs().rows[0].state == "done"
    known = find_leaf("phone", "+77000000201")
    assert known is not None and known.customer is not None
    page(owner, address)
    fetched = b"".join(owner.get(f"{address}/refused").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(fetched), delimiter=";"))
    assert rows[0][:-1] == list(told.columns) and len(rows) == 3
    assert rows[1][:6] == ["19", "", "Кто", "", "То", "нет телефона"] and rows[1][-1]
    assert rows[2][2] == "'=Формула" and rows[2][4] == "'+Знак"
    corrected = fetched.replace("нет телефона", "87000000219").replace("'+7 700 000 02 99 00 00 1", "+7 700 000 02 20")
    again = bring(owner, corrected.encode("utf-8"))
    address = again.headers["Location"]
    seen = page(owner, address)
    assert '<option value="last_name" selected>' in seen  # kept from the last time
    owner.post(f"{address}/columns", {**chosen, "column-13": ""})
    work()
    owner.post(f"{address}/start")
    work()
    assert find_leaf("phone", "+77000000219") is not None and find_leaf("phone", "+77000000220") is not None


def test_refused_json_lines_come_back_are_corrected_and_are_taken_in(owner: Any) -> None:
    sent = '{"code": "1", "phone": "8 700 000 03 01"}\n{"code": "2", "phone" "8 700 000 03 02"}\n[1, 2]\n'
    address = bring(owner, (sent + '{"code": "4", "phone": "нет"}\n').encode()).headers["Location"]
    owner.post(f"{address}/columns", {"column-0": "code", "column-1": "phone"})
    work()
    owner.post(f"{address}/start")
    work()
    answer = owner.get(f"{address}/refused")
    fetched = b"".join(answer.streaming_content).decode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="refused-bitrix.jsonl"'
    back = [json.loads(line) for line in fetched.splitlines()]
    assert all(one.pop("#reason") for one in back)
    assert back == [
        {"#sent": '{"code": "2", "phone" "8 700 000 03 02"}'}, {"#sent": "[1, 2]"}, {"code": "4", "phone": "нет"}
    ]  # fmt: skip
    corrected = fetched.replace('phone\\" ', 'phone\\": ').replace('"[1, 2]"', '"{}"').replace("нет", "87000000304")
    address = bring(owner, corrected.encode()).headers["Location"]
    owner.post(f"{address}/columns", {"column-0": "code", "column-1": "phone"})
    work()
    owner.post(f"{address}/start")
    work()
    found = [find_leaf("phone", f"+7700000030{nth}") for nth in (1, 2, 4)]
    assert all(one is not None and one.customer is not None for one in found)


@pytest.mark.parametrize(
    ("content", "told", "says"),
    [
        (b"%PDF-1.7 nothing", {}, "CSV, XLSX"),
        (b'a;b\n1;"2\n', {}, "на строке 2."),
        (b"PK\x03\x04" + bytes(40), {}, "«список.csv»"),
        (b"a;b\n1;2\n", {"source": "Моя CRM"}, "amocrm"),
        (b"a;b\n1;2\n", {"source": "demo"}, "amocrm"),
        (b"a;b\n1;2\n", {"subject": "firms"}, ""),
    ],
)
def test_what_cannot_be_read_is_refused_on_the_form_and_nothing_is_kept(
    owner: Any, content: bytes, told: dict[str, str], says: str
) -> None:
    before = len(list_runs().rows)
    response = bring(owner, content, **told)
    assert (
        response.status_code == 422
        and says in response.content.decode()
        and 'id="refusal"' in response.content.decode()
    )
    assert len(list_runs().rows) == before


def test_a_file_over_the_limit_is_not_kept(owner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prilavok.doors.web.parts.uploads.MOST_BYTES", 100)
    assert bring(owner, b"a;b\n" + b"1;2\n" * 200).status_code == 422
    assert bring(owner, b"a;b\n1;2\n").status_code == 302


def test_a_book_is_brought_and_a_mapping_that_lacks_something_is_told(owner: Any) -> None:
    address = bring(owner, BOOK.read_bytes()).headers["Location"]
    assert "77011234567" in page(owner, address)
    owner.post(f"{address}/columns", {"column-0": "name"})
    assert 'role="alert"' in page(owner, address) or "toast" in page(owner, address)
    assert list_runs().rows[0].state == "mapping"


def test_only_who_may_load_brings_lists_or_sees_their_rows(shop: Shop, owner: Any) -> None:
    address = bring(owner, (BITRIX / "customers.csv").read_bytes()).headers["Location"]
    cashier = client_of(hire("cashier"))
    for method, path in (("get", "/office/imports/bring"), ("post", f"{address}/start"), ("get", f"{address}/refused")):
        assert getattr(cashier, method)(path).status_code == 403
    assert find_reader(("ID", "Имя")) is None


def test_many_lists_at_once_are_held_back(owner: Any) -> None:
    answers = [bring(owner, b"a;b\n1;2\n").status_code for _ in range(21)]
    assert answers[:20] == [302] * 20 and answers[20] == 429


def test_rows_of_somebody_erased_are_not_to_be_corrected_and_the_page_says_why(owner: Any) -> None:
    content = "Код;ФИО;Телефон\nx1;Кто;87015550123 и ещё\nx2;Другой;не телефон\n".encode()
    address = bring(owner, content, source="third").headers["Location"]
    owner.post(f"{address}/columns", columns(None, "code", "name", "phone"))
    work()
    assert "Кто" in page(owner, address) and "Другой" in page(owner, address)
    assert blank_rows([("phone", "+77015550123")], before=clock.now(), actor=SYSTEM, at=clock.now()) == 1
    seen = page(owner, address)
    assert "Кто" not in seen and "Другой" in seen and "больше не хранятся" not in seen
    assert "данные этого человека удалены" in seen
    rows = b"".join(owner.get(f"{address}/refused").streaming_content).decode()
    assert "Другой" in rows and "x1" not in rows and rows.count("\n") == 2
