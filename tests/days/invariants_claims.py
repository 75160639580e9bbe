"""The check of claims: each is decided once, and what it brings comes once. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tests.days.books import Books
from tests.days.history import OK, Call

_PAYS = ("money", "reduction")


def claims(history: Sequence[Call], books: Books) -> Iterator[str]:
    """17. A claim has one outcome: one return of money, or one parcel with other goods, and what was told is that."""
    told = Counter(event["facts"]["claim"] for event in books.of("events", verb="claim.decided"))
    again = Counter(event["facts"]["claim"] for event in books.of("events", verb="claim.reopened"))
    made: dict[str, list[str]] = defaultdict(list)
    for change in books.changes:
        if change["key"].startswith("claim:"):
            made[change["key"].split(":")[1]].append(change["id"])
    returns = {one["id"] for one in books.returns}
    parcels = Counter(
        one["claim"] for one in books.shipments if one["claim"] is not None and one["state"] != "cancelled"
    )
    for claim in books.claims:
        key, outcome, decided = (
            claim["id"],
            claim["outcome"],
            claim["state"] != "open" and claim["outcome"] != "withdrawn",
        )
        if told[key] != decided + again[key]:
            yield f"claim {key} is {claim['state']}, its decision was told {told[key]} times"
        changes = made[key]
        if len(changes) != (decided and outcome != "refused") + again[key]:
            yield f"claim {key} ({outcome or 'open'}) was carried out {len(changes)} times"
        if decided and outcome in _PAYS and claim["change"] not in returns:
            yield f"claim {key} was decided as {outcome}, no money went back by it"
        if sum(one in returns for one in changes) > (outcome in _PAYS):
            yield f"claim {key} ({outcome or 'open'}) was paid {sum(one in returns for one in changes)} times"
        if parcels[key] != (outcome == "replacement"):
            yield f"claim {key} ({outcome or 'open'}) has {parcels[key]} parcels"
    yield from _acknowledged(history, books, again)


def _acknowledged(history: Sequence[Call], books: Books, again: Counter[str]) -> Iterator[str]:
    states = {claim["id"]: claim for claim in books.claims}
    decided: dict[str, set[str]] = defaultdict(set)
    for call in history:
        if call.deed == "claim.decide" and call.outcome == OK:
            decided[call.asked["claim"]].add(call.asked["outcome"] + call.key)
            found = states.get(call.asked["claim"])
            if found is None or (found["outcome"] != call.asked["outcome"] and not again[call.asked["claim"]]):
                yield f"claim {call.asked['claim']} was decided as {call.asked['outcome']}, it is {found and found['outcome']}"
        if call.deed == "claim.give" and call.outcome == OK:
            found = states.get(call.asked["claim"])
            if found is None or found["state"] != "closed":
                yield f"claim {call.asked['claim']} brought its goods, it is {found and found['state']}"
    for claim, keys in decided.items():
        if len(keys) > 1 + again[claim]:
            yield f"claim {claim} was decided {len(keys)} times"
