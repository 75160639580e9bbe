"""Whose no binds, when a yes from a file counts, and at which hours advertising may be sent."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.consent.rules import holds, is_proven, may_send_at, next_open
from prilavok.domains.consent.types import NewConsent, Said

ALMATY, EVERYWHERE = ("Asia/Almaty",), ("Asia/Almaty", "Europe/Kaliningrad", "Asia/Kamchatka")
ONE, OTHER = UUID(int=1), UUID(int=2)
AT = datetime(2026, 3, 2, tzinfo=UTC)


def _said(leaf: UUID, yes: bool, minute: int) -> Said:
    return Said(leaf, yes, AT + timedelta(minutes=minute))


@pytest.mark.parametrize(
    ("said", "together", "expected"),
    [
        ([], 0, False),
        ([_said(ONE, True, 5)], 0, True),
        ([_said(ONE, True, 5), _said(ONE, False, 6)], 0, False),
        ([_said(ONE, False, 5), _said(ONE, True, 6)], 9, True),
        ([_said(ONE, False, 5), _said(OTHER, True, 6)], 0, True),
        ([_said(ONE, False, 5), _said(OTHER, True, 6)], 9, False),
        ([_said(ONE, True, 5), _said(OTHER, False, 3)], 9, False),
        ([_said(ONE, True, 5), _said(OTHER, False, 6), _said(ONE, True, 10)], 9, True),
        ([_said(ONE, True, 5), _said(OTHER, False, 5)], 0, False),
    ],
)
def test_a_no_binds_until_a_yes_of_the_same_person(said: list[Said], together: int, expected: bool) -> None:
    since = {ONE: AT, OTHER: AT + timedelta(minutes=together)}
    assert holds(said, since) is expected
    assert holds(said[::-1], since) is expected, "the order of the rows is no matter"


def test_a_no_of_a_list_is_kept_with_its_contact_and_taken_back_by_its_teller() -> None:
    since = {ONE: AT + timedelta(minutes=9), OTHER: AT + timedelta(minutes=9)}
    no = Said(ONE, False, AT + timedelta(minutes=3), OTHER)
    assert not holds([_said(OTHER, True, 2), no], since)
    assert holds([no, _said(OTHER, True, 4)], since), "one teller said both"
    assert not holds([no, _said(ONE, True, 4)], since), "whose contact it is did not say the no"
    assert holds([no, _said(ONE, True, 9)], since)
    assert not holds([_said(ONE, True, 5), Said(ONE, False, AT + timedelta(minutes=3), UUID(int=3))], since)


_WORDS = st.lists(st.tuples(st.sampled_from([ONE, OTHER]), st.booleans(), st.integers(0, 60)), max_size=8)


@given(words=_WORDS, together=st.integers(0, 60))
def test_one_person_may_be_written_to_only_where_both_halves_might(
    words: list[tuple[UUID, bool, int]], together: int
) -> None:
    since = {ONE: AT, OTHER: AT + timedelta(minutes=together)}
    said = [_said(*one) for one in words]
    last = max(said, key=lambda one: (one.at, not one.given), default=None)
    if holds(said, since):
        assert last is not None and last.given, "a no that was said last is never overruled"
        assert holds(said, {}), "the stricter state gives nothing that one person would not have"


@pytest.mark.parametrize(
    ("local", "channel", "allowed"),
    [
        ("2026-03-02T09:00", "sms", True),
        ("2026-03-02T08:59", "sms", False),
        ("2026-03-02T20:59", "telegram", True),
        ("2026-03-02T21:00", "telegram", False),
        ("2026-03-07T12:00", "sms", False),  # a Saturday
        ("2026-03-07T12:00", "telegram", True),
        ("2026-05-07T12:00", "sms", False),  # Defender of the Fatherland Day, a Thursday
        ("2026-05-07T12:00", "telegram", True),
        ("2026-05-11T12:00", "sms", False),  # a Monday, for Victory Day on a Saturday
        ("2026-05-12T12:00", "sms", True),
        ("2025-01-03T12:00", "sms", False),  # a Friday, by decree
    ],
)
def test_advertising_keeps_the_hours_of_the_customer(local: str, channel: str, allowed: bool) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Asia/Almaty"))
    assert may_send_at(at, countries=("KZ",), zones=ALMATY, channel=channel) is allowed


@given(
    at=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),
    channel=st.sampled_from(["sms", "telegram", "mail"]),
    zones=st.sampled_from([ALMATY, EVERYWHERE, ("Asia/Kamchatka", "Europe/Kaliningrad")]),
)
def test_what_waits_is_sent_at_the_first_allowed_instant(at: datetime, channel: str, zones: tuple[str, ...]) -> None:
    instant = at.replace(tzinfo=UTC)
    opens = next_open(instant, countries=("KZ", "RU"), zones=zones, channel=channel)
    assert may_send_at(opens, countries=("KZ", "RU"), zones=zones, channel=channel)
    assert instant <= opens <= instant + timedelta(days=6)  # five days off in a row: New Year, Nauryz
    if opens > instant:
        just_before = opens - timedelta(seconds=1)
        assert not may_send_at(just_before, countries=("KZ", "RU"), zones=zones, channel=channel)
        assert not may_send_at(instant, countries=("KZ", "RU"), zones=zones, channel=channel)


def test_a_yes_of_a_file_counts_with_date_source_and_words_or_proof() -> None:
    full = NewConsent(ONE, "sms", "offers", True, "paper", AT, "2025-01")
    assert is_proven(full)
    assert is_proven(NewConsent(ONE, "sms", "offers", True, "paper", AT, "", uuid4()))
    assert not is_proven(NewConsent(ONE, "sms", "offers", True, "paper", AT))
    assert not is_proven(NewConsent(ONE, "sms", "offers", True, "", AT, "2025-01"))
    assert not is_proven(NewConsent(ONE, "sms", "offers", True, "paper", None, "2025-01"))
