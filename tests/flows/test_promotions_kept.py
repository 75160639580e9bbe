"""Promotions kept by people: versions, codes drawn by lot and offers to a segment, each whole whatever breaks.

prilavok.flows.keep_promotion, prilavok.flows.add_codes, prilavok.flows.draw_codes, prilavok.flows.offer_to_segment.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.people import household
from tests.promotions import EVERYTHING, published
from tests.segment_world import acquaintance, saved
from tests.shop_world import PRICE, open_counter, quoted

from prilavok.domains.audiences.errors import SegmentUnknown
from prilavok.domains.audiences.types import Known
from prilavok.domains.customers.queries import leaves_by_customer
from prilavok.domains.places.queries import name_places
from prilavok.domains.pricing.types import PricedWish
from prilavok.domains.promotions.actions import offer_promotion
from prilavok.domains.promotions.errors import (
    CodesTooMany,
    CodeTaken,
    PromotionMoved,
    PromotionUnfit,
    PromotionUnknown,
)
from prilavok.domains.promotions.queries import (
    book_with,
    book_without,
    count_offers,
    find_rights,
    list_codes,
    list_versions,
    live_book,
    read_promotion,
)
from prilavok.domains.promotions.types.acts import Percent
from prilavok.domains.promotions.types.keeping import Timed
from prilavok.domains.promotions.types.pricing import Buyer, Conditions
from prilavok.flows import draw_codes, offer_to_segment
from prilavok.flows.add_codes import add_codes
from prilavok.flows.keep_promotion import draft_again, publish, put_away, save_draft, stop, take_out
from prilavok.insights.price_trial import try_promotion
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM, Actor
from prilavok.kit.jobs.queue import QUEUES, goes_on
from prilavok.kit.jobs.runner import run_due

pytestmark = pytest.mark.usefixtures("rolled_back")
AT = make.AT
BY: dict[str, Any] = {"actor": SYSTEM, "at": AT}
NAMES = {"ru": "Скидка"}


def _said(share: int) -> Timed:
    return Timed(Conditions(Percent(share), EVERYTHING), AT - timedelta(hours=1), None)


def _work(broken: Callable[[], int] | None = None) -> None:
    """Do all that is due. broken: no more once what breaks was called twice: on a slow machine it may be due again."""
    while (broken is None or broken() < 2) and any(run_due(queue) for queue in QUEUES):
        pass


def test_a_draft_gives_nothing_until_it_is_published_and_each_version_stays_known() -> None:
    counter, leaf = open_counter(9), make.leaf()
    made = save_draft(None, "sale", NAMES, _said(1000), **BY)
    assert quoted(counter, leaf, 2).amount == 2 * PRICE
    first = publish(made.id, seen=made.version, **BY)
    assert quoted(counter, leaf, 2).amount == 2_700
    second = save_draft(made.id, "sale", NAMES, _said(2000), seen=first.version, **BY)
    assert quoted(counter, leaf, 2).amount == 2_700
    with pytest.raises(PromotionMoved) as moved:
        publish(made.id, seen=first.version, **BY)
    assert moved.value.version == second.version
    third = publish(made.id, seen=second.version, **BY)
    assert quoted(counter, leaf, 2).amount == 2_400
    stopped = stop(made.id, seen=third.version, **BY)
    assert quoted(counter, leaf, 2).amount == 2 * PRICE
    assert stopped.draft is not None and stopped.draft.conditions.act == Percent(2000)
    again = draft_again(made.id, 1, seen=stopped.version, **BY)
    assert again.draft == _said(1000)
    publish(made.id, seen=again.version, **BY)
    assert quoted(counter, leaf, 2).amount == 2_700
    assert [one.said.conditions.act for one in list_versions(made.id)] == [
        Percent(1000), Percent(2000), Percent(2000), Percent(1000),
    ]  # fmt: skip
    assert make.ask("SELECT count(*) FROM kit_event WHERE verb = 'price.published'") == [(4,)]


def test_what_was_given_until_a_day_is_given_again_without_that_day() -> None:
    promotion = published("march", until=AT + timedelta(days=1))
    later = AT + timedelta(days=2)
    draft = draft_again(promotion, 1, actor=SYSTEM, at=later).draft
    assert draft is not None and (draft.since, draft.until) == (later, None)
    with pytest.raises(PromotionUnknown):
        draft_again(promotion, 2, **BY)


def test_a_code_is_anothers_once_and_what_is_put_away_is_not_published() -> None:
    made = save_draft(None, "only", NAMES, _said(1000), **BY)
    before = make.rows_of_all_tables()
    for code in ("only", "", "x" * 41):
        with pytest.raises(PromotionUnfit) as unfit:
            save_draft(None, code, NAMES, _said(2000), **BY)
        assert unfit.value.what == "code"
    assert make.grown(before) == {}
    put_away(made.id, **BY)
    with pytest.raises(PromotionUnfit):
        publish(made.id, **BY)
    take_out(made.id, **BY)
    assert publish(made.id, **BY).state(AT) == "running"


def test_a_trial_is_the_book_of_now_with_the_draft_and_changes_nothing() -> None:
    counter = open_counter(9)
    promotion = published("now")
    save_draft(promotion, "now", NAMES, _said(5000), **BY)
    before, book = make.rows_of_all_tables(), live_book()
    place = name_places()[counter.place]
    tried = try_promotion(
        read_promotion(promotion),
        [PricedWish(counter.variant, 2)],
        place,
        touchpoint="till",
        buyer=Buyer(),
        shows=False,
        at=AT,
    )
    assert (tried.now.amount, tried.then.amount) == (2_700, 1_500)
    assert [(one.said, one.amount) for one in tried.reasons_then] == [("given", 1_500)]
    assert make.grown(before) == {} and live_book() == book
    assert [one.id for one in book_with(promotion, _said(1)).promotions] == [promotion]
    assert book_without(promotion).promotions == ()


def test_typed_codes_come_in_all_or_none() -> None:
    promotion = published("codes", right=True)
    assert add_codes(promotion, ["AAA", "bb-b"], most_uses=1, until=AT + timedelta(days=1), **BY) == 2
    with pytest.raises(CodeTaken):
        add_codes(promotion, ["CCC", "aaa"], **BY)
    for codes in ([], ["X"] * 1001):
        with pytest.raises(CodesTooMany):
            add_codes(promotion, codes, **BY)
    with pytest.raises(PromotionUnknown):
        add_codes(UUID(int=1), ["DDD"], **BY)
    assert {(one.code, one.most_uses) for one in list_codes(promotion)} == {("AAA", 1), ("BBB", 1)}


def _breaking(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, at_call: int) -> Callable[[], int]:
    """The named function of a module breaks once, after it did its work: as a process that dies before its commit."""
    real, calls = getattr(module, name), []

    def once(*given: Any, **named: Any) -> Any:
        calls.append(None)
        done = real(*given, **named)
        if len(calls) == at_call:
            raise RuntimeError("killed")
        return done

    monkeypatch.setattr(module, name, once)
    return lambda: len(calls)


def test_codes_are_drawn_exactly_even_where_a_portion_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    promotion = published("lot", right=True)
    calls = _breaking(monkeypatch, draw_codes, "put_codes", 2)
    now = clock.now()
    draw_codes.draw_codes(promotion, 2_300, length=8, most_uses=1, actor=SYSTEM, at=now)
    _work(calls)
    assert make.ask("SELECT count(*) FROM promotions_coupon") == [(1_000,)], "the broken portion left nothing"
    assert goes_on(draw_codes.VERB, f"{promotion}:")
    clock.move_clock(timedelta(hours=1))
    _work()
    assert calls() == 4
    assert make.ask("SELECT count(*), count(DISTINCT code), min(length(code)), max(most_uses) FROM promotions_coupon") == [(2_300, 2_300, 8, 1)]  # fmt: skip
    assert not goes_on(draw_codes.VERB, f"{promotion}:")
    for count, length in ((0, 8), (10_001, 8), (5, 7)):
        with pytest.raises(CodesTooMany):
            draw_codes.draw_codes(promotion, count, length=length, actor=SYSTEM, at=now)


def test_a_segment_gets_its_offers_once_each_and_nobody_is_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    promotion = published("yours", right=True, at=clock.now())
    people = [household("+77010000001"), *(household() for _ in range(4))]
    nameless = acquaintance()
    segment = saved(Known(least=0))
    other = published("other", right=True, at=clock.now())
    theirs = leaves_by_customer([people[0][0]])[people[0][0]]
    assert len(theirs) > 1
    offer_promotion(promotion, [theirs[-1]], at=clock.now())  # by another leaf than the one a new offer would take
    before = make.ask("SELECT count(*) FROM conversations_message")
    monkeypatch.setattr(offer_to_segment, "PORTION", 2)
    calls = _breaking(monkeypatch, offer_to_segment, "offer_promotion", 2)
    for _ in range(2):
        offer_to_segment.offer_to_segment(promotion, segment.id, actor=Actor("staff", UUID(int=5)), at=clock.now())
    _work(calls)
    assert goes_on(offer_to_segment.VERB, f"{promotion}:")
    clock.move_clock(timedelta(hours=1))
    _work()
    members = make.ask("SELECT count(*) FROM audiences_membership WHERE left_at IS NULL")[0][0]
    assert members == 6, "five households and one known by a messenger alone"
    counts = count_offers(promotion)
    assert (counts.made, counts.used) == (members, 0)
    assert count_offers(other).made == 0
    who = [customer for customer, _ in people]
    for leaf in (*(leaf for _, leaf in people), nameless):
        owned = next((leaves for leaves in leaves_by_customer(who).values() if leaf in leaves), [leaf])
        assert [one.promotion for one in find_rights([], owned, clock.now()).shown] == [promotion]
    assert make.ask("SELECT count(*) FROM conversations_message") == before
    with pytest.raises(SegmentUnknown):
        offer_to_segment.offer_to_segment(promotion, UUID(int=1), **BY)
    with pytest.raises(PromotionUnknown):
        offer_to_segment.offer_to_segment(UUID(int=1), segment.id, **BY)
