"""`prilavok migrate`: the database brought up to this version, whom it must forget forgotten, its beginnings made."""

import argparse
import importlib
import importlib.util

import django

from prilavok.kit.settings import where

SEED = "prilavok.doors.cli.seed"  # its `seed()` makes roles and first staff, and may be repeated


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> int:
    """Apply what is missing; seeding (roles, first staff) repeats without effect."""
    django.setup()
    from prilavok.flows.erase_again import erase_again
    from prilavok.kit import clock
    from prilavok.kit.db.install import bring_up_to_date
    from prilavok.kit.events.actor import SYSTEM
    from prilavok.kit.events.epoch import ensure_epoch
    from prilavok.kit.files import sweep_orphans

    applied = bring_up_to_date()
    ensure_epoch()
    for name in applied:
        print(f"  applied {name}", flush=True)
    # A restored copy knows people who were erased since; nobody may look at it before they are gone again.
    if forgotten := erase_again(actor=SYSTEM, at=clock.now()):
        sweep_orphans()  # what the backup held of them and no row names
        print(f"  erased again, as the list in {where().home} says: {len(forgotten)}", flush=True)
    if importlib.util.find_spec(SEED) is not None:
        importlib.import_module(SEED).seed()
    return 0
