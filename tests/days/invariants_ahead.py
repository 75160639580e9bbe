"""The check of what is still to come: no more of it is promised than will come, and what came is what was brought. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.days.books import Books
from tests.days.history import REFUSED, Call


def ahead(history: Sequence[Call], books: Books) -> Iterator[str]:
    """22. Of an expected line no more is promised than has not come; each paper brought its units once."""
    waited: Counter[str] = Counter()
    for one in books.allocations:
        if one["line"] is not None:
            waited[one["line"]] += one["units"]
    brought: Counter[str] = Counter()
    papers = {
        call.asked["paper"]: call.asked for call in history
        if call.deed == "supply.receive" and call.outcome != REFUSED
    }  # fmt: skip
    for asked in papers.values():
        brought[asked["of"]] += asked["units"]
    for line in books.supplies:
        came = line["arrived"] or 0
        left = max(line["units"] - came, 0) if line["state"] == "sent" else 0
        if not 0 <= max(waited[line["id"]], line["promised"]) <= left:
            yield f"line {line['id']}: {left} are still to come, {waited[line['id']]} of them are promised"
        # Papers of another day of the same database were brought by others.
        if line["variant"] in books.opening and came != brought[line["paper"]]:
            yield f"line {line['id']}: {came} have come, {brought[line['paper']]} were brought"
