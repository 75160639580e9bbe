"""Promotions as a marketer keeps them: drafted without a script, tried on a basket, published, stopped; and over REST."""

import html
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.api_callers import program_of
from tests.doors.test_segments import fields, work
from tests.doors.web_people import client_of, hire
from tests.promotions import published
from tests.small_shop import Shop, open_small_shop

from prilavok.domains.promotions.queries import list_promotions, list_versions, live_book, read_promotion
from prilavok.domains.promotions.types.acts import (
    FixedPrice,
    Gift,
    Goods,
    OffEach,
    OffTogether,
    Part,
    Percent,
    Points,
    Reach,
    SetPrice,
    SomeFree,
    Step,
    Steps,
)
from prilavok.domains.promotions.types.keeping import Timed
from prilavok.domains.promotions.types.pricing import Conditions
from prilavok.doors.web.office.promotion_draft import draft_of
from prilavok.doors.web.office.promotion_said import said_of
from prilavok.kit import clock

NEW = "/office/promotions/new"
ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.fixture
def shop(rolled_back: None, quick_passwords: None) -> Iterator[Shop]:
    yield open_small_shop()


@pytest.fixture
def marketer(shop: Shop) -> Any:
    return client_of(hire("marketer", language="en"))


def press(client: Any, address: str, page: str, act: str, **changes: Any) -> Any:
    """Fill in some fields and press a button; a field given as None is taken away."""
    sent = {**fields(page), **changes, "act": act}
    return client.post(address, {name: value for name, value in sent.items() if value is not None})


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_a_marketer_drafts_tries_publishes_and_stops_a_promotion(shop: Shop, marketer: Any) -> None:
    assert "No promotions yet" in text(marketer.get("/office/promotions"))
    page = marketer.get(NEW).content.decode()
    page = press(marketer, NEW, page, "look", kind="some_free", whole=None).content.decode()
    page = press(marketer, NEW, page, "find.reach", **{"find.reach": "Молоко"}).content.decode()
    key = f"p:{shop.products['milk']}"
    assert f'value="pick.reach.{key}"' in page
    page = press(marketer, NEW, page, f"pick.reach.{key}").content.decode()
    page = press(marketer, NEW, page, "look").content.decode()
    assert "of every 3 the cheapest is free · Milk" in page
    assert list_promotions() == [], "nothing is kept before it is saved"
    answer = press(marketer, NEW, page, "save", name_en="Third free <b>", code="third", share="")
    [made] = list_promotions()
    address = f"/office/promotions/{made.id}"
    assert answer.headers["Location"] == address
    assert made.draft is not None
    assert made.draft.conditions.act == SomeFree(3, 1, 10_000)
    assert made.draft.conditions.reach == Reach(products=(shop.products["milk"],))
    shown = marketer.get(address).content.decode()
    assert "Third free &lt;b&gt;" in shown and "Draft: what it shall say" in shown
    place = shop.places["t-alm"]
    tried = marketer.get(f"{address}/try", {"place": place, "goods": f"v:{shop.variants['milk']}", "quantity": "3"})
    assert "With the draft" in text(tried) and "No promotion speaks of these goods here." in text(tried)
    assert live_book().promotions == ()
    assert marketer.post(f"{address}/publish", {"version": made.version}).status_code == 302
    assert read_promotion(made.id).state(clock.now()) == "running"
    assert "running" in text(marketer.get("/office/promotions"))
    assert "Third free" not in text(marketer.get("/office/promotions?state=planned"))
    assert marketer.post(f"{address}/stop", {"version": read_promotion(made.id).version}).status_code == 302
    assert read_promotion(made.id).state(clock.now() + timedelta(seconds=1)) == "ended"
    assert [one.edition for one in list_versions(made.id)] == [2, 1]
    shown = text(marketer.get(address))
    assert shown.count("Test marketer") >= 2, "who published and who stopped it"
    again = marketer.post(f"{address}/again/1", {"version": read_promotion(made.id).version})
    assert again.status_code == 302
    kept = read_promotion(made.id)
    assert kept.draft is not None and kept.draft.conditions == made.draft.conditions


def test_a_trial_says_both_sums_and_all_reasons(shop: Shop, marketer: Any) -> None:
    published("tenth", at=clock.now())
    half = published("half", Percent(5000), right=True, at=clock.now())
    ask = {"place": shop.places["t-alm"], "goods": f"v:{shop.variants['milk']}", "quantity": "2"}
    address = f"/office/promotions/{half}/try"
    without = text(marketer.get(address, ask))
    sums = without[without.index("What the basket would cost") :]
    assert "With it" in sums and "Promotion tenth" in sums and "Promotion half" not in sums
    with_it = text(marketer.get(address, {**ask, "shows": "1"}))
    assert "Promotion half" in with_it[with_it.index("Why: with it") :]
    assert "Promotion half" not in with_it[with_it.index("Why: without it") : with_it.index("Why: with it")]
    assert "Write how much as a number" in text(marketer.get(address, {**ask, "quantity": "many"}))
    assert "Write a day and a time." in text(marketer.get(address, {**ask, "at": "tomorrow"}))
    out = text(marketer.get(address, {**ask, "out": ask["goods"]}))
    assert "Find goods and put some in" in out
    assert make.ask("SELECT count(*) FROM pricing_quote") == [(0,)]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"share": "many"}, "Write a share"),
        ({"share": "0"}, "Write a share"),
        ({"share": "100.01"}, "Write a share"),
        ({"kind": "off_each", "amount": "-5"}, "Write an amount"),
        ({"kind": "off_each", "amount": "5.001"}, "Write an amount"),
        ({"kind": "off_together", "amount": "9" * 30}, "Write an amount"),
        ({"kind": "some_free", "every": "2", "free": "3", "share": "100"}, "not more than there are"),
        ({"kind": "some_free", "every": "x", "free": "1", "share": "100"}, "Write a whole number"),
        ({"kind": "set_price", "amount": "100"}, "Say at least one part"),
        ({"kind": "steps"}, "Say at least one step"),
        ({"kind": "steps", "step_from": ["5", "3"], "step_share": ["5", "10"]}, "each from more than"),
        ({"kind": "gift", "quantity": "1"}, "Choose the gift"),
        ({"kind": "points", "times": "1"}, "Write how many times"),
        ({"kind": "teleport"}, "Choose one of those offered"),
        ({"whole": None}, "Choose goods"),
        ({"since": ""}, "Write a day and a time"),
        ({"since": "9999-01-01T00:00"}, "Write a day and a time"),
        ({"until": "2001-01-01T00:00"}, "It must end after it begins"),
        ({"from": "10:00"}, "Write both hours"),
        ({"from": "10:00", "to": "25:00"}, "Write both hours"),
        ({"places": ["nowhere"]}, "Choose one of those offered"),
        ({"segments": ["x"]}, "Choose one of those offered"),
        ({"currency": "XXX"}, "Choose one of those offered"),
        ({"least_amount": "x"}, "Write an amount"),
        ({"least_quantity": "-1"}, "Write a whole number"),
        ({"in_all": "99999999999"}, "Write a whole number"),
        ({"order": "10001"}, "Write a number from 0 to 10000"),
        ({"name_en": ""}, "Give it a name"),
        ({"code": ""}, "Give it a short code"),
        ({"code": "taken"}, "Give it a short code"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field_and_nothing_typed_is_lost(
    shop: Shop, marketer: Any, changes: dict[str, Any], says: str
) -> None:
    published("taken")
    page = marketer.get(NEW).content.decode()
    typed = {"name_en": "Name", "code": "new-one", "share": "10", "group": "typed before", **changes}
    answer = press(marketer, NEW, page, "save", **typed)
    assert answer.status_code == 422
    assert says in text(answer) and "Nothing was saved yet" in text(answer)
    assert 'value="typed before"' in text(answer)
    kept = fields(answer.content.decode())
    for name, value in typed.items():
        if isinstance(value, str) and name not in ("kind", "currency"):
            assert kept[name][0] == value[:80], name
    assert [one.code for one in list_promotions()] == ["taken"]


def test_two_who_edit_at_once_see_both(shop: Shop, marketer: Any) -> None:
    promotion = published("both", at=clock.now())
    address = f"/office/promotions/{promotion}/edit"
    mine = marketer.get(address).content.decode()
    other = client_of(hire("manager", language="en"))
    assert press(other, address, other.get(address).content.decode(), "save", share="30").status_code == 302
    stale = press(marketer, address, mine, "save", share="20")
    assert stale.status_code == 412
    assert "30\u00a0% off" in text(stale) and fields(stale.content.decode())["share"] == ["20"]
    draft = read_promotion(promotion).draft
    assert draft is not None and draft.conditions.act == Percent(3000)
    assert press(marketer, address, stale.content.decode(), "save").status_code == 302
    draft = read_promotion(promotion).draft
    assert draft is not None and draft.conditions.act == Percent(2000)
    moved = marketer.post(f"/office/promotions/{promotion}/publish", {"version": 1})
    assert moved.status_code == 412 and "20\u00a0% off" in text(moved)
    assert [one.edition for one in list_versions(promotion)] == [1]


def test_a_promotion_put_away_is_given_no_more_and_comes_out_again(shop: Shop, marketer: Any) -> None:
    promotion = published("away", at=clock.now())
    address = f"/office/promotions/{promotion}"
    assert marketer.post(f"{address}/put-away").status_code == 302
    assert read_promotion(promotion).archived
    assert "Promotion away" not in text(marketer.get("/office/promotions"))
    assert "Promotion away" in text(marketer.get("/office/promotions?state=archived"))
    version = read_promotion(promotion).version
    assert marketer.post(f"{address}/publish", {"version": version}).status_code == 422
    assert marketer.post(f"{address}/take-out").status_code == 302
    assert not read_promotion(promotion).archived
    never = published("never", at=clock.now())
    assert marketer.post(f"/office/promotions/{never}/publish").status_code == 422
    assert marketer.post(f"/office/promotions/{never}/again/9").status_code == 404
    assert marketer.get(f"/office/promotions/{ONE}").status_code == 404


@pytest.mark.parametrize(
    "act",
    [
        Percent(1250),
        OffEach(500, 1),
        FixedPrice(99_990, 1000),
        OffTogether(1),
        SomeFree(3, 2, 5000),
        SetPrice((Part(Reach(variants=(ONE,)), 2), Part(Reach(categories=("Food",)), 1)), 100),
        Steps("quantity", (Step(500, 3), Step(1000, 6))),
        Steps("amount", (Step(500, 300_000),)),
        Gift(ONE, 2),
        Points(25_000, 10),
        FixedPrice(100, 250),
    ],
    ids=lambda one: str(one.__struct_config__.tag),
)
def test_every_kind_survives_the_form(act: Any) -> None:
    reach = Reach(categories=("Food/Dairy",), products=(ONE,), variants=(OTHER,), but=Goods((ONE,), (), ("Food",)))
    conditions = Conditions(
        act,
        Reach() if isinstance(act, SetPrice) else reach,
        order=7,
        group="g",
        stop=True,
        days=(0, 6),
        minutes=(22 * 60, 6 * 60 + 30),
        touchpoints=("site", "till"),
        places=(ONE,),
        segments=(ONE,),
        segments_not=(OTHER,),
        known=True,
        first=True,
        right=True,
        least_amount=150_050,
        least_quantity=2,
        per_order=3,
        per_customer=1,
        in_all=100,
    )
    said = Timed(conditions, make.AT, make.AT + timedelta(days=3, seconds=5))
    draft = draft_of("code", {"en": "Name"}, said, "Asia/Almaty")
    assert said_of(draft, "Asia/Almaty", ["KZT"]) == said
    assert draft.wrong == {}


def test_rows_of_steps_and_parts_come_and_go(shop: Shop, marketer: Any) -> None:
    page = marketer.get(NEW).content.decode()
    page = press(marketer, NEW, page, "look", kind="set_price", amount="900").content.decode()
    for _ in range(11):
        page = press(marketer, NEW, page, "row.part").content.decode()
    assert len(fields(page)["part_quantity"]) == 10
    page = press(marketer, NEW, page, f"pick.part1.v:{shop.variants['bread']}").content.decode()
    page = press(marketer, NEW, page, "unrow.part.0").content.decode()
    assert fields(page)["part0"] == [f"v:{shop.variants['bread']}"]
    page = press(marketer, NEW, page, f"drop.part0.v:{shop.variants['bread']}").content.decode()
    assert "part0" not in fields(page)
    page = press(marketer, NEW, page, "look", kind="steps").content.decode()
    page = press(marketer, NEW, page, "row.step").content.decode()
    page = press(marketer, NEW, page, "look", kind="set_price").content.decode()
    assert fields(page)["amount"] == ["900"], "what was typed for another kind is not lost"
    assert fields(page)["step_from"] == [""]
    for strange in ("unrow.part.99", "unrow.part.x", "pick.code.x", "find.code", "nothing", ""):
        assert press(marketer, NEW, page, strange).status_code == 200


def test_codes_are_typed_and_drawn(shop: Shop, marketer: Any) -> None:
    promotion = published("friends", right=True, at=clock.now())
    address = f"/office/promotions/{promotion}/codes"
    assert "No codes yet" in text(marketer.get(address))
    added = marketer.post(f"{address}/add", {"codes": "Spring-26\n\nautumn 26\n", "most_uses": "1"})
    assert added.status_code == 302
    page = text(marketer.get(address))
    assert "SPRING26" in page and "AUTUMN26" in page
    refusals = {
        "spring26\nFRESH1": "These codes are taken",
        "ab": "These codes are taken or unfit",
        "x" * 41: "at most 40 signs",
        "": "Ask for 1 to 1000 codes",
    }
    for typed, says in refusals.items():
        refused = marketer.post(f"{address}/add", {"codes": typed})
        assert (refused.status_code, says in text(refused)) == (422, True), typed
        assert typed in text(refused), "what was typed stands there still"
    assert "whole number above nought" in text(marketer.post(f"{address}/add", {"codes": "GOOD1", "most_uses": "0"}))
    assert "This moment is over" in text(
        marketer.post(f"{address}/add", {"codes": "GOOD1", "until": "2001-01-01T10:00"})
    )
    for count, length, says in (("10001", "8", "Ask for 1 to 10000"), ("x", "8", "how many codes"), ("5", "3", "Ask")):
        assert says in text(marketer.post(f"{address}/draw", {"count": count, "length": length}))
    assert marketer.post(f"{address}/draw", {"count": "2500", "length": "10", "most_uses": "1"}).status_code == 302
    assert "being made" in text(marketer.get(address))
    work()
    [(count, unlike, fit)] = make.ask(
        "SELECT count(*), count(DISTINCT code), count(*) FILTER (WHERE code ~ '^[2-9A-HJ-NP-Z]{10}$')"
        " FROM promotions_coupon WHERE promotion_id = %s AND length(code) = 10", promotion,
    )  # fmt: skip
    assert (count, unlike, fit) == (2_500, 2_500, 2_500)
    assert "being made" not in text(marketer.get(address))
    file = b"".join(marketer.get(f"{address}?format=csv").streaming_content).decode()
    assert file.count("\n") == 2_503
    assert "SPRING26" in text(marketer.get(f"{address}?code=spring-"))
    open_one = published("open", at=clock.now())
    assert "given to everybody" in text(marketer.get(f"/office/promotions/{open_one}/codes"))


def test_only_who_may_sees_and_changes(shop: Shop) -> None:
    promotion = published("rights", at=clock.now())
    pages = (f"/office/promotions/{promotion}", f"/office/promotions/{promotion}/codes", NEW)
    expected = {"owner": (200, 200, 200), "operator": (200, 403, 403), "cashier": (403, 403, 403)}
    for role, statuses in expected.items():
        client = client_of(hire(role, language="en"))
        assert tuple(client.get(page).status_code for page in pages) == statuses, role
        stops = client.post(f"/office/promotions/{promotion}/stop", {"version": "x"})
        assert (stops.status_code == 403) == (role != "owner"), role
    assert "/edit" not in text(client_of(hire("operator", "o2", "en")).get(pages[0]))


def test_programs_read_promotions(shop: Shop) -> None:
    first, second = (published(code, Percent(500), at=clock.now()) for code in ("one", "two"))
    owner = program_of("owner")
    page = owner.get("/promotions?limit=1").json()
    assert [one["id"] for one in page["items"]] == [str(second)]
    rest = owner.get(f"/promotions?limit=1&after={page['next']}").json()
    assert ([one["id"] for one in rest["items"]], rest["next"]) == ([str(first)], None)
    one = owner.get(f"/promotions/{first}").json()
    assert (one["state"], one["edition"], one["draft"], one["uses"]) == ("running", 1, None, 0)
    assert one["now"]["conditions"]["act"] == {"kind": "percent", "share": 500}
    assert owner.get("/promotions?state=planned").json()["items"] == []
    assert owner.get("/promotions?archived=true").json()["items"] == []
    assert owner.get(f"/promotions/{ONE}").json()["code"] == "promotion.unknown"
    assert program_of("cashier").get("/promotions").status_code == 403
