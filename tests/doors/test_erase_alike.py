"""Whoever erases a person is told who else may be them by a list's word, and takes them along or sees why they stay.

Shows prilavok.flows.erase_person through the office; the list is brought there too.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests import make, people
from tests.doors.test_bringing import bring, columns, work
from tests.doors.web_people import client_of, hire
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.customers.queries import customer_of, find_leaf, list_suggestions
from prilavok.domains.imports.queries import list_runs, read_list
from prilavok.kit import clock
from prilavok.kit.erased import list_erased
from prilavok.kit.settings import where

PHONE, MAIL = "+77015550061", "ivan@mail.example"
HEAD = "Код;Имя;Телефон;E-mail\n"
ASKED = "Others who may be this person"


@pytest.fixture
def owner(rolled_back: None, quick_passwords: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("PRILAVOK_HOME", str(tmp_path))
    where.cache_clear()
    shop: Shop = open_small_shop()
    clock.set_clock(make.AT)
    assert shop.customers
    yield client_of(hire("owner", language="en"))
    where.cache_clear()


def brought(owner: Any, rows: str) -> UUID:
    """Who the row of the list became: somebody of whom nothing but its code is theirs."""
    address = bring(owner, (HEAD + rows).encode()).headers["Location"]
    told = read_list(list_runs().rows[0].id)
    owner.post(f"{address}/columns", columns(told, "code", "name", "phone", "email"))
    work()
    owner.post(f"{address}/start")
    work()
    leaf = find_leaf("import", "bitrix:k1")
    assert leaf is not None and leaf.customer is not None
    return leaf.customer


def two_proven() -> tuple[UUID, UUID]:
    """One who proved the phone, another who proved the e-mail."""
    first, second = people.browser(), people.browser()
    return people.prove(first, PHONE).customer, people.prove_mail(second, MAIL).customer


def found(owner: Any, text: str) -> str:
    """What the search of the office shows."""
    return str(owner.get("/search", {"q": text}, headers={"HX-Request": "true"}).content.decode())


def erase(owner: Any, customer: UUID, *along: UUID) -> Any:
    return owner.post(f"/office/customers/{customer}/erase", {"sure": "yes", "along": [str(one) for one in along]})


def test_who_only_a_list_named_with_the_same_contacts_is_shown_and_goes_along(owner: Any) -> None:
    one, other = two_proven()
    third = brought(owner, f"k1;Иван Тихомиров;{PHONE};{MAIL}\n")
    assert third not in (one, other) and str(third) in found(owner, "Тихомиров")
    assert len(list_suggestions().rows) == 2
    for customer in (one, other):
        page = owner.get(f"/office/customers/{customer}/erase").content.decode()
        assert ASKED in page and "Erase Иван Тихомиров too" in page and f'value="{third}"' in page
        assert "import:bitrix" in page
    assert erase(owner, one, third).headers["Location"] == f"/office/customers/{one}/erased"
    assert "Тихомиров" not in found(owner, "Тихомиров") and owner.get(f"/office/customers/{third}").status_code == 404
    assert {proof for entry in list_erased(where().home) for proof in entry.people} == {one, third}
    assert owner.get(f"/office/customers/{third}/erased").status_code == 200
    # Nobody is asked any more whether the one who stays is one with those who are gone.
    assert list(list_suggestions().rows) == []
    assert ASKED not in owner.get(f"/office/customers/{other}/erase").content.decode()
    assert "Others who may be this person" not in owner.get(f"/office/customers/{one}/erased").content.decode()


def test_who_is_not_taken_along_stays_and_the_proof_says_so_without_a_name(owner: Any) -> None:
    one, other = two_proven()
    third = brought(owner, f"k1;Иван Тихомиров;{PHONE};{MAIL}\n")
    assert erase(owner, one).status_code == 303
    proof = owner.get(f"/office/customers/{one}/erased").content.decode()
    assert "Others who may be this person" in proof and "never proven" in proof
    assert "Тихомиров" not in proof
    assert "Тихомиров" not in json.dumps(make.ask("SELECT row_to_json(e) FROM customers_erasure e"), default=str)
    # The one who is left is told of when the second is erased, and by what was erased nobody finds them.
    assert "Erase Иван Тихомиров too" in owner.get(f"/office/customers/{other}/erase").content.decode()
    for text in (PHONE, "7015550061"):
        assert str(third) not in found(owner, text)
    mail = find_leaf("email", MAIL)
    [waiting] = list_suggestions().rows
    assert mail is not None and mail.leaf in (waiting.one, waiting.other), "of the erased one nobody is asked"


def test_nobody_goes_along_who_has_proven_to_be_somebody_or_was_said_to_be_another(owner: Any) -> None:
    one, other = two_proven()
    third = brought(owner, f"k1;Иван Тихомиров;{PHONE};{MAIL}\n")
    for stranger in (other, UUID(int=7)):
        assert erase(owner, one, stranger).headers["Location"].endswith("/erase")
    assert (
        owner.post(f"/office/customers/{one}/erase", {"sure": "yes", "along": "x"})
        .headers["Location"]
        .endswith("/erase")
    )
    assert list_erased(where().home) == [] and "changed" in owner.get(f"/office/customers/{one}").content.decode()
    phone = find_leaf("phone", PHONE)
    assert phone is not None
    [asked] = [one for one in list_suggestions().rows if phone.leaf in (one.one, one.other)]
    owner.post(f"/office/suggestions/{asked.id}/decide", {"answer": "no"})
    assert ASKED not in owner.get(f"/office/customers/{one}/erase").content.decode()
    assert erase(owner, one, third).headers["Location"].endswith("/erase")
    assert customer_of(phone.leaf) == one
