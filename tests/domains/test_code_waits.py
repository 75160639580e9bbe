"""How long another one-time code waits: bounded for the phone, whoever asks, and never shut to its owner."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.customers.rules import CODES_ALL, CODES_COUNTED, wait_for_code

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ME, OWNER = b"a stranger", b"the owner"
Sent = list[tuple[datetime, bytes]]


def _greedy(days: int, askers: list[bytes]) -> Sent:
    """Somebody asks as soon as any of these addresses may, for days."""
    sent: Sent = []
    at = AT
    while at < AT + timedelta(days=days):
        waits = [(wait_for_code(sent, asker, at), asker) for asker in askers]
        soonest, asker = min(waits)
        if soonest:
            at += timedelta(seconds=soonest)
        else:
            sent.append((at, asker))
    return sent


def _most_in_a_day(sent: Sent) -> int:
    made = [at for at, _by in sent]
    return max(sum(1 for one in made if first <= one < first + CODES_COUNTED) for first in made)


def test_one_address_gets_at_most_nine_in_any_day() -> None:
    assert _most_in_a_day(_greedy(12, [ME])) == 9


def test_all_addresses_together_get_at_most_thirty_one_in_any_day() -> None:
    assert _most_in_a_day(_greedy(6, [b"%d" % nth for nth in range(200)])) <= 31


@given(st.integers(min_value=0, max_value=5 * 24 * 60))
def test_whatever_one_stranger_does_the_owner_gets_three_at_once(minute: int) -> None:
    at = AT + timedelta(minutes=minute)
    sent = [one for one in _greedy(6, [ME]) if one[0] <= at]
    for _ in range(3):
        assert wait_for_code(sent, OWNER, at) == 0
        sent.append((at, OWNER))
    assert wait_for_code(sent, OWNER, at) == 300


def test_staff_and_strangers_do_not_slow_each_other_down() -> None:
    strangers = [(AT, b"%d" % nth) for nth in range(CODES_ALL)]
    assert wait_for_code(strangers, ME, AT) == 60 and wait_for_code(strangers, None, AT) == 0
    by_staff = [(AT, b"")] * CODES_ALL
    assert wait_for_code(by_staff, None, AT) == 60 and wait_for_code(by_staff, ME, AT) == 0


@given(st.lists(st.tuples(st.integers(0, 2 * 24 * 60), st.sampled_from([ME, OWNER, b""])), max_size=60))
def test_a_wait_told_is_a_wait_enough_and_never_longer_than_six_hours(told: list[tuple[int, bytes]]) -> None:
    sent = [(AT - timedelta(minutes=minutes), by) for minutes, by in told]
    for asker in (ME, None):
        seconds = wait_for_code(sent, asker, AT)
        assert 0 <= seconds <= 6 * 3_600
        assert wait_for_code(sent, asker, AT + timedelta(seconds=seconds)) == 0
        # Nor is it told longer than it is, unless an older code stops to count meanwhile.
        before = AT + timedelta(seconds=seconds - 1)
        if seconds > 1 and all(made > before - CODES_COUNTED for made, _by in sent if made > AT - CODES_COUNTED):
            assert wait_for_code(sent, asker, before) >= 1
