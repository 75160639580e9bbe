"""prilavok.flows.hear_behaviour: what a site's own tracking tells of a known visitor moves them into a segment."""

import json
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.doors.track_world import event, source
from tests.people import new_phone, prove
from tests.segment_world import members, saved, settle

from prilavok.domains.audiences.types import Did
from prilavok.domains.customers.queries import find_leaf
from prilavok.domains.tracking import actions
from prilavok.domains.tracking.rules import digest
from prilavok.domains.tracking.types import Request
from prilavok.flows.land_tracking import land_tracked
from prilavok.kit import clock
from prilavok.kit.events.actor import SYSTEM

pytestmark = pytest.mark.quiet


def test_a_tracked_view_of_a_known_visitor_is_heard(own_database: Any) -> None:
    clock.set_clock(make.AT)
    actions.open_days(clock.now())
    seen, site = make.variant(), source()
    [(sku,)] = make.ask("SELECT sku FROM catalog_variant WHERE id = %s", seen)

    def views(visitor: str, number: int) -> None:
        told = event(number, type="track", event="Product Viewed", properties={"sku": sku}, anonymousId=visitor)
        body = json.dumps({"batch": [told]}).encode()
        land_tracked([Request(site.id, "batch", body)], wake=True, actor=SYSTEM, at=clock.now())
        settle()

    segment = saved(Did(verb="product.viewed", least=2, days=1))
    views("anna", 1)
    known = find_leaf("browser", digest(site.id, "visitor", "anna"))
    assert known is not None and known.customer is None
    owner: UUID = prove(known.leaf, new_phone(), clock.now()).customer
    settle()
    assert members(segment.id) == set(), "one look is not two"
    views("somebody", 2)
    views("somebody", 3)
    assert members(segment.id) == set(), "a visitor nobody knows is no member"
    views("anna", 4)
    assert members(segment.id) == {owner}
