"""Made-up names and phones of loaded customers are switched off, or on again."""

from collections.abc import Sequence

from prilavok.domains.customers.actions import hide_made_up, show_made_up
from prilavok.domains.customers.queries import list_customer_ids
from prilavok.domains.customers.types import MadeUp
from prilavok.kit import clock
from prilavok.kit.db.connections import story
from prilavok.kit.events.actor import Actor
from prilavok.kit.jobs.queue import NewJob, queue_jobs
from prilavok.kit.search.entries import write_entries

needs = "imports.load"


def switch_made_up_off(*, actor: Actor) -> int:
    """Take every made-up name and contact away, from search too; return how many customers lost their name."""
    with story():
        nameless = hide_made_up()
        write_entries(
            "customer", [(customer, field, "") for customer in nameless for field in ("name", "phone", "email")]
        )
        _recount()
    return len(nameless)


def switch_made_up_on(people: Sequence[MadeUp], *, actor: Actor) -> int:
    """Give the made-up names and phones back and make them findable; return how many customers got theirs."""
    with story():
        named = set(show_made_up(people))
        ids = list_customer_ids([one.code for one in people])
        write_entries(
            "customer",
            [
                (ids[one.code], field, text)
                for one in people
                if ids.get(one.code) in named
                for field, text in (("name", one.name), *one.contacts)
            ],
        )
        _recount()
    return len(named)


def _recount() -> None:
    """Nothing happened to those customers, yet contacts and languages came or went: segments count everybody anew."""
    queue_jobs([NewJob(verb="segments.recount", queue="chores")], at=clock.now())
