"""Programs of the islands inside the server: bounded, and well again after each trouble."""

import threading
from pathlib import Path

import pytest

from prilavok.kit.programs import Program, ProgramFailed, ProgramMissing

SCRIPT = """
"use strict";
var kept = 0;
var ours = {
  twice: (text) => text + text,
  nothing: () => "",
  count: () => String(++kept),
  fail: () => { throw new Error("no price"); },
  turn: () => { for (;;) {} },
  hoard: () => { const all = []; for (;;) all.push(new Array(10000).fill("x")); },
  fall: () => ours.fall(),
  look: () => [typeof fetch, typeof require, typeof process, typeof setTimeout, typeof std].join(),
};
"""


@pytest.fixture
def program(tmp_path: Path) -> Program:
    script = tmp_path / "ours.js"
    script.write_text(SCRIPT)
    return Program(script, "ours")


def test_texts_go_in_and_come_out(program: Program) -> None:
    assert program.call("twice", "Қала") == "ҚалаҚала"
    assert program.call("nothing") == ""


def test_it_sees_nothing_of_the_machine(program: Program) -> None:
    assert set(program.call("look").split(",")) == {"undefined"}


@pytest.mark.parametrize("trouble", ["fail", "turn", "hoard", "fall"])
def test_what_throws_or_goes_over_its_bounds_ends_and_the_next_call_is_well(program: Program, trouble: str) -> None:
    assert [program.call("count"), program.call("count")] == ["1", "2"]
    with pytest.raises(ProgramFailed, match=f"ours.{trouble}"):
        program.call(trouble)
    assert program.call("count") == "1", "nothing that ended in the middle is kept"


def test_each_thread_has_its_own(program: Program) -> None:
    assert [program.call("count"), program.call("count")] == ["1", "2"]
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(program.call("count")))
    thread.start()
    thread.join()
    assert said == ["1"]


def test_a_script_that_was_not_built_says_how_it_is_built(tmp_path: Path) -> None:
    with pytest.raises(ProgramMissing, match="engine.js is not built"):
        Program(tmp_path / "engine.js", "engine").call("price")
