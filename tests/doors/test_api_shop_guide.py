"""The guest's order in docs/api.md works as written: the very lines, in a shell, against a real server."""

import json
import re
import subprocess

from tests.conftest import OwnDatabase
from tests.house.source import ROOT
from tests.promises.house_at_work import served


def test_the_six_calls_of_the_guide_make_an_order(own_shop: OwnDatabase) -> None:
    guide = (ROOT / "docs" / "api.md").read_text()
    [lines] = re.findall(r"## Guest order in six calls\n.*?```bash\n(.*?)```", guide, re.DOTALL)
    with served(own_shop) as address:
        done = subprocess.run(
            ["bash", "-eu", "-c", f"PRILAVOK={address}/api/v1\n{lines}"], capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 0, done.stderr
    assert '{"id"' in done.stdout, done.stdout
    order = json.loads(done.stdout[done.stdout.rindex('{"id"') :])
    assert (order["commercial"], order["pickup"]["state"], order["lines"][0]["quantity"]) == ("placed", "planned", 2)
    assert re.fullmatch(r"\d{6}", order["pickup"]["code"])
