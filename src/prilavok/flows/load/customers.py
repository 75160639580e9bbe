"""People of a source become customers with their leaves and evidence, and findable."""

from collections.abc import Iterator
from datetime import datetime

from prilavok.adapters.feeds.port import SourceCustomer
from prilavok.domains.customers.actions import put_customers
from prilavok.domains.customers.queries import list_customer_ids, list_first_leaves
from prilavok.domains.customers.types import NewCustomer, NewIdentifier
from prilavok.domains.imports.types import SliceCounts
from prilavok.flows.load.slices import Loading, Progress, load_slices
from prilavok.flows.load.times import first_instant
from prilavok.kit.search.entries import write_entries

needs = "imports.load"
CUSTOMERS_AT_ONCE = 1000


def load_customers(loading: Loading) -> Iterator[Progress]:
    """Put the source's people; afterwards `loading.leaves` knows the leaf that each one's sales arrive with."""
    seen = first_instant(loading)

    def put(people: list[SourceCustomer], at: datetime, first: int) -> SliceCounts:
        put_customers(
            [
                NewCustomer(
                    person.code,
                    tuple(
                        NewIdentifier(kind, value, person.made_up and kind in {"phone", "email"})
                        for kind, value in person.identifiers
                    ),
                    person.name,
                    person.made_up,
                    person.language,
                    person.traits,
                )
                for person in people
            ],
            source=f"load:{loading.feed.name}",
            seen=seen,
            at=at,
            origin="load",
        )
        ids = list_customer_ids([person.code for person in people])
        write_entries(
            "customer",
            [
                (ids[person.code], field, text)
                for person in people
                for field, text in (("name", person.name), ("code", person.code), *person.identifiers)
            ],
        )
        return SliceCounts(len(people), len(people))

    yield from load_slices(
        loading,
        "customers",
        loading.feed.customers(),
        CUSTOMERS_AT_ONCE,
        put,
        total=loading.run.totals.get("customers", 0),
    )
    loading.leaves.update(list_first_leaves())
