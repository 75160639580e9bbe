"""The list of planted bugs in the docs is the one that the command tries and prints."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.days import planted
from tests.days.bugs import BUGS
from tests.days.invariants import CHECKS
from tests.days.planted import HEAD, Tried, row_of


def test_the_docs_have_the_list_that_the_command_prints() -> None:
    told = (ROOT / "docs" / "under-fire.md").read_text().split("## Planted bugs")[1]
    rows = re.findall(r"^\|.*\|$", told, re.MULTILINE)
    assert rows == [HEAD, "|---|---|---|", *(row_of(bug) for bug in BUGS)]


def test_every_check_has_a_bug_that_it_has_seen_and_the_docs_name_it() -> None:
    assert {name for bug in BUGS for name in bug.caught_by} == set(CHECKS)
    told = (ROOT / "docs" / "under-fire.md").read_text().split("## The invariants")[1].split("**The thirteenth**")[0]
    assert re.findall(r"^\| (\d+ [^|]+) \|", told, re.MULTILINE) == list(CHECKS)


def test_names_of_bugs_are_unique() -> None:
    assert len({bug.name for bug in BUGS}) == len(BUGS)


def test_a_bug_that_one_of_its_checks_does_not_see_is_missed() -> None:
    bug = replace(BUGS[0])
    assert Tried(bug.name, bug.caught_by, 1.0).missed == ()
    assert Tried(bug.name, bug.caught_by[1:], 1.0).missed == bug.caught_by[:1]


def test_the_command_says_which_bug_was_not_caught(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "told"
    seen, unseen = BUGS[0], BUGS[1]
    lines = [[seen.name, [*seen.caught_by, "1 balances"], 2.04], [unseen.name, [], 3.0]]
    file.write_text("".join(f"{planted.json.dumps(line)}\n" for line in lines))
    caught = dict[str, bool]()
    planted._show(file, caught)
    planted._show(file, caught)
    assert caught == {seen.name: True, unseen.name: False}
    missed = f" NOT SEEN BY {', '.join(unseen.caught_by)}"
    assert capsys.readouterr().out.splitlines() == [f"{row_of(seen)} 2.0 |", f"{row_of(unseen)} 3.0{missed} |"]


def test_an_unknown_bug_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert planted.main(["no such thing"]) == 2
    assert "no such thing" in capsys.readouterr().err
