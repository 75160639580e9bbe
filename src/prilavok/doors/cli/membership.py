"""The part of `prilavok check` that counts every segment anew and compares it with who is kept in it."""

import time
from collections.abc import Mapping
from uuid import UUID

from prilavok.domains.audiences.queries import list_segments
from prilavok.domains.audiences.types import Rule
from prilavok.insights.segments.comparing import differing
from prilavok.kit import clock
from prilavok.kit.words import say

_SECONDS = 5.0  # what happened just now is judged within seconds: only what still differs then is wrong
_MOST_NAMED = 3


def check(wait: float = _SECONDS) -> list[str]:
    """Sentences on segments whose members or coming turns are not those that all the facts give.

    Segments that are being counted are left out. wait: seconds for the work under way to be done.
    """
    segments = {one.id: one for one in list_segments() if one.counted_at is not None}
    found = differing({id: one.rule for id, one in segments.items()}, at=clock.now())
    if found:
        time.sleep(wait)
        found = _still({id: one.rule for id, one in segments.items()}, found)
    return [
        f"segment {say(segments[id].name, 'en')}: {len(customers)} differ from a full count, such as "
        f"{', '.join(map(str, sorted(customers)[:_MOST_NAMED]))}; see that a worker and the relay run, then save the"
        " segment again: everybody is counted anew"
        for id, customers in found.items()
    ]


def _still(rules: Mapping[UUID, Rule], found: Mapping[UUID, list[UUID]]) -> dict[UUID, list[UUID]]:
    at = clock.now()
    return {
        id: left
        for id, customers in found.items()
        if (left := differing({id: rules[id]}, at=at, among=customers).get(id, []))
    }
