"""Who gets what of expected goods: nothing is made or lost, whoever ordered first has it first, nobody loses a line."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.stock.rules import Share, share_supply

LINES = [UUID(int=nth) for nth in range(1, 4)]
units = st.integers(0, 9)


def allocation(nth: int) -> UUID:
    return UUID(int=100 + nth)


@given(
    st.lists(st.tuples(st.sampled_from([None, *LINES]), st.integers(1, 6)), max_size=8),
    st.lists(units, min_size=3, max_size=3),
    units,
    st.lists(units, min_size=3, max_size=3),
)
def test_what_there_is_is_shared_whole(
    wants: list[tuple[UUID | None, int]], rooms: list[int], free: int, brought: list[int]
) -> None:
    waiting = [Share(allocation(nth), line, count) for nth, (line, count) in enumerate(wants)]
    room = dict(zip(LINES, rooms, strict=True))
    came = dict(zip(LINES, brought, strict=True))
    shelf = free + sum(brought)
    shares = share_supply(waiting, room, free=shelf, came=came)
    given_to: Counter[UUID] = Counter()
    of_line: Counter[UUID | None] = Counter()
    held = lost = 0
    for one in shares:
        assert one.units > 0
        given_to[one.allocation] += one.units
        held += one.units if one.held else 0
        lost += one.units if one.line is None and not one.held else 0
        of_line[one.line] += 0 if one.held else one.units
    assert given_to == Counter({one.allocation: one.units for one in waiting})
    assert held <= shelf and all(of_line[line] <= room[line] for line in LINES)
    if lost:
        assert held == shelf and all(of_line[line] == room[line] for line in LINES), "nothing lies idle beside it"
    # Whoever ordered first on a line has all of what it brought and brings before the next has any.
    for line in LINES:
        there = came[line] + room[line]
        for one in [one for one in waiting if one.line == line]:
            own = sum(s.units for s in shares if s.allocation == one.allocation and (s.held or s.line == line))
            assert own >= min(one.units, there)
            there = max(there - one.units, 0)


def test_the_first_line_goes_before_the_next_and_the_shelf_before_both() -> None:
    first, second, third = LINES
    waiting = [Share(allocation(1), None, 5), Share(allocation(2), second, 2)]
    assert share_supply(waiting, {first: 1, second: 3, third: 1}, free=1, came={}) == [
        Share(allocation(2), second, 2),
        Share(allocation(1), None, 1, held=True),
        Share(allocation(1), first, 1),
        Share(allocation(1), second, 1),
        Share(allocation(1), third, 1),
        Share(allocation(1), None, 1),
    ]
