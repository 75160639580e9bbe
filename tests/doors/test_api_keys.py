"""Every changing call takes an Idempotency-Key: once done, the very first answer again, 422 for another body."""

import inspect
import json
from typing import Any
from uuid import UUID

import pytest
from tests.doors.api_callers import Program, program_of
from tests.make import ask
from tests.small_shop import AT, Shop, open_small_shop

from prilavok.domains.stock.queries import stock_at
from prilavok.kit import clock

V1 = "/api/v1"
KEY = "Idempotency-Key"
CHANGING = {"post", "put", "patch", "delete"}
#: routes that take no key, each with its reason
WITHOUT = {
    "post /orders/{order}/exchanges/preview": "nothing is changed",
    "post /orders/{order}/returns/preview": "nothing is changed",
    "post /orders/{order}/changes/preview": "nothing is changed",
    "post /shop/orders/{order}/changes/preview": "nothing is changed",
    "post /claims/{claim}/decision/preview": "nothing is changed",
    "post /gift-codes/check": "a look, posted so that no code stands in an address: what holds now is wanted",
    "post /shop/guest": "nobody asks yet whose key it could be, and a token lost on the way is nobody",
    "post /shop/contacts/enter": "digits are good once, for minutes, as when signing in",
    "post /shop/sign-in/enter": "digits are good once, for minutes; a kept answer would have them open for months",
}


def changing() -> dict[str, dict[str, Any]]:
    from prilavok.doors.api.described import document

    return {
        f"{method} {path.removeprefix(V1)}": told
        for path, methods in document()["paths"].items()
        for method, told in methods.items()
        if method in CHANGING
    }


def test_every_changing_route_takes_a_key_or_says_why_not() -> None:
    routes = changing()
    named = {
        route: [one for one in told.get("parameters", ()) if (one["in"], one["name"]) == ("header", KEY)]
        for route, told in routes.items()
    }
    assert {route for route, found in named.items() if not found} == WITHOUT.keys()
    assert all(len(found) == 1 and found[0]["schema"].get("description") for found in named.values() if found)
    assert len(routes) > 50


def test_the_key_reaches_what_is_done() -> None:
    """A header that is declared and passed over would be worse than none."""
    from prilavok.doors.api.door import door

    views = {
        operation.operation_id: inspect.unwrap(operation.view_func)
        for _path, router in door._routers
        for path in router.path_operations.values()
        for operation in path.operations
        if {one.lower() for one in operation.methods} & CHANGING
    }
    deaf = [
        name
        for name, view in views.items()
        if "idempotency_key" in inspect.signature(view).parameters
        and inspect.getsource(view).count("idempotency_key") < 2
    ]
    assert (len(views), deaf) == (len(changing()), [])


# ---------------------------------------------------------------- staff


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Shop:
    clock.set_clock(AT)
    return open_small_shop()


def sent(program: Program, method: str, path: str, body: object, key: str) -> Any:
    return program.send(
        method, path, data=json.dumps(body), content_type="application/json", headers={KEY: key}
    )  # fmt: skip


def same(first: Any, again: Any) -> bool:
    """Whether the second is the very answer of the first, and says so."""
    told = [one.headers[KEY_TOLD] for one in (first, again)]
    return (first.status_code, first.content, told) == (again.status_code, again.content, ["false", "true"])


KEY_TOLD = "Idempotent-Replayed"


def card(owner: Program, key: str = "card") -> dict[str, Any]:
    made = sent(owner, "POST", "/gift-cards", {"place": "t-alm", "amount": 500_000}, key)
    assert made.status_code == 200, made.content
    return dict(made.json())


def test_a_card_given_anew_keeps_its_code_for_who_asks_again(shop: Shop) -> None:
    owner = program_of("owner")
    old = card(owner)["card"]["id"]
    path = f"/gift-cards/{old}/replace"
    first = sent(owner, "POST", path, {"reason": "lost"}, "r")
    assert (first.status_code, bool(first.json()["code"])) == (200, True), first.content
    clock.set_clock(AT.replace(hour=23))  # the code is told to nobody any more, but for who was told it
    again = sent(owner, "POST", path, {"reason": "lost"}, "r")
    assert same(first, again)
    assert sent(owner, "POST", path, {"reason": "stolen"}, "r").json()["code"] == "key.reused"
    assert sent(owner, "POST", path, {"reason": "lost"}, "r2").json()["code"] == "giftcard.not_good"
    assert owner.post(path, {"reason": "lost"}).json()["code"] == "giftcard.not_good"
    assert len(owner.get("/gift-cards").json()["items"]) == 2


def test_no_code_lies_in_the_clear_in_what_is_kept(shop: Shop) -> None:
    owner = program_of("owner")
    issued = card(owner)
    anew = sent(owner, "POST", f"/gift-cards/{issued['card']['id']}/replace", {"reason": "lost"}, "r").json()
    codes = [issued["code"], anew["code"]]
    assert all(codes)
    kept = [bytes(one) for (one,) in ask("SELECT answer FROM kit_answered WHERE answer IS NOT NULL AND answer <> ''")]
    assert len(kept) == 2
    tidy = [code.replace("-", "").replace(" ", "") for code in codes]
    assert not any(code.encode() in answer for code in [*codes, *tidy] for answer in kept)
    assert b"legal_entity" not in b"".join(kept)


def test_a_card_is_blocked_and_opened_once_by_a_key(shop: Shop) -> None:
    owner = program_of("owner")
    path = f"/gift-cards/{card(owner)['card']['id']}"
    blocked = sent(owner, "POST", f"{path}/block", {"reason": "lost"}, "b")
    opened = sent(owner, "POST", f"{path}/unblock", {}, "u")
    assert (blocked.json()["state"], opened.json()["state"]) == ("blocked", "active")
    assert same(blocked, sent(owner, "POST", f"{path}/block", {"reason": "lost"}, "b"))
    assert owner.get(path).json()["state"] == "active", "a repeat blocks nothing anew"
    assert same(opened, sent(owner, "POST", f"{path}/unblock", {}, "u"))
    assert sent(owner, "POST", f"{path}/block", {"reason": "stolen"}, "b").json()["code"] == "key.reused"
    assert sent(owner, "POST", f"{path}/unblock", {}, "b").json()["code"] == "key.reused", "another call"


def draft(owner: Program, key: str, **wanted: Any) -> str:
    made = sent(owner, "POST", "/papers", wanted, key)
    assert made.status_code == 201, made.content
    return str(made.json()["id"])


def test_another_number_that_arrived_is_another_call(shop: Shop) -> None:
    owner = program_of("owner")
    here, there = (str(shop.places[code]) for code in ("t-alm", "t-msk"))
    line = {"sku": "milk", "quantity": 3}
    paper = draft(owner, "t", kind="transfer", place=here, to_place=there, lines=[line])
    assert sent(owner, "POST", f"/papers/{paper}/confirm", {"version": 1}, "c").json()["state"] == "sent"
    before = stock_at(shop.places["t-msk"], shop.variants["milk"]).on_hand
    path = f"/papers/{paper}/arrived"
    first = sent(owner, "POST", path, {"lines": [line | {"quantity": 1}]}, "a")
    other = sent(owner, "POST", path, {"lines": [line | {"quantity": 2}]}, "a")
    assert (first.status_code, other.status_code, other.json()["code"]) == (200, 422, "key.reused")
    assert same(first, sent(owner, "POST", path, {"lines": [line | {"quantity": 1}]}, "a"))
    assert stock_at(shop.places["t-msk"], shop.variants["milk"]).on_hand == before + 1


def test_two_lines_of_one_sku_arrived_together(shop: Shop) -> None:
    owner = program_of("owner")
    here, there = (str(shop.places[code]) for code in ("t-alm", "t-msk"))
    paper = draft(owner, "t", kind="transfer", place=here, to_place=there, lines=[{"sku": "milk", "quantity": 3}])
    owner.post(f"/papers/{paper}/confirm", {})
    lines = [{"sku": "milk", "quantity": 1}, {"sku": "milk", "quantity": 2}]
    [arrived] = owner.post(f"/papers/{paper}/arrived", {"lines": lines}).json()["lines"]
    assert (arrived["arrived"], arrived["booked"]) == (3, 0)


def test_a_paper_is_confirmed_as_the_version_that_was_seen(shop: Shop) -> None:
    owner, here = program_of("owner"), str(shop.places["t-alm"])
    paper = draft(owner, "p", kind="receiving", place=here, lines=[{"sku": "milk", "quantity": 2}])
    path = f"/papers/{paper}/confirm"
    first = sent(owner, "POST", path, {"version": 1}, "c")
    assert (first.json()["state"], first.json()["version"]) == ("done", 2)
    assert sent(owner, "POST", path, {"version": 99}, "c").json()["code"] == "key.reused"
    for version, status in ((99, 412), (3, 412), (2, 200), (1, 200)):
        assert owner.post(path, {"version": version}).status_code == status, version
    assert sent(owner, "POST", path, {"version": 99}, "other").status_code == 412
    back = sent(owner, "POST", f"/papers/{paper}/take-back", {}, "b")
    assert same(first, sent(owner, "POST", path, {"version": 1}, "c")), "the very first answer, though taken back since"
    assert same(back, sent(owner, "POST", f"/papers/{paper}/take-back", {}, "b"))
    assert owner.post(path, {"version": 1}).status_code == 200


def test_a_draft_that_was_changed_before_it_was_booked_is_not_what_was_seen(shop: Shop) -> None:
    from prilavok.domains.stock.types import PaperHead
    from prilavok.flows.write_stock_paper import say
    from prilavok.kit.events.actor import SYSTEM

    owner, here = program_of("owner"), str(shop.places["t-alm"])
    paper = draft(owner, "p", kind="receiving", place=here, lines=[{"sku": "milk", "quantity": 2}])
    say(UUID(paper), PaperHead(supplier="Milk Ltd"), seen=1, actor=SYSTEM, at=AT)
    assert owner.post(f"/papers/{paper}/confirm", {"version": 2}).json()["state"] == "done"
    assert owner.post(f"/papers/{paper}/confirm", {"version": 1}).status_code == 412
    assert owner.post(f"/papers/{paper}/confirm", {}).status_code == 200


def test_expected_goods_are_said_otherwise_and_closed_once(shop: Shop) -> None:
    owner, here = program_of("owner"), str(shop.places["t-alm"])
    day = AT.date().replace(year=AT.year + 1).isoformat()
    line = {"sku": "milk", "quantity": 5}
    paper = draft(owner, "e", kind="expected", place=here, due_on=day, lines=[line])
    assert owner.post(f"/papers/{paper}/confirm", {}).json()["state"] == "sent"
    said = {"due_on": day, "reason": "a smaller lorry", "lines": [line | {"quantity": 4}], "version": 2}
    path = f"/papers/{paper}/expected"
    first = sent(owner, "POST", path, said, "x")
    assert [one["quantity"] for one in first.json()["lines"]] == [4], first.content
    assert owner.post(path, said).status_code == 412, "without a key it is said of another version"
    assert same(first, sent(owner, "POST", path, said, "x"))
    assert sent(owner, "POST", path, said | {"reason": "else"}, "x").json()["code"] == "key.reused"
    closed = sent(owner, "POST", f"/papers/{paper}/close", {}, "z")
    assert closed.json()["state"] == "done"
    assert same(closed, sent(owner, "POST", f"/papers/{paper}/close", {}, "z"))


def test_a_paper_that_is_no_count_says_of_nothing_that_there_is_none(shop: Shop) -> None:
    owner, here = program_of("owner"), str(shop.places["t-alm"])
    nought = [{"sku": "milk", "quantity": 0}]
    refused = sent(owner, "POST", "/papers", {"kind": "receiving", "place": here, "lines": nought}, "n")
    assert (refused.status_code, refused.json()["code"]) == (422, "paper.unfit")
    assert owner.get("/papers").json()["items"] == []
    assert sent(owner, "POST", "/papers", {"kind": "count", "place": here, "lines": nought}, "n").status_code == 201


def test_attributes_are_kept_taken_away_and_brought_back_once(shop: Shop) -> None:
    owner, product = program_of("owner"), str(ask("SELECT id FROM catalog_product ORDER BY id LIMIT 1")[0][0])
    name = {"ru": "Жир", "kk": "Май", "en": "Fat"}
    choices = [{"code": "low", "name": name}, {"code": "high", "name": name}]
    wanted = {"name": name, "kind": "choice", "choices": choices}
    made = sent(owner, "PUT", "/attributes/fat", wanted, "1")
    assert made.status_code == 200, made.content
    assert same(made, sent(owner, "PUT", "/attributes/fat", wanted, "1"))
    assert sent(owner, "PUT", "/attributes/fat", wanted | {"position": 7}, "1").json()["code"] == "key.reused"
    said = sent(owner, "PUT", f"/products/{product}/attributes", {"attributes": {"fat": ["low"]}}, "2")
    assert same(said, sent(owner, "PUT", f"/products/{product}/attributes", {"attributes": {"fat": ["low"]}}, "2"))
    choice = sent(owner, "DELETE", "/attributes/fat/choices/high", None, "3")
    assert choice.json() == {"kept": False}
    assert same(choice, sent(owner, "DELETE", "/attributes/fat/choices/high", None, "3"))
    assert owner.send("DELETE", "/attributes/fat/choices/high").status_code == 404, "without a key it is gone"
    ended = sent(owner, "DELETE", "/attributes/fat", None, "4")
    assert ended.json() == {"kept": True}
    back = sent(owner, "POST", "/attributes/fat/restore", {}, "5")
    assert back.status_code == 200
    assert same(ended, sent(owner, "DELETE", "/attributes/fat", None, "4"))
    assert [one["code"] for one in owner.get("/attributes").json()["items"]] == ["fat"], "a repeat ends nothing anew"
    assert same(back, sent(owner, "POST", "/attributes/fat/restore", {}, "5"))


def test_what_is_kept_back_is_told_as_it_was_first(shop: Shop) -> None:
    owner = program_of("owner")
    asked = {"variant": str(shop.variants["milk"]), "units": 2}
    first = sent(owner, "POST", "/kept-back", asked, "k")
    path = f"/kept-back/{first.json()['id']}"
    ended = sent(owner, "POST", f"{path}/end", {}, "e")
    again = sent(owner, "POST", f"{path}/again", {}, "a")
    assert [one.json()["state"] for one in (first, ended, again)] == ["running", "ended", "running"]
    assert same(first, sent(owner, "POST", "/kept-back", asked, "k"))
    assert same(ended, sent(owner, "POST", f"{path}/end", {}, "e"))
    assert same(again, sent(owner, "POST", f"{path}/again", {}, "a"))
    assert sent(owner, "POST", "/kept-back", asked | {"units": 3}, "k").json()["code"] == "key.reused"


def test_a_refused_call_frees_its_key(shop: Shop) -> None:
    owner = program_of("owner")
    old = card(owner)["card"]["id"]
    refused = sent(owner, "POST", f"/gift-cards/{old}/replace", {"reason": "no such"}, "k")
    assert refused.status_code == 422
    assert sent(owner, "POST", f"/gift-cards/{old}/block", {"reason": "lost"}, "k").status_code == 200


def test_each_asker_has_keys_of_their_own(shop: Shop) -> None:
    owner, other = program_of("owner"), program_of("owner", login="owner.other")
    path = f"/gift-cards/{card(owner)['card']['id']}/block"
    assert sent(owner, "POST", path, {"reason": "lost"}, "k").status_code == 200
    assert sent(other, "POST", path, {"reason": "stolen"}, "k").headers[KEY_TOLD] == "false"
