"""What a product, or a variant of its own, says of attributes: kept at once on all screens, and found by its words."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from prilavok.domains.catalog.actions import say_of_cards
from prilavok.domains.catalog.queries import products_saying, said_words
from prilavok.domains.catalog.types import CardSays
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.jobs.registry import Due, job
from prilavok.kit.search import write_entries

needs = "catalog.change"
#: the field under which a search finds goods by the words of their values
FOUND_BY = "attributes"
REWORDED_AT_ONCE = 200  # half a second at the most, see the agreement on outboxes


def describe_goods(cards: Sequence[CardSays], *, seen: int | None = None, actor: Actor, at: datetime) -> set[UUID]:
    """The cards say so from now on; the products that say something else than before.

    seen: the version of the one product it is about. Raises SaidUnfit, AttributeUnknown, CardMoved, NotFound.
    """
    with story():
        return put_said(cards, seen=seen, actor=actor, at=at)


def put_said(
    cards: Sequence[CardSays], *, seen: int | None = None, actor: Actor, at: datetime, origin: str = "live"
) -> set[UUID]:
    """The same within the caller's story."""
    changed = say_of_cards(cards, seen=seen, actor=actor, at=at, origin=origin)
    _reword(changed)
    return changed


def _reword(products: Collection[UUID]) -> None:
    """Within the caller's story: searches find the products by what they say now."""
    if products:
        write_entries("product", [(product, FOUND_BY, text) for product, text in said_words(products)])


@job("goods.reword", together=1)
def _reword_due(due: Due) -> None:
    """An attribute or one of its values is called otherwise: its goods are found by the new words, slice by slice."""
    attribute, at = UUID(str(due.facts["subject"])), clock.now()
    after = UUID(str(due.facts["after"])) if "after" in due.facts else None
    products = products_saying(attribute, after=after, limit=REWORDED_AT_ONCE)
    _reword(products)
    if len(products) == REWORDED_AT_ONCE:
        queue_jobs([_next_reword(attribute, products[-1])], at)


def _next_reword(attribute: UUID, after: UUID) -> NewJob:
    """The job that takes the slice behind a product."""
    return NewJob(verb="goods.reword", facts={"subject": str(attribute), "after": str(after)}, queue="chores")
