"""Loading in slices: each is one story that makes its facts and its receipt together, so that kill -9 loses nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from prilavok.adapters.feeds.port import Feed
from prilavok.domains.catalog.types import VariantKey
from prilavok.domains.imports.actions import commit_slice, last_slice
from prilavok.domains.imports.types import RunView, SliceCounts
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor

Row = TypeVar("Row")


def source_of(feed: Feed) -> UUID:
    """The name of a source for ever, whatever its files are called and however much of it is read."""
    return uuid5(NAMESPACE_URL, f"prilavok:feed:{feed.name}")


@dataclass(frozen=True, slots=True)
class Loading:
    """A load under way: its run and feed, and what names in the source mean here."""

    run: RunView
    feed: Feed
    actor: Actor
    places: dict[str, UUID] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    price_lists: dict[str, UUID] = field(default_factory=dict)
    variants: dict[str, VariantKey] = field(default_factory=dict)
    measured: set[UUID] = field(default_factory=set)
    leaves: dict[str, UUID] = field(default_factory=dict)

    @property
    def source(self) -> UUID:
        """The name of the source for ever."""
        return source_of(self.feed)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step has come: rows done of how many, and how many of them were done before this start."""

    step: str
    done: int
    total: int
    before: int


def load_slices(
    loading: Loading,
    step: str,
    rows: Iterable[Row],
    size: int,
    put: Callable[[list[Row], datetime, int], SliceCounts],
    *,
    total: int,
    weigh: Callable[[Row], int] = lambda row: 1,
) -> Iterator[Progress]:
    """Put rows in slices of `size`, passing over those committed before; yield the progress after each.

    put: is given the rows, the instant, and the number of their first row in the step.
    weigh: how many rows of the source one row of the step stands for (a receipt for its lines).
    """
    committed = last_slice(loading.run.id, step)
    done = before = number = 0
    waiting = iter(rows)
    while portion := list(islice(waiting, size)):
        number += 1
        first = done + 1
        done += sum(map(weigh, portion))
        if number <= committed:
            before = done
            continue
        at = clock.now()
        with story():
            counts = put(portion, at, first)
            commit_slice(loading.run.id, step, number, counts, at=at)
        yield Progress(step, done, total, before)
    yield Progress(step, done, done, before)
