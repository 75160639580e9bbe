"""How requests become events: times by our clock, one id for one message, nothing that crashes."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.tracking.rules import (
    VERBS_OF_NAMES,
    VERBS_OF_TYPES,
    happened_at,
    mended,
    packed,
    read_landing,
    unpacked,
)
from prilavok.domains.tracking.types import Event, Landing, Refusal
from prilavok.kit.events.facts import BEHAVIOUR, TRACKED

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOURCE = UUID(int=1)


def read(body: object, route: str = "batch", source: UUID = SOURCE, landing: int = 9) -> list[Event | Refusal]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return list(read_landing(Landing(UUID(int=landing), source, AT, route, raw)))


def one(**told: Any) -> Event:
    (event,) = read({"anonymousId": "anna", **told}, "track" if "event" in told else "page")
    assert isinstance(event, Event), event
    return event


def test_every_name_has_a_verb_and_every_verb_its_words() -> None:
    assert {*VERBS_OF_NAMES.values(), *VERBS_OF_TYPES.values()} == set(TRACKED) <= set(BEHAVIOUR)
    assert len(VERBS_OF_NAMES) == 45 == len(set(VERBS_OF_NAMES.values()))


def test_time_is_corrected_by_what_passed_until_sending() -> None:
    def at(original: str | None, sent: str | None = None) -> datetime:
        return happened_at(original, sent, AT)

    # A clock three hours fast: it happened ten minutes before it was sent.
    assert at("2026-03-02T11:50:00Z", "2026-03-02T12:00:00.000Z") == AT - timedelta(minutes=10)
    assert at("2025-01-01T00:00:00+05:00", "2025-01-01T00:00:01+05:00") == AT - timedelta(seconds=1)
    assert at("2026-03-02T08:00:00Z") == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert at("2026-03-02T08:00:00") == datetime(2026, 3, 2, 8, tzinfo=UTC)
    # Never later than its receipt, and not out of the ground.
    assert at("2036-03-02T08:00:00Z") == AT
    assert at("2026-03-02T08:10:00Z", "2026-03-02T08:00:00Z") == AT
    for odd in (None, "", "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "x" * 100):
        assert at(odd) == AT == at(odd, odd)
    assert at("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z") == AT


@given(st.text(max_size=45), st.text(max_size=45))
def test_no_time_crashes_or_lies_ahead(original: str, sent: str) -> None:
    assert happened_at(original, sent, AT) <= AT


def test_one_message_of_a_source_is_one_event_and_of_another_another() -> None:
    def id(source: int = 1, landing: int = 9, **told: Any) -> UUID:
        (event,) = read({"userId": "7", **told}, "page", UUID(int=source), landing)
        assert isinstance(event, Event)
        return event.id

    assert id(messageId="m") == id(messageId="m", landing=10, name="changed") != id(messageId="n")
    assert id(messageId="m") != id(messageId="m", source=2)
    assert id() == id() != id(landing=10)  # without one it is told apart by its landing, however often that is read
    assert id(messageId=7) == id(messageId="7")


def test_what_a_shop_says_of_goods_and_money() -> None:
    def said(**properties: Any) -> tuple[str, int | None, str | None, int | None]:
        event = one(event="Product Viewed", properties=properties)
        return event.sku, event.amount, event.currency, event.quantity

    assert said(sku=" 1001 ", price=19.9, currency="KZT", quantity=2) == ("1001", 1990, "KZT", 2)
    assert said(product_id=7, revenue="1500", total=3, currency="RUB") == ("7", 150000, "RUB", None)
    assert said(price=19.9) == ("", None, None, None)
    assert said(price=0.1 + 0.2, currency="KZT") == ("", None, "KZT", None)  # no whole hundredth: no amount
    odd = [float("1e300"), -(10**30), True, [], {}, "many", "1e999999999", "NaN", None]
    assert {said(price=value, currency="KZT")[1] for value in odd} == {None}
    assert said(quantity=-1, currency="tenge", sku={"of": 1}) == ("", None, None, None)
    assert one(event="Of my own", properties={"sku": "1"}).verb == "custom.tracked"


@pytest.mark.parametrize("price", ["1e99999999999999999999", "-1e-99999999999999999999", "1" * 30])
def test_a_number_that_nobody_can_hold_hides_nothing_but_itself(price: str) -> None:
    """A reader that fell over one such price would fall over it again and again, and all behind it would wait."""
    told = b'{"batch": [{"type": "track", "event": "Product Viewed", "userId": "7", "properties": {"price": PRICE}}]}'
    (seen,) = read(told.replace(b"PRICE", price.encode()))
    assert isinstance(seen, Event) and (seen.verb, seen.amount) == ("item.viewed", None)


@given(st.dictionaries(
    st.sampled_from(["sku", "product_id", "price", "revenue", "currency", "quantity", "phone", "email", "other"]),
    st.none() | st.booleans() | st.integers(-10**6, 10**6) | st.floats(-10**6, 10**6) | st.text(max_size=5)
    | st.sampled_from(["KZT", "RUB", "+77010000000", "a@mail.example"]),
), st.sampled_from([("track", "properties"), ("identify", "traits")]))  # fmt: skip
def test_what_is_read_at_one_go_and_what_is_taken_apart_say_the_same(
    told: dict[str, Any], where: tuple[str, str]
) -> None:
    """The odd neighbour has the event taken apart: of what is not odd nothing else may be read."""
    route, name = where
    plain = {"type": route, "event": "Product Viewed", "userId": "7", "messageId": "m", name: told}
    (at_one_go,) = read(plain, route)
    (apart,) = read({**plain, "properties" if name == "traits" else "traits": [1]}, route)
    assert isinstance(at_one_go, Event) and isinstance(apart, Event)
    assert msgspec.structs.replace(apart, size=at_one_go.size) == at_one_go


def test_what_the_batch_says_is_said_of_each_of_its_events() -> None:
    batch = {
        "batch": [{"type": "page", "userId": "7", "context": {"locale": "kk"}}, {"type": "page", "userId": "7"}, 5],
        "context": {"locale": "ru", "app": "a"},
        "integrations": {"Mail": False},
    }
    first, second, third = read(batch)
    assert isinstance(first, Event) and isinstance(second, Event) and isinstance(third, Refusal)
    assert first.payload and second.payload
    assert json.loads(first.payload)["context"] == {"locale": "kk", "app": "a"}
    assert json.loads(second.payload) == {
        "type": "page",
        "userId": "7",
        **{k: v for k, v in batch.items() if k != "batch"},
    }
    assert third.reason == "wrong_kind"


def test_an_event_is_where_it_stands_in_the_body_word_for_word() -> None:
    page, odd = {"type": "page", "userId": "жұлдыз"}, {"type": "page", "userId": "7", "of": [{"type": "page"}]}
    body = json.dumps({"again": odd, "batch": [page, odd, page, odd], "sentAt": 5}, ensure_ascii=False).encode()
    found = list(read_landing(Landing(UUID(int=9), SOURCE, AT, "batch", body)))
    assert len(found) == 4 and all(isinstance(event, Event) for event in found)
    for event, told in zip(found, [page, odd, page, odd], strict=True):
        assert isinstance(event, Event) and event.payload is None and event.landing == UUID(int=9)
        assert json.loads(body[event.first - 1 :][: event.size]) == told
    (single,) = read_landing(Landing(UUID(int=9), SOURCE, AT, "page", b' {"userId": "7"}'))
    assert isinstance(single, Event) and (single.first, single.size) == (1, 16)


def test_leaves_are_named_by_digests_within_the_source() -> None:
    event = one(event="Cart Viewed", userId="7")
    (other,) = read({"anonymousId": "anna"}, "page", UUID(int=2))
    assert isinstance(other, Event)
    assert len(event.visitor) == 64 and event.visitor != other.visitor
    assert event.user and event.user != event.visitor and "anna" not in repr(event.visitor)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["type", "batch", "event", "userId", "anonymousId", "messageId", "context", "properties", "traits",
                         "sentAt", "timestamp", "previousId", "groupId", "sku", "price", "currency", "phone"]), inner, max_size=8),
    max_leaves=30,
), st.sampled_from(["batch", "track", "identify", "page", "alias", "group", "screen"]))  # fmt: skip
def test_whatever_comes_is_an_event_or_a_refusal(told: Any, route: str) -> None:
    for found in read(told, route) + read(json.dumps({"batch": [told]}).encode()):
        assert isinstance(found, Event | Refusal)
        assert isinstance(found, Refusal) or found.occurred_at <= AT


@given(st.binary(max_size=200))
def test_bytes_are_never_a_crash(raw: bytes) -> None:
    for route in ("batch", "track"):
        assert all(isinstance(found, Event | Refusal) for found in read(raw, route))
    for found in read(b'{"batch": [' + raw + b"]}"):
        assert isinstance(found, Refusal)


@given(st.lists(st.one_of(st.binary(max_size=9_000), st.text(max_size=40).map(lambda one: (one * 300).encode()))))
def test_requests_wait_packed_and_come_out_as_they_came(bodies: list[bytes]) -> None:
    bodies = [b"{" + one for one in bodies]  # as the door has looked at them: JSON objects
    assert unpacked(packed(bodies)) == bodies
    assert unpacked(bodies) == bodies  # of before
    assert [kept for kept, body in zip(packed(bodies), bodies, strict=True) if len(body) < 4_096 and kept != body] == []


def test_a_batch_that_says_the_same_again_waits_in_a_tenth_of_its_length() -> None:
    one = {"type": "page", "userId": "7", "context": {"locale": "kk", "page": {"url": "https://shop.example/" * 20}}}
    body = json.dumps({"batch": [{**one, "messageId": f"m-{nth}"} for nth in range(100)]}).encode()
    (kept,) = packed([body])
    assert len(kept) * 10 < len(body) and unpacked([kept]) == [body]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (rb'"cut \ud83d"', "cut \ufffd"),
        (rb'"\ude00\ud83d\ude00\ud83d\ud83d\ude00"', "\ufffd\U0001f600\ufffd\U0001f600"),
        (rb'"\\ud83d \\\ud83d"', "\\ud83d \\\ufffd"),
        (rb'"\ud83d\u0041\u00"', "\ufffdA\ufffd"),
        (rb'"C:\games\new"', "C:\\games\new"),
        (rb'[NaN, -Infinity, Infinity, "NaN \" -Infinity", 1]', [None, None, None, 'NaN " -Infinity', 1]),
    ],
)
def test_what_sdks_write_though_it_is_no_json_is_mended(sent: bytes, kept: object) -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(sent)
    assert msgspec.json.decode(mended(sent)) == kept


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.text(st.characters(codec=None), max_size=9)
    | st.text('\\"u\ud83d\ude00aN', max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec=None), max_size=3), inner),
))  # fmt: skip
def test_whatever_python_writes_is_json_once_mended(told: Any) -> None:
    """Python's writer takes halves of letters and numbers that are none; strict readers take neither."""
    raw = json.dumps(told).encode()
    kept = msgspec.json.decode(mended(raw))
    odd = any(sign in raw for sign in (b"NaN", b"Infinity", b"\\ud", b"\\\\"))
    assert odd or kept == json.loads(raw)
    assert mended(mended(raw)) == mended(raw)


@given(st.binary(max_size=60) | st.text('\\"u0dN', max_size=60).map(str.encode))
def test_mending_never_crashes_and_leaves_json_alone(raw: bytes) -> None:
    try:
        msgspec.json.decode(raw)
    except (msgspec.DecodeError, ValueError):
        mended(raw)
        return
    assert mended(raw) == raw
