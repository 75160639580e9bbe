"""A SQL function that takes or gives something else has another name: the old one still serves what runs meanwhile.

The golden file holds every signature there was; PRILAVOK_SIGNATURES=write adds new names, and never changes one.
"""

import json
import os
import re
from pathlib import Path

from prilavok.kit.db.install import PACKAGE, sql_files

GOLDEN = Path(__file__).parent / "sql_signatures.json"
_FUNCTION = re.compile(r"CREATE OR REPLACE FUNCTION (\w+)\s*\((.*?)\)\s*RETURNS (.*?)\s+LANGUAGE", re.DOTALL)


def _signatures(text: str) -> dict[str, str]:
    """By name what a function takes and gives, spaces set aside."""
    return {name: " ".join(f"({takes}) {gives}".split()) for name, takes, gives in _FUNCTION.findall(text)}


def test_a_changed_signature_is_a_new_name() -> None:
    found: dict[str, str] = {}
    for path in sql_files(PACKAGE):
        found |= _signatures(path.read_text())
    assert len(found) > 50
    golden: dict[str, str] = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {}
    changed = {name for name, said in found.items() if golden.get(name, said) != said}
    assert changed == set(), "give these another name"
    if os.environ.get("PRILAVOK_SIGNATURES") == "write":
        GOLDEN.write_text(json.dumps(golden | found, indent=1, sort_keys=True) + "\n")
        return
    assert found.keys() - golden.keys() == set(), "PRILAVOK_SIGNATURES=write adds them"


def test_the_look_at_signatures_catches_what_is_planted() -> None:
    text = "CREATE OR REPLACE FUNCTION one(a int,\n  b text) RETURNS TABLE (c int)\nLANGUAGE sql AS $$ SELECT 1 $$;"
    assert _signatures(text) == {"one": "(a int, b text) TABLE (c int)"}
    assert _signatures(text.replace("b text", "b text, d int")) == {"one": "(a int, b text, d int) TABLE (c int)"}
