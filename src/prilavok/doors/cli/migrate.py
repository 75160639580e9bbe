"""`prilavok migrate`: the database brought up to this version, then what every installation begins with."""

import argparse
import importlib
import importlib.util

import django

SEED = "prilavok.doors.cli.seed"  # its `seed()` makes roles and first staff, and may be repeated


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> int:
    """Apply what is missing; seeding (roles, first staff) repeats without effect."""
    django.setup()
    from prilavok.kit.db.install import bring_up_to_date
    from prilavok.kit.events.epoch import ensure_epoch

    applied = bring_up_to_date()
    ensure_epoch()
    for name in applied:
        print(f"  applied {name}", flush=True)
    if importlib.util.find_spec(SEED) is not None:
        importlib.import_module(SEED).seed()
    return 0
