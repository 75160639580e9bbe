"""Outgoing webhooks: signed so that the standard's own library takes them, in order, until taken, never of a load."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from standardwebhooks import Webhook, WebhookVerificationError
from tests.kit.relay_world import an_event

from prilavok.domains.hooks_out import rules
from prilavok.domains.hooks_out.errors import HookAddressUnfit, HookUnknown, HookVerbUnknown
from prilavok.domains.hooks_out.queries import list_subscriptions, write_letter
from prilavok.doors.cli import main
from prilavok.flows import plan_hooks, tell_hooks  # noqa: F401  prilavok.flows.plan_hooks, prilavok.flows.tell_hooks
from prilavok.flows.keep_hooks import add_hook, drop_hook, tell_hook_again
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.events.record import record
from prilavok.kit.events.relay import EVERY, Reaction, relay_once
from prilavok.kit.http.signed import shown_secret
from prilavok.kit.jobs.queue import buried
from prilavok.kit.jobs.runner import run_due

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
REACTIONS = {EVERY: (Reaction("hooks.plan"),)}


class Receiver:
    """A real server that answers as it is told. heard: headers and body of every post, in order."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answer: Callable[[dict[str, Any]], tuple[int, dict[str, str]]] = lambda told: (200, {})
        receiver = self

        class Post(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status, headers = receiver.answer(json.loads(body))
                self.send_response(status)
                for name, value in {"content-length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Post)
        self.url = f"http://127.0.0.1:{self.server.server_port}/told?by=prilavok"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def told(self) -> list[tuple[str, str]]:
        """Verb and subject of every post."""
        bodies = [json.loads(body) for _headers, body in self.heard]
        return [(body["type"], body["data"]["subject"]) for body in bodies]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.fixture
def shop(own_database: Any) -> None:
    clock.set_clock(AT)


pytestmark = [pytest.mark.quiet, pytest.mark.usefixtures("shop")]


def work(*, by: timedelta = timedelta()) -> None:
    """Move the clock, relay, and do all that is due."""
    clock.move_clock(by)
    while relay_once(REACTIONS):
        pass
    while run_due("default") or run_due("outside"):
        pass
    assert buried() == ()


def events(*subjects: UUID, origin: str = "live") -> list[tuple[str, str]]:
    record([an_event(origin, subject=one, occurred_at=clock.now()) for one in subjects])
    return [("price.published", str(one)) for one in subjects]


def states() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM hooks_out_telling ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_the_standards_own_library_takes_what_we_sign(receiver: Receiver) -> None:
    clock.set_clock(datetime.now(UTC))  # the library compares with the machine's own clock
    made = add_hook(receiver.url, ["price.*"], actor=SYSTEM, at=clock.now())
    secret = made.secret.reveal()
    assert secret.startswith("whsec_") and secret not in repr(made)
    subject = uuid4()
    events(subject)
    work()
    ((headers, body),) = receiver.heard
    told = Webhook(secret).verify(body, headers)
    assert told["type"] == "price.published" and set(told) == {"type", "timestamp", "data"}
    assert datetime.fromisoformat(told["timestamp"]) == clock.now()
    assert told["data"] == {
        "verb": "price.published",
        "subject_kind": "price_list",
        "subject": str(subject),
        "version": 1,
        "link": None,
    }
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"published", b"pubIished"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(shown_secret(b"x" * 32)).verify(body, headers)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, failing_since FROM hooks_out_subscription")
        ((sealed, failing),) = cursor.fetchall()
    assert secret.encode()[6:] not in bytes(sealed) and failing is None


def test_only_what_was_asked_for_live_and_from_then_on(receiver: Receiver) -> None:
    events(uuid4())
    while relay_once(REACTIONS):
        pass
    add_hook(receiver.url, ["order.placed", "task.*"], actor=SYSTEM, at=AT)
    add_hook(receiver.url, ["*"], actor=SYSTEM, at=AT)
    wanted = events(uuid4(), uuid4())
    events(uuid4(), origin="load")
    events(uuid4(), origin="import")
    events(uuid4(), origin="trial")
    work()
    assert receiver.told() == wanted and states() == ["told", "told"]
    work()
    assert len(receiver.heard) == 2


def test_each_thing_is_told_of_in_order_and_one_that_waits_holds_up_no_other(receiver: Receiver) -> None:
    made = add_hook(receiver.url, ["*"], actor=SYSTEM, at=AT)
    one, other = uuid4(), uuid4()
    refusals = iter([400, 404])
    receiver.answer = lambda told: (next(refusals, 200) if told["data"]["subject"] == str(one) else 200, {})
    first = events(one, one, other, one, other)
    work()
    # The first of `one` was refused: nothing more of `one` is told, all of `other` is, in order.
    assert receiver.told() == [first[0], first[2], first[4]]
    work(by=timedelta(seconds=3))
    assert receiver.told()[3:] == [first[0]]
    work(by=timedelta(seconds=10))
    assert receiver.told()[4:] == [first[0], first[1], first[3]]
    ids = [headers["webhook-id"] for headers, _body in receiver.heard]
    assert ids[0] == ids[3] == ids[4] and len(set(ids)) == 5
    stamps = [int(headers["webhook-timestamp"]) for headers, _body in receiver.heard]
    assert stamps[4] - stamps[0] == 13
    (view,) = list_subscriptions()
    assert (view.id, view.told, view.waiting, view.failing_since) == (made.id, 5, 0, None)


def test_while_an_address_is_down_only_the_eldest_asks_and_then_all_is_told(receiver: Receiver) -> None:
    add_hook(receiver.url, ["*"], actor=SYSTEM, at=AT)
    receiver.answer = lambda told: (503, {"retry-after": "100"})
    subjects = [uuid4() for _ in range(5)]
    wanted = events(*subjects)
    work()
    asked = len(receiver.heard)
    assert 1 <= asked <= 5
    more = events(uuid4())
    work(by=timedelta(seconds=99))
    assert len(receiver.heard) == asked  # it asked us to stay away for longer
    work(by=timedelta(seconds=1))
    assert receiver.told()[asked:] == [wanted[0]]
    receiver.answer = lambda told: (204, {})
    work(by=timedelta(seconds=200))
    assert sorted(receiver.told()[asked + 1 :]) == sorted([*wanted, *more])
    assert receiver.told()[asked + 1] == wanted[0]


def test_after_three_days_it_is_switched_off_with_a_task_and_told_again_by_hand(receiver: Receiver) -> None:
    made = add_hook(receiver.url, ["price.published"], actor=SYSTEM, at=AT)
    receiver.answer = lambda told: (500, {})
    missed = events(uuid4())
    work()
    for _ in range(71):
        work(by=timedelta(hours=1))
    (view,) = list_subscriptions()
    assert (view.on, view.failing_since, view.waiting) == (True, AT, 1)
    work(by=timedelta(hours=1))
    assert not list_subscriptions()[0].on
    asked = len(receiver.heard)
    assert 60 <= asked <= 160
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, subject FROM tasks_task")
        assert cursor.fetchall() == [("hook.switched_off", made.id)]
        cursor.execute("SELECT count(*) FROM kit_event WHERE verb = 'hook.switched_off' AND subject = %s", [made.id])
        assert cursor.fetchone() == (1,)
    off_at = clock.now()
    while_off = events(uuid4())
    work(by=timedelta(hours=5))
    assert len(receiver.heard) == asked
    receiver.answer = lambda told: (200, {})
    assert tell_hook_again(made.id, actor=SYSTEM, at=clock.now()) == 1
    work()
    assert receiver.told()[asked:] == missed
    assert tell_hook_again(made.id, off_at, actor=SYSTEM, at=clock.now()) == 1
    work()
    assert receiver.told()[asked + 1 :] == while_off
    tell_hook_again(made.id, AT, actor=SYSTEM, at=clock.now())
    work()
    repeated = [headers["webhook-id"] for headers, _body in receiver.heard][asked:]
    assert sorted(repeated[2:]) == sorted(repeated[:2])


def test_one_that_is_gone_is_not_asked_again_and_one_dropped_is_told_nothing(receiver: Receiver) -> None:
    made = add_hook(receiver.url, ["*"], actor=SYSTEM, at=AT)
    receiver.answer = lambda told: (410, {})
    events(uuid4())
    work()
    assert not list_subscriptions()[0].on
    receiver.answer = lambda told: (200, {})
    tell_hook_again(made.id, actor=SYSTEM, at=AT)
    assert drop_hook(made.id, actor=SYSTEM, at=AT) >= 1
    heard = len(receiver.heard)
    events(uuid4())
    work()
    assert len(receiver.heard) == heard and set(states()) == {"given_up"}


def test_one_that_is_refused_a_hundred_times_is_given_up_alone(receiver: Receiver) -> None:
    add_hook(receiver.url, ["*"], actor=SYSTEM, at=AT)
    bad, good = uuid4(), uuid4()
    receiver.answer = lambda told: (422 if told["data"]["subject"] == str(bad) else 200, {})
    events(bad, bad)
    for _ in range(rules.MOST_REFUSALS):
        events(good)
        work(by=timedelta(hours=1))
    assert list_subscriptions()[0].on
    assert states()[:2] == ["given_up", "waiting"] and set(states()[2:]) == {"told"}


def test_private_and_forbidden_addresses_are_not_spoken_to(monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> None:
    from prilavok.kit.settings import where

    add_hook("http://192.0.2.1/elsewhere", ["*"], actor=SYSTEM, at=AT)
    events(uuid4())
    work()
    assert states() == ["waiting"] and list_subscriptions()[0].failing_since == AT
    with monkeypatch.context() as live:
        live.setenv("PRILAVOK_OUTSIDE", "live")
        where.cache_clear()
        add_hook(receiver.url, ["*"], actor=SYSTEM, at=AT)
        events(uuid4())
        work()
    where.cache_clear()
    assert receiver.heard == [] and "told" not in states()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://a.example/",
        "https://a:b@a.example/",
        "https://a.example/#x",
        "https://a b/",
        "https://" + "a" * 2_000,
    ],
)
def test_an_unfit_address_is_refused(url: str) -> None:
    with pytest.raises(HookAddressUnfit):
        add_hook(url, ["*"], actor=SYSTEM, at=AT)
    assert list_subscriptions() == []


def test_unknown_verbs_and_hooks_are_refused() -> None:
    for verbs in ([], ["order"], ["order.eaten"], ["dog.*"], ["order.placed", "*.*"]):
        with pytest.raises(HookVerbUnknown):
            add_hook("https://a.example/", verbs, actor=SYSTEM, at=AT)
    with pytest.raises(HookUnknown):
        drop_hook(uuid4(), actor=SYSTEM, at=AT)
    with pytest.raises(HookUnknown):
        tell_hook_again(uuid4(), actor=SYSTEM, at=AT)
    assert list_subscriptions() == []
    assert write_letter(uuid4(), at=AT) is None


def test_the_command_line_adds_lists_and_drops(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hooks", "add", "https://a.example/hear", "--verbs", "order.*", "task.made"]) == 0
    told = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    assert told["secret"].startswith("whsec_")
    assert main(["hooks", "list"]) == 0
    assert capsys.readouterr().out == (
        f"{told['id']}  https://a.example/hear  order.* task.made  on; 0 told, 0 waiting, 0 given up\n"
    )
    assert main(["hooks", "off", told["id"]]) == 0 and main(["hooks", "again", told["id"]]) == 0
    assert main(["hooks", "off", str(uuid4())]) == 1
    assert "hooks.unknown" in capsys.readouterr().err
