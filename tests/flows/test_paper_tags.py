"""Paper tags: the print list follows what shelves are to show, a scan confirms, and a forgotten tag is found.

By prilavok.flows.keep_paper_rule, watch_shelves and confirm_tag.
"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests import make
from tests.counter_world import CASHIER
from tests.make import AT
from tests.promotions import published
from tests.shop_world import PRICE, Counter, open_counter

from prilavok.domains.catalog.queries import read_variants
from prilavok.domains.pricing.actions import set_prices
from prilavok.domains.pricing.errors import TagGoodsUnknown, TagMoved, TagTermUnfit, TagUnknown
from prilavok.domains.pricing.queries import count_forgotten, paper_rule, turn_wrong_tags
from prilavok.domains.pricing.types import NewPrice
from prilavok.domains.pricing.types.paper import ShelfTag, TagFace
from prilavok.domains.promotions.types.acts import Percent
from prilavok.domains.tasks.queries import list_tasks
from prilavok.flows.confirm_tag import confirm_tag, look_at_tag, undo_tag
from prilavok.flows.keep_paper_rule import keep_paper_rule
from prilavok.flows.watch_shelves import FORGOTTEN, watch_shelf
from prilavok.kit.errors import NotFound
from prilavok.kit.events.actor import SYSTEM

HOUR = timedelta(hours=1)


def watched(*units: int, hours: int = 4) -> Counter:
    """A counter whose tags are to hang within so many hours, and all hang."""
    counter = open_counter(*units)
    keep_paper_rule(counter.place, hours=hours, actor=CASHIER, at=AT)
    for variant in counter.variants:
        confirm_tag(code(variant), place=counter.place, actor=CASHIER, at=AT)
    return counter


def code(variant: UUID) -> str:
    return read_variants([variant])[variant].sku


def wrong(place: UUID) -> dict[UUID, ShelfTag]:
    return {tag.variant: tag for tag in turn_wrong_tags(place).rows}


def price(
    counter: Counter, amount: int, at: datetime, *, told: datetime | None = None, variant: UUID | None = None
) -> None:
    [(of,)] = make.ask("SELECT id FROM pricing_list WHERE place_id = %s", counter.place)
    set_prices([NewPrice(UUID(str(of)), variant or counter.variant, amount, 1, at)], at=told or at)


def look(counter: Counter, at: datetime) -> int:
    return watch_shelf(counter.place, actor=SYSTEM, at=at)


def tasks(place: UUID) -> list[dict[str, object]]:
    return [dict(one.facts) for one in list_tasks(place, kind=FORGOTTEN) if one.place == place]


def test_all_that_lies_there_is_to_be_printed_first(rolled_back: None) -> None:
    counter = open_counter(3, 0)
    keep_paper_rule(counter.place, hours=4, actor=CASHIER, at=AT)
    [tag] = wrong(counter.place).values()
    assert (tag.variant, tag.wanted, tag.hangs) == (counter.variant, TagFace(PRICE, PRICE, 1), None)
    with pytest.raises(TagTermUnfit):
        keep_paper_rule(counter.place, hours=721, actor=CASHIER, at=AT)
    with pytest.raises(NotFound):
        keep_paper_rule(counter.variant, hours=1, actor=CASHIER, at=AT)


def test_a_price_that_changes_by_time_is_on_the_print_list_from_its_instant(rolled_back: None) -> None:
    counter = watched(3, 3)
    assert wrong(counter.place) == {}
    price(counter, 1700, AT + 2 * HOUR, told=AT + HOUR)
    assert look(counter, AT + HOUR) == 0, "it does not hold yet"
    assert look(counter, AT + 3 * HOUR) == 1
    [tag] = wrong(counter.place).values()
    assert (tag.wanted.amount, tag.since, tag.right) == (1700, AT + 2 * HOUR, False)
    assert tag.hangs and tag.hangs.face.amount == PRICE
    assert look(counter, AT + 3 * HOUR) == 0
    price(counter, PRICE, AT + 4 * HOUR)
    look(counter, AT + 5 * HOUR)
    assert wrong(counter.place) == {}, "what hangs is right again"


def test_promotions_that_begin_and_end_by_time_change_tags_and_those_of_some_hours_do_not(rolled_back: None) -> None:
    counter = watched(3)
    published("day", at=AT + 2 * HOUR, until=AT + 5 * HOUR, places=(counter.place,))
    published("hour", Percent(5000), places=(counter.place,), minutes=(600, 660))
    look(counter, AT + HOUR / 2)
    assert wrong(counter.place) == {}
    look(counter, AT + 2 * HOUR)
    [tag] = wrong(counter.place).values()
    assert (tag.wanted.pays, tag.wanted.amount, tag.wanted.struck, tag.since) == (1400, PRICE, True, AT + HOUR)
    confirm_tag(code(counter.variant), place=counter.place, actor=CASHIER, at=AT + 2 * HOUR)
    assert wrong(counter.place) == {}
    look(counter, AT + 6 * HOUR)
    [tag] = wrong(counter.place).values()
    assert (tag.wanted.struck, tag.since) == (False, AT + 5 * HOUR)


def test_a_forgotten_tag_is_one_task_of_the_place_and_confirmed_it_is_gone(rolled_back: None) -> None:
    counter = watched(3, 3)
    price(counter, 1700, AT + HOUR)
    price(counter, 1800, AT + HOUR, variant=counter.variants[1])
    look(counter, AT + 4 * HOUR)
    assert tasks(counter.place) == [], "there is an hour left"
    for later in (5, 6):
        look(counter, AT + later * HOUR)
    assert tasks(counter.place) == [{"tags": 2, "since": (AT + HOUR).isoformat()}]
    confirm_tag(code(counter.variant), place=counter.place, actor=CASHIER, at=AT + 6 * HOUR)
    assert len(tasks(counter.place)) == 1, "the other one is forgotten still"
    last = confirm_tag(code(counter.variants[1]), place=counter.place, actor=CASHIER, at=AT + 6 * HOUR)
    assert tasks(counter.place) == []
    assert last.confirmed
    assert undo_tag(last.confirmed, place=counter.place, actor=CASHIER, at=AT + 6 * HOUR)
    assert not undo_tag(last.confirmed, place=counter.place, actor=CASHIER, at=AT + 6 * HOUR)
    assert wrong(counter.place).keys() == {counter.variants[1]}
    rule = paper_rule(counter.place)
    assert rule
    assert count_forgotten(counter.place, rule, AT + 6 * HOUR) == 1


def test_nobody_is_told_where_the_term_is_nought(rolled_back: None) -> None:
    counter = watched(3, hours=0)
    price(counter, 1700, AT + HOUR)
    look(counter, AT + 500 * HOUR)
    assert tasks(counter.place) == []
    assert len(wrong(counter.place)) == 1


def test_a_scan_says_what_hangs_and_refuses_what_is_not_sold_or_has_moved(rolled_back: None) -> None:
    counter = watched(3)
    price(counter, 1700, AT + HOUR)
    scanned = look_at_tag(f" {code(counter.variant)} ", place=counter.place, actor=CASHIER, at=AT + HOUR)
    assert (scanned.tag.right, scanned.tag.wanted.amount, scanned.confirmed) == (False, 1700, None)
    old, new = TagFace(PRICE, PRICE, 1), TagFace(1700, 1700, 1)
    asked = {"place": counter.place, "actor": CASHIER, "at": AT + HOUR}
    with pytest.raises(TagMoved):
        confirm_tag(code(counter.variant), seen=old, **asked)  # type: ignore[arg-type]
    assert not look_at_tag(code(counter.variant), **asked).tag.right  # type: ignore[arg-type]
    assert confirm_tag(code(counter.variant), seen=new, **asked).confirmed  # type: ignore[arg-type]
    assert look_at_tag(code(counter.variant), **asked).tag.right  # type: ignore[arg-type]
    for strange in ("nothing", code(make.variant()), ""):
        with pytest.raises(TagGoodsUnknown):
            look_at_tag(strange, **asked)  # type: ignore[arg-type]
    with pytest.raises(TagUnknown):
        undo_tag(counter.variant, **asked)  # type: ignore[arg-type]


def test_what_is_sold_no_longer_leaves_the_shelf_and_the_past_told_late_counts_from_the_telling(
    rolled_back: None,
) -> None:
    counter = watched(3)
    price(counter, 1700, AT - HOUR, told=AT + 2 * HOUR)
    look(counter, AT + 3 * HOUR)
    [tag] = wrong(counter.place).values()
    assert tag.since == AT + 2 * HOUR
