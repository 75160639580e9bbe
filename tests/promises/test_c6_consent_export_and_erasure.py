"""A person is given all that is kept of them, and is forgotten: in every table, on every screen, and in every restore."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.test import Client
from tests import make, people, talking
from tests.conftest import ROOT, OwnDatabase, fill
from tests.doors.track_world import source
from tests.doors.web_people import client_of, hire
from tests.promises.house_at_work import ask
from tests.small_shop import AT, Shop, open_small_shop

from prilavok.domains.customers.actions import browser_value, name_customer, new_browser_token, open_leaf
from prilavok.domains.customers.queries import find_leaf
from prilavok.domains.imports.queries import guess_list, read_list
from prilavok.domains.tracking.types import Request
from prilavok.doors.cli.backup import make_backup
from prilavok.doors.worker import know_all_jobs
from prilavok.flows.keep_arrivals import Received, keep_received
from prilavok.flows.land_tracking import land_tracked
from prilavok.flows.moving_in.bring import bring_list
from prilavok.flows.moving_in.steer import say_mapping, start_list
from prilavok.flows.note_view import note_view
from prilavok.flows.send_code import send_code
from prilavok.flows.write_message import write_message
from prilavok.kit import clock
from prilavok.kit.arrivals.keep import NewArrival
from prilavok.kit.db.binaries import find_programs
from prilavok.kit.db.connections import story
from prilavok.kit.db.postgres import Cluster
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.files import keep_file
from prilavok.kit.idempotency.answers import Answer, answer_once
from prilavok.kit.jobs.runner import run_due
from prilavok.kit.search.folding import fold
from prilavok.kit.settings import where

PHONE, CARD = "+77011234567", "2990000000017"
USER, MAIL = 70_331_177, "zulfiqar.quetzalov@axolotl.example"
#: words that stand nowhere else in the house
PLANTED = (PHONE[1:], CARD, str(USER), MAIL, "Зульфикар", "Кетцалов", "Zulfi", "аксолотль", "бирюзовый", "quokka",
           "narwhal", "okapi", "ptarmigan", "kudu-77")  # fmt: skip
#: as rows of a list have them, and what a plain digest of a row would be made of
_WRITTEN = (*PLANTED, f"+{PHONE[1:]}", "8" + PHONE[2:])


def _update(nth: int, **said: object) -> NewArrival:
    user = {"id": USER, "is_bot": False, "first_name": "Zulfi"}
    message = {"message_id": nth, "date": int(AT.timestamp()), "chat": {"id": USER, "type": "private"}, "from": user}
    return NewArrival(f"update-{nth}", json.dumps({"update_id": nth, "message": message | said}).encode())


def _worked() -> None:
    know_all_jobs()
    while any(run_due(queue) for queue in ("default", "chores")):
        pass


def _plant(shop: Shop) -> str:
    """Words of one person in every kind of store, put there as people do; the token of their browser."""
    customer = shop.customers["c-1"]
    name_customer(customer, "Зульфикар Кетцалов")
    make.ask("UPDATE customers_customer SET traits = %s WHERE id = %s RETURNING id", '{"pet": "аксолотль"}', customer)
    bot = talking.connect()["telegram"]
    contact = {"phone_number": PHONE[1:], "user_id": USER, "first_name": "Zulfi"}
    said = [_update(1, text="Есть бирюзовый?"), _update(2, contact=contact), _update(3, text="Жду ответа quokka")]
    keep_received([Received(bot, one) for one in said], actor=Actor("connection", bot), at=AT)
    _worked()
    token = new_browser_token()
    browser = open_leaf("browser", browser_value(token), at=AT)
    people.prove(browser, PHONE)
    people.prove_mail(open_leaf("telegram", f"{bot}:{USER}", at=AT), MAIL)
    acts = Actor("leaf", browser)
    write_message(browser, "Напишите мне: narwhal", key="one", actor=acts, at=AT)
    send_code(browser, PHONE, actor=acts, language="ru", address="10.0.0.1", at=AT)
    note_view(browser, shop.products["bread"], actor=acts, at=AT)
    payload = "UPDATE kit_behaviour SET payload = %s WHERE leaf = %s RETURNING id"
    assert make.ask(payload, '{"query": "okapi"}', browser)
    answer_once(f"guest {browser}", "k", b"", AT, lambda: Answer(200, b'{"name": "ptarmigan"}'))
    answer_once("till 1", "k", b"", AT, lambda: Answer(200, json.dumps({"phone": PHONE}).encode()))
    with story():
        keep_file(io.BytesIO(b"words of ptarmigan"), name="ptarmigan.txt", owner_kind="photo", owner=browser, at=AT,
                  most_bytes=1000)  # fmt: skip
    _others_tell()
    _listed()
    return token


def _others_tell() -> None:
    """Their words where nothing of theirs leads: a stranger's events, another's device, a list nobody took in."""
    site, nobody = source(), people.browser()
    claimed = {"phone": "8 (701) 123-45-67", "email": MAIL, "name": "Зульфикар Кетцалов"}
    said = [
        {"type": "identify", "messageId": "m-1", "anonymousId": "anna", "userId": "u", "traits": claimed},
        {"type": "page", "messageId": "m-2", "anonymousId": "anna", "properties": {"url": f"/?tel=%2B{PHONE[1:]}"}},
        {"type": "unheard", "messageId": "m-3", "anonymousId": "anna", "traits": {"name": "Зульфикар Кетцалов"}},
    ]
    body = json.dumps({"batch": said}, ensure_ascii=False).encode()
    land_tracked([Request(site.id, "batch", body)], wake=True, actor=SYSTEM, at=AT)
    send_code(
        nobody, PHONE, actor=Actor("leaf", nobody), language="ru", address="10.0.0.2", at=AT + timedelta(minutes=5)
    )
    path = where().files.parent / "brought.csv"
    path.write_text(f"Код;ФИО;Телефон;Почта\n909;Зульфикар Кетцалов;{PHONE};{MAIL}\n")
    bring_list(path, name="people.csv", source="oldcrm", subject="customers", actor=SYSTEM, at=AT)
    path.unlink()
    _worked()


def _listed() -> None:
    """Lists that were taken in: one that has a code of theirs, one that has nothing but the phone."""
    for system, text in (
        ("kudus", f"Код;ФИО;Телефон\nkudu-77;Зульфикар Кетцалов;{PHONE}\n"),
        ("bare", f"Телефон\n{PHONE}\n"),
    ):
        path = where().files.parent / "listed.csv"
        path.write_text(text)
        run = bring_list(path, name="listed.csv", source=system, subject="customers", actor=SYSTEM, at=AT)
        path.unlink()
        told = read_list(run)
        say_mapping(run, guess_list(system, "customers", told.columns).columns, {}, actor=SYSTEM, at=AT)
        _worked()
        start_list(run, actor=SYSTEM, at=AT)
        _worked()
    assert make.ask("SELECT count(*) FROM imports_row WHERE source IN ('kudus', 'bare')") == [(2,)]


def _guessed(own: OwnDatabase) -> set[str]:
    """The words whose plain digest stands anywhere: whoever tries all phones has this one back."""
    dump = _dump(own)
    said = [(word, form.format(word)) for word in _WRITTEN for form in ("{}", "phone\x1f{}", "code\x1f{}", "{}\n")]
    plain = (hashlib.sha256, hashlib.sha1, hashlib.md5)
    return {word for word, form in said for digest in plain if digest(form.encode()).hexdigest()[:32] in dump}


def _dump(own: OwnDatabase) -> str:
    """Every word of every table, also those that lie in bytes."""
    program = find_programs().folder / "pg_dump"
    done = subprocess.run([program, "--data-only", own.url], capture_output=True, text=True, check=True)
    in_bytes = (bytes.fromhex(one).decode("utf-8", "replace") for one in re.findall(r"\\\\x([0-9a-f]+)", done.stdout))
    return "\n".join([done.stdout, *in_bytes]).lower()


def _left(own: OwnDatabase) -> list[str]:
    dump = _dump(own)
    return [word for word in PLANTED if word.lower() in dump or (word.isalpha() and fold(word) in dump)]


def _archive(client: Any, customer: UUID) -> zipfile.ZipFile:
    assert client.post(f"/office/customers/{customer}/export", {"language": "kk"}).status_code == 303
    _worked()
    [link] = re.findall(rf'href="(/office/customers/{customer}/archives/[^"]+)"',
                        client.get(f"/office/customers/{customer}/archives").content.decode())  # fmt: skip
    answer = client.get(link)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    return zipfile.ZipFile(io.BytesIO(answer.getvalue()))


@pytest.fixture
def own_home(own_database: OwnDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files of this test alone: those of other tests name the same people."""
    monkeypatch.setenv("PRILAVOK_HOME", str(tmp_path))
    where.cache_clear()
    yield
    where.cache_clear()


@pytest.mark.usefixtures("own_home", "quick_passwords")
def test_all_of_a_person_is_given_out_and_then_forgotten(own_database: OwnDatabase) -> None:
    own, shop = own_database, open_small_shop()
    clock.set_clock(AT)
    token = _plant(shop)
    customer = shop.customers["c-1"]
    assert set(PLANTED) == set(_left(own)), "all of it was there"
    assert _guessed(own) == set()
    owner, marketer = client_of(hire("owner", language="en")), client_of(hire("marketer"))

    packed = _archive(owner, customer)
    page, machine = packed.read("person.html").decode(), packed.read("person.json").decode()
    for word in (PHONE, CARD, MAIL, "Зульфикар Кетцалов", "аксолотль", "бирюзовый", "quokka", "narwhal", "okapi"):
        assert word in page and word in machine, word
    assert packed.read("files/1 ptarmigan.txt") == b"words of ptarmigan" and "T-S1" in page
    for act in ("archives", "erase", "looks"):
        assert marketer.get(f"/office/customers/{customer}/{act}").status_code == 403
    for act in ("export", "erase"):
        assert marketer.post(f"/office/customers/{customer}/{act}", {"sure": "yes"}).status_code == 403
    looked = owner.get(f"/office/customers/{customer}/looks").content.decode()
    assert "an archive was asked for" in looked and "Test owner" in looked

    sums = "SELECT count(*), sum(amount), sum(paid_amount) FROM orders_order"
    ledger = "SELECT sum(posted), (SELECT sum(units) FROM kit_move) FROM kit_balance"
    buyers = "SELECT count(DISTINCT customer) FROM leaf_customer"
    before = [ask(own, one) for one in (sums, ledger, buyers)]
    asked = owner.get(f"/office/customers/{customer}/erase").content.decode()
    assert "What goes" in asked and "What stays, and why" in asked and "Messages" in asked
    unsure = owner.post(f"/office/customers/{customer}/erase")
    assert unsure.headers["Location"].endswith("/erase") and set(_left(own)) == set(PLANTED)
    assert _in_files() >= {"ptarmigan", PHONE[1:], MAIL, "Кетцалов"}
    done = owner.post(f"/office/customers/{customer}/erase", {"sure": "yes"})
    assert (done.status_code, done.headers["Location"]) == (303, f"/office/customers/{customer}/erased")
    assert "until" in owner.get(f"/office/customers/{customer}/erased").content.decode()
    for one in where().files.rglob("*"):
        os.utime(one, (0, 0))  # bytes just put may wait for their row, and go when they are two minutes older
    clock.move_clock(timedelta(hours=1))
    _worked()

    assert _left(own) == [] and _in_files() == set() and _guessed(own) == set()
    assert ask(own, "SELECT count(*) FROM imports_row") == [(2,)], "they are known again by what tells nobody anything"
    assert ask(own, "SELECT count(*) FROM tracking_told") == ask(own, "SELECT 2")
    assert [ask(own, one) for one in (sums, ledger, buyers)] == before
    proof = owner.get(f"/office/customers/{customer}/erased").content.decode()
    assert "Digest of what was erased" in proof and "Test owner" in proof
    assert str(customer) in owner.get("/office/erasures").content.decode()
    _nothing_is_shown(owner, customer)
    _somebody_new(token, shop)


def _in_files() -> set[str]:
    """The words that lie in the folder of files."""
    kept = [_read(one) for one in where().files.rglob("*")]
    return {word for word in PLANTED if any(word.encode() in one for one in kept)}


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _nothing_is_shown(owner: Any, customer: UUID) -> None:
    assert owner.get(f"/office/customers/{customer}").status_code == 404
    for act in ("archives", "looks"):
        assert owner.get(f"/office/customers/{customer}/{act}").status_code == 404
    for asked in (PHONE, "Кетцалов", MAIL, CARD):
        found = owner.get("/search", {"q": asked}, headers={"HX-Request": "true"}).content.decode()
        assert str(customer) not in found and "T-S1" not in found
    for page in ("/office/customers", "/office/orders", "/desk/", "/outbox"):
        told = owner.get(page, follow=True).content.decode()
        assert not [word for word in PLANTED if word in told], page


def _somebody_new(token: str, shop: Shop) -> None:
    visitor = Client(SERVER_NAME="localhost")
    visitor.cookies["counter"] = token
    came = visitor.get("/shop/")
    assert came.status_code == 200 and came.cookies["counter"].value != token
    assert find_leaf("phone", PHONE) is None
    again = people.prove(people.browser(AT), PHONE, AT).customer
    assert again not in shop.customers.values()
    assert make.ask("SELECT count(*) FROM orders_order o JOIN leaf_customer l ON l.leaf = o.leaf_id"
                    " WHERE l.customer = %s", again) == [(0,)]  # fmt: skip


def test_who_was_erased_stays_erased_when_an_older_copy_is_restored(
    reachable_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: Cluster
) -> None:
    home, shared = reachable_folder, cluster
    cluster = Cluster(home / "database", durable=False).ensure()
    environment = {**os.environ, "PRILAVOK_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}

    def prilavok(*words: str, **more: str) -> str:
        command = [sys.executable, "-m", "prilavok.doors.cli", *words]
        done = subprocess.run(command, env={**environment, **more}, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def left() -> list[tuple[Any, ...]]:
        with psycopg.connect(cluster.url) as connection:
            named = "SELECT value FROM customers_identifier WHERE value IS NOT NULL"
            return connection.execute(f"SELECT name FROM customers_customer UNION ALL {named} ORDER BY 1").fetchall()

    try:
        del environment["DATABASE_URL"]
        fill(cluster.url, shared)
        with psycopg.connect(cluster.url) as connection:
            for customer, phone in (("Quetzalov", "+77011230001"), ("Neighbour", "+77011230002")):
                connection.execute(
                    "SELECT customers_put(ARRAY[gen_random_uuid()], ARRAY[%(name)s], ARRAY[%(name)s], ARRAY[false],"
                    " ARRAY['ru'], ARRAY['{}'::jsonb], ARRAY[gen_random_uuid()], ARRAY[1], ARRAY[1], ARRAY['phone'],"
                    " ARRAY[%(phone)s], ARRAY[false], ARRAY['verified'], 'load:test', now(), now(), 'load')",
                    {"name": customer, "phone": phone},
                )
        make_backup(cluster.url, home / "files", tmp_path, incremental=False)
        told = prilavok("person", "erase", "Quetzalov", DATABASE_URL=cluster.url)
        assert "goes:  customers_identifier" in told and "Nothing was erased" in told
        assert len(left()) == 4
        prilavok("person", "erase", "Quetzalov", "--yes", DATABASE_URL=cluster.url)
        kept = [("",), ("+77011230002",), ("Neighbour",)]
        assert left() == kept
        cluster.stop()
        told = prilavok("restore", str(tmp_path))
        assert "erased again" in told
        cluster.ensure()
        assert left() == kept, "the copy knew them, and forgot them before anybody looked"
        with psycopg.connect(cluster.url) as connection:
            again = connection.execute("SELECT count(*), count(again_at) FROM customers_erasure").fetchall()
        assert again == [(1, 1)]
    finally:
        cluster.destroy()
