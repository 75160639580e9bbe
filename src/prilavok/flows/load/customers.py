"""People of a source become customers with their leaves and evidence, and findable."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from prilavok.adapters.feeds.port import SourceCustomer
from prilavok.domains.customers.actions import put_customers
from prilavok.domains.customers.queries import CODE, erased_names, list_customer_ids, list_first_leaves
from prilavok.domains.customers.types import NewCustomer, NewIdentifier
from prilavok.domains.imports.types import Refusal, SliceCounts
from prilavok.flows.load.slices import Loading, Progress, load_slices
from prilavok.flows.load.times import first_instant
from prilavok.kit.search.entries import write_entries

needs = "imports.load"
CUSTOMERS_AT_ONCE = 1000


def load_customers(loading: Loading) -> Iterator[Progress]:
    """Put the source's people; afterwards `loading.leaves` knows the leaf that each one's sales arrive with."""
    seen = first_instant(loading)
    zone = ZoneInfo(next(iter(loading.zones.values()), "UTC"))

    def put(told: list[SourceCustomer], at: datetime, first: int) -> SliceCounts:
        gone = erased_names([name for person in told for name in ((CODE, person.code), *person.identifiers)])
        days = [
            max((gone[name] for name in ((CODE, one.code), *one.identifiers) if name in gone), default=None)
            for one in told
        ]
        people = [person for person, day in zip(told, days, strict=True) if day is None]
        refusals = tuple(
            Refusal(first + nth, "erased", 0, {"erased": day.astimezone(zone).date().isoformat()})
            for nth, day in enumerate(days)
            if day is not None
        )
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
        return SliceCounts(len(told), len(people), refusals=refusals)

    yield from load_slices(
        loading,
        "customers",
        loading.feed.customers(),
        CUSTOMERS_AT_ONCE,
        put,
        total=loading.run.totals.get("customers", 0),
    )
    loading.leaves.update(list_first_leaves())
