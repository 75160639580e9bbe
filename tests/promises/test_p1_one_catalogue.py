"""P1: one catalogue feeds every touchpoint: a product that is renamed is renamed in all of them at once."""

import json

import pytest
from tests import make
from tests.doors.api_callers import V1, Program, program_of
from tests.shop_world import open_counter

from prilavok.domains.baskets.types import Wish
from prilavok.flows.change_basket import change_basket
from prilavok.kit.events.actor import Actor

NEW = {"ru": "Чай с чабрецом", "kk": "Жебір шайы", "en": "Thyme tea"}


@pytest.mark.thin("marketplace feeds are not here yet, nor a screen on which a product is renamed")
def test_a_renamed_product_is_renamed_wherever_it_is_told(rolled_back: None, quick_passwords: None) -> None:
    from prilavok.kit import clock

    counter = open_counter(5, at=clock.now())
    [(product,)] = make.ask("SELECT product_id FROM catalog_variant WHERE id = %s", counter.variant)
    guest = Program(program_of(None).client, program_of(None).post("/shop/guest", None).json()["token"])
    staff, leaf = program_of("owner"), make.leaf()
    change_basket(
        leaf, [Wish(counter.variant, 1)], touchpoint="bot", actor=Actor("leaf", leaf), at=clock.now()
    )  # fmt: skip
    places = (
        (guest, f"/shop/products?place={counter.place}&limit=200"),
        (guest, f"/shop/products/{product}?place={counter.place}"),
        (staff, f"/products/{product}"),
        (staff, f"/variants/{counter.variant}"),
    )
    before = [program.get(path) for program, path in places]
    assert all(answer.status_code == 200 and NEW["ru"] not in answer.content.decode() for answer in before)
    make.ask("UPDATE catalog_product SET name = %s::jsonb WHERE id = %s RETURNING 1", json.dumps(NEW), product)
    for program, path in places:
        told = program.get(path).json()
        told = next(iter(told["items"])) if "items" in told else told
        assert told["name"] == NEW, path
    page = staff.client.get(f"{V1}/products/{product}", headers={"Authorization": f"Bearer {staff.token}"})
    assert page.json()["variants"][0]["name"] == NEW
