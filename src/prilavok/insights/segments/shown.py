"""What screens and programs show of segments: members by name as far as one may see them, and why somebody belongs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from prilavok.domains.audiences.queries import list_scales, read_segment, stays_of
from prilavok.domains.audiences.types import Atom, Rule, SegmentView, Stay, atoms_of
from prilavok.domains.customers.queries import read_customers
from prilavok.domains.staff.queries import may
from prilavok.domains.staff.types import StaffActor
from prilavok.insights.masked import masked_name
from prilavok.insights.segments.judging import ask_judged, question_of
from prilavok.kit.pages import read_rows
from prilavok.kit.words import Words


@dataclass(frozen=True, slots=True)
class MemberName:
    """A member as the actor may see them. id: None for those who may not open the customer."""

    id: UUID | None
    name: str
    made_up: bool


@dataclass(frozen=True, slots=True)
class Held:
    """One condition held against one customer. seen: the figure it was held against, None where there is none."""

    atom: Atom
    seen: str | None
    holds: bool


@dataclass(frozen=True, slots=True)
class StayShown:
    """A segment somebody belongs to, and what its conditions see of them now."""

    segment: SegmentView
    stay: Stay
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category as a choice. depth: 1 at the root."""

    id: UUID
    name: Words
    depth: int


def may_name(actor: StaffActor) -> bool:
    """Whether the actor may leaf through customers, as a list of members is a way to do."""
    return may(actor, "customers.see", "company") is not None


def name_members(customers: Sequence[UUID], *, actor: StaffActor) -> dict[UUID, MemberName]:
    """The customers by name: whole for those who see personal data raw, shortened for others, none without a right."""
    if not may_name(actor):
        return {one: MemberName(None, "", False) for one in customers}
    raw = may(actor, "customers.see_raw") is not None
    found = read_customers(customers)
    return {
        id: MemberName(id, (one.name if raw else masked_name(one.name)) or one.code or str(id)[-8:], one.made_up)
        for id in customers
        if (one := found.get(id)) is not None
    }


def hold_against(rule: Rule, customer: UUID, *, at: datetime) -> tuple[Held, ...]:
    """Each condition of the rule with what it sees of the customer; none where they are no customer any more."""
    atoms = atoms_of(rule)
    columns = ", ".join(f"seen{nth}, holds{nth}" for nth in range(len(atoms)))
    rows = ask_judged(
        question_of([rule], list_scales(), at, among=[customer], seen=True), f"SELECT {columns} FROM judged"
    )
    return tuple(Held(atom, row[2 * nth], bool(row[2 * nth + 1])) for row in rows for nth, atom in enumerate(atoms))


def stays_shown(customer: UUID, *, at: datetime) -> list[StayShown]:
    """The segments the customer belongs to, each with why."""
    shown = []
    for stay in stays_of(customer):
        segment = read_segment(stay.segment)
        shown.append(StayShown(segment, stay, hold_against(segment.rule, customer, at=at)))
    return shown


def list_shelves_whole() -> list[Shelf]:
    """Every category in the order of the tree."""
    return read_rows(
        "category, name, length(path) - length(replace(path, '/', '')) + 1",
        "named_category",
        row=Shelf,
        rest="ORDER BY path",
    )
