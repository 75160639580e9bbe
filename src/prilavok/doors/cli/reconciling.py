"""The part of `prilavok check` that reads loaded sources again and compares them with what is here."""

from collections.abc import Iterator

from prilavok.adapters.feeds.complete_journey.adapter import CompleteJourney
from prilavok.adapters.feeds.demo_shop.adapter import DemoShop
from prilavok.adapters.feeds.port import Feed, SourceBroken
from prilavok.domains.imports.queries import list_done_runs
from prilavok.flows.load.slices import source_of
from prilavok.insights.reconciliation import Expected, check_slices, reconcile


def check() -> list[str]:
    """Compare every finished load whose source is at hand, saying its counts; sentences, none when all is equal."""
    wrong = check_slices()
    for run in list_done_runs():
        feed = _feed_of(run.source)
        if feed is None:
            continue
        try:
            if feed.fingerprint() != run.fingerprint:
                wrong.append(f"{run.source}: the source is not the one that was loaded")
                continue
            found = reconcile(run.id, source_of(feed), run.shift_weeks, _expected(feed), whole=feed.label == feed.name)
        except SourceBroken as broken:
            wrong.append(f"{run.source}: cannot be read again ({broken})")
            continue
        print(
            f"      {run.source}: {found.lines} lines in = {found.here} on orders + {found.refused} refused", flush=True
        )
        wrong += [f"{run.source}: {sentence}" for sentence in found.wrong]
    return wrong


def _feed_of(label: str) -> Feed | None:
    """The source a run was loaded from, where it is part of the installation; files of one's own are not kept."""
    if label == "demo":
        return DemoShop()
    if label == "journey":
        return CompleteJourney()
    if label.startswith("journey:"):
        return CompleteJourney(stores=frozenset(int(store) for store in label.removeprefix("journey:").split(",")))
    return None


def _expected(feed: Feed) -> Iterator[Expected]:
    for receipt in feed.receipts():
        yield Expected(receipt.key, receipt.at.date(), tuple(line.amount for line in receipt.lines))
