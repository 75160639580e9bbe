"""A guest claims over the API: with photos, once, of their own goods alone; follows it and takes it back."""

from base64 import b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.doors.api_callers import Program, program_of
from tests.flows.test_claims import decided, sold
from tests.make import grown, rows_of_all_tables
from tests.shop_world import Counter, open_counter

from prilavok.domains.orders.queries import claims_of, list_lines, read_claim
from prilavok.domains.orders.types.claiming import PHOTO, Decision
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.files import files_owned

pytestmark = pytest.mark.usefixtures("rolled_back")
JPEG = b"\xff\xd8\xff\xe0" + bytes(200)


@pytest.fixture
def counter() -> Counter:
    clock.set_clock(make.AT)
    return open_counter(9)


def _guest() -> tuple[Program, UUID]:
    nobody = program_of(None)
    guest = Program(nobody.client, nobody.post("/shop/guest", None).json()["token"])
    return guest, meet_visitor(guest.token, actor=SYSTEM, at=clock.now()).leaf


def _said(order: UUID, units: int = 1, **more: Any) -> dict[str, Any]:
    line = {"line": str(list_lines(order)[0].id), "quantity": units, "reason": "faulty"}
    return {"lines": [line], "wanted": "replacement", "words": "it buzzes", **more}


def test_a_guest_claims_once_with_photos_and_reads_what_becomes_of_it(counter: Counter) -> None:
    guest, leaf = _guest()
    order = sold(counter, 3, leaf=leaf)
    path, line = f"/shop/orders/{order}/claims", str(list_lines(order)[0].id)
    left = guest.get(path).json()
    assert left == {"claims": [], "claimable": [{"line": line, "variant": str(counter.variant), "quantity": 3}]}
    said, named = _said(order, 2, photos=[b64encode(JPEG).decode()]), {"Idempotency-Key": "c-1"}
    made = guest.post(path, said, headers=named)
    assert made.status_code == 201, made.content
    again = guest.post(path, said, headers=named)
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (made.json(), "true")
    assert guest.post(path, said | {"words": "other"}, headers=named).status_code == 422
    [found] = claims_of([order])
    assert (found.wanted, found.words, found.touchpoint, found.opened_by) == ("replacement", "it buzzes", "site", leaf)
    assert [one.kind for one in files_owned(found.id, PHOTO, clock.now())] == ["image/jpeg"]
    told = guest.get(path).json()
    assert told["claims"] == [made.json()] and told["claimable"][0]["quantity"] == 1
    assert (made.json()["state"], made.json()["photos"], made.json()["outcome"]) == ("open", 1, "")
    assert made.json()["lines"] == [
        {"line": line, "variant": str(counter.variant), "quantity": 2, "reason": "faulty"}
    ]  # fmt: skip
    decided(found, Decision("refused", (), why="worn"), counter)
    [now] = guest.get(path).json()["claims"]
    assert (now["state"], now["outcome"], now["why"]) == ("closed", "refused", "worn")
    late = guest.post(f"{path}/{found.id}/withdraw", {})
    assert (late.status_code, late.json()["code"]) == (409, "claim.settled")


def test_nobody_else_reads_opens_or_withdraws_it(counter: Counter) -> None:
    (guest, leaf), (other, others_leaf) = _guest(), _guest()
    order, others = sold(counter, 1, leaf=leaf), sold(counter, 1, leaf=others_leaf)
    path = f"/shop/orders/{order}/claims"
    claim = UUID(guest.post(path, _said(order)).json()["id"])
    before = rows_of_all_tables()
    assert other.get(path).status_code == other.post(path, _said(order)).status_code == 404
    for where in (path, f"/shop/orders/{others}/claims"):
        assert other.post(f"{where}/{claim}/withdraw", {}).status_code == 404
    assert guest.post(f"{path}/{uuid4()}/withdraw", {}).status_code == 404
    assert program_of(None).get(path).status_code == 401
    assert grown(before) == {} and read_claim(claim).open
    back = guest.post(f"{path}/{claim}/withdraw", {}).json()
    assert (back["claims"][0]["outcome"], back["claimable"][0]["quantity"]) == ("withdrawn", 1)


def test_what_is_no_claim_is_refused_and_nothing_is_kept(counter: Counter) -> None:
    guest, leaf = _guest()
    order = sold(counter, 1, leaf=leaf)
    path, good = f"/shop/orders/{order}/claims", b64encode(JPEG).decode()
    before = rows_of_all_tables()
    for wrong in (
        _said(order, 2), _said(order, lines=[]), _said(order, wanted="gold"), _said(order, photos=["no base64!"]),
        _said(order, photos=[b64encode(b"text").decode()]), _said(order, photos=[good] * 6), _said(order, more=1),
    ):  # fmt: skip
        assert guest.post(path, wrong).status_code in (409, 422), wrong
    assert grown(before) == {} and claims_of([order]) == []
