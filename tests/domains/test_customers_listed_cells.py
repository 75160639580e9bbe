"""What stands in a cell of a brought list beside a number or an address, and what is never one."""

import pytest

from prilavok.domains.customers.actions import read_listed, read_listed_address
from prilavok.kit.errors import Refused


@pytest.mark.parametrize(
    ("kind", "text", "values"),
    [
        ("phone", "87051112233 (Вацап)", ["+77051112233"]),
        ("phone", "Вацап: 8 705 111 22 33", ["+77051112233"]),
        ("phone", "8 705 111 22 33 whatsapp", ["+77051112233"]),
        ("phone", "87051112233 / 87071112244", ["+77051112233", "+77071112244"]),
        ("phone", "87051112233/+77071112244", ["+77051112233", "+77071112244"]),
        ("phone", "8 (705) 111-22-33 (мама) и 8 707 111 22 44 дом.", ["+77051112233", "+77071112244"]),
        ("email", "mailto:Ivan@ya.ru", ["ivan@ya.ru"]),
        ("email", "MAILTO:ivan@ya.ru?subject=Hi", ["ivan@ya.ru"]),
        ("email", "ivan@ya.ru / anna@mail.kz, oleg@mail.kz", ["ivan@ya.ru", "anna@mail.kz", "oleg@mail.kz"]),
        ("email", "\u200bivan@ya.ru\u202c", ["ivan@ya.ru"]),
        ("email", "iv\u200ban@ya.ru", None),
        ("phone", "\u202a+7 (705) 111-22-33\u202c,\u202a8 707 111 22\u200b44", ["+77051112233", "+77071112244"]),
        ("card", "\u202a2990000000017\u202c", ["2990000000017"]),
        ("card", "1001/2", None),
    ],
)
def test_a_cell_gives_what_is_in_it(kind: str, text: str, values: list[str] | None) -> None:
    if values is None:
        with pytest.raises(Refused):
            read_listed(kind, text)
        return
    assert [one.value for one in read_listed(kind, text)] == values


@pytest.mark.parametrize("text", ["8701234567", "8 705 111 22 33 спросить Айгуль", "8705111 / 2233445", "(Вацап) нет"])
def test_what_is_no_number_refuses_the_cell(text: str) -> None:
    with pytest.raises(Refused):
        read_listed("phone", text)


@pytest.mark.parametrize(
    ("cells", "address"),
    [
        (["Абая 10, кв. 5"], "Абая 10, кв. 5"),
        (["Алматы", "ул. Абая", "10", "5"], "Алматы, ул. Абая, 10, 5"),
        (["Алматы", "г. Алматы,  ул. Абая 10"], "г. Алматы, ул. Абая 10"),
        (["ул. Абая", "5", "5"], "ул. Абая, 5, 5"),
        (["ул. Абая 10", "Абай"], "ул. Абая 10, Абай"),
        (["ул. Абая\n10\u200b,"], "ул. Абая 10"),
        (["-", " ", "—"], ""),
        ([], ""),
    ],
)
def test_an_address_is_put_together_of_its_cells(cells: list[str], address: str) -> None:
    assert read_listed_address(cells) == address


def test_an_address_longer_than_one_may_be_is_refused() -> None:
    assert len(read_listed_address(["x" * 300])) == 300
    with pytest.raises(Refused):
        read_listed_address(["x" * 300, "y"])
