"""The table of promises: computed from runs and sources, never typed in."""

from pathlib import Path

from prilavok.doors.cli.promises import Standing, stand

PAGE = """
| id | promise | the story |
|---|---|---|
| C1 | One profile | a person |
| C2 | A phone alone | a stranger |
| S1 | Stock is live | a sale |
| S2 | Never promised twice | 300 buyers |
| Z9 | Nobody wrote it | nothing |
"""


def _seen(*, passed: bool = True, failed: bool = False, lacks: str = "") -> dict[str, object]:
    return {"passed": passed, "failed": failed, "lacks": lacks}


def test_a_promise_is_kept_only_when_every_test_now_written_has_passed(tmp_path: Path) -> None:
    (tmp_path / "test_c1_profile.py").write_text("def test_one(): ...\ndef test_two(): ...\ndef not_a_test(): ...\n")
    (tmp_path / "test_c2_phone.py").write_text("def test_one(): ...\ndef test_new(): ...\n")
    (tmp_path / "test_s1_live.py").write_text("def test_one(): ...\n")
    (tmp_path / "test_s2_twice.py").write_text("def test_one(): ...\n")
    results = {
        "C1": {"a/test_c1_profile.py::test_one": _seen(), "a/test_c1_profile.py::test_two": _seen()},
        "C2": {"a/test_c2_phone.py::test_one": _seen()},
        "S1": {
            "x::test_one[a]": _seen(lacks="no tablet"),
            "x::test_one[b]": _seen(),
            "x::test_gone": _seen(failed=True),
        },
        "S2": {"x::test_one[a]": _seen(), "x::test_one[b]": _seen(passed=False)},
        "Z9": {"x::test_one": _seen()},
    }
    assert stand(PAGE, results, tmp_path) == [
        Standing("C1", "One profile", "kept", ""),
        Standing("C2", "A phone alone", "not kept", "test_new was not run"),
        Standing("S1", "Stock is live", "thin", "no tablet"),
        Standing("S2", "Never promised twice", "not kept", "test_one did not pass"),
        Standing("Z9", "Nobody wrote it", "not kept", ""),
    ]


def test_without_any_run_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "test_c1_profile.py").write_text("def test_one(): ...\n")
    assert {one.state for one in stand(PAGE, {}, tmp_path)} == {"not kept"}
