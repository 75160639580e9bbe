"""The live line: who hears what, how soon, after which losses, and how it ends."""

import signal
import time
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import transaction
from tests import make
from tests.conftest import OwnDatabase
from tests.doors.live_world import Screen, until, web
from tests.doors.web_people import client_of, hire
from tests.kit.relay_world import an_event

from prilavok.domains.customers.actions import new_browser_token
from prilavok.domains.staff.actions import assign_place
from prilavok.domains.staff.queries import with_rights
from prilavok.domains.stock.actions import take_sold
from prilavok.domains.stock.queries import variants_moved
from prilavok.domains.stock.types import Taking
from prilavok.doors.live import ears
from prilavok.doors.live.ears import Ears, Pass, StaffEars, ears_of
from prilavok.doors.live.hub import Hub
from prilavok.doors.live.listener import MOST_TOPICS, MOST_WAITING, RELOAD, Listener, told
from prilavok.flows.meet_visitor import meet_visitor
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.events.notices import Cursor, Notice
from prilavok.kit.events.record import record
from prilavok.kit.events.relay import relay_once

pytestmark = [pytest.mark.quiet, pytest.mark.usefixtures("quick_passwords")]
NOWHERE = Cursor(1, UUID(int=1))


def hand_on(*events: Any) -> list[str]:
    """Record these and have them relayed; the topics of their subjects."""
    record(events)
    while relay_once({}):
        pass
    return [f"{one.subject_kind}:{one.subject}" for one in events]


def about(kind: str, **more: Any) -> Any:
    return an_event(subject_kind=kind, **more)


def staff_cookie(person: Any) -> dict[str, str]:
    return {"Cookie": f"sessionid={client_of(person).cookies['sessionid'].value}"}


def visitor() -> tuple[UUID, dict[str, str]]:
    met = meet_visitor(new_browser_token(), actor=SYSTEM, at=make.AT)
    return met.leaf, {"Cookie": f"counter={met.token}"}


def notice(kind: str, place: UUID | None = None, leaf: UUID | None = None, verb: str = "order.placed") -> Notice:
    return Notice(NOWHERE, verb, kind, uuid4(), leaf, place, 1)


def test_screens_hear_what_is_theirs_within_a_second_and_nothing_else(own_database: OwnDatabase) -> None:
    owner = staff_cookie(hire("owner"))
    first_leaf, first = visitor()
    second_leaf, second = visitor()
    with (
        web(own_database) as (address, _process),
        Screen(address, owner) as desk,
        Screen(address, first) as one,
        Screen(address, {**second, "Authorization": "Bearer ignored"}) as other,
    ):
        assert Screen(address).open().status == 401
        assert Screen(address, {"Cookie": "sessionid=nobodys; counter=nobodys"}).open().status == 401
        hand_on(about("staff"))  # what was before has passed by
        until(lambda: len(desk.topics) > 0)
        desk.topics.clear()
        basket, task, shipment = hand_on(
            about("basket", leaf=first_leaf), about("task", leaf=first_leaf), about("shipment", leaf=second_leaf)
        )
        until(lambda: {basket, task, shipment} <= set(desk.topics) and bool(one.topics) and bool(other.topics))
        assert desk.topics == [basket, f"leaf:{first_leaf}", task, shipment, f"leaf:{second_leaf}"]
        hand_on(about("basket"), about("order", origin="load"))
        until(lambda: len(desk.topics) == 6)
        assert (one.topics, other.topics) == ([basket], [shipment])
        assert one.last_id and desk.last_id > one.last_id


def test_everybody_hears_which_goods_moved_once_for_many_sales(own_database: OwnDatabase) -> None:
    place, pear, plum = make.place(), make.variant(), make.variant()
    while relay_once({}):
        pass
    _leaf, cookie = visitor()
    with web(own_database) as (address, _process), Screen(address, cookie) as shop:
        order = uuid4()
        sold = [Taking(order, place, pear, 1, make.AT), Taking(order, place, plum, 2, make.AT)]
        with transaction.atomic():
            take_sold(sold, actor=SYSTEM, at=make.AT, origin="live")
        while relay_once({}):
            pass
        until(lambda: shop.topics != [])
        assert sorted(shop.topics) == sorted([f"variant:{pear}", f"variant:{plum}"])
        assert set(variants_moved([order])) == {pear, plum}
        hand_on(an_event())  # prices
        until(lambda: shop.topics[2:] == ["variant:*"])


def test_who_comes_back_hears_what_was_missed_or_is_told_to_look_at_everything(own_database: OwnDatabase) -> None:
    owner = staff_cookie(hire("owner"))
    with web(own_database) as (address, process):
        with Screen(address, owner) as screen:
            hand_on(about("order"))
            until(lambda: len(screen.topics) >= 1)
            left_at = screen.last_id
        missed = hand_on(*[about("order") for _ in range(3)])
        for query, headers in (("", {"Last-Event-ID": left_at}), (f"?since={left_at}", {})):
            with Screen(address, {**owner, **headers}, query) as again:
                until(lambda again=again: len(again.topics) >= 3)  # type: ignore[misc]
                assert again.topics == missed
        # A page that began to load before the stream was opened is told what happened meanwhile; no other is.
        with Screen(address, owner, "?age=50000") as loading, Screen(address, owner, "?age=0") as fresh:
            until(lambda: set(missed) <= set(loading.topics))
            assert fresh.topics == []
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    with web(own_database) as (address, _process):
        with Screen(
            address, {**owner, "Last-Event-ID": left_at}
        ) as again:  # from the table: this process heard nothing
            until(lambda: len(again.topics) >= 3)
            assert again.topics == missed
        hand_on(*[about("order") for _ in range(600)])
    with (
        web(own_database) as (address, _process),
        Screen(address, {**owner, "Last-Event-ID": left_at}) as late,
    ):
        until(lambda: "reload" in late.events)
        assert late.topics == []


def test_a_lost_line_to_the_database_is_found_again_and_nothing_is_missed(own_database: OwnDatabase) -> None:
    owner = staff_cookie(hire("owner"))
    with (
        web(own_database) as (address, _process),
        Screen(address, owner) as screen,
        psycopg.connect(own_database.url, autocommit=True) as other,
    ):
        hand_on(about("order"))
        until(lambda: len(screen.topics) >= 1)
        screen.topics.clear()
        for _ in range(3):
            (cut,) = other.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE application_name = 'prilavok live' AND datname = current_database()"
            ).fetchone() or (0,)
            assert cut == 1
            told_meanwhile = hand_on(about("order"))
            until(lambda: told_meanwhile[0] in screen.topics)  # noqa: B023
            until(lambda: _listening(other) == 1)
        assert not screen.ended and "reload" not in screen.events


def _listening(other: "psycopg.Connection[Any]") -> int:
    return int(
        other.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'prilavok live'"
            " AND datname = current_database() AND query LIKE 'LISTEN%'"
        ).fetchall()[0][0]
    )


def test_a_server_told_to_stop_ends_its_streams_at_once(own_database: OwnDatabase) -> None:
    _leaf, cookie = visitor()
    with web(own_database) as (address, process):
        screens = [Screen(address, cookie).open() for _ in range(5)]
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert time.monotonic() - began < 10
        until(lambda: all(screen.ended for screen in screens))


def test_a_browser_has_so_many_streams_and_no_more(own_database: OwnDatabase) -> None:
    _leaf, cookie = visitor()
    with web(own_database) as (address, _process):
        screens = [Screen(address, cookie).open() for _ in range(12)]
        assert [screen.status for screen in screens] == [200] * 12
        assert Screen(address, cookie).open().status == 429
        screens[0].close()
        until(lambda: Screen(address, cookie).open().status == 200)


def test_whose_session_has_ended_is_cut_when_asked_again(own_database: OwnDatabase) -> None:
    from asyncio import run

    person = hire("owner")
    client = client_of(person)
    shown = Pass(client.cookies["sessionid"].value)
    leaf, _cookie = visitor()

    async def scene() -> tuple[bool, bool]:
        hub = Hub()
        heard = await hub.ask(ears_of, shown)
        assert heard is not None and heard.staff is not None
        staying = hub.join(shown, heard, "a", 0, None)
        customers = hub.join(Pass(), Ears(None, frozenset({leaf})), "a", 0, None)
        assert staying is not None and customers is not None
        await hub._ask_again([staying])
        before = staying.closed
        await hub.ask(client.logout)
        await hub._ask_again([staying])
        await hub.close()
        return before, staying.closed

    assert run(scene()) == (False, True)


def test_a_customer_who_is_recognised_hears_of_all_their_leaves(own_database: OwnDatabase) -> None:
    from prilavok.domains.customers.actions import open_leaf, prove_contact

    leaf, cookie = visitor()
    phone = open_leaf("phone", "+77011234567", at=make.AT)
    with web(own_database) as (address, _process), Screen(address, cookie) as screen:
        hand_on(about("basket", leaf=phone))
        prove_contact(leaf, "phone", "+77011234567", source="code", actor=SYSTEM, at=make.AT)
        while relay_once({}):
            pass
        until(lambda: "*" in screen.topics)
        (basket,) = hand_on(about("basket", leaf=phone))
        until(lambda: basket in screen.topics)


def test_staff_hear_what_their_role_sees_where_it_sees_it(rolled_back: None) -> None:
    here, there = make.place(), make.place()
    cashier = hire("cashier")
    assign_place(cashier.login, here, actor=SYSTEM, at=make.AT)
    cashier = with_rights().get(id=cashier.id)
    marketer = hire("marketer")
    heard = {role: ears_of(Pass(client_of(role).cookies["sessionid"].value)) for role in (cashier, marketer)}
    own, foreign, nowhere = notice("order", here), notice("order", there), notice("shipment")
    talk, stock, task = notice("conversation", here), notice("variant", there), notice("task", there)
    notices = [own, foreign, nowhere, talk, stock, task]

    def kinds(one: Ears | None) -> list[str]:
        assert one is not None
        return [topic for topic in one.topics(notices) if not topic.startswith("place:")]

    def names(*of: Notice) -> list[str]:
        return [f"{one.kind}:{one.subject}" for one in of]

    assert kinds(heard[cashier]) == names(own, nowhere, stock, task)
    assert kinds(heard[marketer]) == names(own, foreign, nowhere, stock, task)
    mine = uuid4()
    customer = Ears(None, frozenset({mine}))
    carried, staffs = notice("basket", leaf=mine), notice("task", leaf=mine)
    assert customer.topics([carried, staffs, own, notice("order", leaf=uuid4())]) == names(carried)
    assert set(ears.REGROUPING) == {"customer.joined", "customer.recognised", "customer.separated"}


def test_a_slow_reader_is_told_to_look_at_everything_and_holds_no_more_than_that() -> None:
    import asyncio

    async def scene() -> tuple[bytes | None, bytes | None]:
        slow = Listener(Pass(), Ears(StaffEars(frozenset(), frozenset(), None)), "a", 0)
        for number in range(MOST_WAITING + 1):
            slow.put(b"%d\n" % number)
        first = await slow.take()
        slow.put(b"more")
        slow.close()
        slow.put(b"after the end")
        return first, b"".join([await slow.take() or b"", await slow.take() or b"nothing"])

    assert asyncio.run(scene()) == (RELOAD, b"morenothing")
    many = [f"order:{uuid4()}" for _ in range(MOST_TOPICS + 1)]
    assert told(NOWHERE, many).endswith(b'data: {"topics":["order:*"]}\n\n')
