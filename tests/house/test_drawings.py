"""The drawings of docs/orders-and-stock.md are true to the code: the same states, the same steps, the same causes."""

import itertools
import re
from typing import get_args
from uuid import UUID

from tests.conftest import ROOT

from prilavok.domains.orders.rules import states_of
from prilavok.domains.shipments import rules as shipments
from prilavok.doors.web.parts.names_of_stock import OF_STOCK
from prilavok.kit.ledger.models import Move

DRAWN = re.findall(r"```mermaid\n(.*?)```", (ROOT / "docs" / "orders-and-stock.md").read_text(), re.DOTALL)
COMMERCIAL, PAYMENT, FULFILMENT, SHIPMENT, STOCK, HOLD = DRAWN
POINTS = {"earn", "burn", "burn_back", "earn_back", "expire", "lend", "lend_back"}


def _steps(drawing: str) -> set[tuple[str, str]]:
    return set(re.findall(r"^ +(\S+) --> (\w+)", drawing, re.MULTILINE))


def _states(drawing: str) -> set[str]:
    return {state for step in _steps(drawing) for state in step} - {"[*]"}


def test_the_states_of_an_order_are_those_that_are_derived() -> None:
    derived = [
        states_of(ordered=ordered, handed_over=out, cancelled=gone, returned=back, owed=owed, paid=paid)
        for ordered, out, gone, back, owed, paid in itertools.product(range(3), repeat=6)
        if out + gone <= ordered and back <= out
    ]
    assert _states(COMMERCIAL) == {one.commercial for one in derived}
    assert _states(PAYMENT) == {one.payment for one in derived}
    assert _states(FULFILMENT) == {one.fulfilment for one in derived}


def test_the_steps_of_a_shipment_are_those_that_may_be_taken() -> None:
    from prilavok.domains.shipments.models import Shipment

    states = [str(value) for value in Shipment.State.values]
    taken = {(of, to) for of in states for to in states if to != "planned" and shipments.may_become(of, to)}
    assert _steps(SHIPMENT) == taken | {("[*]", "planned")}


def test_the_arrows_of_stock_are_the_moves_that_are_made() -> None:
    drawn = set(re.findall(r"^ +(\w+) -->\|(\w+)\| (\w+)", STOCK, re.MULTILINE))
    assert {cause for _of, cause, _into in drawn} == set(OF_STOCK["cause"]) - POINTS
    assert _of_papers() <= drawn
    accounts = {state for of, _cause, into in drawn for state in (of, into)}
    assert accounts == _named_accounts()


def test_a_hold_ends_in_the_ways_that_moves_know() -> None:
    ways = set(re.findall(r": (\w+)$", HOLD, re.MULTILINE))
    assert ways | {"post"} == set(Move.Kind.values)


def _of_papers() -> set[tuple[str, str, str]]:
    """Every arrow that some paper makes, whatever its numbers."""
    from prilavok.domains.stock import rules
    from prilavok.domains.stock.types import SHELF_STATES, PaperHead, PaperKind, PaperLineView, PaperView

    here, there, variant = (UUID(int=nth) for nth in (7, 8, 9))
    arrows = set()
    for kind in get_args(PaperKind):
        heads = [
            _filled(PaperHead, to_place=there, from_state=lies, to_state=goes)
            for lies, goes in itertools.product(SHELF_STATES, SHELF_STATES)
            if lies != goes and kind in ("set_aside", "write_off")
        ] or [_filled(PaperHead, to_place=there)]
        papers = [_filled(PaperView, kind=kind, place=here, head=head) for head in heads]
        for paper, units, arrived, counted in itertools.product(papers, (1, 2), (0, 1, 2, 3), (0, 1, 2, 3)):
            line = _filled(PaperLineView, variant=variant, units=units, arrived=arrived, counted=counted)
            for move in (*rules.moves_when_booked(paper, [line]), *rules.moves_when_arrived(paper, [line])):
                arrows.add((move.debit[1], move.cause, move.credit[1]))
    return arrows


def _filled(shape: type, **known: object) -> object:
    """A frozen dataclass of which only these fields matter."""
    made = object.__new__(shape)
    for name in shape.__dataclass_fields__:  # type: ignore[attr-defined]
        object.__setattr__(made, name, known.get(name))
    return made


def _named_accounts() -> set[str]:
    """Every account that the room's sources name: in SQL when opened, in Python by AccountName or a paper's side."""
    from prilavok.domains.stock.types import SHELF_STATES

    found = set(SHELF_STATES)
    for file in sorted(ROOT.glob("src/prilavok/domains/stock/**/*")):
        if file.suffix == ".sql":
            found |= set(re.findall(r"array_(?:fill|agg)\('(\w+)'::text", file.read_text()))
        elif file.suffix == ".py":
            text = file.read_text()
            found |= set(re.findall(r'AccountName\("stock", [^)]*?"(\w+)"(?: if [^)]* else "\w+")?', text))
            found |= set(re.findall(r'AccountName\("stock", [^)]* else "(\w+)"', text))
            found |= set(re.findall(r'\((?:EVERYWHERE|goal|paper\.place|_goal\(paper\)), "(\w+)"\)', text))
    return found - {"sale"}  # a cause that stands in such a list too, and is no account
