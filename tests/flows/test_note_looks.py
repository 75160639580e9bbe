"""Looks at personal data are written down, all rows at once."""

from datetime import timedelta

from tests.doors.web_people import AT, hire

from prilavok.domains.staff.models import Look
from prilavok.domains.staff.queries import actor_of
from prilavok.flows.note_looks import note_looks, note_part
from prilavok.kit.ids import new_id


def test_who_looked_at_whom_where_and_when_is_kept(rolled_back: None) -> None:
    actor = actor_of(hire("operator"))
    seen = [new_id(), new_id()]
    assert note_looks(seen, "customers.list", actor=actor, at=AT, request="r-1") == 2
    kept = Look.objects.filter(staff=actor.id).values_list("customer", "what", "at", "request")
    assert set(kept) == {(customer, "customers.list", AT, "r-1") for customer in seen}


def test_nobody_seen_is_nothing_written(rolled_back: None) -> None:
    actor = actor_of(hire("operator"))
    assert note_looks([], "customers.list", actor=actor, at=AT) == 0
    assert not Look.objects.filter(staff=actor.id).exists()


def test_a_further_part_belongs_to_the_page_that_was_noted_and_is_noted_where_none_was(rolled_back: None) -> None:
    actor, other = actor_of(hire("operator")), actor_of(hire("manager"))
    customer = new_id()
    assert note_part(customer, "customer.page", actor=actor, at=AT) == 1, "nobody asked for the page itself"
    assert note_part(customer, "customer.page", actor=actor, at=AT + timedelta(minutes=14)) == 0
    assert note_part(customer, "customer.page", actor=other, at=AT + timedelta(minutes=14)) == 1
    assert note_part(new_id(), "customer.page", actor=actor, at=AT) == 1
    assert note_part(customer, "customer.page", actor=actor, at=AT + timedelta(minutes=16)) == 1
