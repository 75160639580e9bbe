"""How a source is loaded from the command line, and how its progress is told."""

import argparse
import sys
import time

from django.utils import translation

from prilavok.adapters.feeds.port import Feed, SourceBroken
from prilavok.domains.imports.errors import LoadedElsewhere, SourceUnreadable
from prilavok.domains.places.queries import name_places
from prilavok.domains.staff.queries import list_staff
from prilavok.doors.cli.reckoned import reckon_run, reckon_source
from prilavok.flows.load.slices import Progress
from prilavok.flows.load.whole import begin_load, load_whole
from prilavok.flows.place_staff import place_staff
from prilavok.kit import clock
from prilavok.kit.db.connections import advisory
from prilavok.kit.errors import Refused
from prilavok.kit.events.actor import SYSTEM
from prilavok.kit.money import Money, exact_text
from prilavok.kit.settings import where

_RECKONED = {"lines", "amount"}
AMOUNTS = {"amount", "promotion", "match", "coupon"}


def load(options: argparse.Namespace) -> int:
    """Load the named source; 0 when it is loaded, 1 when it is refused."""
    feed = _feed(options)
    try:
        if getattr(options, "dry_run", False):
            return dry_run(feed)
        with advisory(f"load {feed.name}") as alone:
            if not alone:
                raise LoadedElsewhere(feed.name)
            return _load(feed)
    except Refused as refusal:
        with translation.override("en"):  # as all else that the command says, and as the source's own findings
            print(refusal.say(), file=sys.stderr)
        return 1


def _load(feed: Feed) -> int:
    begun = begin_load(feed, actor=SYSTEM)
    if begun.state == "done":
        print(f"{feed.name}: loaded already, nothing to do")
        return 0
    meter = Meter(feed.name)
    for progress in load_whole(begun, feed, actor=SYSTEM):
        meter.show(progress)
    meter.end()
    for line in reckon_run(begun.id, begun.currency).said("lines loaded"):
        print(line)
    if feed.name == "demo":
        _seat_cashier()
    return 0


def _seat_cashier() -> None:
    """In the sandbox, give the cashier whom the installation began with a store to work at: the first of the demo."""
    cashiers = [one for one in list_staff() if (one.login, one.role, one.place) == ("cashier", "cashier", None)]
    stores = sorted((place.code, place.id) for place in name_places().values() if place.kind == "store")
    if where().outside == "sandbox" and cashiers and stores:
        place_staff("cashier", stores[0][1], actor=SYSTEM, at=clock.now())


def dry_run(feed: Feed) -> int:
    """Read a source through and print what would come in and what would be refused; change nothing."""
    try:
        totals, reckoned = feed.totals(), reckon_source(feed)
    except SourceBroken as broken:
        raise SourceUnreadable(broken.reason, broken.where) from broken
    for name, count in totals.items():
        shown = exact_text(Money(count, feed.currency)) + f" {feed.currency}" if name in AMOUNTS else f"{count:,}"
        if name not in _RECKONED:
            print(f"  {name.replace('_', ' '):<20} {shown}")
    for line in reckoned.said("lines to load"):
        print(line)
    print(f"{feed.label}: nothing was written")
    return 0


def _feed(options: argparse.Namespace) -> Feed:
    """The named source; each is imported only when asked for, since what reads Parquet takes a second to import."""
    if options.source == "journey":
        from prilavok.adapters.feeds.complete_journey.adapter import CompleteJourney

        stores = frozenset(int(one) for one in options.stores.split(",")) if options.stores else None
        return CompleteJourney(made_up=not options.without_made_up, stores=stores)
    if options.source == "demo":
        from prilavok.adapters.feeds.demo_shop.adapter import DemoShop

        return DemoShop()
    from prilavok.adapters.feeds.csv_files.adapter import CsvFiles

    return CsvFiles(options.folder, name=options.name)


class Meter:
    """Writes a step's progress with its rate and the time left, over one line on a terminal, by lines elsewhere."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._step = ""
        self._began = self._shown = 0.0
        self._line = ""
        self._told: tuple[str, int] | None = None
        self._done = 0

    def show(self, progress: Progress) -> None:
        """Show a step's progress, at most twice a second (every ten seconds where the output is a file)."""
        if not progress.done and not progress.total:
            return  # a step of which this source has nothing
        now = time.monotonic()
        if progress.step != self._step:
            self._finish_line()
            self._step, self._began, self._shown = progress.step, now, 0.0
        self._done = progress.done
        fresh = progress.done - progress.before
        rate = fresh / max(now - self._began, 0.001)
        left = (progress.total - progress.done) / rate if rate else 0
        self._line = f"{self._name} {progress.step}: {progress.done:,} of {max(progress.total, progress.done):,}"
        if fresh and now - self._began > 1:
            self._line += f", {rate:,.0f}/s" + (f", {left:,.0f} s left" if left >= 1 else "")
        if now - self._shown >= (0.5 if sys.stdout.isatty() else 10):
            self._shown = now
            self._told = (self._step, self._done)
            print(
                f"\r\x1b[K{self._line}" if sys.stdout.isatty() else self._line,
                end="" if sys.stdout.isatty() else "\n",
                flush=True,
            )

    def end(self) -> None:
        """Leave the last line standing."""
        self._finish_line()

    def _finish_line(self) -> None:
        if self._line and sys.stdout.isatty():
            print(f"\r\x1b[K{self._line}", flush=True)
        elif self._line and self._told != (self._step, self._done):
            print(self._line, flush=True)  # where lines stay, the last of a step is written once
