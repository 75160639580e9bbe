"""What others told of somebody goes with their erasure: events of other leaves, refused ones, lists that were brought."""

import json
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from tests import make, people
from tests.doors.track_world import AT, event, source
from tests.flows.test_tracked import land, read

from prilavok.domains.customers.actions import name_customer, put_customers
from prilavok.domains.customers.queries import customer_of, list_customer_ids, list_leaves
from prilavok.domains.customers.types import NewCustomer, NewIdentifier
from prilavok.flows import erase_person, forget_mentions
from prilavok.flows.moving_in.bring import bring_list
from prilavok.flows.send_code import send_code
from prilavok.insights.erasure_preview import preview_erasure
from prilavok.insights.person_mentions import named_of
from prilavok.insights.person_words import persons_of, words_of
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.files.folder import content_path
from prilavok.kit.files.keeping import REMOVE
from prilavok.kit.jobs.chores import remove_what_was_just_put
from prilavok.kit.jobs.registry import Due, works
from prilavok.kit.mentions import mentions, mentions_of_names
from prilavok.kit.settings import where

PHONE, MAIL, NAME = "+77784912736", "zlatogora773@mail.example", "Жупарханова Златогора"
WRITTEN = ["+7 (778) 491-27-36", "8 778 491 27 36", "87784912736", "7784912736", "?tel=%2B7%20778%20491%2027%2036",
           "Zlatogora773@Mail.example", "?m=zlatogora773%40mail.example"]  # fmt: skip
OTHERS = ["177784912736", "+77784912737", "xzlatogora773@mail.example", "778491273", "Златогора Иванова"]


@pytest.fixture
def home(rolled_back: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PRILAVOK_HOME", str(tmp_path))
    where.cache_clear()
    clock.set_clock(AT)
    yield tmp_path
    where.cache_clear()


@pytest.mark.parametrize("written", WRITTEN)
def test_a_person_is_found_as_people_write_them(written: str) -> None:
    pattern = mentions(phones=[PHONE], mails=[MAIL], values=[])
    assert re.search(pattern, json.dumps({"said": written}), re.IGNORECASE)


def test_nobody_else_is_found_and_a_name_only_whole() -> None:
    pattern, named = mentions(phones=[PHONE], mails=[MAIL], values=["2990", "2990000000017"]), mentions_of_names([NAME])
    assert [one for one in OTHERS if re.search(f"{pattern}|{named}", one, re.IGNORECASE)] == []
    assert re.search(pattern, "card 2990000000017") and not re.search(pattern, "2990 12990000000017")
    assert re.search(named, json.dumps({"firstName": "златогора", "lastName": "Жупарханова"}), re.IGNORECASE)
    assert mentions_of_names(["Златогора"]) == mentions(phones=[], mails=[], values=["2990"]) == ""


def work_mentions() -> list[str]:
    """Every job of this verb that waits is done, and those that follow it; on which days they began."""
    began = []
    while waiting := make.ask("DELETE FROM kit_job WHERE verb = %s RETURNING facts::text",
                              forget_mentions.VERB):  # fmt: skip
        work = works[forget_mentions.VERB].one
        assert work is not None
        for (facts,) in waiting:
            assert not re.search("4912736|zlatogora", str(facts), re.IGNORECASE), "sealed"
            told = json.loads(str(facts))
            began.append(told["day"])
            work(Due(UUID(told["of"][:36]), "chores", forget_mentions.VERB, told, None, AT, 1, 8))
    return began


def _person() -> UUID:
    """Somebody whose phone and mail were proven, with their name."""
    chat = people.messenger()
    people.prove(chat, PHONE)
    customer = people.prove_mail(chat, MAIL).customer
    name_customer(customer, NAME)
    return customer


def _told() -> list[tuple[object, ...]]:
    return make.ask("SELECT payload::json ->> 'messageId' FROM tracking_told WHERE payload IS NOT NULL ORDER BY 1")


def test_what_sites_told_of_them_goes_wherever_it_stands(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    customer, site = _person(), source()
    traits = {"name": NAME, "phone": "8 778 491 27 36", "email": MAIL}
    land(site, event(1), event(2, type="identify", userId="u-1", traits=traits), event(3, properties={"q": OTHERS}),
         event(4, type="unheard", traits={"name": NAME}), event(5, type="unheard", properties={"tel": WRITTEN[4]}),
         event(6, type="unheard", traits={"name": "Златогора Иванова"}))  # fmt: skip
    land(site, event(7, properties={"to": WRITTEN[5]}), at=AT - timedelta(days=100))
    read()
    leaves = {leaf for (leaf,) in make.ask("SELECT DISTINCT leaf FROM tracking_told")}
    assert not [leaf for leaf in leaves if customer_of(UUID(str(leaf))) == customer]
    counted = make.ask("SELECT count(*), sum(1) FROM kit_behaviour")
    assert len(_told()) == 4
    monkeypatch.setattr("prilavok.flows.forget_mentions._A_RUN", 2)  # so that one job does not do it all
    erase_person.erase_person(customer, actor=SYSTEM, at=AT + timedelta(hours=1))
    began = work_mentions()
    assert began == ["2026-03-02"] * 4 + ["2025-11-21"], "at once and late, each goes on twice"
    assert _told() == [("m-1",), ("m-3",)]
    assert make.ask("SELECT count(*), sum(1) FROM kit_behaviour") == counted
    kept = make.ask("SELECT body::json ->> 'messageId' FROM tracking_refused WHERE body IS NOT NULL")
    assert kept == [("m-6",)] and make.ask("SELECT count(*) FROM tracking_refused") == [(3,)]


def test_what_is_told_after_an_erasure_is_of_somebody_new(home: Path) -> None:
    customer, site = _person(), source()
    erase_person.erase_person(customer, actor=SYSTEM, at=AT)
    land(site, event(1, properties={"tel": PHONE}), at=AT + timedelta(minutes=5))
    read()
    work_mentions()
    assert _told() == [("m-1",)]


def test_a_restored_copy_forgets_it_at_once(home: Path) -> None:
    customer, site = _person(), source()
    land(site, event(1, properties={"tel": PHONE}), event(2))
    read()
    named = named_of(preview_erasure(customer))
    assert {one for one in named if one[0] != "telegram"} == {("phone", PHONE), ("email", MAIL), ("name", NAME)}
    forget_mentions.forget_mentions(named, before=AT, actor=SYSTEM, at=AT)
    assert _told() == [("m-2",)]


def test_what_a_stranger_looked_at_and_bought_stays_whatever_code_or_card_somebody_has(home: Path) -> None:
    known = [NewIdentifier("import", "kthree:100123"), NewIdentifier("card", "4411"), NewIdentifier("phone", PHONE)]
    put_customers([NewCustomer("k-1", tuple(known), NAME)], source="load:test", seen=AT, at=AT, origin="load")
    customer, site = list_customer_ids(["k-1"])["k-1"], source()
    land(site, event(1, properties={"sku": "100123"}), event(2, properties={"order_id": "A-100123", "revenue": 100123}),
         event(3, properties={"receipt": "4411", "n": 4411}), event(4, properties={"tel": PHONE}))  # fmt: skip
    read()
    erase_person.erase_person(customer, actor=SYSTEM, at=AT + timedelta(hours=1))
    work_mentions()
    assert _told() == [("m-1",), ("m-2",), ("m-3",)]


def test_a_brought_list_loses_their_row_and_the_bytes_it_had(home: Path) -> None:
    customer = _person()
    runs = []
    for name, phone in (("theirs.csv", "8 (778) 491-27-36"), ("others.csv", "8 778 491 27 37")):
        (home / name).write_text(f"Код;ФИО;Телефон\n909;Кто-то;{phone}\n")
        runs.append(bring_list(home / name, name=name, source="oldcrm", subject="customers", actor=SYSTEM, at=AT))
    content = (
        "SELECT encode(f.sha256, 'hex') FROM imports_list l JOIN kit_stored_file f ON f.id = l.file WHERE l.run_id = %s"
    )
    [[(theirs,)], [(others,)]] = [make.ask(content, run) for run in runs]
    erase_person.erase_person(customer, actor=SYSTEM, at=AT)
    work_mentions()
    assert make.ask(content, runs[1]) == [(others,)]
    [(now,)] = make.ask(content, runs[0])
    assert now != theirs and b"491" not in content_path(bytes.fromhex(str(now))).read_bytes()
    [(job, due)] = make.ask("SELECT facts ->> 'content', run_at FROM kit_job WHERE verb = 'files.remove_unnamed'")
    assert job == theirs and due == clock.now() + timedelta(minutes=2), "just put: looked at once more, soon"
    path = content_path(bytes.fromhex(str(theirs)))
    assert path.exists()
    os.utime(path, (0, 0))
    remove_what_was_just_put(Due(customer, "chores", REMOVE, {"content": job}, None, AT, 1, 8))
    assert not path.exists() and content_path(bytes.fromhex(str(others))).exists()


def test_a_code_is_of_whose_contact_it_was_sent_to(home: Path) -> None:
    people.sms()
    shared = people.browser()
    first = people.prove(shared, "+77011230001").customer
    second = people.prove(people.browser(), PHONE).customer
    for phone in (PHONE, "+77011230001"):
        send_code(shared, phone, actor=Actor("leaf", shared), language="ru", address="10.0.0.1", at=AT)

    def told(customer: UUID) -> str:
        return json.dumps(words_of(persons_of([customer], list_leaves(customer))), default=str)

    assert PHONE not in told(first) and "+77011230001" in told(first)
    assert PHONE in told(second) and "+77011230001" not in told(second)
    assert "customers_code" in told(second)
    erase_person.erase_person(second, actor=SYSTEM, at=AT)
    left = "SELECT {} FROM {} WHERE {} IS NOT NULL ORDER BY 1"
    assert make.ask(left.format("value", "customers_code", "value")) == [("+77011230001",)]
    assert make.ask(left.format("address", "conversations_message", "address")) == [("+77011230001",)]
