"""What papers of stock move, for any lines: nothing comes from nowhere, and nothing stays on the way."""

from collections import Counter
from datetime import UTC, datetime
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from prilavok.domains.stock.rules import EVERYWHERE, PaperMove, moves_when_arrived, moves_when_booked
from prilavok.domains.stock.types import PAPER_KINDS, SHELF_STATES, PaperHead, PaperKind, PaperLineView, PaperView

AT = datetime(2026, 3, 2, tzinfo=UTC)
PLACE, GOAL = UUID(int=1), UUID(int=2)
units = st.integers(0, 50)


def paper(kind: PaperKind, from_state: str = "", to_state: str = "") -> PaperView:
    if kind == "set_aside" and not from_state:
        from_state, to_state = "goods", "damaged"
    head = PaperHead(to_place=GOAL if kind == "transfer" else None, from_state=from_state, to_state=to_state)
    return PaperView(uuid4(), "n", kind, "draft", PLACE, head, 0, AT, None, None, None, None, None, None, None, 1)


lines = st.lists(
    st.builds(
        lambda of, count, arrived, shown: PaperLineView(
            UUID(int=of + 10), count, arrived, None, AT, AT, shown, 0, None, 1
        ),
        st.integers(0, 3),
        units,
        st.none() | units,
        units,
    ),
    unique_by=lambda line: line.variant,
)


def sums(moves: list[PaperMove]) -> Counter[tuple[UUID, str, UUID]]:
    came: Counter[tuple[UUID, str, UUID]] = Counter()
    for move in moves:
        assert move.units > 0 and move.debit != move.credit
        came[(*move.credit, move.variant)] += move.units
        came[(*move.debit, move.variant)] -= move.units
    return came


@given(st.sampled_from(PAPER_KINDS), lines)
def test_a_booked_paper_changes_the_shelf_by_what_it_says(kind: PaperKind, on_paper: list[PaperLineView]) -> None:
    came = sums(moves_when_booked(paper(kind), on_paper))
    assert sum(came.values()) == 0
    for line in on_paper:
        wanted = {
            "receiving": line.units,
            "write_off": -line.units,
            "transfer": -line.units,
            "set_aside": -line.units,
            "expected": 0,
            "count": line.units - (line.shown or 0),
        }[kind]
        assert came[PLACE, "goods", line.variant] == wanted
    others = {(holder, state) for holder, state, _variant in came} - {(PLACE, "goods")}
    assert others <= {
        (EVERYWHERE, "supplier"), (PLACE, "loss"), (PLACE, "unexplained"), (GOAL, "transit"), (PLACE, "damaged")
    }  # fmt: skip


@given(st.permutations(SHELF_STATES), lines)
def test_what_is_set_aside_stays_at_the_place_and_its_write_off_takes_only_from_there(
    states: list[str], on_paper: list[PaperLineView]
) -> None:
    lies, goes, third = states
    moved = sums(moves_when_booked(paper("set_aside", lies, goes), on_paper))
    lost = sums(moves_when_booked(paper("write_off", lies), on_paper))
    assert {holder for holder, _state, _variant in moved} <= {PLACE}
    for line in on_paper:
        assert moved[PLACE, lies, line.variant] == lost[PLACE, lies, line.variant] == -line.units
        assert moved[PLACE, goes, line.variant] == lost[PLACE, "loss", line.variant] == line.units
        for untouched in (third, "loss"):
            assert (PLACE, untouched, line.variant) not in moved
        assert (PLACE, goes, line.variant) not in lost


@given(lines)
def test_nothing_of_a_transfer_stays_on_the_way(on_paper: list[PaperLineView]) -> None:
    sent, arrived = moves_when_booked(paper("transfer"), on_paper), moves_when_arrived(paper("transfer"), on_paper)
    came = sums(sent + arrived)
    for line in on_paper:
        assert came[GOAL, "transit", line.variant] == 0
        assert came[GOAL, "goods", line.variant] == (line.arrived or 0)
        assert came[GOAL, "unexplained", line.variant] == line.units - (line.arrived or 0)
