"""`prilavok relay`: the process of handing events on."""

import argparse

from prilavok.doors.cli.role import run_role


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> int:
    """Work until told to stop."""
    return run_role("relay")
