"""Attributes at the office and over REST: made, renamed, refused, taken away and brought back; products say them.

The flows are prilavok.flows.keep_attributes and prilavok.flows.describe_goods.
"""

from html import unescape
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.api_callers import Program, program_of
from tests.doors.web_people import client_of, hire

from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_attributes, list_variant_keys, read_product, said_of
from prilavok.domains.catalog.types import AttributeView, NewCard
from prilavok.flows import describe_goods
from prilavok.insights.lists.found import find_products
from prilavok.kit.jobs.registry import Due, works

WANTED: dict[str, Any] = {
    "name": {"ru": "Сезон", "kk": "Маусым", "en": "Season"},
    "kind": "choice",
    "facet": True,
    "group": {"code": "use", "name": {"ru": "Применение", "en": "Use"}},
    "shelves": ["Clothes"],
    "choices": [
        {"code": "winter", "name": {"ru": "Зима", "en": "Winter"}},
        {"code": "summer", "name": {"ru": "Лето", "en": "Summer"}, "position": 1},
    ],
}
WEIGHT = {"name": {"ru": "Вес"}, "kind": "number", "unit": {"ru": "кг"}}


@pytest.fixture
def coat(rolled_back: None, quick_passwords: None) -> UUID:
    put_cards([NewCard("coat", {"ru": "Пальто", "en": "Coat"}, ("Clothes", "Coats"), "piece")], at=make.AT)
    return list_variant_keys(["coat"])["coat"].product


@pytest.fixture
def program(coat: UUID) -> Program:
    return program_of("manager")


@pytest.fixture
def office(coat: UUID) -> Any:
    return client_of(hire("manager", "office.person", "en"), HTTP_ACCEPT_LANGUAGE="en")


def put(program: Program, code: str, body: object) -> Any:
    return program.client.put(
        f"/api/v1/attributes/{code}", body, content_type="application/json", headers=_token(program)
    )


def say(program: Program, product: UUID, body: object) -> Any:
    address = f"/api/v1/products/{product}/attributes"
    return program.client.put(address, body, content_type="application/json", headers=_token(program))


def _token(program: Program) -> dict[str, str]:
    return {"Authorization": f"Bearer {program.token}"}


def named(code: str) -> AttributeView:
    return next(one for archived in (False, True) for one in list_attributes(archived=archived) if one.code == code)


def test_a_program_makes_reads_and_changes_attributes(program: Program) -> None:
    made = put(program, "season", WANTED)
    assert made.status_code == 200 and made.json()["version"] == 1
    assert put(program, "season", WANTED).json() == made.json()
    assert program.get("/attributes/season").json() == made.json()
    assert [one["code"] for one in program.get("/attributes").json()["items"]] == ["season"]
    summer = {"code": "summer", "name": {"en": "Hot days"}, "position": 1}
    renamed = put(program, "season", {**WANTED, "choices": [summer], "version": 1}).json()
    assert [one["name"] for one in renamed["choices"]] == [{"ru": "Зима", "en": "Winter"}, {"en": "Hot days"}]
    late = put(program, "season", {**WANTED, "version": 1})
    assert (late.status_code, late.json()["code"]) == (412, "version.changed")
    assert program.get("/attributes/none").status_code == 404


@pytest.mark.parametrize(
    ("changed", "what"),
    [({"shelves": ["Nowhere"]}, "shelf"), ({"kind": "number", "choices": [], "unit": {"ru": "x" * 21}}, "unit")],
)
def test_what_cannot_be_is_refused(program: Program, changed: dict[str, Any], what: str) -> None:
    refused = put(program, "season", {**WANTED, **changed})
    assert (refused.status_code, refused.json()["code"]) == (422, "attribute.unfit") and list_attributes() == []


def test_a_program_says_what_a_product_has(program: Program, coat: UUID) -> None:
    put(program, "season", WANTED)
    put(program, "weight", WEIGHT)
    version = read_product(coat).version
    said = say(program, coat, {"attributes": {"season": ["winter"], "weight": "1.25"}, "version": version})
    assert said.status_code == 200, said.content
    told = {one["code"]: one for one in program.get(f"/products/{coat}").json()["attributes"]}
    assert (told["weight"]["number"], told["season"]["choices"]) == (
        "1.25",
        [{"code": "winter", "name": {"ru": "Зима", "en": "Winter"}}],
    )
    assert say(program, coat, {"attributes": {"weight": None}, "version": version}).status_code == 412
    for body in ({"season": ["spring"]}, {"season": "1"}, {"weight": "heavy"}, {"weight": True}):
        refused = say(program, coat, {"attributes": body})
        assert (refused.status_code, refused.json()["code"]) == (422, "said.unfit"), body
    assert say(program, coat, {"attributes": {"none": "1"}}).status_code == 404
    variant = list_variant_keys(["coat"])["coat"].id
    own = say(program, coat, {"attributes": {"weight": "2"}, "variant": str(variant)}).json()
    assert own["variants"][str(variant)][0]["number"] == "2" and own["attributes"][-1]["number"] != "2"
    assert [one.number for one in said_of([coat])[coat].of(variant) if one.own] == [2000]
    shown = program.get(f"/products/{coat}").json()["own_attributes"]
    assert list(shown) == [str(variant)]


def test_a_program_takes_away_and_brings_back(program: Program, coat: UUID) -> None:
    put(program, "season", WANTED)
    say(program, coat, {"attributes": {"season": ["winter"]}})
    assert program.send("DELETE", "/attributes/season/choices/summer").json() == {"kept": False}
    assert program.send("DELETE", "/attributes/season").json() == {"kept": True}
    assert program.get("/attributes").json()["items"] == []
    assert [one["code"] for one in program.get("/attributes?archived=true").json()["items"]] == ["season"]
    assert program.post("/attributes/season/restore", {}).json()["archived"] is False
    assert program.send("DELETE", "/attributes/none").status_code == 404


def test_who_may_only_look_changes_nothing(program: Program, coat: UUID) -> None:
    put(program, "season", WANTED)
    cashier = program_of("cashier")
    assert cashier.get("/attributes/season").status_code == 200
    assert put(cashier, "season", WANTED).status_code == 403
    assert say(cashier, coat, {"attributes": {}}).status_code == 403
    assert cashier.send("DELETE", "/attributes/season").status_code == 403
    page = client_of(hire("cashier", "till.person", "en")).get("/office/attributes").content.decode()
    assert '<form method="post" action="/office/attributes/make"' not in page


def test_the_office_makes_fills_and_takes_away(office: Any, coat: UUID) -> None:
    form = {"code": "season", "name-en": "Season", "kind": "choice", "facet": "1", "compared": "1"}
    assert office.post("/office/attributes/make", form).status_code == 303
    one = named("season")
    assert (one.name, one.facet, one.shelves) == ({"en": "Season"}, True, ())
    again = office.post("/office/attributes/make", form, follow=True).content.decode()
    assert "There is an attribute of this code already." in again and len(list_attributes()) == 1
    kept = {
        "name-ru": "Сезон", "name-en": "Season", "more_shelf": "Clothes", "group_code": "use", "group_name-en": "Use",
        "position": "2", "facet": "1", "seen": str(one.version),
    }  # fmt: skip
    office.post(f"/office/attributes/{one.id}/keep", kept)
    one = named("season")
    assert (one.shelves, one.group and one.group.name, one.compared) == (("Clothes",), {"en": "Use"}, False)
    stale = office.post(f"/office/attributes/{one.id}/keep", {**kept, "name-en": "Other"}, follow=True)
    assert "Somebody changed this meanwhile" in stale.content.decode() and named("season").name["en"] == "Season"
    office.post(f"/office/attributes/{one.id}/choices", {"code": "winter", "name-en": "Winter"})
    office.post(f"/office/attributes/{one.id}/choices", {"code": "summer", "name-en": "Summer"})
    winter, summer = named("season").choices
    fields = {f"name-{winter.id}-en": "Cold", f"position-{winter.id}": "5"}
    office.post(f"/office/attributes/{one.id}/choices", fields)
    assert [(each.code, each.name["en"]) for each in named("season").choices] == [
        ("summer", "Summer"),
        ("winter", "Cold"),
    ]
    page = unescape(office.get(f"/office/products/{coat}").content.decode())
    assert f'name="said-{one.id}" value="{winter.id}"' in page
    said = {f"said-{one.id}": str(winter.id), "seen": str(read_product(coat).version)}
    assert office.post(f"/office/products/{coat}/described", said).status_code == 303
    assert [each.code for each in said_of([coat])[coat].card[0].choices] == ["winter"]
    stale = office.post(f"/office/products/{coat}/described", {"seen": said["seen"]}, follow=True).content.decode()
    assert "Somebody changed this meanwhile" in stale and said_of([coat])[coat].card
    assert "1 product has it and keeps it" in office.get(f"/office/attributes/{one.id}").content.decode()
    office.post(f"/office/attributes/{one.id}/choices/{winter.id}")
    office.post(f"/office/attributes/{one.id}/choices/{summer.id}")
    assert [(each.code, each.archived) for each in named("season").choices] == [("winter", True)]
    office.post(f"/office/attributes/{one.id}/choices/{winter.id}", {"back": "1"})
    assert not named("season").choices[0].archived
    office.post("/office/attribute-headings/use", {"name-en": "Purpose", "position": "3"})
    office.post(f"/office/attributes/{one.id}/away")
    page = office.get("/office/attributes").content.decode()
    assert named("season").archived and "Purpose" in page and "Taken away" in page
    office.post(f"/office/attributes/{one.id}/back")
    assert not named("season").archived


def test_a_renamed_value_is_found_by_its_new_name(program: Program, coat: UUID) -> None:
    put(program, "season", WANTED)
    say(program, coat, {"attributes": {"season": ["winter"]}})
    assert find_products("Coat Winter") == [coat] and find_products("Coat Frosty") == []
    put(program, "season", {**WANTED, "choices": [{"code": "winter", "name": {"en": "Frosty"}}]})
    [(event,)] = make.ask(
        "SELECT id FROM kit_event WHERE verb = 'attribute.changed' AND subject = %s", named("season").id
    )
    work = works["goods.reword"].one
    assert work is not None and event
    work(Due(UUID(int=1), "chores", "goods.reword", {"subject": str(named("season").id)}, None, make.AT, 1, 8))
    assert find_products("Coat Frosty") == [coat]


def test_rewording_goes_on_slice_by_slice(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(describe_goods, "REWORDED_AT_ONCE", 1)
    put_cards([NewCard("hat", {"en": "Hat"}, ("Clothes",), "piece")], at=make.AT)
    products = [key.product for key in list_variant_keys(["coat", "hat"]).values()]
    put(program, "season", WANTED)
    for product in products:
        say(program, product, {"attributes": {"season": ["winter"]}})
    work, season = works["goods.reword"].one, str(named("season").id)
    assert work is not None
    work(Due(UUID(int=1), "chores", "goods.reword", {"subject": season}, None, make.AT, 1, 8))
    [(facts,)] = make.ask("SELECT facts FROM kit_job WHERE verb = 'goods.reword'")
    assert str(min(products)) in str(facts) and season in str(facts)
