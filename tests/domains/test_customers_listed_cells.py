"""What stands in a cell of a brought list beside a number or an address, and what is never one."""

import pytest

from prilavok.domains.customers.actions import read_listed
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
