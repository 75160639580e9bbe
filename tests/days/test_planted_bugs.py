"""Bugs planted in the installed functions are seen by the checks that docs/under-fire.md names; without them, nothing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import ROOT, OwnDatabase
from tests.days.house_under_fire import Day, at_work, live_through, open_world
from tests.days.invariants import CHECKS, faults_of
from tests.days.planted import BUGS, Bug, planted
from tests.long_form import LONG

#: fewer pieces of three goods than are wanted, by many who want several at once; many answers lost or asked for twice
UNITS = (16, 16, 16)
STORMY = Day(crowds=1, buyers=30, sales=3, batches=4, returns=8, dropped=15, doubled=25, meet=True, most=4, cards=False)


@pytest.mark.timeout(1800 if LONG else 300)
def test_each_planted_bug_is_caught(own_database: OwnDatabase, tmp_path: Path) -> None:
    tried = [bug for bug in BUGS if LONG or bug.short]
    known: dict[str, list[str]] = {}
    missed, told = [], []
    with at_work(own_database, tmp_path, processes=2, cards=False, behind=False) as house:
        for nth, bug in enumerate(tried):
            world = open_world(UNITS, tills=1, name=f"bug{nth}")
            house.folder = tmp_path / f"bug{nth}"
            house.folder.mkdir()
            with planted(own_database.url, bug):
                history, books = live_through(house, world, replace(STORMY, name=f"{nth}.", seed=nth, **dict(bug.day)))
            faults = {
                name: new
                for name, said in faults_of(history, books).items()
                if (new := sorted(set(said) - set(known.get(name, []))))
            }
            known = {name: [*known.get(name, []), *faults.get(name, [])] for name in CHECKS}
            told.append(f"{bug.name}: { ({name: (len(said), said[0]) for name, said in faults.items()}) }")
            missed += [f"{bug.name}: not seen by {name}" for name in bug.caught_by if name not in faults]
    print("\n".join(told))
    assert missed == [], "\n".join(told)


def test_the_list_of_bugs_is_the_one_in_the_docs() -> None:
    text = (ROOT / "docs" / "under-fire.md").read_text()
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", text.split("## Planted bugs")[1], re.MULTILINE)
    assert rows[1:] == [(bug.name, bug.says, ", ".join(bug.caught_by)) for bug in BUGS]
    assert {name for bug in BUGS for name in bug.caught_by} == set(CHECKS), "a check that no bug has tried"


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_names_checks_that_are_there(bug: Bug) -> None:
    assert bug.caught_by
    assert set(bug.caught_by) <= set(CHECKS)
