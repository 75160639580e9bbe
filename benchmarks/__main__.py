"""Every promised figure in one table, measured one benchmark after the other on this machine.

    PYTHONPATH=src:. python -m benchmarks                     in their short forms (some twenty minutes)
    PYTHONPATH=src:. python -m benchmarks --whole             a million customers, 100,000 variants (some hours, 45 GB)
    PYTHONPATH=src:. python -m benchmarks tracking matching   only these

What each measures against what, and its own words, is in benchmarks/README.md; they are printed as they come, the table
last. It ends with 1 where a figure is not as promised. The short forms have other sizes than the promises: their table
says which way things go, not that a promise is kept.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.promised import TOLD, Found, read_found

#: name -> what is added for the short form, and for the whole
ALL: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "tracking": (("--rounds", "1", "--seconds", "2"), ()),
    "orders": ((), ()),
    "prices": ((), ()),
    "matching": (("5000",), ()),
    "customers": (("--seconds", "3"), ("--whole",)),
    "segments": (("20000",), ("1000000",)),
    "catalogue": (("--seconds", "2"), ("--whole",)),
    "webhooks": ((), ()),
}


def main() -> None:
    """Run them, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*ALL, []], metavar="name", help=", ".join(ALL))
    parser.add_argument("--whole", action="store_true", help="the sizes that are promised")
    options = parser.parse_args()
    failed, table = [], []
    with tempfile.TemporaryDirectory(prefix="prilavok-bench-told-") as folder:
        for name in options.names or ALL:
            file = Path(folder) / name
            print(f"== {name}", flush=True)
            command = [sys.executable, "-m", f"benchmarks.{name}", *ALL[name][options.whole]]
            if subprocess.run(command, env={**os.environ, TOLD: str(file)}, check=False).returncode:
                failed.append(name)
            table += [(name, one) for one in read_found(file)]
    print(f"\n{'benchmark':<12}{'what':<58}{'found':>12}{'promised':>14}")
    for name, one in table:
        print(_row(name, one))
    for name in failed:
        print(f"{name:<12}did not come to its end")
    sys.exit(bool(failed) or not all(one.kept for _name, one in table))


def _row(name: str, one: Found) -> str:
    sign = ">=" if one.least else "<="
    promised = f"{sign} {one.promised:g} {one.unit}".rstrip()
    found = f"{one.figure:.3g} {one.unit}".rstrip()
    return f"{name:<12}{one.what:<58}{found:>12}{promised:>14}{'' if one.kept else '  NOT REACHED'}"


if __name__ == "__main__":
    main()
