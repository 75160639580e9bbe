"""How a list from another system is taken in from the command line: checked first, then slice by slice."""

import argparse
import sys
from uuid import UUID

from prilavok.domains.imports.queries import asks_consent, count_refused, count_steps, read_list
from prilavok.doors.cli.loading import Meter
from prilavok.flows.load.slices import Progress
from prilavok.flows.moving_in.again import begin_checked, bring_by_mapping
from prilavok.flows.moving_in.take import take_slice
from prilavok.kit import clock
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.money import Money, exact_text


def load_list(options: argparse.Namespace) -> int:
    """Check the file, and take it in unless only a dry run was asked; 0 when it went through, 1 when it is refused.

    Killed, the same command with the same file goes through it again: rows that are here change nothing.
    """
    try:
        run = bring_by_mapping(options.file, source=options.mapping, subject=options.what, actor=SYSTEM, at=clock.now())
        _go_through(run, "check")
        told = read_list(run)
        for column in told.columns:
            if column not in told.mapping and asks_consent(told.subject, column):
                print(f"  left out       {column}: it seems to say who may be written to")
        if options.dry_run:
            for column, field in sorted(told.mapping.items(), key=lambda pair: pair[1]):
                print(f"  column         {field} <- {column}")
            _report(run)
            print(f"{options.file.name}: nothing was taken in")
            return 0
        begin_checked(run, actor=SYSTEM, at=clock.now())
        _go_through(run, options.what)
    except Refused as refusal:
        print(refusal.say(), file=sys.stderr)
        return 1
    _report(run)
    return 0


def _go_through(run: UUID, step: str) -> None:
    meter, more = Meter(read_list(run).source), True
    while more:
        more = take_slice(run, actor=SYSTEM, at=clock.now())
        told = read_list(run)
        meter.show(Progress(step, told.passed if more else told.rows, told.rows, 0))
    meter.end()


def _report(run: UUID) -> None:
    told = read_list(run)
    for counts in count_steps([run])[run]:
        print(f"  rows in        {counts.rows_in:,}")
        print(f"  taken in       {counts.rows_loaded:,} (here before and the same: {counts.rows_known:,})")
        print(f"  refused        {counts.rows_refused:,}")
        if counts.amount_in:
            for name, amount in (("in", counts.amount_in), ("taken in", counts.amount_loaded)):
                print(f"  amount {name:<8} {exact_text(Money(amount, told.currency))} {told.currency}")
    for reason, (rows, _amount) in count_refused(run).items():
        print(f"  refused {reason:<22} {rows:,}")
    print(f"  the report and the refused rows: /office/imports/{run}")
