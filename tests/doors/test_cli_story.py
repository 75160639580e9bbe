"""`prilavok story`: told again and again on one running counter, in all its languages, and refused where it may not be."""

import os
import re
import string
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import httpx
import psycopg
import pytest
from tests.conftest import ROOT, OwnDatabase
from tests.doors.web_people import PASSWORD
from tests.long_form import LONG
from tests.promises.counter_at_work import counter
from tests.promises.house_at_work import ask, until

from prilavok.domains.receipts.queries import list_receipts
from prilavok.domains.staff.actions import hire_staff, put_default_roles
from prilavok.domains.staff.queries import find_staff
from prilavok.domains.staff.types import NewStaff
from prilavok.doors.cli.story_parts.chosen import choose
from prilavok.doors.cli.story_parts.pages import Page, fields_of
from prilavok.doors.cli.story_parts.telling import SCRIPTS, Teller
from prilavok.kit import clock
from prilavok.kit.db.ports import free_port
from prilavok.kit.events.actor import SYSTEM

pytestmark = pytest.mark.quiet  # what happens is to be seen in a second, whatever else runs

_ORDERS = """
SELECT o.id, o.number, o.commercial, o.payment, o.fulfilment, w.customer_id FROM orders_order o
JOIN customers_leaf_owner w ON w.leaf_id = o.leaf_id AND w.valid_to IS NULL WHERE o.origin = 'live' ORDER BY o.recorded_at
"""
_STAFF = "SELECT login FROM staff_staff WHERE login LIKE 'story-%%' ORDER BY 1"
_DONE = ("completed", "paid", "handed_over")
_ALL_STEPS = list(range(1, 17))


@pytest.fixture
def home(reachable_folder: Path) -> Path:
    folder = reachable_folder / "home of a story"
    folder.mkdir()
    return folder


def _story(home: Path, port: int, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    here = {"PYTHONPATH": f"{ROOT / 'src'}", "PRILAVOK_HOME": str(home), "PRILAVOK_PORT": str(port)}
    return subprocess.run(
        [sys.executable, "-m", "prilavok.doors.cli", "story", "--pause", "0", *words],
        env={**os.environ, **environment, **here},
        capture_output=True,
        text=True,
        timeout=120,
    )


def _steps(told: str) -> list[int]:
    return [int(found) for found in re.findall(r"^ ?(\d+)\. ", told, re.MULTILINE)]


def test_the_story_is_told_again_and_again_and_says_where_it_stopped(own_shop: OwnDatabase, home: Path) -> None:
    with counter(own_shop, home) as port:
        telegram = f"http://127.0.0.1:{port + 1}/sandbox/trouble"
        first = _story(home, port, **own_shop.environment)
        assert first.returncode == 0, first.stdout + first.stderr
        orders = ask(own_shop, _ORDERS)
        assert [states for _id, _number, *states, _customer in orders] == [[*_DONE]]
        _is_whole(first.stdout, orders[0][1], "ru")
        assert ask(own_shop, "SELECT count(*) FROM kit_hold") == [(0,)]
        assert _faults(own_shop, orders[0][0], orders[0][5]) == []

        runs = [first]
        if LONG:
            again = _story(home, port, "--language", "en", **own_shop.environment)
            assert again.returncode == 0, again.stdout + again.stderr
            orders = ask(own_shop, _ORDERS)
            assert [row[2:5] for row in orders] == [_DONE, _DONE]
            assert orders[1][5] == orders[0][5], "the person of the first time comes again"
            _is_whole(again.stdout, orders[1][1], "en")
            runs.append(again)

        httpx.post(telegram, json={"late": 5.0}).raise_for_status()
        stuck = _story(home, port, "--language", "kk", "--patience", "1.5", **own_shop.environment)
        httpx.post(telegram, json={"late": 0.0}).raise_for_status()
        assert stuck.returncode == 1, stuck.stdout
        assert _steps(stuck.stdout) == [1, 2, 3, 4, 5]
        why = SCRIPTS["kk"]["not_seen"].format(where=SCRIPTS["kk"]["where_desk"], seconds="2")
        assert stuck.stdout.splitlines()[-1] == SCRIPTS["kk"]["stopped"].format(why=why)
        assert len(ask(own_shop, _ORDERS)) == len(runs)
        until(lambda: _chosen() not in (None, orders[0][5]))  # who has something open with us is left alone

        assert ask(own_shop, _STAFF) == [("story-cashier",), ("story-operator",)]
        passwords = {line.split()[1] for line in (home / "logins.txt").read_text().splitlines()}
        assert len(passwords) == 5
        assert not [one for run in (*runs, stuck) for one in passwords if one in run.stdout + run.stderr]


def _is_whole(told: str, number: str, language: str) -> None:
    """Every step in order, the others' windows, the timeline in order of happening, and nothing that does not add up."""
    script = SCRIPTS[language]
    assert _steps(told) == _ALL_STEPS
    for where in ("where_desk", "where_shop", "where_tablet", "where_telegram"):
        assert script["seen"].format(where=script[where], seconds="")[:4] in told
        assert f"{script[where]}" in told
    assert number in told
    moments = re.findall(r"^  (\d\d:\d\d:\d\d)  (.+?)(?:  \[(.+)\])?$", told, re.MULTILINE)
    assert len(moments) >= 20
    assert [at for at, _what, _channel in moments] == sorted(at for at, _what, _channel in moments)
    assert [what for _at, what, channel in moments if not channel] == [], "everything says by which channel it came"
    good = script["good"].format(what="").strip()
    assert len(re.findall(rf"^{good} ", told, re.MULTILINE)) == 7
    _points_paid(told, language)
    assert script["bad"].partition(" ")[0] not in re.findall(r"^\S+", told, re.MULTILINE)


def _points_paid(told: str, language: str) -> None:
    """Points are paid by six digits that came to Telegram, and the receipt that is printed names as many."""

    def of(key: str) -> "re.Match[str]":
        words = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(SCRIPTS[language][key]))
        found = re.search(rf"{words}$", told, re.MULTILINE)
        assert found, key
        return found

    points = int(of("pays_with_points")["points"])
    assert points > 0 and re.fullmatch(r"\d{6}", of("points_code")["code"])
    printed = [line for line in told.splitlines() if line.startswith("      | ")]
    assert [line for line in printed if f"({points})" in re.sub(r"(?<=\d)\s(?=\d)|,", "", line)]


def _faults(own: OwnDatabase, order: UUID, customer: UUID) -> list[str]:
    """What is found to be wrong now; and that planted faults are found."""
    from prilavok.doors.cli.story_parts.ended import faults

    teller = Teller("en")
    [receipt] = list_receipts([order])
    points, cash = receipt.points_used, sum(one.amount for one in receipt.tenders if one.method == "cash")
    assert points > 0 and cash > 0
    paid = {"points": points, "cash": cash}
    assert list(faults(order, order, teller, **paid)) == [SCRIPTS["en"]["is_burned"], SCRIPTS["en"]["is_one_person"]]
    assert list(faults(order, customer, teller, points=points + 1, cash=cash)) == [
        SCRIPTS["en"]["is_paid_so"],
        SCRIPTS["en"]["is_burned"],
    ]
    _plant(own, "UPDATE orders_order SET payment = 'unpaid' WHERE id = %s", order)
    assert list(faults(order, customer, teller, **paid)) == [SCRIPTS["en"]["is_completed"]]
    _plant(own, "UPDATE orders_order SET payment = 'paid' WHERE id = %s", order)
    return list(faults(order, customer, teller, **paid))


def _plant(own: OwnDatabase, fault: str, order: UUID) -> None:
    with psycopg.connect(own.url) as connection:
        connection.execute(fault, [order])


def _chosen() -> UUID | None:
    reader = find_staff("story-operator")
    assert reader is not None
    chosen = choose(reader, clock.now())
    return chosen.customer.id if chosen else None


def test_who_saw_it_later_than_a_second_is_named() -> None:
    teller = Teller("en")
    teller.seen("desk", 0.99)
    assert teller.slow == []
    teller.seen("shop", 1.25)
    assert (teller.slow, teller.slowest) == ([f"0. {SCRIPTS['en']['where_shop']}, 1.25"], 1.25)


def test_without_anybody_who_bought_nobody_is_chosen(rolled_back: None) -> None:
    at = clock.now()
    put_default_roles(at=at)
    hire_staff([NewStaff("story-operator", "Op", "operator", PASSWORD)], actor=SYSTEM, at=at)
    assert _chosen() is None


def test_where_nothing_answers_it_says_how_to_start(home: Path) -> None:
    told = _story(home, port := free_port(), "--language", "en")
    assert told.returncode == 1
    why = SCRIPTS["en"]["no_server"].format(address=f"http://127.0.0.1:{port}/healthz")
    assert (told.stdout, told.stderr) == ("", f"prilavok story: {why}\n")
    assert all("PRILAVOK_PORT" in script["no_server"] for script in SCRIPTS.values())


@pytest.mark.parametrize(("name", "value", "key"), [
    ("PRILAVOK_OUTSIDE", "live", "not_sandbox"),
    ("PRILAVOK_SECURE", "1", "behind_tls"),
])  # fmt: skip
def test_it_is_told_in_a_sandbox_on_this_machine_alone(home: Path, name: str, value: str, key: str) -> None:
    told = _story(home, free_port(), **{name: value})
    assert told.returncode == 1
    assert (told.stdout, told.stderr) == ("", f"prilavok story: {SCRIPTS['ru'][key]}\n")


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_language_says_every_sentence_with_the_same_in_it(language: str) -> None:
    def places(sentence: str) -> set[str]:
        return {name for _text, name, _form, _turn in string.Formatter().parse(sentence) if name}

    english = SCRIPTS["en"]
    assert list(SCRIPTS[language]) == list(english)
    other = {key for key, said in SCRIPTS[language].items() if places(said) != places(english[key])}
    assert other == set()
    plain = {key for key, said in SCRIPTS[language].items() if said == english[key]}
    assert plain == {"where_telegram"}, "said in English"


def test_a_page_is_read_with_its_forms_links_and_complaints() -> None:
    page = Page(
        "http://here/",
        '<main><p>One<br>two</p><form action="/do"><input type="hidden" name="key" value="a&amp;b">'
        '<input type="checkbox" name="yes"><input type="checkbox" name="on" value="1" checked>'
        '<textarea name="text">said</textarea><select name="place"><option value="x">X<option value="y" selected>Y'
        '</select><button name="method" value="card">Pay</button></form><a class="big one" href="/go?x=1">Go</a>'
        '<div role="alert"><svg><use href="#i"/></svg><p>Not so.</p><button>Close</button></div><script>no()</script>',
    )
    assert [fields_of(form) for form in page.forms("/do", key="a&b")] == [
        {"key": "a&b", "on": "1", "text": "said", "place": "y"}
    ]
    assert page.forms("/do", key="other") == []
    assert [link.text for link in page.links("/go")] == ["Go"] and page.of_class("one")
    assert page.complaint == "Not so."
    assert page.text.startswith("One two") and "no()" not in page.text
