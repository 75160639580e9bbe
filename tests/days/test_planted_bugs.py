"""Bugs planted in the installed functions are seen by the checks that docs/under-fire.md names; without them, nothing."""

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.conftest import OwnDatabase
from tests.days.bug import Bug
from tests.days.bugs import BUGS
from tests.days.history import OK
from tests.days.house_under_fire import Day, House, at_work, live_through
from tests.days.invariants import CHECKS, faults_of
from tests.days.planted import Tried, chosen, planted, tell
from tests.days.shop_under_fire import open_world
from tests.kit.kills import kill_database
from tests.long_form import LONG, only_long
from tests.promises.house_at_work import until

from prilavok.kit.db.postgres import Cluster

#: fewer pieces of three goods than are wanted, by many who want several at once; many answers lost or asked for twice
UNITS = (16, 16, 16)
#: what a bug needs of the rest, it says itself
STORMY = Day(
    crowds=1, buyers=30, sales=3, batches=4, returns=8, dropped=15, doubled=25, meet=True, most=4, cards=False,
    pages=False, coupons=False, members=False, pieces=False, operator=False, talks=0, swaps=0, waiting=0,
)  # fmt: skip
WHOLE = {
    "coupons": True, "members": True, "pieces": True, "operator": True, "talks": 4, "returns": 4, "swaps": 4, "waiting": 6,
}  # fmt: skip


@pytest.mark.timeout(1800 if LONG else 300)
@pytest.mark.parametrize("bank", [False, pytest.param(True, marks=only_long)], ids=["alone", "with the bank"])
def test_each_planted_bug_is_caught(own_database: OwnDatabase, tmp_path: Path, bank: bool) -> None:
    tried = [bug for bug in chosen() if (LONG or bug.short) and not bug.killed and bug.bank == bank]
    if not tried:
        pytest.skip("none of these was chosen")
    known: dict[str, list[str]] = {}
    missed, told = [], []

    def lived_through(nth: int, name: str, more: dict[str, Any]) -> dict[str, list[str]]:
        """What is said of a day that was not said of those before."""
        house.folder = tmp_path / name
        house.folder.mkdir()
        day = replace(STORMY, name=f"{nth}.", seed=nth, **({"pages": bank} | more))
        faults = faults_of(*live_through(house, world, day))
        news = {of: new for of, said in faults.items() if (new := sorted(set(said) - set(known.get(of, []))))}
        known.update({of: [*known.get(of, []), *news.get(of, [])] for of in CHECKS})
        return news

    with at_work(own_database, tmp_path, processes=2, cards=bank, pages=bank, behind=bank) as house:
        if LONG:
            world = open_world(UNITS, tills=1, name="right")
            assert lived_through(99, "right", WHOLE) == {}, "without a bug there is nothing to be said"
        for nth, bug in enumerate(tried):
            began, world = time.monotonic(), open_world(UNITS, tills=1, name=f"bug{nth}")
            with planted(own_database.url, bug):
                faults = lived_through(nth, f"bug{nth}", dict(bug.day))
            now = Tried(bug.name, tuple(faults), time.monotonic() - began)
            tell(now)
            told.append(f"{bug.name}: { ({name: (len(said), said[0]) for name, said in faults.items()}) }")
            missed += [f"{bug.name}: not seen by {name}" for name in now.missed]
    print("\n".join(told))
    assert missed == [], "\n".join(told)


#: buyers alone: what else is lost with the database (a cashier's session) would have them stand before shut doors
BUYING = Day(
    crowds=1,
    buyers=60,
    sales=0,
    batches=0,
    returns=0,
    cards=False,
    pages=False,
    members=False,
    operator=False,
    talks=0,
    swaps=0,
    waiting=0,
)
ACKNOWLEDGED = re.compile(r'"deed": "order.place".*"outcome": "ok"')


@only_long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("early", [False, True], ids=["kept first", "said first"])
def test_what_is_acknowledged_before_it_is_kept_is_caught(
    own_cluster: Cluster, durable: OwnDatabase, tmp_path: Path, early: bool
) -> None:
    [bug] = [bug for bug in BUGS if bug.killed]
    if bug not in chosen():
        pytest.skip("it was not chosen")
    begun = time.monotonic()

    def kill_over_orders(house: House) -> None:
        """As soon as twelve orders were acknowledged."""
        written = house.folder / "history-0.jsonl"
        until(lambda: written.exists() and len(ACKNOWLEDGED.findall(written.read_text())) >= 12, seconds=120)
        kill_database(own_cluster)
        own_cluster.start()

    world = open_world((200, 200, 200), tills=0)
    with psycopg.connect(durable.url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")  # the shop itself is there, whatever is lost later
        for statement in bug.also if early else ():
            connection.execute(statement.encode())
    with at_work(durable, tmp_path, cards=False, pages=False, behind=False) as house:
        history, books = live_through(house, world, replace(BUYING, acts=((0.0, kill_over_orders),)), seconds=500)
    faults = faults_of(history, books)
    if early:
        tell(Tried(bug.name, tuple(faults), time.monotonic() - begun))
    lost = [one for one in faults.get("6 one effect", []) if "is not there" in one]
    print(
        f"acknowledged {sum(call.outcome == OK and call.deed == 'order.place' for call in history)}, lost {len(lost)}"
    )
    assert (set(bug.caught_by) <= set(faults) and bool(lost)) if early else faults == {}


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_names_checks_that_are_there(bug: Bug) -> None:
    assert bug.caught_by
    assert set(bug.caught_by) <= set(CHECKS)
