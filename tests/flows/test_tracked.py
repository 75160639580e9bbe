"""What was tracked is read once, to its visitor's leaf; nobody is joined or shown by it; words go with an erasure."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.doors.track_world import AT, event, source
from tests.make import ask, grown, rows_of_all_tables, variant

from prilavok.domains.customers.actions import list_identifier, open_leaf, prove_contact
from prilavok.domains.customers.queries import customer_of, find_leaf, leaves_with, list_suggestions, opens
from prilavok.domains.customers.types.identity import ListedValue
from prilavok.domains.tracking import actions
from prilavok.domains.tracking.errors import SourceKindUnknown, SourceUnknown, SourceUnnamed
from prilavok.domains.tracking.queries import find_source, list_refused_events, list_sources
from prilavok.domains.tracking.rules import digest
from prilavok.domains.tracking.types import Request, SourceView
from prilavok.flows import keep_tracking, land_tracking, read_tracked, sweep_tracking
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.words import Person, stores

FLOWS = "prilavok.flows.keep_tracking prilavok.flows.land_tracking prilavok.flows.read_tracked prilavok.flows.sweep_tracking"
pytestmark = pytest.mark.usefixtures("rolled_back")


def land(of: SourceView, *events: dict[str, Any], at: Any = AT, **more: Any) -> None:
    """What the door does."""
    body = json.dumps({"batch": events, **more}).encode()
    land_tracking.land_tracked([Request(of.id, "batch", body)], wake=True, actor=SYSTEM, at=at)


def read(at: Any = AT) -> int:
    """What the worker does."""
    with story():
        return read_tracked.read_tracked(actor=SYSTEM, at=at)


def leaf_of(of: SourceView, visitor: str, kind: str = "browser") -> UUID:
    found = find_leaf(kind, digest(of.id, "visitor" if kind != "site_user" else "user", visitor))
    assert found is not None
    return found.leaf


def count(table: str) -> int:
    return int(str(ask(f"SELECT count(*) FROM {table}")[0][0]))


def test_each_message_counts_once_within_seven_days_and_within_its_source() -> None:
    site, app = source(), source("app", "App")
    land(site, event(1), event(2), event(1))
    land(site, event(2), event(3))
    land(app, event(1))
    assert read() == 3 and count("tracking_told") == 4 == count("kit_behaviour")
    for days in (1, 6, 7):
        land(site, event(1), at=AT + timedelta(days=days))
        assert read(AT + timedelta(days=days)) == 1
    assert count("kit_behaviour") == 4
    land(site, event(1), at=AT + timedelta(days=9))
    read(AT + timedelta(days=9))
    assert count("kit_behaviour") == 5
    assert count("tracking_landed") == 0 and read() == 0
    assert leaf_of(site, "anna") != leaf_of(app, "anna", "app")


def test_a_reader_takes_so_much_as_was_told_not_as_lies_packed() -> None:
    site = source()
    for nth in range(3):
        land(site, *[event(100 * nth + one, context={"locale": "kk" * 500}) for one in range(40)])
    ((most, least),) = ask("SELECT max(octet_length(body)), min(size) FROM tracking_landed")
    assert int(str(most)) * 10 < int(str(least)) < 100_000
    lengths = (1, int(str(least)) + 1, 3 * int(str(least)))
    assert [len(actions.take_landed(9, length)) for length in lengths] == [1, 2, 3]
    (first, _second, third) = actions.take_landed(9, 10**9)
    assert len(first.body) == least and json.loads(third.body)["batch"][39]["messageId"] == event(239)["messageId"]
    assert read() == 3 and count("tracking_told") == 120
    assert ask(
        "SELECT count(*) FROM tracking_told WHERE payload::jsonb -> 'context' ->> 'locale' = %s", "kk" * 500
    ) == [(120,)]


def test_a_known_product_is_looked_at_and_a_claim_is_no_order() -> None:
    known, of = variant(), source()
    sku, product = ask("SELECT sku, product_id::text FROM catalog_variant WHERE id = %s", known)[0]
    actions.open_days(AT)
    before = rows_of_all_tables()
    land(
        of,
        event(1, type="track", event="Product Viewed", properties={"sku": sku}),
        event(2, type="track", event="Product Viewed", properties={"sku": "nobody's"}),
        event(
            3, type="track", event="Order Completed", properties={"order_id": "A-1", "revenue": 5, "currency": "KZT"}
        ),
    )
    read()
    rows = ask("SELECT verb, subject_kind, subject::text, facts->>'amount', origin FROM kit_behaviour ORDER BY verb")
    leaf = str(leaf_of(of, "anna"))
    assert rows == [
        ("item.viewed", "visitor", leaf, None, "live"),
        ("product.viewed", "product", product, None, "live"),
        ("purchase.completed", "visitor", leaf, "500", "live"),
    ]
    changed = grown(before)
    changed.pop("kit_job")
    assert {name for name in changed if not name.startswith("tracking_told")} == {
        "customers_identifier", "customers_leaf", "kit_behaviour",
    }  # fmt: skip


def test_a_public_key_joins_nobody_and_opens_nothing() -> None:
    phone = "+77011234567"
    telegram = open_leaf("telegram", "bot:1", at=AT)
    known = prove_contact(telegram, "phone", phone, source="telegram_contact", actor=SYSTEM, at=AT).customer
    of = source()
    claims = {"phone": phone, "email": "aru@mail.example"}
    land(
        of,
        event(1, type="identify", userId="7", traits=claims),
        event(2, type="alias", userId="7", previousId="boris"),
        event(3, type="identify", userId="8", traits={"phone": "nonsense", "email": 5}),
    )
    read()
    visitor, user = leaf_of(of, "anna"), leaf_of(of, "7", "site_user")
    assert customer_of(visitor) is None and customer_of(user) is None
    assert sorted(leaves_with(telegram)) == sorted(
        UUID(str(leaf)) for (leaf,) in ask("SELECT leaf_id FROM customers_leaf_owner WHERE customer_id = %s", known)
    )
    assert leaves_with(visitor) == [visitor]
    assert opens(visitor).see_own == "no" and opens(visitor).spend == "no"
    strengths = ask("SELECT strength, count(*) FROM customers_evidence WHERE source = 'tracking' GROUP BY 1")
    # anna-7, anna-8, anna-phone, anna-mail, boris-7
    assert strengths == [("asserted", 5)]
    assert ask("SELECT bool_or(holds) FROM customers_evidence WHERE source = 'tracking'") == [(False,)]
    # A person decides whether the visitor is whom the phone names; the mail is nobody's, so there is nothing to decide.
    named = find_leaf("phone", phone)
    assert named is not None
    suggested = [(sorted((visitor, named.leaf)), "asserted")]
    assert [(sorted((one.one, one.other)), one.why) for one in list_suggestions().rows] == suggested
    land(of, event(4, type="identify", userId="7", traits=claims))
    read()
    assert ask("SELECT count(*) FROM customers_evidence WHERE source = 'tracking'") == [(5,)]
    assert len(list_suggestions().rows) == 1
    # A thousand visitors who name it ask nobody a thousand times.
    land(of, *[event(n, type="identify", anonymousId=f"v{n}", traits={"phone": phone}) for n in range(10, 60)])
    read()
    assert len(list_suggestions().rows) == 20 and count("customers_suggestion") == 20
    with story():
        list_identifier(ListedValue("phone", phone, "shared", "own"), actor=SYSTEM, at=AT)
    land(of, event(70, type="identify", anonymousId="late", traits={"phone": phone}))
    read()
    assert find_leaf("browser", digest(of.id, "visitor", "late")) and count("customers_evidence") == 56


def test_words_are_exported_and_erased_and_days_go_with_theirs() -> None:
    of = source()
    land(of, event(1, name="Secret page"), {"type": "track", "anonymousId": "anna", "messageId": "bad"})
    read()
    person = Person((leaf_of(of, "anna"),))
    mine = [store for store in stores() if store.table in ("tracking_told", "tracking_refused")]
    assert "Secret page" in str([list(store.export(person)) for store in mine])
    assert [store.erase(person, AT) for store in sorted(mine, key=lambda one: one.table)] == [1, 1]
    assert "Secret page" not in str(ask("SELECT payload FROM tracking_told"))
    assert ask("SELECT body FROM tracking_refused") == [(None,)]
    land(of, event(1))
    read()
    assert count("kit_behaviour") == 1  # what was erased is not told anew
    later = AT + actions.KEPT_TOLD + timedelta(days=1)
    with story():
        opened, dropped = sweep_tracking.turn_days(actor=SYSTEM, at=later)
    assert opened == 3 and dropped == 1 and count("tracking_told") == 0 == count("tracking_refused")
    assert count("kit_behaviour") == 1


def test_sources_are_opened_and_closed() -> None:
    made = keep_tracking.add_source("  shop.example ", "site", actor=SYSTEM, at=AT)
    assert made.name == "shop.example" and find_source(made.key) == made and len(made.key) == 35
    keep_tracking.end_source(made.id, actor=SYSTEM, at=AT)
    assert find_source(made.key) is None
    assert [one.closed_at for one in list_sources()] == [AT]
    before = rows_of_all_tables()
    for name in ("", " ", "x" * 81, "a\0b"):
        with pytest.raises(SourceUnnamed):
            keep_tracking.add_source(name, "site", actor=SYSTEM, at=AT)
    with pytest.raises(SourceKindUnknown):
        keep_tracking.add_source("x", "robot", actor=SYSTEM, at=AT)  # type: ignore[arg-type]
    with pytest.raises(SourceUnknown):
        keep_tracking.end_source(UUID(int=5), actor=SYSTEM, at=AT)
    assert grown(before) == {}


def test_refused_events_are_listed_the_latest_first() -> None:
    of, other = source(), source(name="Other")
    land(of, {"type": "page", "messageId": "a"}, {"type": "buy", "userId": "7", "messageId": "b"})
    land(other, {"type": "page", "messageId": "c"}, at=AT + timedelta(hours=1))
    read()
    assert [(one.message, one.source_name, one.reason) for one in list_refused_events().rows][0] == (
        "c",
        "Other",
        "no_id",
    )
    assert {one.message for one in list_refused_events(source=of.id).rows} == {"a", "b"}
    assert [one.message for one in list_refused_events(reason="type_unknown").rows] == ["b"]
    assert count("kit_behaviour") == 0
