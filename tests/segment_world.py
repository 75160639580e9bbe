"""Segments for tests: saved through their flow, and all that follows done in this process until nothing is due."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import connection
from tests import make
from tests.people import messenger

from prilavok.domains.audiences.queries import read_segment
from prilavok.domains.audiences.types import Rule, SegmentView
from prilavok.domains.catalog.actions import put_cards
from prilavok.domains.catalog.queries import list_variant_keys
from prilavok.domains.catalog.types import NewCard, VariantKey
from prilavok.domains.customers.actions import recognise_leaf
from prilavok.doors.worker import know_all_jobs
from prilavok.flows.hear_behaviour import GATHERED, hear_behaviour
from prilavok.flows.keep_segments import save_segment
from prilavok.flows.reactions import REACTIONS
from prilavok.flows.record_sales import record_sales
from prilavok.insights.segments.comparing import differing
from prilavok.insights.segments.judging import judge_all
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.events.facts import FavouriteAdded, ProductViewed, Tracked
from prilavok.kit.events.record import NewEvent, record, record_behaviour
from prilavok.kit.events.relay import relay_once
from prilavok.kit.jobs.queue import QUEUES, buried
from prilavok.kit.jobs.runner import run_due

SITE = UUID(int=1)


def settle(*, by: timedelta = timedelta()) -> None:
    """Move the clock, hand on what was recorded, and do all that is due."""
    know_all_jobs()
    clock.move_clock(by)
    done = True
    while done:
        done = bool(relay_once(REACTIONS))
        for queue in QUEUES:
            while run_due(queue):
                done = True
        if not done and make.ask("SELECT FROM kit_job WHERE verb = 'segments.judge'"):
            clock.move_clock(GATHERED)  # who looks at goods is judged when nothing more came for a while
            done = True
    assert buried() == ()
    assert not make.ask("SELECT verb, error FROM kit_job WHERE error IS NOT NULL")


def saved(rule: Rule, name: str = "Test") -> SegmentView:
    """A new segment in which everybody has been judged."""
    made = save_segment(None, {"en": name}, rule, actor=SYSTEM, at=clock.now())
    settle()
    return read_segment(made.id)


def kept_as_counted(segments: Iterable[UUID]) -> set[UUID]:
    """The segments that hold somebody; of each, what is kept is what counting everybody gives."""
    rules = {one: read_segment(one).rule for one in segments}
    met = set()
    for segment, rule in rules.items():
        whole = {one for one, inside in judge_all(rule, at=clock.now()).items() if inside}
        assert members(segment) == whole, rule
        assert read_segment(segment).size == len(whole)
        if whole:
            met.add(segment)
    assert differing(rules, at=clock.now()) == {}
    return met


def acquaintance() -> UUID:
    """The leaf of a messenger's user who is a customer by that alone."""
    leaf = messenger(clock.now())
    with story():
        recognise_leaf(leaf, actor=Actor("leaf", leaf), at=clock.now())
    return leaf


def members(segment: UUID) -> set[UUID]:
    """Who belongs now, as the table has it."""
    return {
        UUID(str(customer))
        for (customer,) in make.ask(
            "SELECT customer FROM audiences_membership WHERE segment_id = %s AND left_at IS NULL", segment
        )
    }


def crossings(segment: UUID) -> list[tuple[object, ...]]:
    """Every stay with its causes, in the order of entering."""
    return make.ask(
        "SELECT customer, entered_by, left_by FROM audiences_membership WHERE segment_id = %s ORDER BY entered_at, id",
        segment,
    )


def told(verb: str) -> list[tuple[object, ...]]:
    """Events of a verb: about whom, and with which leaf."""
    return make.ask("SELECT subject, leaf FROM kit_event WHERE verb = %s ORDER BY recorded_at, id", verb)


def buy(leaf: UUID, place: UUID, variant: UUID, amount: int = 1000, *, origin: str = "live") -> UUID:
    """A finished sale of one piece now; the order."""
    sale = make.sale(place, leaf, [make.line(variant, 1, amount)], at=clock.now())
    record_sales([sale], method="cash", actor=SYSTEM, at=clock.now(), origin=origin)
    return sale.id


def card(code: str, *shelf: str, brand: str = "") -> VariantKey:
    """A product with its one variant on a shelf."""
    put_cards([NewCard(code, {"en": code}, shelf, "piece", brand=brand)], at=make.AT)
    return list_variant_keys([code])[code]


def tell(leaf: UUID, verb: str, product: UUID | None = None, *, ago: timedelta = timedelta()) -> None:
    """A site tells what somebody did, perhaps later than they did it."""
    at = clock.now()
    viewed = product is not None and verb == "product.viewed"
    done = NewEvent(
        verb=verb,
        occurred_at=at - ago,
        subject_kind="product" if product else "visitor",
        subject=product or leaf,
        leaf=leaf,
        facts=ProductViewed(product) if product is not None and viewed else Tracked(SITE, product),
    )
    with story():
        record_behaviour([done], at)
        hear_behaviour([done], at=at)


def like(leaf: UUID, variant: UUID) -> None:
    """They put a variant into their favourites."""
    at = clock.now()
    liked = NewEvent(
        verb="favourite.added",
        occurred_at=at,
        subject_kind="variant",
        subject=variant,
        leaf=leaf,
        facts=FavouriteAdded(variant, "site"),
    )
    with story():
        record([liked], at)


def rows(question: str, *values: object) -> Sequence[tuple[object, ...]]:
    """Ask Django's own connection."""
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())
