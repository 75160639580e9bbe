"""A whole source is loaded, or gone on with: every step in its order, and a plain end."""

from collections.abc import Callable, Iterator
from datetime import UTC

from prilavok.adapters.feeds.port import Feed, SourceBroken
from prilavok.domains.imports.actions import finish_run, open_run, refuse_run
from prilavok.domains.imports.errors import SourceUnreadable
from prilavok.domains.imports.queries import sum_slices
from prilavok.domains.imports.types import RunView
from prilavok.flows.load.attributes import load_attributes
from prilavok.flows.load.campaigns import load_campaigns, load_redemptions
from prilavok.flows.load.cards import load_cards
from prilavok.flows.load.customers import load_customers
from prilavok.flows.load.ground import load_ground
from prilavok.flows.load.sales import load_sales
from prilavok.flows.load.slices import Loading, Progress
from prilavok.flows.load.stock import load_prices, load_stock
from prilavok.flows.load.times import shift_for
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

needs = "imports.load"

STEPS: tuple[Callable[[Loading], Iterator[Progress]], ...] = (
    load_cards,
    load_attributes,
    load_customers,
    load_prices,
    load_stock,
    load_campaigns,
    load_sales,
    load_redemptions,
)


def begin_load(feed: Feed, *, actor: Actor) -> RunView:
    """Read the source through once and open its run, or find the run these bytes began.

    Raises SourceUnreadable, leaving a refused run and nothing else, when the source is broken; SourceLoadedAlready.
    """
    at = clock.now()
    try:
        fingerprint, totals, last_day = feed.fingerprint(), feed.totals(), feed.last_day()
    except SourceBroken as broken:
        with story():
            refuse_run(feed.label, "", f"{broken.reason}: {broken.where}", origin="load", actor=actor, at=at)
        raise SourceUnreadable(broken.reason, broken.where) from broken
    with story():
        return open_run(
            feed.label,
            fingerprint,
            currency=feed.currency,
            origin="load",
            shift_weeks=shift_for(last_day, at.astimezone(UTC).date()),
            totals=totals,
            at=at,
        )


def load_whole(run: RunView, feed: Feed, *, actor: Actor) -> Iterator[Progress]:
    """Load every step that is not loaded yet, yielding progress; a run that is done changes nothing."""
    if run.state == "done":
        return
    loading = Loading(run, feed, actor)
    load_ground(loading)
    for step in STEPS:
        yield from step(loading)
    with story():
        rows, refused = sum_slices(run.id, "sales")
        finish_run(run.id, lines=rows, refused=refused, actor=actor, at=clock.now())
