"""Calls sent twice: one effect, one answer, under races, failures and kills."""

import hashlib
import threading
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.kit.kills import dies_at
from tests.kit.relay_world import effects, make_effects
from tests.racing import all_at_once

from prilavok.kit.db.connections import story
from prilavok.kit.errors import Refused
from prilavok.kit.idempotency import forgetting
from prilavok.kit.idempotency.answers import (
    Answer,
    AnswerErased,
    InProgress,
    KeyReused,
    answer_once,
    answer_repeatable,
    whole,
)
from prilavok.kit.idempotency.forgetting import sweep_answers
from prilavok.kit.words import Person, stores

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def in_test(rolled_back: None) -> None:
    make_effects()


@pytest.fixture
def world(own_database: Any) -> None:
    make_effects()


def do(effect: UUID, answer: Answer | None = None) -> Answer:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect (event) VALUES (%s)", [effect])
    return answer or Answer(201, b'{"n": 1}', effect)


def test_the_first_answer_is_repeated_and_nothing_is_done_twice(in_test: None) -> None:
    effect = uuid4()
    first = answer_once("till 3", "2026-03-01:7", b"body", AT, lambda: do(effect))
    again = answer_once("till 3", "2026-03-01:7", b"body", AT + timedelta(days=3), lambda: do(uuid4()))
    assert first == Answer(201, b'{"n": 1}', effect, replayed=False)
    assert again == Answer(201, b'{"n": 1}', effect, replayed=True)
    assert effects() == {effect: 1}


def test_a_key_for_another_body_is_refused(in_test: None) -> None:
    effect = uuid4()
    answer_once("till 3", "k", b"body", AT, lambda: do(effect))
    with pytest.raises(KeyReused) as refusal:
        answer_once("till 3", "k", b"other", AT, lambda: do(uuid4()))
    assert refusal.value.code == "key.reused"
    assert effects() == {effect: 1}


def test_the_same_key_of_another_caller_is_another_call(in_test: None) -> None:
    for caller, key in (("a", "b"), ("a", "c"), ("d", "b"), ("ab", "x"), ("a", "bx")):
        assert not answer_once(caller, key, b"", AT, lambda: do(uuid4())).replayed
    assert len(effects()) == 5


def test_a_refused_story_leaves_nothing_and_the_key_free(in_test: None) -> None:
    def refuse() -> Answer:
        do(uuid4())
        raise Refused("stock.short", "Not enough.")

    with pytest.raises(Refused, match="stock.short"):
        answer_once("a", "k", b"body", AT, refuse)
    assert effects() == {}
    effect = uuid4()
    assert not answer_once("a", "k", b"other", AT, lambda: do(effect)).replayed
    assert effects() == {effect: 1}


@pytest.mark.parametrize(("caller", "key"), [("", "k"), ("c", ""), ("c" * 81, "k"), ("c", "k" * 201), ("c", "a\0")])
def test_what_cannot_be_kept_is_refused(in_test: None, caller: str, key: str) -> None:
    with pytest.raises(ValueError):
        answer_once(caller, key, b"", AT, lambda: do(uuid4()))
    assert effects() == {}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from([b"1", b"2"])), max_size=20))
def test_any_order_of_calls_is_answered_as_the_first_of_each_key(
    in_test: None, calls: list[tuple[str, str, bytes]]
) -> None:
    told = uuid4().hex
    first: dict[tuple[str, str], tuple[bytes, Answer]] = {}
    for caller, key, body in calls:
        known = first.get((caller, key))
        try:
            answer = answer_once(caller, told + key, body, AT, lambda: do(uuid4()))
        except KeyReused:
            assert known is not None and known[0] != body
            continue
        if known is None:
            assert not answer.replayed
            first[caller, key] = body, answer
        else:
            assert answer.replayed and known[0] == body and answer.result == known[1].result


def equal_calls(count: int, slow: float) -> tuple[list[Answer], int]:
    """So many equal calls at once, each repeated after a 409 until it is answered; and how many 409 there were."""
    got: list[Answer] = []
    told = []

    def story() -> Answer:
        time.sleep(slow)
        return do(uuid4())

    def call() -> None:
        while True:
            try:
                got.append(answer_once("till", "k", b"body", AT, story))
                return
            except InProgress as busy:
                assert busy.retry_after >= 1
                told.append(busy)
                time.sleep(0.02)

    all_at_once([call] * count)
    return got, len(told)


def test_thirty_two_equal_calls_at_once_have_one_effect_and_one_answer(world: None) -> None:
    began = time.monotonic()
    got, busy = equal_calls(32, slow=0.2)
    assert len(got) == 32 and len({answer.result for answer in got}) == 1
    assert sum(not answer.replayed for answer in got) == 1
    assert effects() == {got[0].result: 1}
    assert busy >= 31, "those who come too early are told so at once and do not wait"
    assert time.monotonic() - began < 20


def test_the_same_race_catches_a_look_without_a_lock(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: look, do, write down, without the lock and without the transaction in common."""

    def careless(caller: str, key: str, body: bytes, at: datetime, tell: Any, *, keep_for_ever: bool = False) -> Answer:
        with connection.cursor() as cursor:
            cursor.execute("SELECT status, answer, result FROM kit_answered WHERE key = %s", [key])
            if row := cursor.fetchone():
                return Answer(row[0], bytes(row[1]), row[2], replayed=True)
        answer: Answer = tell()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO kit_answered (id, caller, key, body_hash, status, answer, result, began_at)"
                " VALUES (%s, %s, %s, '', %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [uuid4(), caller, key, answer.status, answer.body, answer.result, at],
            )
        return answer

    monkeypatch.setitem(globals(), "answer_once", careless)
    got, _busy = equal_calls(32, slow=0.05)
    assert len({answer.result for answer in got}) > 1 and sum(effects().values()) > 1


def test_a_call_killed_anywhere_and_sent_again_has_one_effect(world: None) -> None:
    for point in range(50):
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE effect, kit_answered")
        killed = dies_at(lambda: answer_once("till", "k", b"body", AT, lambda: do(uuid4())), point)
        until = time.monotonic() + 60
        while True:
            try:
                answer = answer_once("till", "k", b"body", AT, lambda: do(uuid4()))
                break
            except InProgress:
                assert time.monotonic() < until
                time.sleep(0.01)
        assert effects() == {answer.result: 1}, f"killed at point {point}"
        if not killed:
            assert point > 3 and answer.replayed
            return
    raise AssertionError("it never came to its end")


def test_it_stands_in_the_flow_s_transaction_or_opens_one(world: None) -> None:
    with pytest.raises(KeyError), story():
        answer_once("a", "k", b"", AT, lambda: do(uuid4()))
        raise KeyError
    assert effects() == {}
    assert not answer_once("a", "k", b"", AT, lambda: do(uuid4())).replayed
    assert sum(effects().values()) == 1


def test_answers_expire_after_ninety_days_and_till_keys_never(in_test: None) -> None:
    answer_once("site", "k", b"", AT, lambda: do(uuid4()))
    answer_once("till", "k", b"", AT, lambda: do(uuid4()), keep_for_ever=True)
    assert sweep_answers(AT + forgetting.KEPT) == 0
    assert sweep_answers(AT + forgetting.KEPT + timedelta(seconds=1)) == 1
    assert sweep_answers(AT + timedelta(days=4000)) == 0
    later = AT + timedelta(days=4000)
    assert answer_once("till", "k", b"", later, lambda: do(uuid4())).replayed
    assert not answer_once("site", "k", b"", later, lambda: do(uuid4())).replayed


# ------------------------------------------------------------ sealed


@pytest.mark.parametrize("way", [answer_once, answer_repeatable])
def test_a_sealed_answer_is_told_again_and_cannot_be_read_or_guessed(in_test: None, way: Any) -> None:
    effect = uuid4()
    told = Answer(201, b'{"code": "4071"}', effect)
    first = way("guest", "k", b"pin 4071", AT, lambda: told, sealed=True)
    again = way("guest", "k", b"pin 4071", AT, lambda: do(uuid4()), sealed=True)
    assert (first, again) == (told, Answer(201, told.body, effect, replayed=True))
    with pytest.raises(KeyReused):
        way("guest", "k", b"pin 4072", AT, lambda: do(uuid4()), sealed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body_hash, answer FROM kit_answered")
        [(digest, answer)] = cursor.fetchall()
    assert b"4071" not in bytes(answer) and len(bytes(digest)) == 32
    assert bytes(digest) != hashlib.sha256(b"pin 4071").digest()
    assert effects() == {}


def test_an_erasure_empties_the_answers_about_a_leaf(in_test: None) -> None:
    leaf, other = uuid4(), uuid4()
    for nth, (whose, sealed) in enumerate(((leaf, True), (leaf, False), (other, True))):
        answer_once("staff", f"k{nth}", b"", AT, partial(Answer, 200, b'{"n": 7}', whose), sealed=sealed)
    [store] = [one for one in stores() if one.table == "kit_answered"]
    assert store.erase(Person((leaf,)), AT) == 2
    assert store.erase(Person((leaf,)), AT) == 0
    told = [
        answer_once("staff", f"k{nth}", b"", AT, lambda: do(uuid4()), sealed=sealed)
        for nth, sealed in enumerate((True, False, True))
    ]
    assert ([(one.body, one.erased) for one in told], effects()) == (
        [(b"", True), (b"", True), (b'{"n": 7}', False)], {}
    )  # fmt: skip
    for one in told[:2]:
        with pytest.raises(AnswerErased):
            whole(one)
    assert whole(told[2]) == told[2]


def test_a_number_in_an_answer_is_somebodys_only_where_it_is_nothing_else_s(in_test: None) -> None:
    answers = (b'{"receipt": "4411"}', b'{"n": "129900000000171"}', b'{"card": "2990000000017"}', b'{"m": "a@b.kz"}',
               b'{"m": "xa@b.kz"}', b'{"tel": "8 701 123-45-67", "same": "87011234567"}', b"")  # fmt: skip
    for nth, body in enumerate(answers):
        answer_once("staff", f"k{nth}", b"", AT, partial(Answer, 200, body))
    somebody = Person((), values=("2990000000017",), contacts=("+77011234567", "a@b.kz"))
    [store] = [one for one in stores() if one.table == "kit_answered"]
    assert store.erase(somebody, AT) == 3
    told = [answer_once("staff", f"k{nth}", b"", AT, lambda: do(uuid4())).erased for nth in range(len(answers))]
    assert told == [False, False, True, True, False, True, False]


# ------------------------------------------------------------ stories that commit by themselves


def do_once(effect: UUID) -> Answer:
    """A story that does nothing twice, and says whether it was the first."""
    with story(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect (event) SELECT %s WHERE NOT EXISTS (SELECT FROM effect)", [effect])
        return Answer(201 if cursor.rowcount else 200, b"{}", effect)


def test_the_answer_of_a_repeatable_story_is_kept_and_its_key_is_taken(in_test: None) -> None:
    effect = uuid4()
    first = answer_repeatable("guest", "k", b"body", AT, lambda: do_once(effect))
    again = answer_repeatable("guest", "k", b"body", AT, lambda: do_once(uuid4()))
    assert (first, again) == (Answer(201, b"{}", effect), Answer(201, b"{}", effect, replayed=True))
    with pytest.raises(KeyReused):
        answer_repeatable("guest", "k", b"other", AT, lambda: do_once(uuid4()))
    assert answer_once("guest", "k", b"body", AT, lambda: do(uuid4())) == again, "both ways read one book"
    assert effects() == {effect: 1}


def test_while_a_repeatable_story_runs_its_key_is_refused_to_another_body(in_test: None) -> None:
    def within() -> Answer:
        with pytest.raises(KeyReused):
            answer_repeatable("guest", "k", b"other", AT, lambda: do(uuid4()))
        return do_once(uuid4())

    assert answer_repeatable("guest", "k", b"body", AT, within).status == 201
    assert sum(effects().values()) == 1


def test_a_refused_repeatable_story_frees_its_key(in_test: None) -> None:
    def refuse() -> Answer:
        raise Refused("stock.short", "Not enough.")

    with pytest.raises(Refused, match="stock.short"):
        answer_repeatable("guest", "k", b"body", AT, refuse)
    assert answer_repeatable("guest", "k", b"other", AT, lambda: do_once(uuid4())).status == 201


@pytest.mark.parametrize("first_ends", ["placed", "refused", "dead"])
def test_what_is_refused_while_another_sending_is_at_it_is_no_answer(world: None, first_ends: str) -> None:
    effect, begun, on = uuid4(), threading.Event(), threading.Event()
    told: list[object] = []

    def slow() -> Answer:
        begun.set()
        assert on.wait(60)
        if first_ends == "dead":
            connection.close()  # the process died: its lock falls with the line
            raise SystemExit
        return refuse() if first_ends == "refused" else do_once(effect)

    def refuse() -> Answer:
        raise Refused("stock.short", "Not enough.")

    def first() -> None:
        try:
            told.append(answer_repeatable("guest", "k", b"body", AT, slow))
        except (Refused, SystemExit) as ended:
            told.append(ended)
        finally:
            connection.close()

    sending = threading.Thread(target=first)
    sending.start()
    assert begun.wait(60)
    for _twice in range(2):
        with pytest.raises(InProgress):
            answer_repeatable("guest", "k", b"body", AT, refuse)
    on.set()
    sending.join(60)
    if first_ends == "placed":
        assert answer_repeatable("guest", "k", b"body", AT, refuse) == Answer(201, b"{}", effect, replayed=True)
    else:
        with pytest.raises(Refused, match="stock.short"):
            answer_repeatable("guest", "k", b"body", AT, refuse)
        assert answer_repeatable("guest", "k", b"other", AT, lambda: do_once(effect)).status == 201
    assert effects() == {effect: 1}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,)


def test_equal_repeatable_calls_at_once_are_told_one_answer(world: None) -> None:
    got: list[Answer] = []
    effect = uuid4()

    def call() -> None:
        got.append(answer_repeatable("guest", "k", b"body", AT, lambda: do_once(effect)))

    all_at_once([call] * 8)
    assert len(got) == 8 and len({(answer.status, answer.result) for answer in got}) == 1
    assert sum(not answer.replayed for answer in got) == 1


def test_a_repeatable_call_killed_anywhere_and_sent_again_has_one_effect(world: None) -> None:
    effect, deaths = uuid4(), 0
    for point in range(60):
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE effect, kit_answered")
        killed = dies_at(lambda: answer_repeatable("guest", "k", b"body", AT, lambda: do_once(effect)), point)
        deaths += killed
        answer = answer_repeatable("guest", "k", b"body", AT, lambda: do_once(effect))
        assert answer.result == effect and effects() == {effect: 1}
        if not killed:
            break
    assert not killed and deaths >= 9
